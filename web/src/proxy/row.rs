//! A row of a proxy's configuration: marked where it decided, with the line that it rests on.

use super::panel::PartsProps;
use crate::shell::Link;
use crate::state::action::Action;
use crate::words::{T, t};
use malla_core::proxy_config::Because;
use yew::{Classes, Html, NodeRef, classes, html};

/// How a row takes part in the present decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Not at all.
    None,
    /// It was looked at and did not match.
    Skipped,
    /// It was chosen.
    Chosen,
    /// It was chosen by the very step on stage.
    Now,
}

impl Mark {
    /// The mark of something that was chosen, or not.
    #[must_use]
    pub const fn of(chosen: bool, now: bool) -> Self {
        match (chosen, now) {
            (false, _) => Self::None,
            (true, false) => Self::Chosen,
            (true, true) => Self::Now,
        }
    }

    /// Its class in the style sheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Skipped => "skipped",
            Self::Chosen => "chosen",
            Self::Now => "chosen on",
        }
    }
}

/// What all rows are drawn with.
pub struct Page<'a> {
    /// Everything around.
    pub props: &'a PartsProps,
    /// The row in view.
    pub mark: &'a NodeRef,
}

impl Page<'_> {
    /// Where a row puts its node, so that the one that decides comes into view.
    #[must_use]
    pub fn node(&self, mark: Mark) -> NodeRef {
        if mark == Mark::Now { self.mark.clone() } else { NodeRef::default() }
    }

    /// The classes of a row: its mark, and whether it rests on the line last gone to.
    #[must_use]
    pub fn classes(&self, mark: Mark, because: &Because) -> Classes {
        let pointed = self.props.line.as_ref().zip(because.place.as_ref());
        let pointed = pointed.is_some_and(|(line, place)| (&line.file, line.line) == (&place.file, place.line));
        classes!("row", mark.class(), pointed.then_some("pointed"))
    }

    /// The line that a row rests on.
    pub fn line(&self, because: &Because) -> Html {
        let Some(place) = because.place.clone() else { return Html::default() };
        let words = format!("{}:{}", place.file, place.line);
        let on_press = self.props.on.reform(move |()| Action::GoTo(place.clone()));
        html! { <Link kind="to-place" title={t(self.props.lang, T::ShowLine)} {on_press}>{ words }</Link> }
    }

    /// Whether any of these texts contains what is searched for.
    #[must_use]
    pub fn finds(&self, texts: &[&str]) -> bool {
        self.props.search.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&*self.props.search))
    }
}

/// A cluster's name in three parts: what it is for, the subset, the host and port (`outbound`, `v1`, `reviews…:9080`).
/// Names of another make stay whole.
pub fn cluster_name(name: &str) -> Html {
    let parts: Vec<&str> = name.split('|').collect();
    match parts[..] {
        [direction, port, subset, host] => html! {
            <code class="cluster">{ format!("{direction}|{port}|") }<b>{ subset.to_owned() }</b>{ "|" }<b>{ short_host(host).to_owned() }</b>
                { host.strip_prefix(short_host(host)).unwrap_or_default().to_owned() }</code>
        },
        _ => html! { <code class="cluster">{ name.to_owned() }</code> },
    }
}

/// The first label of a host name.
fn short_host(host: &str) -> &str {
    host.split('.').next().unwrap_or(host)
}
