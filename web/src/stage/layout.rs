//! Where everybody stands: the arrangement of the stage, computed from the cast and the room there is. Nothing
//! scrolls and nothing overlaps; what does not fit at full size is arranged otherwise, then drawn smaller.
//!
//! The picture is the one engineers draw on a whiteboard: a network is a horizontal lane, machines hang from it by a
//! wire, pods hang inside their node below its packet filter.

use super::cast::{Actor, Cast, NodeCast};
use super::geometry::{Point, Rect, Size};
use super::inside::Inside;
use super::text::SMALL;
use malla_trace::{Topology, VertexId};
use std::collections::BTreeMap;

/// An arranged stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The whole drawing.
    pub size: Size,
    /// How many screen pixels a unit takes.
    pub scale: f64,
    /// Whether labels are on one line.
    pub compact: bool,
    /// Height of a node's header.
    pub head: f64,
    /// The band of the company network.
    pub company: Rect,
    /// The band of names that are only rules; empty box when there are none.
    pub virtuals: Rect,
    /// The band of pods without a node; empty box when there are none.
    pub pending: Rect,
    /// The nodes.
    pub racks: Vec<Rack>,
    /// The horizontal lanes of the company network, top to bottom.
    pub lanes: Vec<Lane>,
    /// Where the vertical wire that joins the lanes runs.
    pub trunk: f64,
    places: BTreeMap<VertexId, Spot>,
    insides: BTreeMap<VertexId, Inside>,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Rack {
    /// Which.
    pub id: VertexId,
    /// The whole box.
    pub rect: Rect,
    /// Its packet filter.
    pub filter: Rect,
    /// Where its wires run: from the network down to the pods.
    pub wire: f64,
}

/// A horizontal piece of the company network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    /// How high.
    pub y: f64,
    /// From.
    pub left: f64,
    /// To.
    pub right: f64,
}

/// Where somebody stands and how wires reach them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The box.
    pub rect: Rect,
    /// Where a packet rests.
    pub rest: Point,
    /// What the box hangs from.
    pub hangs: Hangs,
}

/// What a box hangs from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hangs {
    /// From a lane of the company network.
    Lane(usize),
    /// From the packet filter of a node; the wire turns to the box at that height, and comes in from above where
    /// `over` is set.
    Rack {
        /// Index into [`Layout::racks`].
        rack: usize,
        /// Height of the turn, for a box that is reached from above.
        over: Option<f64>,
    },
    /// From nothing: it is no machine.
    Nothing,
}

/// The measures of a drawing: roomy, or compact where there is much to show.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measures {
    compact: bool,
    machine: f64,
    header: f64,
    filter: f64,
    street: f64,
    pod: f64,
    pod_gap: f64,
    /// What a pod with several parts has below its name: the parts, and the network that they share.
    part: f64,
    kernel: f64,
    /// How high the name of such a pod is.
    name: f64,
    rule: f64,
    foot: f64,
    pill: f64,
    rack_width: f64,
}

const ROOMY: Measures = Measures {
    compact: false,
    machine: 48.0,
    header: 40.0,
    filter: 66.0,
    street: 18.0,
    pod: 44.0,
    pod_gap: 12.0,
    part: 22.0,
    kernel: 13.0,
    name: 40.0,
    rule: 33.0,
    foot: 12.0,
    pill: 40.0,
    rack_width: 172.0,
};

const COMPACT: Measures = Measures {
    compact: true,
    machine: 44.0,
    header: 36.0,
    filter: 58.0,
    street: 14.0,
    pod: 27.0,
    pod_gap: 9.0,
    part: 18.0,
    kernel: 8.0,
    name: 20.0,
    rule: 17.0,
    foot: 8.0,
    pill: 36.0,
    rack_width: 150.0,
};

/// Where a crowd of pods has parts: less air, but every rule keeps its second line.
const DENSE: Measures = Measures {
    compact: true,
    machine: 40.0,
    header: 30.0,
    filter: 46.0,
    street: 11.0,
    pod: 25.0,
    pod_gap: 8.0,
    part: 18.0,
    kernel: 8.0,
    name: 20.0,
    rule: 17.0,
    foot: 6.0,
    pill: 34.0,
    rack_width: 148.0,
};

