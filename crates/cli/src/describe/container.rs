//! The containers of a pod or of a template (`describeContainers`).

use super::page::Page;
use crate::value::{at, entries, is_true, items, number, shown, text};
use malla_manifest::Value;

/// Tells of the containers of a list. Where a pod runs, `ready` says whether they do.
pub(super) fn tell(page: &mut Page, title: &str, list: &[Value], ready: Option<bool>, indent: &str) {
    if list.is_empty() {
        return;
    }
    page.line(format!("{indent}{title}:"));
    for container in list {
        page.line(format!("{indent}  {}:", text(container, "name").unwrap_or_default()));
        one(page, container, ready, &format!("{indent}    "));
    }
}

fn one(page: &mut Page, container: &Value, ready: Option<bool>, at: &str) {
    page.field(&format!("{at}Image"), text(container, "image").unwrap_or_default());
    ports(page, container, at);
    for (title, key) in [("Command", "command"), ("Args", "args")] {
        lines(page, &format!("{at}{title}"), items(container, key).iter().map(shown).collect(), at);
    }
    if let Some(ready) = ready {
        page.field(&format!("{at}State"), if ready { "Running" } else { "Waiting" });
        page.field(&format!("{at}Ready"), if ready { "True" } else { "False" });
        page.field(&format!("{at}Restart Count"), "0");
    }
    for (title, key) in [("Limits", "limits"), ("Requests", "requests")] {
        let amounts = entries(container, &format!("resources.{key}")).iter();
        let amounts = amounts.map(|(name, amount)| format!("{name}:\t{}", shown(amount)));
        lines(page, &format!("{at}{title}"), amounts.collect(), at);
    }
    for (title, key) in [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")] {
        let probe = crate::value::at(container, key);
        if *probe != Value::Null {
            page.field(&format!("{at}{title}"), self::probe(probe));
        }
    }
    environment(page, container, at);
    let mounts = items(container, "volumeMounts").iter().map(|mount| {
        let access = if is_true(mount, "readOnly") { "ro" } else { "rw" };
        let word = |key: &str| text(mount, key).unwrap_or_default();
        format!("{} from {} ({access})", word("mountPath"), word("name"))
    });
    block(page, &format!("{at}Mounts"), mounts.collect(), at);
}

fn ports(page: &mut Page, container: &Value, at: &str) {
    let ports = items(container, "ports");
    let word = |port: &Value, key: &str| {
        let named = text(port, "name").map(|name| format!(" ({name})")).filter(|_| key == "containerPort");
        let protocol = text(port, "protocol").unwrap_or("TCP");
        format!("{}/{protocol}{}", number(port, key).unwrap_or(0), named.unwrap_or_default())
    };
    let all = |key: &str| ports.iter().map(|port| word(port, key)).collect::<Vec<_>>().join(", ");
    let (one, host) = if ports.len() > 1 { ("Ports", "Host Ports") } else { ("Port", "Host Port") };
    let shown = |text: String| if text.is_empty() { "<none>".to_owned() } else { text };
    page.field(&format!("{at}{one}"), shown(all("containerPort")));
    page.field(&format!("{at}{host}"), shown(all("hostPort")));
}

/// A heading with lines below, if there are any.
fn lines(page: &mut Page, title: &str, values: Vec<String>, at: &str) {
    if !values.is_empty() {
        page.line(format!("{title}:"));
        values.into_iter().for_each(|value| page.line(format!("{at}  {value}")));
    }
}

/// The same, `<none>` where there are none.
fn block(page: &mut Page, title: &str, values: Vec<String>, at: &str) {
    if values.is_empty() {
        page.field(title, "<none>");
    } else {
        lines(page, title, values, at);
    }
}

/// `DescribeProbe`.
fn probe(probe: &Value) -> String {
    let or = |key: &str, otherwise: i64| number(probe, key).unwrap_or(otherwise);
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        or("initialDelaySeconds", 0),
        or("timeoutSeconds", 1),
        or("periodSeconds", 10),
        or("successThreshold", 1),
        or("failureThreshold", 3)
    );
    let (http, tcp) = (at(probe, "httpGet"), at(probe, "tcpSocket"));
    if *http != Value::Null {
        let scheme = text(http, "scheme").unwrap_or("HTTP").to_ascii_lowercase();
        let (host, path) = (text(http, "host").unwrap_or_default(), text(http, "path").unwrap_or_default());
        return format!("http-get {scheme}://{host}:{}{path} {attributes}", shown(at(http, "port")));
    }
    if *tcp != Value::Null {
        return format!("tcp-socket {}:{} {attributes}", text(tcp, "host").unwrap_or_default(), shown(at(tcp, "port")));
    }
    let command = items(probe, "exec.command").iter().map(shown).collect::<Vec<_>>().join(" ");
    if command.is_empty() { format!("unknown {attributes}") } else { format!("exec [{command}] {attributes}") }
}

/// `describeContainerEnvVars` and `describeContainerEnvFrom`.
fn environment(page: &mut Page, container: &Value, at: &str) {
    let from = items(container, "envFrom").iter().map(|source| {
        let (kind, key) = match text(source, "configMapRef.name") {
            Some(name) => ("ConfigMap", name),
            None => ("Secret", text(source, "secretRef.name").unwrap_or_default()),
        };
        let optional = is_true(source, "configMapRef.optional") || is_true(source, "secretRef.optional");
        format!("{key}\t{kind}\tOptional: {optional}")
    });
    lines(page, &format!("{at}Environment Variables from"), from.collect(), at);
    block(page, &format!("{at}Environment"), items(container, "env").iter().map(variable).collect(), at);
}

fn variable(variable: &Value) -> String {
    let name = text(variable, "name").unwrap_or_default();
    let from = at(variable, "valueFrom");
    for (kind, key, of) in [("secretKeyRef", "secret", "in"), ("configMapKeyRef", "config map", "of")] {
        let reference = at(from, kind);
        if *reference == Value::Null {
            continue;
        }
        let (it, holder) = (text(reference, "key").unwrap_or_default(), text(reference, "name").unwrap_or_default());
        return format!(
            "{name}:\t<set to the key '{it}' {of} {key} '{holder}'>\tOptional: {}",
            is_true(reference, "optional")
        );
    }
    match text(from, "fieldRef.fieldPath") {
        Some(field) => format!("{name}:\t (v1:{field})"),
        None => format!("{name}:\t{}", shown(at(variable, "value"))),
    }
}
