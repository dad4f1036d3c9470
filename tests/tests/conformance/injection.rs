//! `istio/injection`: who is injected and with what, from the injector's own tables and goldens.

use crate::data::{AsText, Fields, text, value};
use crate::kubeproxy::directories;
use crate::report::{Case, Group};
use malla_control_plane::injection::{
    Config, Fact, Order, PROXY, Policy, Webhook, inject, invalid, is_native, is_quantity, merges_prometheus, of_type,
    rewrites,
};
use malla_manifest::{
    Container, LabelSelector, Meta, Object, Pod, PodSpec, PodStatus, PodTemplate, Quantity, Requirement,
    SelectorOperator, Value, read_value,
};
use malla_trace::CauseId;
use std::collections::BTreeMap;
use std::path::Path;

/// What a row should give and gives, as text.
type Check = fn(&Path, &Value) -> Result<(String, String), String>;

/// The tables, and what answers their rows. Nothing of ours answers to the others.
const TABLES: &[(&str, Check)] = &[
    ("inject-required", required),
    ("native-sidecar-annotation", native),
    ("prometheus-aggregation", prometheus),
    ("proxy-image", proxy_image),
    ("rewrite-app-probers", rewritten),
    ("validate-annotations", annotations),
    ("validate-resource-quantity", quantity),
    ("webhook-match", webhooks),
];

/// Runs all rows of all tables.
pub fn tables(root: &Path, floor: usize) -> Result<Group, String> {
    let (mut cases, mut checks) = (Vec::new(), Vec::new());
    for file in crate::dns::files(root)? {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let known = TABLES.iter().find(|(table, _)| *table == name);
        let rows = rows(root, &file, &name, known.map(|(_, check)| *check))?;
        if let Some((table, _)) = known {
            let passed = rows.iter().filter(|row| row.problems.is_empty()).count();
            checks.push((*table, passed, rows.len()));
        }
        cases.extend(rows);
    }
    Ok(Group { name: "istio/injection/tables", cases, checks, floor })
}

fn rows(root: &Path, file: &Path, table: &str, check: Option<Check>) -> Result<Vec<Case>, String> {
    let value = value(file)?;
    let rows = value.items_at("cases").iter().enumerate().map(|(number, row)| {
        let own = ["name", "desc", "meta.name"].iter().find_map(|key| row.text_at(key)).unwrap_or_default();
        let problem = match check.map(|check| check(root, row)) {
            None => Some("not modelled".to_owned()),
            Some(Err(problem)) => Some(problem),
            Some(Ok((expected, found))) => (expected != found).then(|| format!("{found}, not {expected}")),
        };
        Case { name: format!("{table} {number} {own}"), problems: problem.into_iter().collect() }
    });
    Ok(rows.collect())
}

fn pairs(value: &Value) -> BTreeMap<String, String> {
    let Value::Map(entries) = value else { return BTreeMap::new() };
    entries.iter().map(|(key, value)| (key.clone(), value.as_text().unwrap_or_default())).collect()
}

fn verdict(wanted: bool, found: bool) -> (String, String) {
    (wanted.to_string(), found.to_string())
}

fn required(_: &Path, row: &Value) -> Result<(String, String), String> {
    let policy = match row.text_at("config.policy") {
        Some("enabled") => Some(Policy::Enabled),
        Some("disabled") => Some(Policy::Disabled),
        _ => None,
    };
    let selectors =
        |key: &str| row.at("config").items_at(key).iter().map(selector).collect::<Result<Vec<LabelSelector>, String>>();
    let config =
        Config { policy, never: selectors("neverInjectSelector")?, always: selectors("alwaysInjectSelector")? };
    let meta = Meta {
        labels: pairs(row.at("meta.labels")),
        annotations: pairs(row.at("meta.annotations")),
        ..Meta::default()
    };
    let host_network = row.is("podSpec.hostNetwork").then_some(true);
    let pod = Pod { meta, spec: PodSpec { host_network, ..PodSpec::default() }, status: PodStatus::default() };
    let refusal = config.refusal(row.text_at("meta.namespace").unwrap_or_default(), &pod);
    Ok(verdict(row.is("want"), refusal.is_none()))
}

fn selector(value: &Value) -> Result<LabelSelector, String> {
    let expressions = value.items_at("matchExpressions").iter().map(|requirement| {
        let operator = match requirement.text_at("operator") {
            Some("In") => SelectorOperator::In,
            Some("NotIn") => SelectorOperator::NotIn,
            Some("Exists") => SelectorOperator::Exists,
            Some("DoesNotExist") => SelectorOperator::DoesNotExist,
            other => return Err(format!("no operator {other:?}")),
        };
        let key = requirement.text_at("key").unwrap_or_default().to_owned();
        Ok(Requirement { key, operator, values: requirement.texts_at("values") })
    });
    Ok(LabelSelector {
        match_labels: pairs(value.at("matchLabels")),
        match_expressions: expressions.collect::<Result<_, _>>()?,
    })
}

