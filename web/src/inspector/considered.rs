//! The rule that matched, and those that were looked at before and why they did not.

use super::panel::Glass;
use crate::shell::{Link, Prose};
use crate::state::action::Action;
use crate::state::picture::place_behind;
use crate::words::{T, t};
use malla_core::explain;
use malla_trace::{Action as Did, CauseId, Considered, NetAction};
use yew::{Html, html};

/// The rule and its rivals; nothing for a step that no rule decided.
pub fn considered(glass: &Glass<'_>) -> Html {
    let Some(step) = glass.step else { return Html::default() };
    let lang = glass.props.lang;
    let matched = match &step.action {
        Did::Net(NetAction::Match { rule, .. }) => rule_line(glass, rule, step.why, "matched"),
        _ => Html::default(),
    };
    let rivals = (!step.considered.is_empty()).then(|| {
        html! {
            <details class="considered">
                <summary>{ t(lang, T::Considered) }<span class="badge">{ step.considered.len() }</span></summary>
                <ol>{ for step.considered.iter().map(|rival| draw(glass, rival)) }</ol>
            </details>
        }
    });
    html! { <>{ matched }{ rivals }</> }
}

fn rule_line(glass: &Glass<'_>, rule: &str, why: CauseId, class: &'static str) -> Html {
    html! {
        <div class={format!("rule-line {class}")}><code>{ rule.to_owned() }</code>{ line_button(glass, why) }</div>
    }
}

/// A button that shows the manifest line behind a cause.
pub fn line_button(glass: &Glass<'_>, why: CauseId) -> Html {
    let Some(place) = place_behind(&glass.props.picture.trace, why).cloned() else { return Html::default() };
    let words = format!("{}:{}", place.file, place.line);
    let on_press = glass.props.on.reform(move |()| Action::GoTo(place.clone()));
    html! { <Link kind="to-place" title={t(glass.props.lang, T::ShowLine)} {on_press}>{ words }</Link> }
}

fn draw(glass: &Glass<'_>, rival: &Considered) -> Html {
    let sentence = explain::considered(&glass.props.picture.trace, rival, glass.props.lang);
    html! {
        <li value={rival.number.map(|n| n.to_string())}>
            { rule_line(glass, &rival.what, rival.why, "") }
            <Prose {sentence} on_follow={glass.props.on_follow()} />
        </li>
    }
}
