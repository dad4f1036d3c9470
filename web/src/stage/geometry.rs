//! Plane geometry of the stage: points, boxes and the rounded wires that packets ride on. No pixels of any screen,
//! no topology: numbers only.

use std::fmt::Write as _;

/// A point of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point `share` of the way to `other`.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    /// How far `other` is.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    fn plus(self, direction: Self, by: f64) -> Self {
        Self::new(self.x + direction.x * by, self.y + direction.y * by)
    }

    fn direction_to(self, other: Self) -> Self {
        let length = self.distance(other).max(f64::EPSILON);
        Self::new((other.x - self.x) / length, (other.y - self.y) / length)
    }

    /// The direction a quarter turn to the right of this one.
    const fn right_hand(self) -> Self {
        Self { x: -self.y, y: self.x }
    }
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Size {
    /// A size.
    #[must_use]
    pub const fn new(w: f64, h: f64) -> Self {
        Self { w, h }
    }
}

/// An upright box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// A box by its corner and size.
    #[must_use]
    pub const fn new(x: f64, y: f64, w: f64, h: f64) -> Self {
        Self { x, y, w, h }
    }

    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// The middle.
    #[must_use]
    pub fn centre(&self) -> Point {
        Point::new(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// The same box, smaller by `by` on every side.
    #[must_use]
    pub fn inset(&self, by: f64) -> Self {
        Self::new(self.x + by, self.y + by, self.w - 2.0 * by, self.h - 2.0 * by)
    }

    /// Whether `other` lies inside, edges included.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        const SLACK: f64 = 1e-6;
        other.x >= self.x - SLACK
            && other.y >= self.y - SLACK
            && other.right() <= self.right() + SLACK
            && other.bottom() <= self.bottom() + SLACK
    }

    /// How much of the plane both cover.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> f64 {
        let w = self.right().min(other.right()) - self.x.max(other.x);
        let h = self.bottom().min(other.bottom()) - self.y.max(other.y);
        if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
    }

    /// The point of the box nearest to `point`.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Point {
        Point::new(point.x.clamp(self.x, self.right()), point.y.clamp(self.y, self.bottom()))
    }
}

/// A wire: straight pieces with rounded bends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wire {
    pieces: Vec<Piece>,
}

/// One piece of a [`Wire`].
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece {
    Line { from: Point, to: Point },
    Bend { from: Point, through: Point, to: Point },
}

impl Piece {
    fn length(self) -> f64 {
        match self {
            Self::Line { from, to } => from.distance(to),
            // Between chord and control polygon: close enough to move evenly.
            Self::Bend { from, through, to } => {
                (from.distance(to) + from.distance(through) + through.distance(to)) / 2.0
            }
        }
    }

    fn at(self, share: f64) -> Point {
        match self {
            Self::Line { from, to } => from.towards(to, share),
            Self::Bend { from, through, to } => from.towards(through, share).towards(through.towards(to, share), share),
        }
    }

    /// The first `share` of the piece (de Casteljau).
    fn head(self, share: f64) -> Self {
        match self {
            Self::Line { from, .. } => Self::Line { from, to: self.at(share) },
            Self::Bend { from, through, .. } => {
                Self::Bend { from, through: from.towards(through, share), to: self.at(share) }
            }
        }
    }
}

impl Wire {
    /// The wire through `points`, its bends rounded by `radius`, moved `aside` to its own right: two packets that
    /// meet on one wire keep to the right, as on a road.
    #[must_use]
    pub fn through(points: &[Point], radius: f64, aside: f64) -> Self {
        let points = moved_aside(&without_repeats(points), aside);
        let mut pieces = Vec::new();
        let Some((&first, rest)) = points.split_first() else { return Self::default() };
        let mut from = first;
        for (i, &corner) in rest.iter().enumerate() {
            let Some(&next) = rest.get(i + 1) else {
                pieces.push(Piece::Line { from, to: corner });
                break;
            };
            let reach = radius.min(from.distance(corner) / 2.0).min(corner.distance(next) / 2.0);
            let enter = corner.plus(corner.direction_to(from), reach);
            let leave = corner.plus(corner.direction_to(next), reach);
            pieces.push(Piece::Line { from, to: enter });
            pieces.push(Piece::Bend { from: enter, through: corner, to: leave });
            from = leave;
        }
        Self { pieces }
    }

