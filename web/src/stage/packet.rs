//! The packet: a dot that rides the wires, and a card that says what it carries. A rewrite strikes the old address
//! and shows the new one.

use super::draw::{boxed, dot, line};
use super::geometry::{Point, Rect, Size};
use super::icons::lock;
use super::layout::Layout;
use super::place::card_beside;
use super::scene::{Card, End, Link, Scene, Split};
use super::text::{MONO, STRONG, fit};
use super::wires::{rest, way};
use crate::state::shared::Shared;
use crate::state::tone::Tone;
use crate::words::{T, t};
use malla_trace::Lang;
use yew::{Html, Properties, classes, component, html, use_memo};

/// What the packet shows.
#[derive(Clone, PartialEq, Properties)]
pub struct PacketProps {
    /// Where everything stands.
    pub layout: Shared<Layout>,
    /// The scene.
    pub scene: Shared<Scene>,
    /// How far it is on its way to the next machine.
    pub ride: f64,
    /// Reader's language.
    pub lang: Lang,
}

const LINE: f64 = 17.0;
const WIDEST: f64 = 376.0;
/// Room for the name of one end of a secured connection.
const NAME: f64 = 20.0 * MONO;

/// The packet.
#[component]
pub fn Packet(props: &PacketProps) -> Html {
    let places = use_memo((props.layout.clone(), props.scene.clone()), |(layout, scene)| Places::of(layout, scene));
    let (scene, ride) = (&*props.scene, props.ride);
    let moving = if ride > 0.0 { places.way.at(ride) } else { None };
    let at = moving.unwrap_or(places.rest);
    let card =
        Rect { x: mix(places.card.x, places.next.x, ride), y: mix(places.card.y, places.next.y, ride), ..places.card };
    let tone = scene.tone.name();
    // The way it goes is the colour of its direction; amber and red are for what happens at a machine.
    let way_tone = match scene.tone {
        Tone::Reply => "rep",
        Tone::Request | Tone::Rewrite | Tone::Refusal | Tone::Virtual => "req",
    };
    html! {
        <g class={classes!("packet", tone)} data-at={scene.at.0.clone()}>
            { line(classes!("track", "now", way_tone), places.way.head(ride).d()) }
            if moving.is_none() { { tether(&card, at) } }
            { card_drawing(&scene.card, &card, props.lang) }
            { dot("halo", at, 9.0) }
            { dot("core", at, 5.0) }
        </g>
    }
}

fn mix(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share
}

/// Where the packet of a scene rests and rides, and where its card lies.
#[derive(Clone, Debug, PartialEq)]
struct Places {
    rest: Point,
    way: super::geometry::Wire,
    card: Rect,
    next: Rect,
}

impl Places {
    fn of(layout: &Layout, scene: &Scene) -> Self {
        let size = card_size(&scene.card, layout.size.w);
        let card = card_beside(layout, &scene.at, size);
        let next = scene.route.last().filter(|next| next.at != scene.at && layout.spot(&next.at).is_some());
        Self {
            rest: rest(layout, &scene.seat).unwrap_or_default(),
            way: way(layout, &scene.route),
            next: next.map_or(card, |next| card_beside(layout, &next.at, size)),
            card,
        }
    }
}

fn card_size(card: &Card, room: f64) -> Size {
    let title = card.title.chars().count() as f64 * STRONG + 26.0;
    let ends = card.ends.iter().flat_map(|(from, to)| [end_width(from), end_width(to)]);
    let lock = card.link.as_ref().map_or(0.0, |link| link_words(link).chars().count() as f64 * MONO + 56.0);
    let width = ends.fold(title, f64::max).max(lock).clamp(90.0, WIDEST.min(room - 16.0));
    let lines = if card.ends.is_some() { 2.0 } else { 0.0 } + if card.link.is_some() { 1.0 } else { 0.0 };
    let split = if card.split.is_some() { LINE + 8.0 } else { 0.0 };
    let width = if card.split.is_some() { width.max(190.0).min(room - 16.0) } else { width };
    Size::new(width, split + if lines > 0.0 { 26.0 + lines * LINE } else { 28.0 })
}

/// Who secures a connection, in the field's words; the lock itself says whether anybody does.
fn link_words(link: &Link) -> String {
    match &link.ends {
        Some((from, to)) => format!("{} {} → {}", link.protocol, fit(from, NAME, MONO), fit(to, NAME, MONO)),
        None => link.protocol.to_owned(),
    }
}

