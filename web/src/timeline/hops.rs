//! The story as a list: the textual twin of the stage, one conversation a group.

use crate::platform::into_view;
use crate::stage::pod_name;
use crate::state::action::{Action, Move};
use crate::state::picture::Picture;
use crate::state::playback::{Beat, Chapter};
use crate::state::shared::Shared;
use crate::words::{T, t};
use malla_core::explain;
use malla_trace::{Fragment, Lang, Sentence, Vertex};
use yew::{
    AttrValue, Callback, Html, MouseEvent, NodeRef, Properties, classes, component, html, use_effect_with, use_memo,
    use_node_ref,
};

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
    // Sentences are dear: they are made once a story, not once a beat.
    let lines = use_memo((props.picture.clone(), props.lang), |(picture, lang)| hop_lines(picture, *lang));
    let titles = use_memo((props.picture.clone(), props.lang), |(picture, lang)| titles(picture, *lang));
    let script = &props.picture.script;
    if lines.is_empty() {
        return html! { <section class="hops panel" aria-label={t(props.lang, T::Hops)}><p>{ t(props.lang, T::NoStory) }</p></section> };
    }
    let here = script.beat(props.beat).map_or(0, |beat| beat.hop);
    let draw = |line: &Line| {
        let (is_present, on) = (line.hop == here, props.on.clone());
        let node = if is_present { present.clone() } else { NodeRef::default() };
        html! { <li key={line.beat} ref={node}><LineButton line={line.clone()} {is_present} {on} /></li> }
    };
    let chapter = |(chapter, title): (&Chapter, &AttrValue)| {
        let mine = lines.iter().filter(|line| chapter.beats.contains(&line.beat));
        let resumed = chapter.resumed.then(|| html! { <small>{ t(props.lang, T::Resumed) }</small> });
        html! {
            <li class={classes!("chapter", chapter.beats.contains(&props.beat).then_some("present"))}
                data-depth={script.calls.list().get(chapter.call).map(|call| call.depth.min(3).to_string())}>
                <h2>{ title.clone() }{ resumed }</h2>
                <ol>{ for mine.map(draw) }</ol>
            </li>
        }
    };
    html! {
        <section class="hops panel" aria-label={t(props.lang, T::Hops)} ref={panel} tabindex="0">
            <ol class="chapters">{ for script.chapters.iter().zip(titles.iter()).map(chapter) }</ol>
        </section>
    }
}

/// What every chapter is called: a conversation by what the core says of it, a call by who calls and whom.
fn titles(picture: &Picture, lang: Lang) -> Vec<AttrValue> {
    let title = |chapter: &Chapter| match chapter.leg {
        Some(leg) => explain::leg(&picture.trace, leg, lang).to_string(),
        None => call_title(picture, chapter.call),
    };
    picture.script.chapters.iter().map(|chapter| title(chapter).into()).collect()
}

/// A call, as who calls and whom: `productpage-v1 → reviews:9080`.
fn call_title(picture: &Picture, call: usize) -> String {
    let Some(call) = picture.script.calls.list().get(call) else { return String::new() };
    let caller = picture.topology.get(&call.from).map_or(call.from.0.as_str(), |vertex| vertex.title.as_str());
    format!("{} → {}", pod_name(caller).0, call.host)
}

/// One hop in the list.
#[derive(Clone, PartialEq)]
struct Line {
    beat: usize,
    hop: usize,
    number: usize,
    tone: &'static str,
    title: AttrValue,
    headline: AttrValue,
}

/// One line a hop, at its first beat; its colour is that of its most telling beat.
fn hop_lines(picture: &Picture, lang: Lang) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (i, beat) in picture.script.beats.iter().enumerate() {
        match lines.last_mut() {
            Some(line) if line.hop == beat.hop => line.tone = telling(line.tone, beat),
            _ => lines.push(Line {
                beat: i,
                hop: beat.hop,
                number: lines.len() + 1,
                tone: beat.tone.name(),
                title: title_of(picture, beat.hop).into(),
                headline: headline(&explain::hop(&picture.trace, beat.hop, lang)).into(),
            }),
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

#[derive(Clone, PartialEq, Properties)]
struct LineProps {
    line: Line,
    is_present: bool,
    on: Callback<Action>,
}

#[component]
fn LineButton(props: &LineProps) -> Html {
    let (line, is_present) = (&props.line, props.is_present);
    let beat = line.beat;
    let onclick = props.on.reform(move |_: MouseEvent| Action::Move(Move::To(beat)));
    html! {
        <button type="button" class={classes!("hop", line.tone, is_present.then_some("on"))} data-hop={line.hop.to_string()}
            aria-current={is_present.then_some("step")} {onclick}>
            <span class="number">{ line.number }</span>
            <b>{ line.title.clone() }</b>
            <span class="headline">{ line.headline.clone() }</span>
        </button>
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

/// Where a hop happens: a pod by its owner's name, with what tells it from its brothers where it has any.
fn title_of(picture: &Picture, hop: usize) -> String {
    let Some(at) = picture.trace.hops.get(hop).map(|hop| &hop.at) else { return String::new() };
    let Some(vertex) = picture.topology.get(at) else { return at.0.clone() };
    let (owner, suffix) = pod_name(&vertex.title);
    let is_brother = |other: &&Vertex| other.kind == vertex.kind && pod_name(&other.title).0 == owner;
    let alone = picture.topology.vertices.iter().filter(is_brother).nth(1).is_none();
    if alone { owner.to_owned() } else { format!("{owner}{suffix}") }
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
