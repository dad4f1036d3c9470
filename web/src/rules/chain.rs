//! Tables, chains and rules as a list: chains fold, rules count the packets of the request that they matched.

use super::panel::Filter;
use super::search::{Shown, in_tables, of_service};
use super::spot::{Counters, Spot};
use crate::platform::{first_into_view, to_top, value};
use crate::shell::Link;
use crate::state::action::Action;
use crate::state::rules_view::RulesView;
use crate::words::{T, t};
use malla_core::{Pool, RuleView, ServicePicture};
use malla_trace::{Lang, Place};
use std::collections::BTreeSet;
use std::rc::Rc;
use yew::{
    AttrValue, Callback, Html, InputEvent, MouseEvent, Properties, UseStateHandle, classes, component, html,
    use_effect_with, use_node_ref, use_state_eq,
};

/// What the tables show. They are drawn anew only where one of these is another.
#[derive(Clone, PartialEq, Properties)]
pub struct TablesProps {
    /// What there is.
    pub filter: Rc<Filter>,
    /// How often the request came by.
    pub counters: Rc<Counters>,
    /// Where the present step happened, if it was here.
    pub present: Option<Spot>,
    /// What of it is shown.
    pub view: RulesView,
    /// What is searched for.
    pub search: AttrValue,
    /// Something else is searched for.
    pub on_search: Callback<String>,
    /// Reader's language.
    pub lang: Lang,
    /// Somebody does something.
    pub on: Callback<Action>,
}

/// What the drawing of all chains has in common.
struct List<'a> {
    props: &'a TablesProps,
    service: Option<&'a ServicePicture>,
    folded: UseStateHandle<BTreeSet<String>>,
}

/// Tables, chains and rules.
#[component]
pub fn Tables(props: &TablesProps) -> Html {
    let panel = use_node_ref();
    let folded = use_state_eq(BTreeSet::<String>::new);
    let top = panel.clone();
    use_effect_with(props.view.service.clone(), move |_| to_top(&top));
    let list = panel.clone();
    use_effect_with((props.present.clone(), props.search.clone()), move |_| first_into_view(&list, ".chain .on"));
    let list = panel.clone();
    use_effect_with(props.view.pointed.clone(), move |_| first_into_view(&list, ".chain .pointed"));
    let service = props.filter.service(&props.view);
    let shown = shown(props, service);
    let list = List { props, service, folded };
    html! {
        <>
            { hits(&list, &shown) }
            <div class="rules-list" ref={panel} tabindex="0" role="group" aria-label={t(props.lang, T::Rules)}>
                if shown.is_empty() { <p class="soft">{ nothing(props) }</p> } else { { chains(&list, &shown) } }
            </div>
        </>
    }
}

fn shown<'a>(props: &'a TablesProps, service: Option<&ServicePicture>) -> Vec<Shown<'a>> {
    let here = |table: &str, chain: &str| props.present.as_ref().is_some_and(|spot| spot.is_in(table, chain));
    match (service, &props.view.service) {
        (Some(service), _) => of_service(&props.filter.tables, &service.chains, &props.search),
        (None, Some(_)) => vec![],
        (None, None) => in_tables(&props.filter.tables, &props.search, here),
    }
}

/// Why there is nothing to see.
fn nothing(props: &TablesProps) -> &'static str {
    let no_service = props.view.service.is_some() && props.filter.service(&props.view).is_none();
    t(props.lang, if no_service { T::NoServiceRules } else { T::NoRules })
}

/// What is searched for, how much was found, and a button that folds all or none of it.
fn hits(list: &List<'_>, shown: &[Shown<'_>]) -> Html {
    let lang = list.props.lang;
    let rules: usize = shown.iter().map(|shown| shown.rules.len()).sum();
    let words = format!("{rules} {} · {} {}", t(lang, T::Rules), shown.len(), t(lang, T::Chains));
    let keys: BTreeSet<String> = shown.iter().map(key).collect();
    let all_folded = !keys.is_empty() && keys.is_subset(&list.folded);
    let folded = list.folded.clone();
    let onclick = move |_: MouseEvent| folded.set(if all_folded { BTreeSet::new() } else { keys.clone() });
    let word = if all_folded { T::UnfoldAll } else { T::FoldAll };
    let oninput = list.props.on_search.reform(|event: InputEvent| value(&event));
    html! {
        <div class="hits">
            <input type="search" placeholder={t(lang, T::SearchRules)} aria-label={t(lang, T::SearchRules)}
                value={list.props.search.clone()} {oninput} />
            <span role="status" data-hits={rules.to_string()}>{ words }</span>
            <button type="button" class="plain" {onclick}>{ t(lang, word) }</button>
        </div>
    }
}