/// For the smallest screens: a line each, and no more in a filter than what it does.
const TIGHT: Measures = Measures {
    compact: true,
    machine: 34.0,
    header: 28.0,
    filter: 40.0,
    street: 9.0,
    pod: 24.0,
    pod_gap: 7.0,
    part: 16.0,
    kernel: 6.0,
    name: 18.0,
    rule: 16.0,
    foot: 3.0,
    pill: 27.0,
    rack_width: 140.0,
};

impl Measures {
    /// Height of a pod without the rules written in it.
    fn body(self, pod: &Actor) -> f64 {
        if pod.parts.is_empty() { self.pod } else { self.name + self.part + 4.0 + self.kernel + 5.0 }
    }
}

const PAD: f64 = 12.0;
const GAP: f64 = 12.0;
/// Height of a band's label.
const LABEL: f64 = 24.0;
/// Between a machine and its lane, and between a lane and the edge of the band.
const DROP: f64 = 16.0;
/// Above a row of racks that has a lane of its own.
const LANE: f64 = 28.0;
/// Room on the left for the trunk, where there is one.
const TRUNK: f64 = 18.0;
/// Narrowest pod beside another.
const POD_WIDTH: f64 = 112.0;
const PARTED_WIDTH: f64 = 124.0;
/// How wide the wire's column is inside a rack.
const GUTTER: f64 = 22.0;
/// Height of a chip beside a band's label.
const MINOR: f64 = 18.0;
/// How many widths an arrangement is tried at.
const WIDTHS_TRIED: u32 = 12;
/// Largest magnification.
const MOST: f64 = 1.3;
/// What arrangements are worth when they compete: room for addresses is worth some size, and no label needs to be
/// larger than it is meant.
const WORTHS: [(Measures, f64); 4] = [(ROOMY, 1.0), (COMPACT, 0.84), (DENSE, 0.8), (TIGHT, 0.68)];
const MEANT: f64 = 1.0;

/// One way to arrange the cast.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plan {
    columns: usize,
    pod_columns: usize,
    measures: Measures,
}

/// Arranges a topology for a panel of that many screen pixels.
#[must_use]
pub fn arrange(topology: &Topology, panel: Size) -> Layout {
    arrange_cast(&Cast::of(topology), panel)
}

/// Arranges a cast for a panel of that many screen pixels.
#[must_use]
pub fn arrange_cast(cast: &Cast, panel: Size) -> Layout {
    let panel = Size::new(panel.w.max(200.0), panel.h.max(200.0));
    let mut best: Option<(f64, Plan)> = None;
    for plan in plans(cast) {
        let worth = WORTHS.iter().find(|(measures, _)| *measures == plan.measures).map_or(1.0, |(_, worth)| *worth);
        let scale = plan.scale(cast, panel).min(MEANT);
        // Letters are lost faster than size.
        let score = scale * scale.sqrt() * worth;
        // The first of equals stays: fewer tricks, and no flicker while somebody drags a splitter.
        if best.is_none_or(|(highest, _)| score > highest + 0.01) {
            best = Some((score, plan));
        }
    }
    best.map(|(_, plan)| plan.build(cast, panel)).unwrap_or_default()
}

fn plans(cast: &Cast) -> Vec<Plan> {
    let nodes = cast.nodes.len().max(1);
    let pod_columns = if cast.most_pods() > 2 { 1..=3 } else { 1..=1 };
    let mut plans = Vec::new();
    for (measures, _) in WORTHS {
        for pod_columns in pod_columns.clone() {
            let even = |columns: &usize| nodes.div_ceil(nodes.div_ceil(*columns)) == *columns;
            plans.extend((1..=nodes).rev().filter(even).map(|columns| Plan { columns, pod_columns, measures }));
        }
    }
    plans
}

impl Plan {
    fn rows(self, cast: &Cast) -> usize {
        cast.nodes.len().div_ceil(self.columns)
    }

