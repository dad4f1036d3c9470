//! The story as a list: the textual twin of the stage, one conversation a group.

use crate::platform::into_view;
use crate::stage::pod_name;
use crate::state::action::{Action, Move};
use crate::state::picture::Picture;
use crate::state::playback::{Beat, Chapter};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::explain;
use malla_trace::{Fragment, Lang, Sentence, Trace, VertexId};
use yew::{Callback, Html, MouseEvent, NodeRef, Properties, classes, component, html, use_effect_with, use_node_ref};

/// What the list shows.
#[derive(Clone, PartialEq, Properties)]
pub struct HopsProps {
    /// The request.
    pub picture: Shared<Picture>,
    /// The beat on stage.
    pub beat: usize,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// The list of hops.
#[component]
pub fn Hops(props: &HopsProps) -> Html {
    let (panel, present) = (use_node_ref(), use_node_ref());
    let nodes = (panel.clone(), present.clone());
    use_effect_with((props.beat, props.picture.clone()), move |_| into_view(&nodes.0, &nodes.1));
    let script = &props.picture.script;
    let lines = hop_lines(props);
    if lines.is_empty() {
        return html! { <section class="hops panel" aria-label={t(props.lang, T::Hops)}><p>{ t(props.lang, T::NoStory) }</p></section> };
    }
    let here = script.beat(props.beat).map_or(0, |beat| beat.hop);
    let chapter = |chapter: &Chapter| {
        let mine = lines.iter().filter(|line| chapter.beats.contains(&line.beat));
        html! {
            <li class={classes!("chapter", chapter.beats.contains(&props.beat).then_some("present"))}
                data-depth={script.calls.list().get(chapter.call).map(|call| call.depth.min(3).to_string())}>
                <h2>{ chapter_title(props, chapter) }</h2>
                <ol>{ for mine.map(|line| line.draw(props, line.hop == here, &present)) }</ol>
            </li>
        }
    };
    html! {
        <section class="hops panel" aria-label={t(props.lang, T::Hops)} ref={panel} tabindex="0">
            <ol class="chapters">{ for script.chapters.iter().map(chapter) }</ol>
        </section>
    }
}

fn chapter_title(props: &HopsProps, chapter: &Chapter) -> Html {
    let title = match chapter.leg {
        Some(leg) => explain::leg(&props.picture.trace, leg, props.lang).to_string(),
        None => call_title(props, chapter.call),
    };
    let resumed = chapter.resumed.then(|| html! { <small>{ t(props.lang, T::Resumed) }</small> });
    html! { <>{ title }{ resumed }</> }
}

/// A call, as who calls and whom: `productpage-v1 → reviews:9080`.
fn call_title(props: &HopsProps, call: usize) -> String {
    let Some(call) = props.picture.script.calls.list().get(call) else { return String::new() };
    let caller = props.picture.topology.get(&call.from).map_or(call.from.0.as_str(), |vertex| vertex.title.as_str());
    format!("{} → {}", pod_name(caller).0, call.host)
}

/// One hop in the list.
struct Line {
    beat: usize,
    hop: usize,
    number: usize,
    tone: &'static str,
}

/// One line a hop, at its first beat; its colour is that of its most telling beat.
fn hop_lines(props: &HopsProps) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (i, beat) in props.picture.script.beats.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if line.hop == beat.hop => line.tone = telling(line.tone, beat),
            _ => lines.push(Line { beat: i, hop: beat.hop, number: lines.len() + 1, tone: beat.tone.name() }),
        }
    }
    lines
}

/// A refusal outweighs a rewrite, and both outweigh passing.
fn telling(before: &'static str, beat: &Beat) -> &'static str {
    let weight = |tone: &str| ["no", "nat"].iter().position(|t| *t == tone).unwrap_or(9);
    let now = beat.tone.name();
    if weight(now) < weight(before) { now } else { before }
}

impl Line {
    fn draw(&self, props: &HopsProps, is_present: bool, present: &NodeRef) -> Html {
        let trace = &props.picture.trace;
        let beat = self.beat;
        let onclick = props.on.reform(move |_: MouseEvent| Action::Move(Move::To(beat)));
        let node = if is_present { present.clone() } else { NodeRef::default() };
        html! {
            <li ref={node}>
                <button type="button" class={classes!("hop", self.tone, is_present.then_some("on"))} data-hop={self.hop.to_string()}
                    aria-current={is_present.then_some("step")} {onclick}>
                    <span class="number">{ self.number }</span>
                    <b>{ title_of(props, trace, self.hop) }</b>
                    <span class="headline">{ headline(&explain::hop(trace, self.hop, props.lang)) }</span>
                </button>
            </li>
        }
    }
}

/// A sentence's first statement: the rest is the inspector's.
fn headline(sentence: &Sentence) -> String {
    let mut line = String::new();
    for fragment in &sentence.fragments {
        let is_words = matches!(fragment, Fragment::Text { .. });
        let text = fragment.text();
        // A full stop goes, a question mark stays.
        let cut = is_words.then(|| text.find(". ").or_else(|| text.find("? ").map(|at| at + 1))).flatten();
        line.push_str(&text[..cut.unwrap_or(text.len())]);
        if cut.is_some() {
            break;
        }
    }
    line
}

fn title_of(props: &HopsProps, trace: &Trace, hop: usize) -> String {
    let at: Option<&VertexId> = trace.hops.get(hop).map(|hop| &hop.at);
    let title = at.and_then(|at| props.picture.topology.get(at)).map(|vertex| {
        let (owner, suffix) = pod_name(&vertex.title);
        format!("{owner}{suffix}")
    });
    title.or_else(|| at.map(|at| at.0.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_the_first_statement_and_no_address_is_cut() {
        let text = |text: &str| Fragment::Text { text: text.into() };
        let fragments =
            vec![text("picks "), Fragment::Code { text: "a. b".into() }, text(". World says so"), text("!")];
        assert_eq!(headline(&Sentence { code: "X".into(), fragments }), "picks a. b");
        let whole = |words: &str| headline(&Sentence { code: "X".into(), fragments: vec![text(words)] });
        assert_eq!(whole("v1.2 is it."), "v1.2 is it.");
        assert_eq!(whole("who is it? World says so"), "who is it?");
    }
}
