//! Everything has its place, and nothing lies on anything else.

use super::*;
use crate::fixture::{crowd, id, topology};

/// Everything that must not touch anything else: machines, packet filters, pods, pills; and what must hold them.
fn check(topology: &Topology, panel: Size) -> Layout {
    let layout = arrange(topology, panel);
    let whole = Rect::new(0.0, 0.0, layout.size.w, layout.size.h);
    let mut solid: Vec<(String, Rect)> = Vec::new();
    for (who, spot) in layout.spots() {
        assert!(whole.holds(&spot.rect), "{who} {:?} leaves {whole:?}", spot.rect);
        let is_container = who.0.starts_with("node/") || who.0.starts_with("ingress/");
        if !is_container {
            solid.push((who.0.clone(), spot.rect));
        }
    }
    for rack in &layout.racks {
        assert!(rack.rect.holds(&rack.filter), "{} lets its filter out", rack.id);
        solid.push((format!("filter of {}", rack.id), rack.filter));
    }
    for (i, (a, first)) in solid.iter().enumerate() {
        for (b, second) in &solid[i + 1..] {
            assert_eq!(first.overlap(second), 0.0, "{a} {first:?} covers {b} {second:?} at {panel:?}");
        }
    }
    check_containers(topology, &layout);
    layout
}

fn check_containers(topology: &Topology, layout: &Layout) {
    for vertex in &topology.vertices {
        let (Some(spot), Some(parent)) = (layout.spot(&vertex.id), vertex.parent.as_ref()) else { continue };
        let Some(holder) = layout.spot(parent) else { continue };
        assert!(holder.rect.holds(&spot.rect), "{parent} does not hold {}", vertex.id);
    }
    for (i, rack) in layout.racks.iter().enumerate() {
        for other in &layout.racks[i + 1..] {
            assert_eq!(rack.rect.overlap(&other.rect), 0.0, "{} covers {}", rack.id, other.id);
        }
        assert_eq!(rack.rect.overlap(&layout.company), 0.0);
        assert_eq!(rack.rect.overlap(&layout.virtuals), 0.0);
    }
}

const DESKTOP: Size = Size::new(760.0, 560.0);
const TABLET: Size = Size::new(640.0, 400.0);
const PHONE: Size = Size::new(390.0, 560.0);

#[test]
fn everybody_has_a_place_of_their_own_on_every_screen() {
    for panel in [DESKTOP, TABLET, PHONE, Size::new(1500.0, 900.0), Size::new(10.0, 10.0)] {
        check(&topology(), panel);
        for (nodes, pods, services) in [(0, 0, 0), (1, 1, 1), (4, 2, 3), (4, 7, 12), (8, 3, 6), (8, 9, 9)] {
            check(&crowd(nodes, pods, services), panel);
        }
    }
}

#[test]
fn a_small_cluster_is_drawn_at_full_size_and_a_crowd_stays_legible() {
    assert!(check(&crowd(4, 2, 3), DESKTOP).scale >= 0.95);
    assert!(check(&crowd(8, 3, 6), DESKTOP).scale >= 0.6, "{}", check(&crowd(8, 3, 6), DESKTOP).scale);
    assert!(check(&crowd(4, 2, 3), PHONE).scale >= 0.75, "{}", check(&crowd(4, 2, 3), PHONE).scale);
}

#[test]
fn a_rule_stands_in_its_controller_and_a_homeless_pod_in_a_band_of_its_own() {
    let mut given = topology();
    let layout = check(&given, DESKTOP);
    let (pod, rule) = (layout.spot(&id("pod/default/nginx")), layout.spot(&id("ingress/default/web1")));
    assert!(pod.unwrap().rect.holds(&rule.unwrap().rect));
    assert_eq!(layout.pending, Rect::default());
    for vertex in given.vertices.iter_mut().filter(|v| v.id == id("pod/default/wordpress")) {
        vertex.parent = None;
    }
    let layout = check(&given, DESKTOP);
    assert!(layout.pending.holds(&layout.spot(&id("pod/default/wordpress")).unwrap().rect));
}

#[test]
fn nodes_in_two_rows_hang_from_two_lanes() {
    let layout = check(&crowd(8, 3, 6), DESKTOP);
    assert_eq!(layout.lanes.len(), 2);
    let (top, low) = (layout.racks[0].clone(), layout.racks[7].clone());
    assert!(layout.lanes[0].y < top.rect.y && layout.lanes[1].y > top.rect.bottom());
    assert!(layout.lanes[1].y < low.rect.y);
}
