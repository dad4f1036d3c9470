//! The way between two places: inside a pod by its network; between machines up from the one, along the lanes, down to
//! the other. Two pods of one node meet at their node's wire.

use super::geometry::{Point, Wire};
use super::layout::{Hangs, Layout, Spot};
use crate::state::playback::Seat;
use malla_trace::VertexId;

/// How round the bends are, and how far a packet keeps to the right of the wire.
const RADIUS: f64 = 9.0;
const ASIDE: f64 = 3.2;
/// How far beside a pod its wire runs down.
const SIDE: f64 = 6.0;

/// The way of a packet from place to place; empty when it stays where it is, or is nowhere that is drawn.
#[must_use]
pub fn way(layout: &Layout, route: &[Seat]) -> Wire {
    let mut points: Vec<Point> = vec![];
    for pair in route.windows(2) {
        if let [from, to] = pair {
            points.extend(stretch(layout, from, to).unwrap_or_default());
        }
    }
    Wire::through(&points, RADIUS, ASIDE)
}

/// Where a packet rests.
#[must_use]
pub fn rest(layout: &Layout, seat: &Seat) -> Option<Point> {
    let inside = layout.inside(&seat.at).and_then(|inside| inside.way_in(&seat.within).last().copied());
    inside.or_else(|| layout.spot(&seat.at).map(|spot| spot.rest))
}

/// From one place to the next: out of the one machine, across, into the other.
fn stretch(layout: &Layout, from: &Seat, to: &Seat) -> Option<Vec<Point>> {
    if from.at == to.at {
        return layout.inside(&from.at).map(|inside| inside.way_between(&from.within, &to.within));
    }
    let indoors = |seat: &Seat| layout.inside(&seat.at).map(|inside| inside.way_in(&seat.within)).unwrap_or_default();
    let mut points: Vec<Point> = indoors(from).into_iter().rev().collect();
    points.extend(points_between(layout, &from.at, &to.at)?);
    points.extend(indoors(to));
    Some(points)
}

/// The wire a thing hangs from, as it is always drawn.
#[must_use]
pub fn stub(layout: &Layout, id: &VertexId) -> Wire {
    let climb = layout.spot(id).and_then(|spot| climb(layout, id, spot));
    Wire::through(&climb.map(|c| c.points).unwrap_or_default(), RADIUS, 0.0)
}

/// The way up from a thing to what it hangs from.
struct Climb {
    points: Vec<Point>,
    rack: Option<usize>,
    lane: Option<usize>,
}

fn points_between(layout: &Layout, from: &VertexId, to: &VertexId) -> Option<Vec<Point>> {
    let (start, end) = (layout.spot(from)?, layout.spot(to)?);
    let (mut up, mut down) = (climb(layout, from, start)?, climb(layout, to, end)?);
    let (rack_a, rack_b) = (rack_of(layout, from, &up), rack_of(layout, to, &down));
    if rack_a.is_none() || rack_a != rack_b {
        extend_to_lane(layout, &mut up);
        extend_to_lane(layout, &mut down);
        bridge(layout, &mut up, &down);
    }
    up.points.extend(down.points.into_iter().rev());
    Some(up.points)
}

/// The rack in which a way may stay: a pod's, or a node's own.
fn rack_of(layout: &Layout, id: &VertexId, climb: &Climb) -> Option<usize> {
    climb.rack.or_else(|| layout.racks.iter().position(|rack| rack.id == *id))
}

/// Up to the node's filter for a pod; to the lane for a machine; a node stands at its own filter.
fn climb(layout: &Layout, id: &VertexId, spot: &Spot) -> Option<Climb> {
    match spot.hangs {
        Hangs::Nothing => None,
        Hangs::Lane(lane) => {
            let is_rack = layout.racks.iter().any(|rack| rack.rect == spot.rect);
            let mut points = vec![spot.rest];
            if !is_rack {
                points.push(Point::new(spot.rest.x, layout.lanes.get(lane)?.y));
            }
            Some(Climb { points, rack: None, lane: Some(lane) })
        }
        Hangs::Rack { rack, over } => {
            let wire = layout.racks.get(rack)?.wire;
            let turn = over.unwrap_or(spot.rest.y);
            // A pod that is reached from above, but entered low at its side: the wire runs down beside it.
            let beside = if over.is_some() && layout.inside(id).is_some() { SIDE } else { 0.0 };
            let x = spot.rest.x - beside;
            let points = vec![spot.rest, Point::new(x, spot.rest.y), Point::new(x, turn), Point::new(wire, turn)];
            Some(Climb { points, rack: Some(rack), lane: None })
        }
    }
}

fn extend_to_lane(layout: &Layout, climb: &mut Climb) {
    let rack = climb.rack.and_then(|rack| layout.racks.get(rack));
    if let Some(Hangs::Lane(lane)) = rack.and_then(|rack| layout.spot(&rack.id)).map(|spot| spot.hangs) {
        climb.lane = Some(lane);
    }
    if let (Some(last), Some(lane)) = (climb.points.last(), climb.lane.and_then(|lane| layout.lanes.get(lane))) {
        climb.points.push(Point::new(last.x, lane.y));
    }
}