/// Label, address, and the struck one before it.
fn end_width(end: &End) -> f64 {
    let letters = end.now.len() + end.was.as_ref().map_or(0, |was| was.len() + 3);
    letters as f64 * MONO + 54.0
}

/// A line from the packet to its card.
fn tether(card: &Rect, at: Point) -> Html {
    let end = card.nearest(at);
    line("tether", format!("M{:.1} {:.1}L{:.1} {:.1}", at.x, at.y, end.x, end.y))
}

fn card_drawing(card: &Card, rect: &Rect, lang: Lang) -> Html {
    let title = fit(&card.title, rect.w - 22.0, STRONG);
    html! {
        <g class="card">
            { boxed("shade", &Rect { x: rect.x + 2.0, y: rect.y + 4.0, ..*rect }, 9.0) }
            { boxed("box", rect, 8.0) }
            <text class="card-title" x={format!("{:.1}", rect.x + 11.0)} y={format!("{:.1}", rect.y + 18.0)}>{ title }</text>
            if let Some((from, to)) = &card.ends {
                { end_line(t(lang, T::PacketFrom), from, rect, 1.0) }
                { end_line(t(lang, T::PacketTo), to, rect, 2.0) }
            }
            if let Some(split) = &card.split { { split_bar(split, rect) } }
            if let Some(link) = &card.link { { link_line(link, rect, lang) } }
        </g>
    }
}

/// The weights as pieces of a bar, and a mark where chance fell.
fn split_bar(split: &Split, rect: &Rect) -> Html {
    let total: u32 = split.branches.iter().map(|(_, weight, _)| weight).sum();
    let bar = Rect::new(rect.x + 11.0, rect.y + 27.0, rect.w - 22.0, 16.0);
    let share = |part: f64, of: f64| bar.w * part / of.max(1.0);
    let mut x = bar.x;
    let mut pieces = Vec::new();
    for (name, weight, chosen) in &split.branches {
        let piece = Rect { x, w: share(f64::from(*weight), f64::from(total)), ..bar };
        x = piece.right();
        pieces.push(piece_of_split(&format!("{name} {weight}"), *chosen, &piece));
    }
    let fell = bar.x + share(split.fell as f64 + 0.5, split.of as f64);
    html! {
        <g class="split-bar">
            { for pieces }
            { line("fell", format!("M{fell:.1} {:.1}V{:.1}", bar.y - 3.0, bar.bottom() + 3.0)) }
        </g>
    }
}

fn piece_of_split(label: &str, chosen: bool, piece: &Rect) -> Html {
    let fits = label.chars().count() as f64 * MONO + 6.0 <= piece.w;
    html! {
        <g class={classes!("piece", chosen.then_some("chosen"))}>
            { boxed("box-of", piece, 3.0) }
            if fits { <text class="mono" x={format!("{:.1}", piece.x + 5.0)} y={format!("{:.1}", piece.y + 12.0)}>{ label.to_owned() }</text> }
        </g>
    }
}

fn link_line(link: &Link, rect: &Rect, lang: Lang) -> Html {
    let y = rect.y + 18.0 + 3.0 * LINE;
    let said = if link.closed { link_words(link) } else { t(lang, T::PlainLink).to_owned() };
    html! {
        <g class={classes!("link-line", if link.closed { "closed" } else { "open" })}>
            { lock(link.closed, Point::new(rect.x + 14.0, y - 10.0)) }
            <text class="mono" x={format!("{:.1}", rect.x + 42.0)} y={format!("{y:.1}")}>{ fit(&said, rect.w - 54.0, MONO) }</text>
        </g>
    }
}

fn end_line(label: &'static str, end: &End, rect: &Rect, row: f64) -> Html {
    let y = format!("{:.1}", rect.y + 18.0 + row * LINE);
    let room = rect.w - 54.0;
    let now_room = if end.was.is_some() { room * 0.5 } else { room };
    let now = if end_width(end) > rect.w { fit(&end.now, now_room, MONO) } else { end.now.clone() };
    let was =
        end.was.as_ref().map(|was| if end_width(end) > rect.w { fit(was, room * 0.5, MONO) } else { was.clone() });
    html! {
        <>
            <text class="small soft" x={format!("{:.1}", rect.x + 11.0)} y={y.clone()}>{ label }</text>
            <text class="mono" x={format!("{:.1}", rect.x + 42.0)} {y}>
                if let Some(was) = was {
                    <tspan class="struck">{ was }</tspan><tspan class="arrow">{ " → " }</tspan><tspan class="new">{ now }</tspan>
                } else {
                    <tspan>{ now }</tspan>
                }
            </text>
        </>
    }
}
