//! `ValidateIngressCreate` and `ValidateIngressClass` (`pkg/apis/networking/validation/validation.go`).

use super::{Rules, Spot, meta, names};
use crate::ip;
use crate::problem::Rule;

/// Checks an Ingress.
pub(crate) fn check(ingress: &Spot<'_>, rules: &mut Rules) {
    meta::check(ingress, meta::Scope::Namespace, names::subdomain, rules);
    let spec = ingress.key("spec");
    let (default, list) = (spec.key("defaultBackend"), spec.key("rules"));
    if !default.exists() && !list.has_items() && rules.is_whole() {
        rules.invalid_value(&spec, String::new(), Rule::IngressEmpty, "");
    }
    if default.exists() {
        backend(&default, rules);
    }
    for rule in list.items() {
        host(&rule.key("host"), rules);
        let paths = rule.keys(&["http", "paths"]);
        if paths.exists() && !paths.has_items() {
            rules.problem(&paths, crate::problem::ShapeProblem::Required);
        }
        for each in paths.items() {
            path(&each, rules);
        }
    }
    for tls in spec.key("tls").items() {
        for host in tls.key("hosts").items() {
            rules.text(&host, names::host);
        }
        rules.text(&tls.key("secretName"), names::subdomain);
    }
    class_name(ingress, rules);
}

fn class_name(ingress: &Spot<'_>, rules: &mut Rules) {
    let class = ingress.keys(&["spec", "ingressClassName"]);
    rules.text(&class, names::subdomain);
    let annotation = ingress.keys(&["metadata", "annotations", "kubernetes.io/ingress.class"]);
    if class.exists() && annotation.exists() {
        rules.invalid(&annotation, Rule::IngressClassTwice);
    }
}

fn host(host: &Spot<'_>, rules: &mut Rules) {
    if ip::parse(host.word()).is_some() {
        rules.invalid(host, Rule::IngressHostIp);
    } else {
        rules.text(host, names::host);
    }
}

/// `validateHTTPIngressPath`.
fn path(each: &Spot<'_>, rules: &mut Rules) {
    let path = each.key("path");
    match each.key("pathType").word() {
        "Exact" | "Prefix" => {
            if !path.word().starts_with('/') {
                rules.invalid(&path, Rule::IngressPathAbsolute);
            }
            for part in ["//", "/./", "/../", "%2f", "%2F"].iter().filter(|part| path.word().contains(**part)) {
                rules.invalid_with(&path, Rule::IngressPathContains, part);
            }
            for end in ["/..", "/."].iter().filter(|end| path.word().ends_with(**end)) {
                rules.invalid_with(&path, Rule::IngressPathEnds, end);
            }
        }
        _ if !path.word().is_empty() && !path.word().starts_with('/') => {
            rules.invalid(&path, Rule::IngressPathAbsolute);
        }
        _ => {}
    }
    let target = each.key("backend");
    if target.exists() {
        backend(&target, rules);
    }
}

/// `validateIngressBackend`.
fn backend(backend: &Spot<'_>, rules: &mut Rules) {
    let (service, resource) = (backend.key("service"), backend.key("resource"));
    match (service.exists(), resource.exists()) {
        (true, true) => rules.invalid_value(backend, "\"\"".into(), Rule::IngressBackendBoth, ""),
        (true, false) => service_backend(backend, &service, rules),
        (false, true) => {}
        (false, false) if rules.is_whole() => {
            rules.invalid_value(backend, "\"\"".into(), Rule::IngressBackendNone, "");
        }
        (false, false) => {}
    }
}

fn service_backend(backend: &Spot<'_>, service: &Spot<'_>, rules: &mut Rules) {
    let name = service.key("name");
    rules.text(&name, names::dns1035);
    if name.exists() && name.word().is_empty() {
        rules.required(&name, Rule::IngressServiceName);
    }
    let (port, number) = (service.keys(&["port", "name"]), service.keys(&["port", "number"]));
    let numbered = number.whole().filter(|number| *number != 0);
    match (port.word().is_empty(), numbered) {
        (false, Some(_)) => rules.invalid_value(backend, "\"\"".into(), Rule::IngressPortBoth, ""),
        (false, None) => rules.text(&port, names::port_name),
        (true, Some(value)) if !(1..=65_535).contains(&value) => rules.invalid(&number, Rule::PortNumber),
        (true, Some(_)) => {}
        (true, None) => rules.required(backend, Rule::IngressPortMissing),
    }
}

/// Checks an IngressClass.
pub(crate) fn class(class: &Spot<'_>, rules: &mut Rules) {
    meta::check(class, meta::Scope::Cluster, names::subdomain, rules);
    let controller = class.keys(&["spec", "controller"]);
    match controller.word() {
        "" => rules.required(&controller, Rule::IngressClassController),
        word => rules.form(&controller, word, names::domain_path),
    }
    parameters(&class.keys(&["spec", "parameters"]), rules);
}

/// `validateIngressClassParametersReference`.
fn parameters(parameters: &Spot<'_>, rules: &mut Rules) {
    let namespace = parameters.key("namespace");
    match parameters.key("scope").word() {
        "Namespace" if !namespace.exists() => rules.required(&namespace, Rule::ClassNamespaceMissing),
        "Cluster" | "" if namespace.exists() => rules.forbidden(&namespace, Rule::ClassNamespace),
        _ => {}
    }
    rules.text(&namespace, names::label);
    rules.text(&parameters.key("apiGroup"), names::subdomain);
}
