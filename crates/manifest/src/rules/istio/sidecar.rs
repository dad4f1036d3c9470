//! `ValidateSidecar`.

use super::hosts::{For, scoped};
use super::scalars::{PROTOCOLS, alpha_selector, is_http, is_port, is_tls};
use super::{Rules, Spot, connection_pool, gateway, l4_route, namespace, server_tls};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let spec = object.key("spec");
    let selector = spec.key("workloadSelector");
    if alpha_selector(&selector, rules) {
        rules.law_with(&selector, &law::SC_SELECTOR, "workload selector specified without labels");
    }
    let parts = ["egress", "ingress", "outboundTrafficPolicy", "inboundConnectionPool"];
    if parts.iter().all(|key| !spec.key(key).exists()) {
        rules.lacks(&spec, &law::SC_EMPTY);
    }
    let incoming = spec.key("ingress").items();
    incoming.iter().for_each(|listener| ingress(listener, rules));
    twice(&incoming, rules);
    let outgoing = spec.key("egress").items();
    for (at, listener) in outgoing.iter().enumerate() {
        egress(listener, at + 1 == outgoing.len(), rules);
    }
    if outgoing.iter().filter(|listener| !listener.key("port").exists()).count() > 1 {
        rules.law(&spec.key("egress"), &law::SC_EGRESS_ONE);
    }
    twice(&outgoing, rules);
    egress_hosts(&outgoing, namespace(object), rules);
    outbound(&spec.key("outboundTrafficPolicy"), rules);
    connection_pool::check(&spec.key("inboundConnectionPool"), rules);
}

/// Ports, and sockets, that two listeners share.
fn twice(listeners: &[Spot<'_>], rules: &mut Rules) {
    for (at, listener) in listeners.iter().enumerate() {
        let (bind, number) = (listener.key("bind"), listener.keys(&["port", "number"]));
        let socket = bind.word().starts_with("unix://");
        let same = |other: &&Spot<'_>| match socket {
            true => other.key("bind").word() == bind.word(),
            false => number.whole().is_some_and(|value| {
                value != 0
                    && other.keys(&["port", "number"]).whole() == Some(value)
                    && other.key("bind").word() == bind.word()
            }),
        };
        if listeners[..at].iter().find(same).is_some() {
            let (spot, broken) = if socket { (bind, &law::SC_UNIX_TWICE) } else { (number, &law::SC_PORT_TWICE) };
            rules.law(&spot, broken);
        }
    }
}

/// `ValidateSidecarPort` and the rules about where a listener listens.
fn port(listener: &Spot<'_>, may_socket: bool, rules: &mut Rules) {
    let port = listener.key("port");
    let (number, bind, protocol) = (port.key("number"), listener.key("bind"), port.key("protocol"));
    let value = number.whole().unwrap_or(0);
    if port.key("targetPort").whole().is_some_and(|target| target > 0) {
        rules.law(&port.key("targetPort"), &law::SC_TARGET_PORT);
    }
    if !protocol.word().is_empty() && !PROTOCOLS.contains(&protocol.word().to_uppercase().as_str()) {
        rules.law_with(&protocol, &law::PROTOCOL, protocol.word());
    }
    if may_socket && value == 0 {
        match bind.word().strip_prefix("unix://") {
            Some(path) => gateway::unix(&bind, path, rules),
            None => rules.lacks(&port, &law::SC_UNIX_BIND),
        }
        if listener.key("captureMode").word() == "IPTABLES" {
            rules.law(&listener.key("captureMode"), &law::SC_UNIX_CAPTURE);
        }
        return;
    }
    if !is_port(value) {
        rules.lacks_with(&number, &law::PORT_RANGE, &value.to_string());
    }
    if !bind.word().is_empty() && ip::parse(bind.word()).is_none() {
        rules.law_with(&bind, &law::BIND_ADDRESS, bind.word());
    }
}

fn ingress(listener: &Spot<'_>, rules: &mut Rules) {
    if listener.key("port").exists() {
        port(listener, false, rules);
    } else {
        rules.lacks(listener, &law::SC_INGRESS_PORT);
    }
    default_endpoint(&listener.key("defaultEndpoint"), rules);
    let pool = listener.key("connectionPool");
    connection_pool::check(&pool, rules);
    let protocol = listener.keys(&["port", "protocol"]).word();
    if pool.key("http").exists() && !protocol.is_empty() && !is_http(protocol) {
        let number = listener.keys(&["port", "number"]).print();
        rules.law_with(&pool.key("http"), &law::SC_TLS_HTTP_POOL, &number);
    }
    let tls = listener.key("tls");
    if tls.exists() {
        ingress_tls(&tls, protocol, rules);
    }
}