fn native(_: &Path, row: &Value) -> Result<(String, String), String> {
    let found = is_native(&pairs(row.at("annotations")), row.is("nativeSidecar"));
    let list = if found { "initContainers" } else { "containers" };
    Ok((row.text_at("expectContainer").unwrap_or_default().into(), list.into()))
}

/// `Name` stands where upstream has the annotation's constant.
fn prometheus(_: &Path, row: &Value) -> Result<(String, String), String> {
    let mesh = *row.at("mesh.enablePrometheusMerge") != Value::Bool(false);
    let said = row.text_at("anno.Name").map(|said| ("prometheus.istio.io/merge-metrics".to_owned(), said.to_owned()));
    Ok(verdict(row.is("want"), merges_prometheus(&said.into_iter().collect(), mesh)))
}

fn proxy_image(_: &Path, row: &Value) -> Result<(String, String), String> {
    let tag = row.at("v.global.tag").as_text().unwrap_or_default();
    let image = format!("{}/proxyv2:{tag}", row.text_at("v.global.hub").unwrap_or_default());
    let annotation = pairs(row.at("ann")).remove("sidecar.istio.io/proxyImageType");
    let kind = annotation.or_else(|| row.text_at("pc.imageType").map(str::to_owned)).unwrap_or_default();
    Ok((row.text_at("want").unwrap_or_default().into(), of_type(&image, &kind)))
}

fn rewritten(_: &Path, row: &Value) -> Result<(String, String), String> {
    Ok(verdict(row.is("expected"), rewrites(&pairs(row.at("annotations")), row.is("specSetting"))))
}

fn annotations(_: &Path, row: &Value) -> Result<(String, String), String> {
    Ok(verdict(row.is("wantErr"), invalid(&pairs(row.at("annotations"))).is_some()))
}

fn quantity(_: &Path, row: &Value) -> Result<(String, String), String> {
    let text = row.at("value").as_text().unwrap_or_default();
    Ok(verdict(row.is("wantErr"), !is_quantity(&text)))
}

/// Which of the installed webhooks inject. The sentences of `istioctl x check-inject` are not compared.
fn webhooks(root: &Path, row: &Value) -> Result<(String, String), String> {
    let files = [
        ("istio-sidecar-injector", "default-injector"),
        ("istio-sidecar-injector-1-16", "rev-16-injector"),
        ("istio-sidecar-injector-deactivated", "never-match-injector"),
    ];
    let (namespace, pod) = (labels(row.at("ns.objectMeta.labels")), labels(row.at("pod.objectMeta.labels")));
    let (mut wanted, mut found) = (String::new(), String::new());
    for (name, file) in files {
        let message = row.items_at("expectedMessages").iter().find(|message| message.text_at("name") == Some(name));
        wanted += &format!("{name}={} ", message.is_some_and(|message| message.is("injected")));
        let entries = installed(&root.join("../webhooks").join(format!("{file}.yaml")))?;
        found += &format!("{name}={} ", entries.iter().any(|entry| entry.matches(&namespace, &pod)));
    }
    Ok((wanted, found))
}

/// `Name` stands where upstream has the constant of one of two labels: the value tells which.
fn labels(value: &Value) -> BTreeMap<String, String> {
    let named = |(key, value): (String, String)| match (key.as_str(), value.as_str()) {
        ("Name", "true" | "false") => ("sidecar.istio.io/inject".to_owned(), value),
        ("Name", _) => ("istio.io/rev".to_owned(), value),
        _ => (key, value),
    };
    pairs(value).into_iter().map(named).collect()
}

fn installed(file: &Path) -> Result<Vec<Webhook>, String> {
    let value = read_value(&text(file)?).map_err(|finding| format!("{}: {finding:?}", file.display()))?;
    let entries = value.items_at("webhooks").iter().map(|entry| {
        let (namespace, object) = (selector(entry.at("namespaceSelector"))?, selector(entry.at("objectSelector"))?);
        Ok(Webhook { namespace, object })
    });
    entries.collect()
}

/// Runs all goldens: pods before and after.
pub fn goldens(root: &Path, floor: usize) -> Result<Group, String> {
    let cases = directories(root)?.into_iter().map(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Case { name, problems: golden(&path)?.err().into_iter().collect() })
    });
    let cases = cases.collect::<Result<Vec<Case>, String>>()?;
    Ok(Group { name: "istio/injection/goldens", cases, checks: vec![], floor })
}

