//! The way between two machines: up from the one, along the lanes, down to the other. Two pods of one node meet at
//! their node's wire.

use super::geometry::{Point, Wire};
use super::layout::{Hangs, Layout, Spot};
use malla_trace::VertexId;

/// How round the bends are, and how far a packet keeps to the right of the wire.
const RADIUS: f64 = 9.0;
const ASIDE: f64 = 3.2;

/// The way a packet takes from one to the other; empty when either is not drawn or is no machine.
#[must_use]
pub fn way(layout: &Layout, from: &VertexId, to: &VertexId) -> Wire {
    Wire::through(&points(layout, from, to).unwrap_or_default(), RADIUS, ASIDE)
}

/// The wire a thing hangs from, as it is always drawn.
#[must_use]
pub fn stub(layout: &Layout, id: &VertexId) -> Wire {
    let climb = layout.spot(id).and_then(|spot| climb(layout, spot));
    Wire::through(&climb.map(|c| c.points).unwrap_or_default(), RADIUS, 0.0)
}

/// The way up from a thing to what it hangs from.
struct Climb {
    points: Vec<Point>,
    rack: Option<usize>,
    lane: Option<usize>,
}

fn points(layout: &Layout, from: &VertexId, to: &VertexId) -> Option<Vec<Point>> {
    if from == to {
        return None;
    }
    let (start, end) = (layout.spot(from)?, layout.spot(to)?);
    let (mut up, mut down) = (climb(layout, start)?, climb(layout, end)?);
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
fn climb(layout: &Layout, spot: &Spot) -> Option<Climb> {
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
            let points = vec![spot.rest, Point::new(spot.rest.x, turn), Point::new(wire, turn)];
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

    fn corners(layout: &Layout, from: &str, to: &str) -> Vec<(i64, i64)> {
        let points = points(layout, &id(from), &id(to)).unwrap_or_default();
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
        assert!(way(&layout, &id("client/MenchuPC"), &id("client/MenchuPC")).is_empty());
        assert!(
            way(&layout, &id("client/MenchuPC"), &id("service/default/nginx")).is_empty(),
            "a Service is no machine"
        );
        assert!(way(&layout, &id("client/nobody"), &id("node/nodo0")).is_empty());
    }

    #[test]
    fn ways_between_rows_take_the_trunk_and_touch_no_box_of_others() {
        let layout = arrange(&crowd(8, 3, 6), Size::new(760.0, 560.0));
        let trunk = layout.trunk as i64;
        assert!(corners(&layout, "client/MenchuPC", "node/nodo7").iter().any(|(x, _)| *x == trunk));
        for to in ["node/nodo7", "node/nodo3", "pod/default/web-5d8f7c9b66-x2k42"] {
            let wire = way(&layout, &id("client/MenchuPC"), &id(to));
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
    fn everything_that_runs_hangs_from_something() {
        let layout = arrange(&topology(), Size::new(760.0, 560.0));
        assert!(!stub(&layout, &id("pod/default/nginx")).is_empty());
        assert!(!stub(&layout, &id("client/MenchuPC")).is_empty());
        assert!(stub(&layout, &id("service/default/nginx")).is_empty());
    }
}