/// Where the program behind a listener listens.
fn default_endpoint(at: &Spot<'_>, rules: &mut Rules) {
    let text = at.word();
    if let Some(path) = text.strip_prefix("unix://") {
        gateway::unix(at, path, rules);
    } else if !text.is_empty() {
        let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
        if !matches!(host, "" | "127.0.0.1" | "0.0.0.0" | "[::1]" | "[::]") {
            rules.law(at, &law::SC_ENDPOINT);
        } else if !port.parse().is_ok_and(is_port) {
            rules.law_with(at, &law::SC_ENDPOINT_PORT, port);
        }
    }
}

fn ingress_tls(tls: &Spot<'_>, protocol: &str, rules: &mut Rules) {
    server_tls::check(tls, rules);
    for (key, words) in [
        ("subjectAltNames", "subjectAltNames is not supported in ingress tls"),
        ("httpsRedirect", "httpsRedirect is not supported"),
        ("credentialName", "credentialName is not currently supported"),
        ("credentialNames", "credentialNames is not currently supported"),
        ("tlsCertificates", "tls_certificates is not currently supported"),
    ] {
        let field = tls.key(key);
        if field.is_true() || field.has_items() || !field.word().is_empty() {
            rules.law_with(&field, &law::SC_TLS_UNSUPPORTED, words);
        }
    }
    let mode = tls.key("mode");
    if matches!(mode.word(), "ISTIO_MUTUAL" | "AUTO_PASSTHROUGH") {
        rules.law_with(&mode, &law::SC_TLS_MODE, mode.word());
    }
    if !is_tls(protocol) {
        rules.law(tls, &law::SERVER_TLS_OTHER);
    }
}

fn egress(listener: &Spot<'_>, is_last: bool, rules: &mut Rules) {
    if listener.key("port").exists() {
        port(listener, true, rules);
    } else if !is_last {
        rules.law(listener, &law::SC_EGRESS_LAST);
    }
    let hosts = listener.key("hosts");
    if hosts.exists() && !hosts.has_items() {
        rules.lacks(&hosts, &law::SC_EGRESS_HOSTS);
    }
    hosts.items().iter().for_each(|host| scoped(host, For::Sidecar, rules));
}

/// Hosts that others cover. What begins with a tilde excludes.
fn egress_hosts(listeners: &[Spot<'_>], own: &str, rules: &mut Rules) {
    for listener in listeners {
        let hosts = listener.key("hosts").items();
        let pairs: Vec<(&str, &str)> = hosts
            .iter()
            .filter_map(|host| host.word().split_once('/'))
            .map(|(namespace, name)| (if namespace == "." { own } else { namespace }, name))
            .collect();
        let including = pairs.iter().filter(|(namespace, _)| !namespace.starts_with('~')).count();
        if pairs.contains(&("*", "*")) && including > 1 {
            rules.law(&listener.key("hosts"), &law::SC_HOST_ALL);
            continue;
        }
        for (at, (namespace, name)) in pairs.iter().enumerate() {
            let covered = |other: &(usize, &(&str, &str))| {
                other.0 != at
                    && other.1.0 == *namespace
                    && (other.1.1 == "*" && *name != "*" || other.0 < at && other.1.1 == *name)
            };
            if !namespace.starts_with('~') && pairs.iter().enumerate().any(|other| covered(&other)) {
                rules.law_with(&hosts[at], &law::SC_HOST_TWICE, hosts[at].word());
            }
        }
    }
}

/// `validateSidecarOutboundTrafficPolicy`.
fn outbound(policy: &Spot<'_>, rules: &mut Rules) {
    let proxy = policy.key("egressProxy");
    if !proxy.exists() {
        return;
    }
    if policy.key("mode").word() != "ALLOW_ANY" {
        rules.law(&proxy, &law::SC_PROXY_MODE);
    }
    if !proxy.key("port").exists() {
        rules.lacks(&proxy, &law::SC_PROXY_PORT);
    }
    l4_route::destination(&proxy, rules);
}