fn golden(path: &Path) -> Result<Result<(), String>, String> {
    let options = value(&path.join("options.yaml"))?;
    if let Some(setting) =
        ["setFlags", "meshChange", "istioOperatorFile", "setup"].iter().find(|key| options.get(key).is_some())
    {
        return Ok(Err(format!("not modelled: an installation with {setting}")));
    }
    let native = options.text_at("nativeSidecars") != Some("disabled");
    let before = pods(&path.join("input.yaml"))?;
    let error = options.text_at("expectedError");
    let found: Vec<Result<Pod, String>> = before.into_iter().map(|pod| injected(pod, native)).collect();
    if error.is_some() {
        let refused = found.iter().any(Result::is_err);
        return Ok(if refused { Ok(()) } else { Err("nothing was refused".into()) });
    }
    let expected = pods(&path.join("expected.yaml"))?;
    if expected.is_empty() || expected.len() != found.len() {
        return Ok(Err(format!("not modelled: {} pods read of {}", found.len(), expected.len())));
    }
    let pairs = expected.iter().zip(found);
    let differences = pairs.filter_map(|(wanted, found)| match found {
        Ok(found) => difference(wanted, &found),
        Err(refusal) => Some(refusal),
    });
    let differences: Vec<String> = differences.collect();
    Ok(if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) })
}

/// The pods of a file, or what a controller in it makes its pods of.
fn pods(file: &Path) -> Result<Vec<Pod>, String> {
    let documents = text(file)?;
    let values = documents
        .split("\n---")
        .map(|document| read_value(document).map_err(|finding| format!("{}: {finding:?}", file.display())));
    let values = values.collect::<Result<Vec<Value>, String>>()?;
    Ok(values.iter().filter_map(Object::from_value).filter_map(pod).collect())
}

fn pod(object: Object) -> Option<Pod> {
    match object {
        Object::Pod(pod) => Some(pod),
        Object::Deployment(deployment) => Some(of_template(deployment.spec.template, deployment.meta.name)),
        Object::ReplicaSet(set) => Some(of_template(set.spec.template, set.meta.name)),
        _ => None,
    }
}

/// kube-inject knows the controller's name, as the webhook does by the owner.
fn of_template(template: PodTemplate, name: String) -> Pod {
    Pod { meta: Meta { name, ..template.meta }, spec: template.spec, status: PodStatus::default() }
}

fn injected(mut pod: Pod, native: bool) -> Result<Pod, String> {
    if Config::default().refusal(pod.meta.namespace.as_deref().unwrap_or("default"), &pod).is_some() {
        return Ok(pod);
    }
    if let Some((annotation, value)) = invalid(&pod.meta.annotations) {
        return Err(format!("{annotation}: {value}"));
    }
    let said = "sidecar.istio.io/nativeSidecar";
    let silent = !pod.meta.annotations.contains_key(said);
    if silent && !native {
        pod.meta.annotations.insert(said.into(), "false".into());
    }
    let image = "registry.istio.io/testing/proxyv2:latest".to_owned();
    let order = Order { fact: Fact::NamespaceLabel, from: vec![], image };
    let _causes = inject(&mut pod, &order, "cluster.local", &|_| CauseId(0));
    if silent {
        pod.meta.annotations.remove(said);
    }
    Ok(pod)
}

/// Where two pods differ in what we model: labels, annotations, containers without environment and volumes.
fn difference(wanted: &Pod, found: &Pod) -> Option<String> {
    let (wanted, found) = (printed(wanted), printed(found));
    let missing = wanted.iter().filter(|line| !found.contains(line)).map(|line| format!("missing: {line}"));
    let surplus = found.iter().filter(|line| !wanted.contains(line)).map(|line| format!("surplus: {line}"));
    let lines: Vec<String> = missing.chain(surplus).collect();
    match lines.is_empty() {
        true => (wanted != found).then(|| "the same in another order".into()),
        false => Some(lines.join("\n")),
    }
}

fn printed(pod: &Pod) -> Vec<String> {
    let labels = pod.meta.labels.iter().map(|(key, value)| format!("label {key}={value}"));
    let annotations = pod.meta.annotations.iter().map(|(key, value)| format!("annotation {key}={value}"));
    let lists = [("init", &pod.spec.init_containers), ("app", &pod.spec.containers)];
    let containers = lists.into_iter().flat_map(|(list, all)| all.iter().map(move |one| container(list, one)));
    labels.chain(annotations).chain(containers).collect()
}

fn container(list: &str, one: &Container) -> String {
    let mut bare = Container { env: vec![], env_from: vec![], ..one.clone() };
    if one.name != PROXY && bare.security_context.as_ref().is_some_and(|context| *context == Default::default()) {
        bare.security_context = None;
    }
    for amount in bare.resources.requests.values_mut().chain(bare.resources.limits.values_mut()) {
        // `1000m` is `1`.
        *amount = Quantity(amount.milli().map_or_else(|| amount.to_string(), |milli| format!("{milli}m")));
    }
    format!("{list} {bare:?}")
}