    /// How many pods stand side by side in a node: no more than it has.
    fn columns_of(self, node: &NodeCast) -> usize {
        self.pod_columns.min(node.pods.len()).max(1)
    }

    fn narrowest_rack(self, node: &NodeCast) -> f64 {
        let pod = if node.pods.iter().any(|pod| !pod.parts.is_empty()) { PARTED_WIDTH } else { POD_WIDTH };
        let columns = self.columns_of(node);
        let pods = columns as f64 * (pod + GAP) + GUTTER + GAP;
        if columns == 1 { self.measures.rack_width } else { pods.max(self.measures.rack_width) }
    }

    /// The widths of the racks in a row: as narrow as they may be, and a fair share of what is left.
    fn rack_widths(self, nodes: &[NodeCast], inner: f64) -> Vec<f64> {
        let narrow: Vec<f64> = nodes.iter().map(|node| self.narrowest_rack(node)).collect();
        // A row that is not full keeps the width of the columns above it.
        let missing = self.columns.saturating_sub(nodes.len()) as f64 * (self.measures.rack_width + GAP);
        let least: f64 = narrow.iter().sum();
        let room = inner - missing - GAP * nodes.len().saturating_sub(1) as f64;
        narrow.iter().map(|width| width * room / least.max(1.0)).collect()
    }

    /// The left margin, wider where lanes must be joined.
    fn left(self, cast: &Cast, width: f64) -> f64 {
        let lanes = self.rows(cast).max(1) + machine_rows(cast, width).len().max(1) - 1;
        if lanes > 1 { PAD + TRUNK } else { PAD }
    }

    fn narrowest(self, cast: &Cast) -> f64 {
        let row = |nodes: &[NodeCast]| nodes.iter().map(|node| self.narrowest_rack(node) + GAP).sum::<f64>() - GAP;
        let racks = cast.nodes.chunks(self.columns).map(row).fold(0.0, f64::max);
        let widest = cast.machines.iter().map(machine_width).fold(0.0, f64::max);
        racks.max(widest).max(240.0) + 2.0 * PAD + TRUNK
    }

    fn pod_height(self, pod: &Actor) -> f64 {
        self.measures.body(pod) + pod.rules.len().min(RULES_SHOWN) as f64 * self.measures.rule
    }

    /// Height of the grid row that a pod shares with its neighbours.
    fn grid_rows(self, node: &NodeCast) -> Vec<f64> {
        let tallest = |row: &[Actor]| row.iter().map(|p| self.pod_height(p)).fold(0.0, f64::max);
        node.pods.chunks(self.columns_of(node)).map(tallest).collect()
    }

    fn rack_height(self, node: &NodeCast) -> f64 {
        let m = self.measures;
        let pods: f64 = self.grid_rows(node).iter().map(|row| row + m.pod_gap).sum();
        m.header + m.filter + m.street + pods + m.foot
    }

    fn row_heights(self, cast: &Cast) -> Vec<f64> {
        let tallest = |row: &[NodeCast]| row.iter().map(|node| self.rack_height(node)).fold(0.0, f64::max);
        cast.nodes.chunks(self.columns).map(tallest).collect()
    }

    fn company_height(self, cast: &Cast, width: f64) -> f64 {
        let rows = machine_rows(cast, width).len().max(1) as f64;
        LABEL + rows * (self.measures.machine + 2.0 * DROP) - DROP + 10.0
    }

    /// The band of names and rules; those of the cluster's own works stand beside its label.
    fn virtuals_height(self, cast: &Cast, width: f64) -> f64 {
        let height = self.flow_height(&cast.virtuals, width, self.measures.pill);
        if height == 0.0 && !cast.minor.is_empty() { LABEL + 6.0 + GAP } else { height }
    }

    fn flow_height(self, actors: &[Actor], width: f64, item: f64) -> f64 {
        match flow(actors, width - 2.0 * PAD, pill_width).len() {
            0 => 0.0,
            rows => LABEL + 6.0 + rows as f64 * (item + 8.0) + GAP,
        }
    }