fn key(shown: &Shown<'_>) -> String {
    format!("{} {}", shown.table, shown.chain.name)
}

fn chains(list: &List<'_>, shown: &[Shown<'_>]) -> Html {
    let begins = |i: usize| i == 0 || shown[i - 1].table != shown[i].table;
    let chain = |(i, part): (usize, &Shown<'_>)| {
        html! {
            <>
                if begins(i) { <h2>{ format!("*{}", part.table) }</h2> }
                { draw_chain(list, part) }
            </>
        }
    };
    shown.iter().enumerate().map(chain).collect()
}

fn draw_chain(list: &List<'_>, shown: &Shown<'_>) -> Html {
    let (lang, key) = (list.props.lang, key(shown));
    let here = list.props.present.as_ref().filter(|spot| spot.is_in(shown.table, &shown.chain.name));
    // What is searched for and what happens is seen in spite of a fold.
    let is_open = !list.folded.contains(&key) || here.is_some() || !list.props.search.is_empty();
    let policy = (!shown.chain.policy.is_empty()).then(|| format!("{} {}", t(lang, T::Policy), shown.chain.policy));
    let at_policy = here.is_some_and(|spot| spot.rule.is_none());
    let onclick = fold(list, key.clone());
    html! {
        <section class="chain" {key} data-chain={shown.chain.name.clone()}>
            <h3 class={classes!(at_policy.then_some("on"))}>
                <button type="button" class="plain fold" aria-expanded={is_open.to_string()} {onclick}>{ &shown.chain.name }</button>
                <small>{ policy }if !is_open { { format!(" {}", shown.rules.len()) } }</small></h3>
            if is_open { <ol>{ for shown.rules.iter().map(|rule| draw_rule(list, shown, rule, here)) }</ol> }
        </section>
    }
}

fn fold(list: &List<'_>, key: String) -> Callback<MouseEvent> {
    let folded = list.folded.clone();
    Callback::from(move |_| {
        let mut next = (*folded).clone();
        if !next.remove(&key) {
            next.insert(key.clone());
        }
        folded.set(next);
    })
}

fn draw_rule(list: &List<'_>, shown: &Shown<'_>, rule: &RuleView, here: Option<&Spot>) -> Html {
    let props = list.props;
    let is_here = here.is_some_and(|spot| spot.rule == Some(rule.number));
    let is_pointed = rule.place.as_ref().is_some_and(|place| points(&props.view, place));
    let count = props.counters.at(shown.table, &shown.chain.name, rule.number);
    let pointed = is_pointed.then_some("pointed");
    html! {
        <li key={rule.number} value={rule.number.to_string()} class={classes!(is_here.then_some("on"), pointed)}>
            <code>{ &rule.text }</code>
            { share(list.service, shown, rule) }
            { counted(props.lang, count) }
            { link(props, rule) }
        </li>
    }
}

/// Whether a rule rests on the line that is pointed at.
fn points(view: &RulesView, place: &Place) -> bool {
    view.pointed.as_ref().is_some_and(|(_, pointed)| pointed.file == place.file && pointed.line == place.line)
}

fn link(props: &TablesProps, rule: &RuleView) -> Option<Html> {
    let place = rule.place.clone()?;
    let words = format!("{}:{}", place.file, place.line);
    let on_press = props.on.reform(move |()| Action::GoTo(place.clone()));
    Some(html! { <Link kind="to-place" title={t(props.lang, T::ShowLine)} {on_press}>{ words }</Link> })
}

fn counted(lang: Lang, count: u32) -> Option<Html> {
    (count > 0)
        .then(|| html! { <small class="counted" title={t(lang, T::CountedHere)}>{ format!("×{count}") }</small> })
}

/// What the choice comes to, beside the probability that its rule writes.
fn share(service: Option<&ServicePicture>, shown: &Shown<'_>, rule: &RuleView) -> Option<Html> {
    let of_pool = |pool: &&Pool| pool.chain == shown.chain.name;
    let pool = service?.pools.iter().find(of_pool).filter(|pool| pool.arrows.len() > 1)?;
    let arrow = pool.arrows.iter().find(|arrow| arrow.rule.number == rule.number)?;
    Some(html! { <b class="share">{ format!("→ {}", super::layout::share_words(arrow)) }</b> })
}
