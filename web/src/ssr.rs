//! Components drawn without a browser, over the made-up request.

use crate::fixture::{topology, trace};
use crate::inspector::{Inspector, InspectorProps};
use crate::lesson::embedded::catalog;
use crate::many::{ManyPanel, ManyPanelProps};
use crate::probe::{VerdictBanner, VerdictBannerProps};
use crate::proxy::{ProxyPanel, ProxyPanelProps};
use crate::stage::geometry::Size;
use crate::stage::{Stage, StageProps};
use crate::state::action::{Action, Move};
use crate::state::keeping::Notebook;
use crate::state::model::Model;
use crate::state::picture::Picture;
use crate::state::playback::{Detail, Playhead, Script};
use crate::state::prefs::Prefs;
use crate::state::shared::Shared;
use crate::timeline::{Hops, HopsProps, Timeline, TimelineProps};
use malla_core::{Scenario, SimHost};
use malla_lesson::Judgement;
use malla_trace::{Culprit, Lang, LegId, RejectWith, Trace, Verdict};
use std::rc::Rc;
use yew::{BaseComponent, Callback, ServerRenderer};

fn picture(trace: Trace) -> Picture {
    Picture {
        snapshot: SimHost::new(Scenario::default()).snapshot(),
        topology: topology(),
        script: Script::of(&trace, None),
        judgement: Judgement { goals: vec![], hint: None, stale: false, step: 0 },
        trace,
    }
}

