//! The page does what its actions say, and keeps what the learner wrote.

use super::*;
use crate::lesson::embedded::catalog;
use crate::state::keeping::Notebook;
use malla_trace::{Lang, Verdict};

pub(crate) fn page(lesson: &str) -> (Model, Rc<Notebook>) {
    let notebook = Rc::new(Notebook::default());
    let model = Model::new(catalog(), lesson, Prefs::default(), notebook.clone());
    (model.unwrap_or_else(|| panic!("there are lessons")), notebook)
}

fn text(model: &Model, file: &str) -> String {
    model.files.iter().find(|f| f.name == file).map(|f| f.text.clone()).unwrap_or_default()
}

fn edit(model: &mut Model, file: &str, from: &str, to: &str) {
    let before = text(model, file);
    assert!(before.contains(from), "{file} has no {from}");
    model.apply(Action::Edit { file: file.into(), text: before.replace(from, to) });
}

fn status(model: &Model) -> Option<u16> {
    match model.picture.trace.verdict {
        Verdict::Answered { status, .. } => Some(status),
        _ => None,
    }
}

#[test]
fn the_editor_opens_at_the_file_that_the_lesson_is_about() {
    for (lesson, file) in
        [("canary", "reparto.yaml"), ("match-and-rewrite", "rutas.yaml"), ("ip-in-config", "wordpress.yaml")]
    {
        let model = Model::new(catalog(), lesson, Prefs::default(), Rc::new(Notebook::default()));
        let open = model.map(|model| model.files[model.open_file].name.clone());
        assert_eq!(open.as_deref(), Some(file), "{lesson}");
    }
}

#[test]
fn what_is_wrong_is_said_before_the_cluster_follows() {
    let (mut model, _) = page("whole-road");
    let good = text(&model, "wordpress.yaml");
    let typed = |text: &str| Action::Type { file: "wordpress.yaml".into(), text: text.into() };
    model.apply(typed(&good.replace("replicas: 2", "replicaz: 2")));
    assert!(model.is_ahead() && !model.picture.snapshot.is_stale());
    assert_eq!(model.diagnostics().first().map(|found| found.code.clone()).as_deref(), Some("FIELD-UNKNOWN"));
    let at_once = model.diagnostics();
    model.apply(Action::Simulate);
    assert!(!model.is_ahead() && model.picture.snapshot.is_stale());
    assert_eq!(model.diagnostics(), at_once, "and the same afterwards");
    model.apply(typed(&good.replace("replicas: 2", "replicas: 1")));
    model.apply(Action::Send);
    assert!(!model.is_ahead(), "a request goes to the cluster that was typed");
    assert_eq!((model.diagnostics().len(), status(&model)), (0, Some(200)));
}

#[test]
fn the_first_lesson_plays_by_itself_to_a_good_end() {
    let (mut model, _) = page("nonsense");
    assert_eq!((model.lesson.id.as_str(), model.playhead.playing), ("whole-road", true));
    model.apply(Action::Tick(600_000.0));
    assert_eq!(model.playhead, Playhead::on(model.script().last()));
    assert_eq!(status(&model), Some(200));
    model.apply(Action::Move(Move::Toggle));
    assert_eq!((model.playhead.at, model.playhead.playing), (0.0, true), "play at the end plays again");
}

#[test]
fn an_edit_is_seen_at_once_and_its_mistake_cites_the_line() {
    let (mut model, _) = page("whole-road");
    model.apply(Action::Move(Move::End));
    edit(&mut model, "wordpress.yaml", "targetPort: 80", "targetPort: 81");
    assert_ne!(status(&model), Some(200));
    assert!(model.playhead.is_at_end(model.script()), "a learner who types at the end sees the new end");
    model.apply(Action::Move(Move::Culprit));
    let line = text(&model, "wordpress.yaml").lines().position(|l| l.contains("targetPort: 81")).map(|l| l as u32 + 1);
    let closure_cites = |model: &Model| {
        let ending = malla_core::explain::verdict(&model.picture.trace, Lang::En).to_string();
        line.is_some_and(|line| ending.contains(&format!("wordpress.yaml, line {line}")))
    };
    assert!(closure_cites(&model), "{}", malla_core::explain::verdict(&model.picture.trace, Lang::En));
    edit(&mut model, "wordpress.yaml", "targetPort: 81", "targetPort: 80");
    assert_eq!(status(&model), Some(200));
}