    fn height(self, cast: &Cast, width: f64) -> f64 {
        let inner = width - PAD - self.left(cast, width);
        let racks = self.row_heights(cast);
        let lanes = racks.len().saturating_sub(1) as f64 * (LANE - GAP);
        2.0 * PAD
            + self.company_height(cast, inner)
            + racks.iter().map(|row| row + GAP).sum::<f64>()
            + lanes
            + self.flow_height(&cast.pending, inner, self.measures.pod)
            + self.virtuals_height(cast, inner)
            + GAP
    }

    fn scale(self, cast: &Cast, panel: Size) -> f64 {
        let fit = |width: f64| (panel.w / width).min(panel.h / self.height(cast, width));
        let narrowest = self.narrowest(cast);
        let first = fit(narrowest);
        // Where height is what lacks, the drawing may be wider: bands then wrap less. Heights jump where a band wraps,
        // so widths are tried one by one.
        let widest = (panel.w / first).max(narrowest);
        let width = |i: u32| narrowest + (widest - narrowest) * f64::from(i) / f64::from(WIDTHS_TRIED);
        (1..=WIDTHS_TRIED).map(|i| fit(width(i))).fold(first, f64::max)
    }

    fn build(self, cast: &Cast, panel: Size) -> Layout {
        let scale = self.scale(cast, panel).min(MOST);
        let size = Size::new(panel.w / scale, panel.h / scale);
        let left = self.left(cast, size.w);
        let spare = (size.h - self.height(cast, size.w)).max(0.0);
        let mut builder = Builder {
            plan: self,
            layout: Layout {
                size,
                scale,
                compact: self.measures.compact,
                head: self.measures.header,
                trunk: left - 10.0,
                ..Layout::default()
            },
            left,
            inner: size.w - left - PAD,
            y: PAD,
        };
        builder.company(cast, (spare * 0.2).min(36.0));
        builder.racks(cast, spare - (spare * 0.2).min(36.0));
        builder.layout.pending = builder.band(&cast.pending, self.measures.pod);
        builder.layout.virtuals = builder.virtuals(cast);
        builder.layout
    }
}

/// How many Ingress rules a controller pod shows.
pub const RULES_SHOWN: usize = 3;

fn machine_width(actor: &Actor) -> f64 {
    (actor.width + 56.0).clamp(110.0, 230.0)
}

fn pill_width(actor: &Actor) -> f64 {
    (actor.width + 34.0).clamp(110.0, 250.0)
}

/// A chip of the cluster's own works: a title in small letters.
fn minor_width(actor: &Actor) -> f64 {
    actor.title * SMALL + 18.0
}

/// Breaks actors into rows no wider than `width`, as words into lines.
fn flow(actors: &[Actor], width: f64, wide: fn(&Actor) -> f64) -> Vec<&[Actor]> {
    let mut rows = Vec::new();
    let (mut first, mut used) = (0, -GAP);
    for (i, actor) in actors.iter().enumerate() {
        if used + GAP + wide(actor) > width && i > first {
            rows.extend(actors.get(first..i));
            (first, used) = (i, -GAP);
        }
        used += GAP + wide(actor);
    }
    rows.extend(actors.get(first..).filter(|rest| !rest.is_empty()));
    rows
}

fn machine_rows(cast: &Cast, width: f64) -> Vec<&[Actor]> {
    flow(&cast.machines, width - 2.0 * PAD, machine_width)
}

struct Builder {
    plan: Plan,
    layout: Layout,
    left: f64,
    inner: f64,
    y: f64,
}

impl Builder {
    fn company(&mut self, cast: &Cast, spare: f64) {
        let rows = machine_rows(cast, self.inner);
        let height = self.plan.company_height(cast, self.inner) + spare;
        self.layout.company = Rect::new(self.left, self.y, self.inner, height);
        let mut y = self.y + LABEL;
        for row in &rows {
            let lane = y + self.plan.measures.machine + DROP + spare / rows.len() as f64;
            self.machine_row(row, y, lane);
            y = lane + DROP;
        }
        if rows.is_empty() {
            self.add_lane(self.layout.company.bottom() - 10.0);
        }
        self.y = self.layout.company.bottom() + GAP;
    }

