//! The inside of a pod whose connections a proxy carries: the program and its proxy side by side, above the network
//! that both share. Whatever comes in or goes out passes that network, and there it is turned aside to the proxy.

use super::geometry::{Point, Rect};
use crate::state::playback::Within;
use malla_trace::PartRole;

/// The inside of a pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// The pod's left edge, where its wire ends.
    pub edge: f64,
    /// The network that the parts share: its packet filter.
    pub kernel: Rect,
    /// Its running containers, the proxy first.
    pub parts: Vec<Room>,
}

/// The room of a container.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: PartRole,
    /// Where.
    pub rect: Rect,
}

/// Space around the containers.
const AIR: f64 = 6.0;

impl Inside {
    /// Divides the lower part of a pod: containers of height `tall`, and below them the kernel of height `low`.
    #[must_use]
    pub fn of(pod: Rect, parts: &[(String, PartRole)], tall: f64, low: f64) -> Self {
        let kernel = Rect::new(pod.x + AIR, pod.bottom() - low - 5.0, pod.w - 2.0 * AIR, low);
        let gaps = AIR * (parts.len() + 1) as f64;
        let width = (pod.w - gaps) / parts.len().max(1) as f64;
        let room = |(i, (name, role)): (usize, &(String, PartRole))| {
            let x = pod.x + AIR + i as f64 * (width + AIR);
            Room { name: name.clone(), role: *role, rect: Rect::new(x, kernel.y - tall - 4.0, width, tall) }
        };
        Self { edge: pod.x, kernel, parts: parts.iter().enumerate().map(room).collect() }
    }

    /// Where packets come and go.
    #[must_use]
    pub fn gate(&self) -> Point {
        Point::new(self.edge, self.kernel.centre().y)
    }

    /// The way from the gate to a place inside, both ends included.
    #[must_use]
    pub fn way_in(&self, to: &Within) -> Vec<Point> {
        let gate = self.gate();
        match to {
            Within::Gate => vec![gate],
            Within::Kernel => vec![gate, self.crossing()],
            Within::Part(name) => {
                let Some(room) = self.parts.iter().find(|room| room.name == *name) else { return vec![gate] };
                let foot = Point::new(room.rect.centre().x, room.rect.bottom() - 2.0);
                vec![gate, Point::new(foot.x, gate.y), foot]
            }
        }
    }

    /// The way from one place inside to another, without going by the gate.
    #[must_use]
    pub fn way_between(&self, from: &Within, to: &Within) -> Vec<Point> {
        let mut way: Vec<Point> =
            self.way_in(from).into_iter().skip(usize::from(*from != Within::Gate)).rev().collect();
        way.extend(self.way_in(to).into_iter().skip(usize::from(*to != Within::Gate)));
        way
    }

    /// The middle of the network, between two containers.
    fn crossing(&self) -> Point {
        let first = self.parts.first().map_or(self.kernel.centre().x, |room| room.rect.right() + AIR / 2.0);
        Point::new(first, self.kernel.centre().y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside() -> Inside {
        let parts = [("istio-proxy".to_owned(), PartRole::Sidecar), ("reviews".to_owned(), PartRole::App)];
        Inside::of(Rect::new(0.0, 0.0, 118.0, 60.0), &parts, 20.0, 10.0)
    }

    #[test]
    fn every_way_leads_through_the_network_that_the_containers_share() {
        let inside = inside();
        let part = |name: &str| Within::Part(name.into());
        let low = inside.gate().y;
        for (from, to) in [
            (Within::Gate, part("istio-proxy")),
            (part("reviews"), part("istio-proxy")),
            (part("reviews"), Within::Gate),
        ] {
            let way = inside.way_between(&from, &to);
            assert!(way.iter().any(|point| point.y == low), "{from:?} to {to:?}: {way:?}");
        }
        let there = inside.way_between(&part("reviews"), &part("istio-proxy"));
        let xs: Vec<i64> = there.iter().map(|point| point.x as i64).collect();
        assert_eq!(xs, [87, 87, 31, 31]);
        assert_eq!(inside.way_in(&part("nobody")), [inside.gate()], "an unknown part is reached at the gate");
    }

    #[test]
    fn the_containers_stand_in_the_pod_and_apart() {
        let inside = inside();
        let pod = Rect::new(0.0, 0.0, 118.0, 60.0);
        assert!(inside.parts.iter().all(|room| pod.holds(&room.rect)) && pod.holds(&inside.kernel));
        assert_eq!(inside.parts[0].rect.overlap(&inside.parts[1].rect), 0.0);
        assert_eq!(inside.parts[0].rect.overlap(&inside.kernel), 0.0);
    }
}
