//! A node: a machine with a packet filter that every packet goes through, and pods inside.

use super::draw::{boxed, words};
use super::geometry::{Point, Rect};
use super::machine::FigureProps;
use super::scene::FilterWork;
use super::text::{MONO, SMALL, TITLE, fit};
use crate::words::{T, t};
use malla_trace::{VertexId, VertexState};
use yew::{AttrValue, Callback, Html, KeyboardEvent, MouseEvent, Properties, classes, component, html};

/// A node's label.
#[component]
pub fn NodeLabel(props: &FigureProps) -> Html {
    let rect = props.rect;
    let address = props.vertex.addresses.first().map_or("", String::as_str);
    let left = rect.x + 38.0;
    let room = rect.right() - left - 8.0;
    let plane = if is_control_plane(props) { "CP" } else { "" };
    // Room for the mark of the control plane in every node, so that all are written the same way.
    let title_w = props.vertex.title.chars().count() as f64 * TITLE + 24.0;
    let beside = title_w + address.len() as f64 * MONO + 14.0 <= room;
    // One line where both fit; else the address below the name, where the header is high enough.
    let line = rect.y + props.head / 2.0 + 5.0;
    let address_at = if beside {
        Point::new(rect.right() - 10.0 - address.len() as f64 * MONO, line)
    } else {
        Point::new(left, rect.y + 33.0)
    };
    let address = if beside || props.head >= 36.0 { fit(address, room, MONO) } else { String::new() };
    let title_y = if beside || address.is_empty() { line } else { rect.y + 19.0 };
    props.chosen_by_hand(
        "node",
        html! {
            <>
                { boxed("hit", &rect, 10.0) }
                <text class="title" x={format!("{left:.1}")} y={format!("{title_y:.1}")}>
                    { fit(&props.vertex.title, room, TITLE) }<tspan class="suffix" dx="5">{ plane }</tspan>
                </text>
                { words("mono", address_at, &address) }
            </>
        },
    )
}

fn is_control_plane(props: &FigureProps) -> bool {
    props.vertex.state == VertexState::Ready
        && props.vertex.facts.iter().any(|fact| fact.code == "role" && fact.value == "control-plane")
}

/// A node's packet filter.
#[derive(Clone, PartialEq, Properties)]
pub struct FilterProps {
    /// The node.
    pub node: VertexId,
    /// What people call the node.
    pub title: AttrValue,
    /// Where.
    pub rect: Rect,
    /// How many rules it has, printed.
    pub rules: AttrValue,
    /// The node ports it answers on, printed.
    pub ports: AttrValue,
    /// What it does now, and in which colour.
    pub work: Option<(FilterWork, crate::state::tone::Tone)>,
    /// Reader's language.
    pub lang: malla_trace::Lang,
    /// Its rules are wanted.
    pub on_rules: Callback<VertexId>,
}

/// Where the words begin: right of the wire.
const WORDS: f64 = 26.0;

/// A packet filter.
#[component]
pub fn Filter(props: &FilterProps) -> Html {
    let rect = props.rect;
    let room = rect.w - WORDS - 8.0;
    let tone = props.work.as_ref().map(|(_, tone)| format!("acts {}", tone.name()));
    let label = format!("{} {}: {} {}", t(props.lang, T::Netfilter), props.title, props.rules, t(props.lang, T::Rules));
    let head = head(&props.rules, room, props.lang);
    let choose = || {
        let (on_rules, node) = (props.on_rules.clone(), props.node.clone());
        move || on_rules.emit(node.clone())
    };
    let (by_pointer, by_key) = (choose(), choose());
    let onclick = move |_: MouseEvent| by_pointer();
    let onkeydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" || event.key() == " " {
            event.prevent_default();
            by_key();
        }
    };
    html! {
        <g class={classes!("filter", tone)} role="button" tabindex="0" {onclick} {onkeydown}>
            <title>{ label }</title>
            { boxed("box", &rect, 7.0) }
            { words("small head", Point::new(rect.x + WORDS, rect.y + 16.0), &head) }
            { match &props.work {
                Some((work, _)) => working(work, &rect, room),
                None => words("mono idle", Point::new(rect.x + WORDS, rect.y + 34.0), &fit(&props.ports, room, MONO)),
            } }
        </g>
    }
}

/// `netfilter · 46 reglas`, or as much of it as fits.
fn head(rules: &str, room: f64, lang: malla_trace::Lang) -> String {
    let short = format!("{} · {rules}", t(lang, T::Netfilter));
    let long = format!("{short} {}", t(lang, T::Rules));
    fit(if long.chars().count() as f64 * SMALL <= room { &long } else { &short }, room, SMALL)
}

/// What the deciding rule does, and the chains that led to it.
fn working(work: &FilterWork, rect: &Rect, room: f64) -> Html {
    let verb = if work.verb.is_empty() { String::new() } else { fit(&work.verb, room, TITLE) };
    let chains: Vec<String> = work.chains.iter().map(|chain| short_chain(chain)).collect();
    let first = if verb.is_empty() { 32.0 } else { 46.0 };
    let rows = ((rect.h - first + 8.0) / 12.0).clamp(0.0, 2.0) as usize;
    let lines = last_lines(&chains, (room / (MONO * 0.88)) as usize, rows);
    html! {
        <>
            { words("verb", Point::new(rect.x + WORDS, rect.y + 33.0), &verb) }
            { for lines.iter().enumerate().map(|(i, line)| {
                words("chains", Point::new(rect.x + WORDS, rect.y + first + 12.0 * i as f64), line)
            }) }
        </>
    }
}

/// `KUBE-SVC-XPGD46QRK7WJZT7O` as `SVC-XPGD`: what tells it from the others and fits.
fn short_chain(chain: &str) -> String {
    // Without its prefix KUBE-FORWARD would look like the kernel's own chain.
    let own = |rest: &&str| !["FORWARD", "POSTROUTING", "FIREWALL"].contains(rest);
    let Some(rest) = chain.strip_prefix("KUBE-").filter(own) else { return chain.to_owned() };
    match rest.split_once('-') {
        Some((kind, hash)) if hash.len() == 16 => format!("{kind}-{}", &hash[..4]),
        _ => rest.to_owned(),
    }
}

/// The last chains that fit on so many lines, joined as a path.
fn last_lines(chains: &[String], letters: usize, rows: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for chain in chains.iter().rev() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + chain.chars().count() < letters => *line = format!("{chain}›{line}"),
            _ => lines.push(chain.clone()),
        }
    }
    lines.truncate(rows);
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_shortened_so_that_they_stay_different() {
        let chains = ["FORWARD", "KUBE-FORWARD", "KUBE-SERVICES", "KUBE-SVC-XPGD46QRK7WJZT7O", "KUBE-MARK-MASQ"];
        assert_eq!(chains.map(short_chain), ["FORWARD", "KUBE-FORWARD", "SERVICES", "SVC-XPGD", "MARK-MASQ"]);
    }

    #[test]
    fn a_long_path_shows_its_end() {
        let chains: Vec<String> =
            ["PREROUTING", "SERVICES", "NODEPORTS", "EXT-ABCD", "SVC-ABCD"].map(Into::into).into();
        assert_eq!(last_lines(&chains, 20, 2), ["SERVICES›NODEPORTS", "EXT-ABCD›SVC-ABCD"]);
        assert_eq!(last_lines(&[], 20, 2), Vec::<String>::new());
    }
}