#[test]
fn broken_text_leaves_the_last_good_cluster() {
    let (mut model, _) = page("whole-road");
    let vertices = model.picture.topology.vertices.len();
    edit(&mut model, "ingress.yaml", "kind: Ingress", "kind: [");
    assert!(model.picture.snapshot.is_stale() && !model.picture.snapshot.diagnostics(Lang::Es).is_empty());
    assert_eq!((model.picture.topology.vertices.len(), status(&model)), (vertices, Some(200)));
    assert!(!model.picture.judgement.is_done());
}

#[test]
fn what_is_written_outlives_a_reload_and_goes_when_the_lesson_starts_again() {
    let (mut model, notebook) = page("whole-road");
    edit(&mut model, "ingress.yaml", "kind: Ingress", "kind: Ingress # ñ");
    let again = || Model::new(catalog(), "whole-road", Prefs::default(), notebook.clone());
    let reloaded = again().unwrap_or_else(|| panic!("there are lessons"));
    assert!(text(&reloaded, "ingress.yaml").contains("# ñ"));
    model.apply(Action::StartAgain);
    assert_eq!(model.files, model.lesson.start);
    assert_eq!(again().map(|m| m.files), Some(model.lesson.start.clone()));
}

#[test]
fn the_solution_solves_the_lesson_and_survives_a_reload() {
    let (mut model, notebook) = page("ip-in-config");
    assert!(!model.picture.judgement.is_done());
    model.apply(Action::ShowSolution);
    assert!(model.picture.judgement.is_done());
    let reloaded = Model::new(catalog(), "ip-in-config", Prefs::default(), notebook);
    assert_eq!(reloaded.map(|m| m.files), Some(model.lesson.solution.clone()));
    model.apply(Action::OpenLesson("whole-road".into()));
    assert_eq!((model.lesson.id.as_str(), model.files.clone()), ("whole-road", model.lesson.start.clone()));
    model.apply(Action::OpenLesson("no-such".into()));
    assert_eq!(model.lesson.id, "whole-road", "an unknown address changes nothing");
}

#[test]
fn a_deleted_pod_is_replaced_and_no_longer_selected() {
    let (mut model, _) = page("whole-road");
    let pod = model.picture.topology.vertices.iter().find(|v| v.id.0.starts_with("pod/default/wordpress")).cloned();
    let (id, object) = pod.and_then(|pod| Some((pod.id, pod.object?))).unwrap_or_else(|| panic!("WordPress runs"));
    model.apply(Action::Select(Some(id.clone())));
    assert_eq!(model.selected, Some(id.clone()));
    let pods = model.picture.topology.vertices.len();
    model.apply(Action::DeletePod(object));
    assert_eq!((model.picture.topology.get(&id), model.selected.clone()), (None, None));
    assert_eq!(model.picture.topology.vertices.len(), pods);
}

#[test]
fn links_lead_to_lines_figures_and_words() {
    let (mut model, _) = page("whole-road");
    let object = |name: &str| ObjectRef { kind: "Service".into(), namespace: "default".into(), name: name.into() };
    model.apply(Action::Follow(LinkTarget::Object(object("wp-service"))));
    assert_eq!(model.selected, Some(VertexId("service/default/wp-service".into())));
    model.apply(Action::Follow(LinkTarget::Term { term: "dnat".into() }));
    assert_eq!(model.popup, Some(Popup::Term("dnat".into())));
    model.apply(Action::Follow(LinkTarget::Place(crate::fixture::place("nginx.yaml", 3))));
    assert_eq!(model.files[model.open_file].name, "nginx.yaml");
    assert_eq!((model.jump.as_ref().map(|(n, p)| (*n, p.line)), model.panel), (Some((1, 3)), Panel::Editor));
    model.apply(Action::Follow(LinkTarget::Place(crate::fixture::place("gone.yaml", 3))));
    assert_eq!(model.jump.as_ref().map(|(n, _)| *n), Some(1), "a file that is gone leads nowhere");
}

#[test]
fn every_packet_keeps_the_place_in_the_story() {
    let (mut model, _) = page("whole-road");
    model.apply(Action::Move(Move::To(14)));
    let hop = model.beat().map(|beat| beat.hop);
    let told = model.script().beats.len();
    model.apply(Action::SetDetail(Some(Detail::Every)));
    assert!(model.script().beats.len() > told);
    assert_eq!(model.beat().map(|beat| beat.hop), hop);
    model.apply(Action::Move(Move::End));
    model.apply(Action::Move(Move::Back));
    model.apply(Action::SetDetail(None));
    assert!(model.beat().is_some());
}

