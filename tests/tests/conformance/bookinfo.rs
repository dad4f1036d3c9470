//! Bookinfo as published: its manifests and what its task pages say of requests (`bookinfo/cases.yaml`), played on a
//! whole cluster, packets and all.

use crate::data::{AsText, Fields, value};
use crate::report::{Case, Group};
use malla_core::{Change, Scenario, SimHost, Snapshot, SourceFile};
use malla_manifest::Value;
use malla_trace::{Action, Lang, Probe, ProxyAction, Severity, Trace, Verdict, VertexId};
use std::path::Path;

/// The door from outside: a node of the built-in world, the node port of the built-in ingress gateway.
const DOOR: &str = "http://192.168.0.101:32439";

/// How many requests a split is measured with.
const MANY: u64 = 2000;

/// The namespace the samples are applied to, labelled as the pages say.
const NAMESPACE: &str =
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: default\n  labels: {istio-injection: enabled}\n";

/// Runs `istio/bookinfo`.
pub fn run(path: &Path, floor: usize) -> Result<Group, String> {
    let root = path.parent().unwrap_or(path);
    let cases = value(&path.join("cases.yaml"))?;
    let mut played = vec![];
    for case in cases.items_at("cases") {
        let name = case.text_at("name").unwrap_or_default().to_owned();
        let problems = play(root, case).unwrap_or_else(|problem| vec![problem]);
        played.push(Case { name, problems });
    }
    let all: usize = cases.items_at("cases").iter().map(|case| case.items_at("requests").len()).sum();
    let wrong: usize = played.iter().map(|case| case.problems.len()).sum();
    let checks = vec![("requests", all.saturating_sub(wrong), all)];
    Ok(Group { name: "istio/bookinfo", cases: played, checks, floor })
}

/// One line for every request that does not go as told.
fn play(root: &Path, case: &Value) -> Result<Vec<String>, String> {
    let snapshot = cluster(root, case)?;
    let requests = case.items_at("requests").iter();
    Ok(requests.filter_map(|request| check(&snapshot, request).err()).collect())
}

fn cluster(root: &Path, case: &Value) -> Result<Snapshot, String> {
    // The pages begin where Bookinfo has been set up, its door included.
    let base =
        ["platform/bookinfo.yaml", "networking/bookinfo-gateway.yaml"].map(|name| format!("bookinfo/manifests/{name}"));
    let mut files = vec![SourceFile { name: "namespace.yaml".into(), text: NAMESPACE.into() }];
    for name in base.into_iter().chain(case.texts_at("apply")) {
        let text = std::fs::read_to_string(root.join(&name)).map_err(|error| format!("{name}: {error}"))?;
        files.push(SourceFile { name, text });
    }
    // What is applied later wins over an object of the same name.
    let inline = case.text_at("applyInline").map(|text| SourceFile { name: "inline.yaml".into(), text: text.into() });
    files.extend(inline);
    let mut host = SimHost::new(Scenario { seed: 3 });
    host.apply(Change::Files(files));
    let snapshot = host.snapshot();
    let errors = snapshot.diagnostics(Lang::En).into_iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<String> =
        errors.map(|found| format!("{}:{} {}", found.place.file, found.place.line, found.message)).collect();
    if errors.is_empty() { Ok(snapshot) } else { Err(errors.join("; ")) }
}

/// Sends one request and compares what is told of it.
fn check(snapshot: &Snapshot, request: &Value) -> Result<(), String> {
    let probe = probe(snapshot, request)?;
    let expect = request.at("expect");
    let told = format!("{} {}", probe.from, probe.url);
    let in_context = |problem: String| format!("{told}: {problem}");
    if *expect.at("weights") != Value::Null {
        return weights(snapshot, &probe, expect.at("weights")).map_err(in_context);
    }
    let trace = snapshot.send(&probe);
    let outcomes = [
        destination(&trace, expect),
        same("status", expect.at("status").as_text(), status(&trace)),
        within("body", expect.text_at("body"), &trace),
        within("page", expect.text_at("page"), &trace),
        flags(&trace, expect.text_at("flags")),
        time(&trace, expect),
    ];
    outcomes.into_iter().collect::<Result<(), String>>().map_err(in_context)
}

/// Who asks what: an application's pod, a browser with somebody logged in, a client outside.
fn probe(snapshot: &Snapshot, request: &Value) -> Result<Probe, String> {
    let (from, host) = (request.text_at("from").unwrap_or_default(), request.text_at("host").unwrap_or_default());
    let path = request.text_at("path").unwrap_or("/");
    let outside = matches!(from, "browser" | "external-client");
    let client = if outside { "client/MenchuPC".to_owned() } else { pod_of(snapshot, from)?.0 };
    let url = if outside { format!("{DOOR}{path}") } else { format!("http://{host}{path}") };
    let mut probe = Probe::get(&client, &url).map_err(|error| format!("{url}: {error:?}"))?;
    let written = request.at("headers");
    probe.headers = written.keys().iter().filter_map(|key| Some(((*key).into(), written.at(key).as_text()?))).collect();
    probe.headers.extend(request.text_at("user").map(|user| ("cookie".into(), format!("session={user}"))));
    if outside && !host.is_empty() {
        probe.headers.push(("host".into(), host.into()));
    }
    Ok(probe)
}