async fn drawn<C>(props: impl Fn() -> C::Properties + Send + 'static) -> String
where
    C: BaseComponent,
{
    ServerRenderer::<C>::with_props(props).hydratable(false).render().await
}

fn stage(trace: Trace, beat: usize, ride: f64) -> StageProps {
    StageProps {
        picture: Shared::new(picture(trace)),
        beat,
        ride,
        size: Size::new(760.0, 560.0),
        selected: None,
        lang: Lang::Es,
        on: Callback::noop(),
    }
}

fn refused() -> Trace {
    let verdict = Verdict::Rejected { with: RejectWith::TcpReset };
    Trace { verdict, culprit: Some(Culprit { leg: LegId(1), hop: 5, step: 0, near: None }), ..trace() }
}

#[tokio::test(flavor = "current_thread")]
async fn the_stage_strikes_the_old_address_and_marks_who_acts() {
    let html = drawn::<Stage>(|| stage(trace(), 4, 0.0)).await;
    assert!(html.contains("<tspan class=\"struck\">192.168.0.100:30880</tspan>"), "{html}");
    assert!(html.contains("<tspan class=\"new\">10.10.0.105:80</tspan>"), "{html}");
    assert!(html.contains("filter acts nat") && !html.contains("figure machine acts"), "{html}");
    assert!(!html.contains("class=\"cross\""), "nothing went wrong");
}

#[tokio::test(flavor = "current_thread")]
async fn the_stage_marks_where_it_went_wrong_only_once_it_did() {
    let before = drawn::<Stage>(|| stage(refused(), 4, 0.0)).await;
    let after = drawn::<Stage>(|| stage(refused(), 5, 0.0)).await;
    assert!(!before.contains("class=\"cross\"") && after.contains("class=\"cross\""), "{after}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_packet_on_its_way_is_between_two_machines() {
    let at = |html: &str| html.split("<circle").find(|circle| circle.contains("\"core\"")).map(ToOwned::to_owned);
    let rest = drawn::<Stage>(|| stage(trace(), 3, 0.0)).await;
    let half = drawn::<Stage>(|| stage(trace(), 3, 0.5)).await;
    assert!(at(&rest).is_some() && at(&rest) != at(&half), "{:?}", at(&half));
}

#[tokio::test(flavor = "current_thread")]
async fn an_empty_story_is_an_empty_stage_and_a_sentence() {
    let nothing = || Trace { hops: vec![], legs: vec![], ..trace() };
    let html = drawn::<Stage>(move || stage(nothing(), 0, 0.0)).await;
    assert!(html.contains("figure machine") && !html.contains("class=\"packet"), "{html}");
    let props =
        move || HopsProps { picture: Shared::new(picture(nothing())), beat: 0, lang: Lang::En, on: Callback::noop() };
    assert!(drawn::<Hops>(props).await.contains("Nothing has been sent yet."));
}

#[tokio::test(flavor = "current_thread")]
async fn the_list_of_hops_tells_every_hop_of_the_story_and_where_it_stands() {
    let props = || HopsProps { picture: Shared::new(picture(trace())), beat: 4, lang: Lang::Es, on: Callback::noop() };
    let html = drawn::<Hops>(props).await;
    assert_eq!(html.matches("data-hop=").count(), 9, "{html}");
    assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{html}");
    assert_eq!(html.matches("class=\"chapter").count() - 1, 3, "one list and three chapters: {html}");
    assert!(html.contains("<small>sigue</small>"), "the client's conversation goes on: {html}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_inspector_shows_before_and_after_and_what_was_passed_over() {
    let props = |beat| {
        move || InspectorProps {
            picture: Shared::new(picture(trace())),
            beat,
            step: None,
            lang: Lang::En,
            on: Callback::noop(),
        }
    };
    let html = drawn::<Inspector>(props(4)).await;
    assert!(
        html.contains("<s>192.168.0.100:30880</s>") && html.contains("<td class=\"new\">10.10.0.105:80</td>"),
        "{html}"
    );
    assert!(html.contains("-j DNAT --to-destination 10.10.0.105:80"), "{html}");
    assert!(html.contains("class=\"considered\"") && html.contains("-s 10.10.0.105/32 -j KUBE-MARK-MASQ"), "{html}");
    let html = drawn::<Inspector>(props(0)).await;
    assert!(!html.contains("packet-table"), "a program at work has no packet: {html}");
}

#[tokio::test(flavor = "current_thread")]
async fn the_verdict_is_green_or_red_and_leads_to_the_step_that_decided() {
    let props = |trace: fn() -> Trace| {
        move || VerdictBannerProps { picture: Shared::new(picture(trace())), lang: Lang::En, on: Callback::noop() }
    };
    let good = drawn::<VerdictBanner>(props(trace)).await;
    assert!(good.contains("verdict rep") && good.contains(">200<") && !good.contains("Go to the step"), "{good}");
    let bad = drawn::<VerdictBanner>(props(refused)).await;
    assert!(
        bad.contains("verdict no") && bad.contains(">RST<") && bad.contains("Go to the step that decided"),
        "{bad}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn the_timeline_says_where_it_stands_in_words() {
    let props = || TimelineProps {
        picture: Shared::new(picture(trace())),
        playhead: Playhead::on(4),
        speed: crate::state::prefs::Speed::Normal,
        lang: Lang::Es,
        on: Callback::noop(),
    };
    let html = drawn::<Timeline>(props).await;
    assert!(html.contains("aria-valuetext=\"5 de 9\"") && html.contains("max=\"8\""), "{html}");
    assert!(html.contains("aria-label=\"Reproducir\"") && html.contains("5 / 9"), "{html}");
    assert_eq!(html.matches("class=\"bar http\"").count(), 2, "a bar a conversation: {html}");
}

fn whole_road() -> Option<Model> {
    Model::new(catalog(), "whole-road", Prefs::default(), Rc::new(Notebook::default()))
}

/// The page of the first lesson at the beat at which the ingress controller follows a route, or at its first.
fn proxy_props(at_work: bool) -> Option<ProxyPanelProps> {
    let mut model = whole_road()?;
    let decides = |model: &Model| {
        let present = model.proxy_decided();
        present.is_some_and(|present| present.route.is_some() && present.now == Some(crate::proxy::Part::Route))
    };
    let last = model.script().last();
    let beat = (0..=last).find(|beat| {
        model.apply(Action::Move(Move::To(*beat)));
        !at_work || decides(&model)
    });
    assert!(beat.is_some(), "no route is followed");
    Some(ProxyPanelProps {
        machine: model.proxies().into_iter().find(|id| id.0.contains("nginx")),
        machines: model.proxies(),
        present: model.proxy_decided(),
        told: model.told.clone(),
        picture: model.picture.clone(),
        chosen: false,
        line: None,
        lang: Lang::En,
        on: Callback::noop(),
    })
}

#[tokio::test(flavor = "current_thread")]
async fn the_route_that_matched_is_marked_and_leads_to_its_line() {
    let html = drawn::<ProxyPanel>(|| proxy_props(true).unwrap()).await;
    let row =
        html.split("<li").find(|row| row.contains("chosen on")).unwrap_or_else(|| panic!("no route is marked: {html}"));
    assert!(row.contains("this one") && row.contains("ingress.yaml:"), "{row}");
    assert!(html.contains("wp-service"), "its cluster is listed: {html}");
    let html = drawn::<ProxyPanel>(|| proxy_props(false).unwrap()).await;
    assert!(!html.contains("chosen on") && html.contains("data-route"), "nothing is decided yet: {html}");
}

#[tokio::test(flavor = "current_thread")]
async fn many_requests_are_a_table_of_what_is_written_and_what_came_out() {
    let props = || {
        let mut model = whole_road().unwrap();
        model.apply(Action::SendMany(10));
        (0..10).for_each(|_| model.apply(Action::GoOnSending));
        let many = model.many.clone().unwrap_or_else(|| panic!("they are sent"));
        ManyPanelProps { many, picture: model.picture.clone(), lang: Lang::En, on: Callback::noop() }
    };
    let html = drawn::<ManyPanel>(props).await;
    assert!(html.contains("data-done=\"true\"") && html.contains("10 × GET http://web1.miempresa.com/"), "{html}");
    assert!(html.contains(">200 ▸<") && html.contains("10 · 100 %"), "{html}");
    assert!(html.contains("data-host=\"web1.miempresa.com:80\""), "{html}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_pod_with_a_proxy_shows_both_and_who_is_at_work() {
    let trace = crate::fixture_mesh::trace();
    let beats = Script::of(&trace, Some(Detail::Story)).beats;
    let works = |beat: &crate::state::playback::Beat| {
        trace.hops[beat.hop].part.as_deref() == Some("istio-proxy") && trace.hops[beat.hop].at.0.contains("reviews-v2")
    };
    let beat = beats.iter().position(|beat| beat.works && works(beat)).unwrap_or_else(|| panic!("its proxy works"));
    let props = move || {
        let trace = crate::fixture_mesh::trace();
        let script = Script::of(&trace, Some(Detail::Story));
        let picture = Picture { topology: crate::fixture_mesh::topology(), script, ..picture(trace) };
        StageProps { picture: Shared::new(picture), ..stage(crate::fixture::trace(), beat, 0.0) }
    };
    let html = drawn::<Stage>(props).await;
    assert_eq!(html.matches("data-part=\"istio-proxy\"").count(), 6, "six sidecars: {html}");
    assert_eq!(html.matches("part sidecar acts").count(), 1, "{html}");
    assert!(!html.contains("part program acts"), "{html}");
    for version in ["version-1", "version-2", "version-3"] {
        assert!(html.contains(version), "{version}: {html}");
    }
}