#[test]
fn a_forced_draw_takes_the_other_branch_and_can_be_released() {
    let (mut model, _) = page("whole-road");
    let served = |model: &Model| {
        model.picture.trace.hops.iter().any(|h| h.at.0.contains("wordpress")).then(|| {
            let at: Vec<_> =
                model.picture.trace.hops.iter().map(|h| h.at.clone()).filter(|at| at.0.contains("wordpress")).collect();
            at[0].clone()
        })
    };
    let before = served(&model);
    let draw = model.picture.trace.draws.iter().find(|d| d.stream == "netfilter/statistic").cloned();
    let draw = draw.unwrap_or_else(|| panic!("wp-service has two endpoints"));
    let outcome = if draw.outcome < draw.of / 2 { draw.of - 1 } else { 0 };
    model.apply(Action::Force { stream: draw.stream, index: draw.index, outcome });
    assert_ne!(served(&model), before);
    model.apply(Action::Release);
    assert_eq!(served(&model), before);
}

#[test]
fn a_request_that_means_nothing_is_not_sent() {
    let (mut model, _) = page("whole-road");
    model.apply(Action::Fill(crate::state::form::FormField::Url, "ftp://x".into()));
    let before = model.picture.clone();
    model.apply(Action::Send);
    assert!(model.picture == before);
    model.apply(Action::ResetForm);
    model.apply(Action::Send);
    assert!(model.picture != before && model.playhead.playing);
}

#[test]
fn many_requests_are_counted_a_few_at_a_time_until_the_cluster_changes() {
    let (mut model, _) = page("whole-road");
    model.apply(Action::SendMany(12));
    let count = |model: &Model| model.many.as_ref().map(|many| (many.summary.count, many.is_running(), many.stale));
    assert_eq!(count(&model), Some((0, true, false)));
    model.apply(Action::GoOnSending);
    assert!(count(&model).is_some_and(|(done, running, _)| done > 0 && done < 12 && running));
    for _ in 0..12 {
        model.apply(Action::GoOnSending);
    }
    assert_eq!(count(&model), Some((12, false, false)));
    edit(&mut model, "wordpress.yaml", "targetPort: 80", "targetPort: 81");
    assert_eq!(count(&model), Some((12, false, true)), "what is known is what was");
    model.apply(Action::CloseMany);
    assert_eq!(count(&model), None);
    model.apply(Action::Fill(crate::state::form::FormField::Url, "ftp://x".into()));
    model.apply(Action::SendMany(10));
    assert_eq!(count(&model), None, "a request that means nothing is not sent");
}

#[test]
fn one_of_many_requests_is_told_and_all_of_them_are_kept() {
    let (mut model, _) = page("canary");
    model.apply(Action::SendMany(40));
    while model.many.as_ref().is_some_and(|many| many.is_running()) {
        model.apply(Action::GoOnSending);
    }
    let first = model.picture.trace.clone();
    let late = 2;
    model.apply(Action::OpenRequest(late));
    assert_eq!(model.many.as_ref().and_then(|many| many.opened), Some(late));
    assert_ne!(model.picture.trace, first, "another request than the first");
    model.apply(Action::BackToMany);
    assert_eq!(model.many.as_ref().map(|many| (many.opened, many.stale, many.summary.count)), Some((None, false, 40)));
    model.apply(Action::Send);
    model.apply(Action::OpenRequest(late));
    assert_eq!(model.picture.trace, first, "what came of another cluster is not opened");
}

#[test]
fn a_solution_takes_the_place_of_what_may_not_change() {
    let (mut model, _) = page("whole-road");
    model.apply(Action::Send);
    edit(&mut model, "wordpress.yaml", "clusterIP: 10.10.1.102", "clusterIP: 10.10.1.150");
    let kept = |model: &Model| model.picture.snapshot.kept().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(kept(&model), ["Service default/wp-service"], "an address may not change");
    model.apply(Action::Recreate(object("Service", "wp-service")));
    model.apply(Action::Send);
    assert_eq!(kept(&model), [""; 0], "made anew with the other address");
    model.apply(Action::ShowSolution);
    assert_eq!(kept(&model), [""; 0], "the solution's address, although an address may not change");
    assert_eq!(status(&model), Some(200));
}

fn object(kind: &str, name: &str) -> ObjectRef {
    ObjectRef { kind: kind.into(), namespace: "default".into(), name: name.into() }
}