/// Joins two lanes by the trunk.
fn bridge(layout: &Layout, up: &mut Climb, down: &Climb) {
    let height = |climb: &Climb| climb.lane.and_then(|lane| layout.lanes.get(lane)).map(|lane| lane.y);
    if let (Some(from), Some(to)) = (height(up), height(down))
        && up.lane != down.lane
    {
        up.points.extend([Point::new(layout.trunk, from), Point::new(layout.trunk, to)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{crowd, id, topology};
    use crate::stage::geometry::Size;
    use crate::stage::layout::arrange;
    use crate::state::playback::Within;

    fn corners(layout: &Layout, from: &str, to: &str) -> Vec<(i64, i64)> {
        let points = points_between(layout, &id(from), &id(to)).unwrap_or_default();
        points.iter().map(|p| (p.x as i64, p.y as i64)).collect()
    }

    #[test]
    fn inside_a_node_the_way_stays_inside() {
        let layout = arrange(&topology(), Size::new(760.0, 560.0));
        let rack = layout.racks[0].clone();
        for (x, y) in corners(&layout, "node/nodo0", "pod/default/wordpress") {
            let (x, y) = (x as f64, y as f64);
            assert!(
                x >= rack.rect.x - 1.0 && x <= rack.rect.right() && y >= rack.filter.y - 1.0 && y <= rack.rect.bottom()
            );
        }
    }

    #[test]
    fn between_nodes_the_way_goes_by_the_lane() {
        let layout = arrange(&topology(), Size::new(760.0, 560.0));
        let lane = layout.lanes[0].y as i64;
        for (from, to) in
            [("node/nodo0", "node/nodo1"), ("client/MenchuPC", "balancer/b"), ("pod/default/nginx", "client/MenchuPC")]
        {
            assert!(corners(&layout, from, to).iter().any(|(_, y)| *y == lane), "{from} to {to}");
        }
        let ride = |from: &str, to: &str| way(&layout, &[Seat::gate(id(from)), Seat::gate(id(to))]);
        assert!(ride("client/MenchuPC", "client/MenchuPC").is_empty());
        assert!(ride("client/MenchuPC", "service/default/nginx").is_empty(), "a Service is no machine");
        assert!(ride("client/nobody", "node/nodo0").is_empty());
        assert!(!ride("client/MenchuPC", "node/nodo0").is_empty());
    }

    #[test]
    fn ways_between_rows_take_the_trunk_and_touch_no_box_of_others() {
        let layout = arrange(&crowd(8, 3, 6), Size::new(760.0, 560.0));
        let trunk = layout.trunk as i64;
        assert!(corners(&layout, "client/MenchuPC", "node/nodo7").iter().any(|(x, _)| *x == trunk));
        for to in ["node/nodo7", "node/nodo3", "pod/default/web-5d8f7c9b66-x2k42"] {
            let wire = way(&layout, &[Seat::gate(id("client/MenchuPC")), Seat::gate(id(to))]);
            assert!(!wire.is_empty(), "{to}");
            for i in 0..=200 {
                let point = wire.at(f64::from(i) / 200.0).unwrap();
                let hit = |who: &VertexId, spot: &Spot| {
                    let other = who.0.starts_with("pod/") && who.0 != to;
                    other && spot.rect.inset(1.0).nearest(point) == point
                };
                let through = layout.spots().find(|(who, spot)| hit(who, spot)).map(|(who, _)| who.clone());
                assert_eq!(through, None, "on the way to {to} at {point:?}");
            }
        }
    }

    #[test]
    fn a_packet_for_a_program_passes_its_proxy_by_the_network_of_the_pod() {
        let layout = arrange(&crate::fixture_mesh::topology(), Size::new(760.0, 560.0));
        let pod = id(&crate::fixture_mesh::pod_id("reviews", "v2"));
        let inside = layout.inside(&pod).unwrap().clone();
        let part = |name: &str| Seat { at: pod.clone(), within: Within::Part(name.into()) };
        let wire = way(
            &layout,
            &[Seat::gate(id("node/nodo0")), Seat::gate(pod.clone()), part("istio-proxy"), part("reviews")],
        );
        let passes = |room: &crate::stage::geometry::Rect| {
            (0..=400)
                .any(|i| wire.at(f64::from(i) / 400.0).is_some_and(|point| room.nearest(point).distance(point) < 6.0))
        };
        assert!(passes(&inside.parts[0].rect) && passes(&inside.parts[1].rect) && passes(&inside.kernel));
        assert!(rest(&layout, &part("reviews")).is_some_and(|point| inside.parts[1].rect.nearest(point) == point));
    }

    #[test]
    fn everything_that_runs_hangs_from_something() {
        let layout = arrange(&topology(), Size::new(760.0, 560.0));
        assert!(!stub(&layout, &id("pod/default/nginx")).is_empty());
        assert!(!stub(&layout, &id("client/MenchuPC")).is_empty());
        assert!(stub(&layout, &id("service/default/nginx")).is_empty());
    }
}
