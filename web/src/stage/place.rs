//! Where the packet's card may lie without hiding what it is about.

use super::geometry::{Point, Rect, Size};
use super::layout::{Hangs, Layout};
use malla_trace::VertexId;

/// How much covering a box of each sort costs, against a distance of one.
const COVER_SOLID: f64 = 0.6;
const COVER_OWN: f64 = 2.0;
const COVER_HEADER: f64 = 0.12;
/// Steps of the search.
const STEP: f64 = 14.0;
/// Space between the packet and its card, and around the drawing.
const AIR: f64 = 14.0;
const EDGE: f64 = 4.0;

/// The best place for a card of that size beside the packet that rests at `at`.
#[must_use]
pub fn card_beside(layout: &Layout, at: &VertexId, size: Size) -> Rect {
    let Some(spot) = layout.spot(at) else { return Rect::new(EDGE, EDGE, size.w, size.h) };
    let solid = obstacles(layout);
    let own = layout.rack(at).map_or(spot.rect, |rack| rack.filter);
    let mut best = (f64::INFINITY, Rect::default());
    let room = Size::new((layout.size.w - size.w - EDGE).max(EDGE), (layout.size.h - size.h - EDGE).max(EDGE));
    let mut y = EDGE;
    while y <= room.h {
        let mut x = EDGE;
        while x <= room.w {
            let card = Rect::new(x, y, size.w, size.h);
            let cost = cost(&card, spot.rest, &own, &solid);
            if cost < best.0 {
                best = (cost, card);
            }
            x += STEP;
        }
        y += STEP;
    }
    best.1
}

fn cost(card: &Rect, packet: Point, own: &Rect, solid: &[(Rect, f64)]) -> f64 {
    let distance = card.nearest(packet).distance(packet);
    let too_near = if distance < AIR { (AIR - distance) * 12.0 } else { 0.0 };
    let covered: f64 = solid.iter().map(|(rect, weight)| card.overlap(rect) * weight).sum();
    distance + too_near + covered * 0.1 + card.overlap(own) * COVER_OWN * 0.1
}

/// What a card had better not cover, and how bad that is.
fn obstacles(layout: &Layout) -> Vec<(Rect, f64)> {
    let is_rack = |rect: &Rect| layout.racks.iter().any(|rack| rack.rect == *rect);
    let boxes = layout.spots().filter(|(_, spot)| !is_rack(&spot.rect)).map(|(_, spot)| {
        let weight = if matches!(spot.hangs, Hangs::Nothing) { COVER_HEADER } else { COVER_SOLID };
        (spot.rect, weight)
    });
    let filters = layout.racks.iter().map(|rack| (rack.filter, COVER_SOLID));
    let headers = layout.racks.iter().map(|rack| {
        let header = Rect::new(rack.rect.x, rack.rect.y, rack.rect.w, rack.filter.y - rack.rect.y);
        (header, COVER_HEADER * 2.0)
    });
    boxes.chain(filters).chain(headers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{crowd, id, topology};
    use crate::stage::layout::arrange;

    #[test]
    fn a_card_stays_on_the_stage_and_off_the_machine_it_is_about() {
        for (given, panel) in [
            (topology(), Size::new(760.0, 560.0)),
            (crowd(8, 4, 6), Size::new(760.0, 560.0)),
            (crowd(4, 2, 3), Size::new(390.0, 560.0)),
        ] {
            let layout = arrange(&given, panel);
            let whole = Rect::new(0.0, 0.0, layout.size.w, layout.size.h);
            for vertex in given.vertices.iter().filter(|v| layout.spot(&v.id).is_some()) {
                let card = card_beside(&layout, &vertex.id, Size::new(200.0, 62.0));
                let own = layout.rack(&vertex.id).map_or(layout.spot(&vertex.id).unwrap().rect, |rack| rack.filter);
                assert!(whole.holds(&card), "{} {card:?}", vertex.id);
                assert!(card.overlap(&own) < own.w * own.h * 0.3, "{} {card:?} covers {own:?}", vertex.id);
            }
        }
        let nowhere = card_beside(&arrange(&topology(), Size::new(760.0, 560.0)), &id("x/y"), Size::new(9.0, 9.0));
        assert_eq!(nowhere, Rect::new(EDGE, EDGE, 9.0, 9.0));
    }
}