    fn add_lane(&mut self, y: f64) -> usize {
        self.layout.lanes.push(Lane { y, left: self.left + 8.0, right: self.left + self.inner - 8.0 });
        self.layout.lanes.len() - 1
    }

    fn machine_row(&mut self, row: &[Actor], y: f64, lane_y: f64) {
        let lane = self.add_lane(lane_y);
        let natural: f64 = row.iter().map(machine_width).sum();
        let free = self.inner - 2.0 * PAD - natural;
        let gap = if row.len() > 1 { (free / (row.len() - 1) as f64).min(150.0) } else { 0.0 };
        let mut x = self.left + PAD;
        for actor in row {
            let rect = Rect::new(x, y, machine_width(actor).min(self.inner - 2.0 * PAD), self.plan.measures.machine);
            let rest = Point::new(x + 22.0, rect.bottom());
            self.layout.places.insert(actor.id.clone(), Spot { rect, rest, hangs: Hangs::Lane(lane) });
            x += rect.w + gap;
        }
    }

    fn racks(&mut self, cast: &Cast, spare: f64) {
        let heights = self.plan.row_heights(cast);
        let share = spare / heights.len().max(1) as f64;
        for (row, (nodes, height)) in cast.nodes.chunks(self.plan.columns).zip(&heights).enumerate() {
            if row > 0 {
                self.add_lane(self.y + LANE / 2.0 - GAP / 2.0);
                self.y += LANE - GAP;
            }
            let mut x = self.left;
            for (node, width) in nodes.iter().zip(self.plan.rack_widths(nodes, self.inner)) {
                self.rack(node, Rect::new(x, self.y, width, height + share), share);
                x += width + GAP;
            }
            self.y += height + share + GAP;
        }
    }

    fn rack(&mut self, node: &NodeCast, rect: Rect, spare: f64) {
        let m = self.plan.measures;
        let stretch = spare.min(18.0);
        let filter = Rect::new(rect.x + 8.0, rect.y + m.header, rect.w - 16.0, m.filter + stretch);
        let wire = rect.x + 8.0 + GUTTER / 2.0;
        let hangs = Hangs::Lane(self.layout.lanes.len() - 1);
        let rest = Point::new(wire, filter.centre().y);
        self.layout.places.insert(node.id.clone(), Spot { rect, rest, hangs });
        self.layout.racks.push(Rack { id: node.id.clone(), rect, filter, wire });
        self.pods(node, rect, filter.bottom() + m.street, spare - stretch);
    }

    fn pods(&mut self, node: &NodeCast, rect: Rect, top: f64, spare: f64) {
        let m = self.plan.measures;
        let rack = self.layout.racks.len() - 1;
        let heights = self.plan.grid_rows(node);
        // A little air between pods; the rest stays free for the packet's card.
        let air = (spare * 0.5 / (heights.len().max(1)) as f64).min(14.0);
        let columns = self.plan.columns_of(node) as f64;
        let left = rect.x + 8.0 + GUTTER;
        let width = (rect.right() - 8.0 - left - GAP * (columns - 1.0)) / columns;
        let mut y = top;
        for (pods, height) in node.pods.chunks(self.plan.columns_of(node)).zip(&heights) {
            for (column, pod) in pods.iter().enumerate() {
                let tall = self.plan.pod_height(pod) + air / 2.0;
                let pod_rect = Rect::new(left + column as f64 * (width + GAP), y, width, tall);
                let over = (column > 0).then_some(y - m.pod_gap / 2.0);
                self.hang_pod(pod, pod_rect, rack, over);
            }
            y += height + m.pod_gap + air;
        }
    }

