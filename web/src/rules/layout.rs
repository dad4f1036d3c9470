//! Where the picture of a Service puts its things: doors on the left, what chooses in the middle, endpoints on the right.
//! Pure numbers; the unit is a pixel of a drawing 404 wide.

use malla_core::{Arrow, Door, ServicePicture};

/// How wide the drawing is.
pub const WIDTH: f64 = 404.0;
/// How wide a door is.
pub const DOOR: f64 = 146.0;
/// Where the choices stand.
pub const NODE: f64 = 174.0;
/// Where the right column begins.
pub const RIGHT: f64 = 234.0;
/// How many endpoints of a choice are drawn one by one.
pub const MOST: usize = 16;

const MARGIN: f64 = 4.0;
const GAP: f64 = 10.0;
const LINE: f64 = 14.0;
const HEAD: f64 = 34.0;
const ROW: f64 = 40.0;

/// A box: top and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its top.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

impl Span {
    /// Its middle.
    #[must_use]
    pub fn middle(self) -> f64 {
        self.y + self.height / 2.0
    }
}

/// A choice: its head, its node, its endpoints.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolBox {
    /// Where its name stands.
    pub head: f64,
    /// Where the arrows part.
    pub node: f64,
    /// Its endpoints, and one box more for those that are not drawn one by one.
    pub rows: Vec<Span>,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The drawing's height.
    pub height: f64,
    /// The doors.
    pub doors: Vec<Span>,
    /// The choices.
    pub pools: Vec<PoolBox>,
    /// What is refused, one box a kind: `DROP`, `has no local endpoints`.
    pub refusals: Vec<((String, String), Span)>,
    /// The head of the endpoints that no rule leads to.
    pub left_out_head: Option<f64>,
    /// Endpoints that no rule leads to.
    pub left_out: Vec<Span>,
}

impl Layout {
    /// Puts everything in its place.
    #[must_use]
    pub fn of(picture: &ServicePicture) -> Self {
        let mut y = MARGIN;
        let pools = picture.pools.iter().map(|pool| pool_box(&mut y, pool.arrows.len())).collect();
        let refusals = kinds(picture).into_iter().map(|kind| (kind, next(&mut y, ROW))).collect();
        let left_out_head = (!picture.left_out.is_empty()).then_some(y + LINE - 2.0);
        y += if left_out_head.is_some() { LINE + 4.0 } else { 0.0 };
        let left_out = picture.left_out.iter().take(MOST).map(|_| next(&mut y, ROW)).collect();
        let mut left = MARGIN;
        let heights: Vec<f64> = picture.doors.iter().map(|door| HEAD + 6.0 + LINE * lines(door).len() as f64).collect();
        let all: f64 = heights.iter().sum::<f64>() + GAP * heights.len().saturating_sub(1) as f64;
        // Doors stand in the middle of what they lead to.
        left += ((y - GAP - MARGIN - all) / 2.0).max(0.0);
        let doors: Vec<Span> = heights.into_iter().map(|height| next(&mut left, height)).collect();
        Self { height: y.max(left) - GAP + MARGIN, doors, pools, refusals, left_out_head, left_out }
    }

    /// Where a line of a door begins: at its words, or in the middle of a door that needs no words.
    #[must_use]
    pub fn anchor(&self, door: usize, line: Option<usize>) -> f64 {
        let Some(span) = self.doors.get(door) else { return 0.0 };
        line.map_or_else(|| span.middle(), |line| span.y + HEAD + LINE * (line as f64 + 0.5))
    }

    /// Where a refusal of that kind stands.
    #[must_use]
    pub fn refusal(&self, target: &str, words: &str) -> Option<Span> {
        self.refusals.iter().find(|((t, w), _)| t == target && w == words).map(|(_, span)| *span)
    }
}

/// A line of a door: a way that is not for everybody, or a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorLine {
    /// A way, by number.
    Way(usize),
    /// The refusal.
    Refusal,
}

/// The lines that a door needs: none where there is one way for everybody, or none at all but the refusal.
#[must_use]
pub fn lines(door: &Door) -> Vec<DoorLine> {
    let is_simple = door.ways.len() == 1 && door.ways.iter().all(|way| way.who.is_empty()) && door.refusal.is_none();
    if is_simple || door.ways.is_empty() {
        return vec![];
    }
    (0..door.ways.len()).map(DoorLine::Way).chain(door.refusal.iter().map(|_| DoorLine::Refusal)).collect()
}

/// What is refused, each kind once.
fn kinds(picture: &ServicePicture) -> Vec<(String, String)> {
    let mut kinds: Vec<(String, String)> = Vec::new();
    for refusal in picture.doors.iter().filter_map(|door| door.refusal.as_ref()) {
        let kind = (refusal.target.clone(), refusal.words.clone());
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn next(y: &mut f64, height: f64) -> Span {
    let span = Span { y: *y, height };
    *y += height + GAP;
    span
}

fn pool_box(y: &mut f64, arrows: usize) -> PoolBox {
    let head = *y;
    *y += HEAD;
    let rows: Vec<Span> = (0..arrows.min(MOST + 1)).map(|_| next(y, ROW)).collect();
    let node = rows.first().zip(rows.last()).map_or(head, |(first, last)| (first.middle() + last.middle()) / 2.0);
    PoolBox { head, node, rows }
}

/// A share as words: `1/3`, `100 %`, `12.5 %`.
#[must_use]
pub fn share_words(arrow: &Arrow) -> String {
    match arrow.fraction {
        Some((part, whole)) if whole > 1 => format!("{part}/{whole}"),
        Some(_) => "100 %".into(),
        None => format!("{:.1} %", arrow.share * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::model::tests::page;

    fn pictures() -> Vec<ServicePicture> {
        let (model, _) = page("whole-road");
        let machine = model.rules_at().unwrap_or_else(|| panic!("no node"));
        model.picture.snapshot.service_pictures(&machine)
    }

    #[test]
    fn nothing_lies_over_anything_else() {
        for picture in pictures() {
            let layout = Layout::of(&picture);
            let rows = layout.pools.iter().flat_map(|pool| pool.rows.clone());
            let right: Vec<Span> =
                rows.chain(layout.refusals.iter().map(|(_, span)| *span)).chain(layout.left_out.clone()).collect();
            for column in [&right, &layout.doors] {
                assert!(column.windows(2).all(|pair| pair[0].y + pair[0].height < pair[1].y), "{picture:?}");
                assert!(column.iter().all(|span| span.y + span.height <= layout.height), "{picture:?}");
            }
        }
    }

    #[test]
    fn shares_are_said_as_fractions() {
        let pictures = pictures();
        let of = |name: &str| {
            let picture = pictures.iter().find(|picture| picture.name.starts_with(name));
            let arrows = picture.into_iter().flat_map(|picture| &picture.pools).flat_map(|pool| &pool.arrows);
            arrows.map(share_words).collect::<Vec<_>>()
        };
        assert_eq!(of("default/wp-service"), ["1/2", "1/2"]);
        assert_eq!(of("default/nginx"), ["100 %"]);
    }
}
