//! The twin of a Service's picture in words: every address and every arrow, with the rule that makes it and the line
//! behind that rule.

use super::layout::share_words;
use super::service::{Sight, one_who};
use crate::shell::Link;
use crate::state::action::Action;
use crate::words::{T, door_name, t};
use malla_core::{Arrow, Backend, Door, Pool, RuleRef};
use yew::{Html, html};

/// The twin.
pub fn twin(sight: &Sight<'_>) -> Html {
    let lang = sight.props.lang;
    html! {
        <div class="twin">
            <h3>{ t(lang, T::PictureDoors) }</h3>
            <ul>{ for sight.service.doors.iter().map(|door| draw_door(sight, door)) }</ul>
            { for sight.service.pools.iter().map(|pool| draw_pool(sight, pool)) }
            if !sight.service.left_out.is_empty() {
                <h3>{ t(lang, T::NoRuleLeads) }</h3>
                <ul>{ for sight.service.left_out.iter().map(|backend| draw_left_out(sight, backend)) }</ul>
            }
        </div>
    }
}

fn draw_door(sight: &Sight<'_>, door: &Door) -> Html {
    let lang = sight.props.lang;
    let way = |way: &malla_core::Way| {
        let chain = sight.service.pools.get(way.pool).map(|pool| pool.chain.clone()).unwrap_or_default();
        html! { <li>{ sight.who_words(door, way) }{ " → " }<code>{ chain }</code></li> }
    };
    let refusal = door.refusal.as_ref().map(|refusal| {
        html! { <li class="refused"><b>{ &refusal.target }</b>{ " " }{ &refusal.words }{ " " }{ rule(sight, &refusal.rule) }</li> }
    });
    let caught = (!door.ways.is_empty()).then(|| rule(sight, &door.rule));
    html! {
        <li>{ door_name(lang, door.kind) }{ " " }<code><b>{ &door.address }</b></code>{ " " }{ caught }
            <ul>{ for door.ways.iter().map(way) }{ masquerade(sight, door) }{ refusal }</ul></li>
    }
}

/// Whose packets leave with the node's address.
fn masquerade(sight: &Sight<'_>, door: &Door) -> Option<Html> {
    if door.masqueraded.is_empty() {
        return None;
    }
    let lang = sight.props.lang;
    let whose: Vec<String> = door
        .masqueraded
        .iter()
        .map(|whose| whose.as_ref().map_or_else(|| t(lang, T::Everybody).into(), |who| one_who(lang, who)))
        .collect();
    Some(html! { <li class="soft">{ format!("MASQUERADE: {}", whose.join(", ")) }</li> })
}

fn draw_pool(sight: &Sight<'_>, pool: &Pool) -> Html {
    html! {
        <>
            <h3><code>{ &pool.chain }</code></h3>
            <ul class="arrows">{ for pool.arrows.iter().map(|arrow| draw_arrow(sight, arrow)) }</ul>
        </>
    }
}

fn draw_arrow(sight: &Sight<'_>, arrow: &Arrow) -> Html {
    let (pod, node) = sight.backend_words(&arrow.backend);
    let who: Vec<String> = [pod, node].into_iter().filter(|part| !part.is_empty()).collect();
    let written = arrow.written.map(|written| html! { <small>{ format!(" --probability {written}") }</small> });
    html! {
        <li data-share={share_words(arrow)}><b>{ share_words(arrow) }</b>{ " → " }<code>{ &arrow.backend.address }</code>{ " " }
            <small>{ who.join(" · ") }</small>{ written }{ " " }{ rule(sight, &arrow.rule) }</li>
    }
}

fn draw_left_out(sight: &Sight<'_>, backend: &Backend) -> Html {
    let (pod, node) = sight.backend_words(backend);
    html! {
        <li><code>{ &backend.address }</code>{ " " }<small>{ format!("{pod} {node}") }</small>{ " · " }{ sight.left_out_words(backend) }</li>
    }
}

/// A rule by its place, and the line it rests on.
fn rule(sight: &Sight<'_>, rule: &RuleRef) -> Html {
    let place = rule.place.clone().map(|place| {
        let words = format!("{}:{}", place.file, place.line);
        let on_press = sight.props.on.reform(move |()| Action::GoTo(place.clone()));
        html! { <Link kind="to-place" title={t(sight.props.lang, T::ShowLine)} {on_press}>{ words }</Link> }
    });
    html! { <small class="rule-ref"><code>{ format!("{} {} {}", rule.table, rule.chain, rule.number) }</code>{ " " }{ place }</small> }
}