/// A pod of a Deployment.
fn pod_of(snapshot: &Snapshot, workload: &str) -> Result<VertexId, String> {
    let start = format!("pod/default/{workload}-");
    let topology = snapshot.topology();
    let found = topology.vertices.iter().find(|vertex| vertex.id.0.starts_with(&start));
    found.map(|vertex| vertex.id.clone()).ok_or_else(|| format!("no pod of {workload}"))
}

/// The cluster that the first proxy on the way chose an endpoint of.
fn destination(trace: &Trace, expect: &Value) -> Result<(), String> {
    let Some(host) = expect.text_at("destination.host") else { return Ok(()) };
    let port = expect.number_at("destination.port").unwrap_or(9080);
    let subset = expect.text_at("destination.subset").unwrap_or_default();
    let wanted = format!("outbound|{port}|{subset}|{host}.default.svc.cluster.local");
    let found = trace.hops.iter().flat_map(|hop| &hop.steps).find_map(|step| match &step.action {
        Action::Proxy(ProxyAction::Endpoint { cluster, .. }) => Some(cluster.clone()),
        Action::Proxy(_) | Action::Net(_) | Action::Dns(_) | Action::App(_) => None,
    });
    same("destination", Some(wanted), found.unwrap_or_default())
}

fn same(what: &str, wanted: Option<String>, found: String) -> Result<(), String> {
    match wanted {
        Some(wanted) if wanted != found => Err(format!("{what}: wanted {wanted}, found {found}")),
        Some(_) | None => Ok(()),
    }
}

fn status(trace: &Trace) -> String {
    match &trace.verdict {
        Verdict::Answered { status, .. } => status.to_string(),
        other => format!("{other:?}"),
    }
}

fn within(what: &str, wanted: Option<&str>, trace: &Trace) -> Result<(), String> {
    let body = trace.reply.as_ref().map(|reply| reply.body.clone()).unwrap_or_default();
    match wanted {
        Some(wanted) if !body.contains(wanted) => Err(format!("{what}: wanted {wanted:?} in {body:?}")),
        Some(_) | None => Ok(()),
    }
}

fn flags(trace: &Trace, wanted: Option<&str>) -> Result<(), String> {
    let found = trace.legs.iter().find_map(|leg| match &leg.verdict {
        Verdict::Answered { flag, .. } => flag.clone(),
        _ => None,
    });
    same("flags", wanted.map(str::to_owned), found.unwrap_or_default())
}

/// How long it took, in whole tenths of a second: the delay of a fault, the patience of a page.
fn time(trace: &Trace, expect: &Value) -> Result<(), String> {
    let begin = trace.hops.first().map_or(0, |hop| hop.time.0);
    let own = trace.hops.iter().filter(|hop| hop.at == trace.probe.from).map(|hop| hop.time.0).max();
    let seconds = own.unwrap_or(begin).saturating_sub(begin) as f64 / 1e6;
    for key in ["delaySeconds", "seconds", "loadSeconds"] {
        let wanted = match expect.at(key) {
            Value::Int(number) => *number as f64,
            Value::Float(number) => *number,
            _ => continue,
        };
        if (seconds - wanted).abs() > 0.2 {
            return Err(format!("{key}: wanted {wanted} s, took {seconds:.3} s"));
        }
    }
    Ok(())
}

/// The shares of many requests by version, each within four standard deviations of what is written.
fn weights(snapshot: &Snapshot, probe: &Probe, wanted: &Value) -> Result<(), String> {
    let summary = snapshot.send_many(probe, MANY);
    let host = format!("{}:{}", probe.url.host, probe.url.port);
    let sum: i64 = wanted.keys().iter().filter_map(|key| wanted.number_at(key)).sum();
    for version in ["v1", "v2", "v3"] {
        let share = wanted.number_at(version).unwrap_or(0) as f64 / sum.max(1) as f64;
        let of = |share: &&malla_trace::Share| share.host == host && share.version.as_deref() == Some(version);
        let found: u64 = summary.shares.iter().filter(of).map(|share| share.count).sum();
        let (mean, spread) = (MANY as f64 * share, (MANY as f64 * share * (1.0 - share)).sqrt());
        if (found as f64 - mean).abs() > 4.0 * spread {
            return Err(format!("{version}: wanted {mean:.0} of {MANY}, found {found}"));
        }
    }
    Ok(())
}