    fn hang_pod(&mut self, pod: &Actor, rect: Rect, rack: usize, over: Option<f64>) {
        let m = self.plan.measures;
        let inside = (!pod.parts.is_empty()).then(|| {
            let body = Rect { h: m.body(pod), ..rect };
            Inside::of(body, &pod.parts, m.part, m.kernel)
        });
        let rest = match (&inside, over) {
            (Some(inside), _) => inside.gate(),
            (None, Some(_)) => Point::new(rect.x + 12.0, rect.y),
            (None, None) => Point::new(rect.x, rect.y + m.pod / 2.0),
        };
        self.layout.insides.extend(inside.map(|inside| (pod.id.clone(), inside)));
        self.layout.places.insert(pod.id.clone(), Spot { rect, rest, hangs: Hangs::Rack { rack, over } });
        for (i, rule) in pod.rules.iter().take(RULES_SHOWN).enumerate() {
            let height = self.plan.measures.rule;
            let y = rect.bottom() - (pod.rules.len().min(RULES_SHOWN) - i) as f64 * height - 3.0;
            let inner = Rect::new(rect.x + 6.0, y, rect.w - 12.0, height - 3.0);
            let rest = inner.centre();
            self.layout.places.insert(rule.clone(), Spot { rect: inner, rest, hangs: Hangs::Nothing });
        }
    }

    fn virtuals(&mut self, cast: &Cast) -> Rect {
        let top = self.y;
        let mut band = self.band(&cast.virtuals, self.plan.measures.pill);
        if band.h == 0.0 && !cast.minor.is_empty() {
            band = Rect::new(self.left, top, self.inner, LABEL + 6.0);
            self.y = band.bottom() + GAP;
        }
        self.minor_row(&cast.minor, top);
        band
    }

    /// Small chips at the right end of a band's label, the last one outermost; what does not fit is left out.
    fn minor_row(&mut self, minor: &[Actor], top: f64) {
        let mut right = self.left + self.inner - PAD;
        for actor in minor.iter().rev() {
            let width = minor_width(actor);
            if right - width < self.left + self.inner * 0.45 {
                break;
            }
            let rect = Rect::new(right - width, top + 5.0, width, MINOR);
            self.layout.places.insert(actor.id.clone(), Spot { rect, rest: rect.centre(), hangs: Hangs::Nothing });
            right -= width + 6.0;
        }
    }

    fn band(&mut self, actors: &[Actor], item: f64) -> Rect {
        let rows = flow(actors, self.inner - 2.0 * PAD, pill_width);
        if rows.is_empty() {
            return Rect::default();
        }
        let height = self.plan.flow_height(actors, self.inner, item) - GAP;
        let band = Rect::new(self.left, self.y, self.inner, height);
        let mut y = self.y + LABEL + 2.0;
        for row in &rows {
            self.pill_row(row, y, item);
            y += item + 8.0;
        }
        self.y = band.bottom() + GAP;
        band
    }

    fn pill_row(&mut self, row: &[Actor], y: f64, height: f64) {
        let natural: f64 = row.iter().map(pill_width).sum();
        let free = (self.inner - 2.0 * PAD - natural - GAP * (row.len() - 1) as f64).max(0.0);
        let more = (free / row.len() as f64).min(40.0);
        let mut x = self.left + PAD;
        for actor in row {
            let width = (pill_width(actor) + more).min(self.inner - 2.0 * PAD);
            let rect = Rect::new(x, y, width, height);
            self.layout.places.insert(actor.id.clone(), Spot { rect, rest: rect.centre(), hangs: Hangs::Nothing });
            x += width + GAP;
        }
    }
}

impl Layout {
    /// Where somebody stands; `None` for somebody who is not drawn.
    #[must_use]
    pub fn spot(&self, id: &VertexId) -> Option<&Spot> {
        self.places.get(id)
    }

    /// Everybody who stands somewhere.
    pub fn spots(&self) -> impl Iterator<Item = (&VertexId, &Spot)> {
        self.places.iter()
    }

    /// The inside of a pod that has several parts.
    #[must_use]
    pub fn inside(&self, id: &VertexId) -> Option<&Inside> {
        self.insides.get(id)
    }

    /// The rack of a node.
    #[must_use]
    pub fn rack(&self, id: &VertexId) -> Option<&Rack> {
        self.racks.iter().find(|rack| rack.id == *id)
    }
}

#[cfg(test)]
mod tests;