    /// Whether there is nothing to ride on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.pieces.iter().map(|piece| piece.length()).sum()
    }

    /// The point `share` of the way along.
    #[must_use]
    pub fn at(&self, share: f64) -> Option<Point> {
        let (whole, part) = self.split(share)?;
        Some(self.pieces[whole].at(part))
    }

    /// The first `share` of the wire.
    #[must_use]
    pub fn head(&self, share: f64) -> Self {
        let Some((whole, part)) = self.split(share) else { return Self::default() };
        let mut pieces = self.pieces[..whole].to_vec();
        pieces.push(self.pieces[whole].head(part));
        Self { pieces }
    }

    /// Which piece the point `share` of the way along lies in, and how far into it.
    fn split(&self, share: f64) -> Option<(usize, f64)> {
        let last = self.pieces.len().checked_sub(1)?;
        let mut left = self.length() * share.clamp(0.0, 1.0);
        for (i, piece) in self.pieces.iter().enumerate() {
            let length = piece.length();
            if left <= length || i == last {
                return Some((i, if length > 0.0 { (left / length).min(1.0) } else { 1.0 }));
            }
            left -= length;
        }
        None
    }

    /// The `d` of an SVG path.
    #[must_use]
    pub fn d(&self) -> String {
        let mut text = String::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            let (Piece::Line { from, to } | Piece::Bend { from, to, .. }) = *piece;
            // Writing to a String cannot fail.
            if i == 0 {
                let _ = write!(text, "M{:.1} {:.1}", from.x, from.y);
            }
            let _ = match *piece {
                Piece::Line { .. } => write!(text, "L{:.1} {:.1}", to.x, to.y),
                Piece::Bend { through, .. } => {
                    write!(text, "Q{:.1} {:.1} {:.1} {:.1}", through.x, through.y, to.x, to.y)
                }
            };
        }
        text
    }
}

/// The points without those that add no bend: repeated ones and those in the middle of a straight piece.
fn without_repeats(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last().is_some_and(|last| last.distance(point) < 0.01) {
            continue;
        }
        if let [.., before, last] = kept[..]
            && before.direction_to(last).distance(before.direction_to(point)) < 1e-6
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// Every point moved to the right-hand side of the way that leads through it.
fn moved_aside(points: &[Point], aside: f64) -> Vec<Point> {
    let side_of = |i: usize| -> Option<Point> { Some(points.get(i)?.direction_to(*points.get(i + 1)?).right_hand()) };
    let moved = |(i, point): (usize, &Point)| {
        let before = i.checked_sub(1).and_then(side_of);
        let after = side_of(i);
        match (before, after) {
            // A right-angled bend: both shifts at once. A turn on the spot keeps the later one.
            (Some(b), Some(a)) if b.distance(a) > 1e-6 && b.plus(a, 1.0).distance(Point::default()) > 1e-6 => {
                point.plus(b, aside).plus(a, aside)
            }
            (_, Some(side)) | (Some(side), None) => point.plus(side, aside),
            (None, None) => *point,
        }
    };
    points.iter().enumerate().map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner() -> Vec<Point> {
        vec![Point::new(0.0, 0.0), Point::new(0.0, 100.0), Point::new(100.0, 100.0)]
    }

    #[test]
    fn a_wire_is_drawn_with_rounded_bends() {
        assert_eq!(Wire::through(&corner(), 10.0, 0.0).d(), "M0.0 0.0L0.0 90.0Q0.0 100.0 10.0 100.0L100.0 100.0");
        assert_eq!(Wire::through(&[], 10.0, 0.0), Wire::default());
        assert!(Wire::through(&[Point::new(1.0, 1.0)], 10.0, 0.0).is_empty());
    }

    #[test]
    fn points_in_the_middle_of_a_straight_piece_add_no_bend() {
        let points = [0.0, 10.0, 10.0, 30.0].map(|x| Point::new(x, 5.0));
        assert_eq!(Wire::through(&points, 4.0, 0.0).d(), "M0.0 5.0L30.0 5.0");
    }

    #[test]
    fn a_way_and_its_way_back_keep_to_their_right() {
        let mut back = corner();
        back.reverse();
        assert_eq!(Wire::through(&corner(), 0.0, 3.0).at(0.0), Some(Point::new(-3.0, 0.0)));
        let out = Wire::through(&corner(), 0.0, 3.0);
        let home = Wire::through(&back, 0.0, 3.0);
        assert_eq!(home.at(1.0), Some(Point::new(3.0, 0.0)));
        assert!(out.length() > home.length(), "the outer bend is the longer one");
    }

    #[test]
    fn riding_is_even_and_ends_at_the_end() {
        let wire = Wire::through(&corner(), 20.0, 0.0);
        let mut last = wire.at(0.0).unwrap();
        for i in 1..=20 {
            let here = wire.at(f64::from(i) / 20.0).unwrap();
            let moved = last.distance(here);
            assert!((7.0..=11.0).contains(&moved), "share {i}/20 moved {moved}");
            last = here;
        }
        assert_eq!(last, Point::new(100.0, 100.0));
        assert_eq!(Wire::default().at(0.5), None);
    }

    #[test]
    fn the_head_of_a_wire_ends_where_the_rider_is() {
        let wire = Wire::through(&corner(), 20.0, 3.0);
        for share in [0.0, 0.3, 0.47, 0.5, 0.9, 1.0] {
            let (rider, end) = (wire.at(share).unwrap(), wire.head(share).at(1.0).unwrap());
            assert!(rider.distance(end) < 1e-9, "{share}: {rider:?} {end:?}");
        }
    }

    #[test]
    fn boxes_overlap_only_where_both_are() {
        let a = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(a.overlap(&Rect::new(5.0, 5.0, 10.0, 10.0)), 25.0);
        assert_eq!(a.overlap(&Rect::new(10.0, 0.0, 5.0, 5.0)), 0.0);
        assert!(a.holds(&a.inset(1.0)) && !a.inset(1.0).holds(&a));
        assert_eq!(a.nearest(Point::new(20.0, 5.0)), Point::new(10.0, 5.0));
    }
}
