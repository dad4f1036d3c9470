//! `ValidateGateway`.

use super::hosts::{self, For, scoped};
use super::scalars::{PROTOCOLS, is_http, is_port, is_tls};
use super::{Rules, Spot, server_tls};
use crate::ip;
use crate::problem::webhook as law;

pub(super) fn check(object: &Spot<'_>, rules: &mut Rules) {
    let name = object.keys(&["metadata", "name"]);
    if !name.word().is_empty() && !hosts::is_label(name.word()) {
        rules.law_with(&name, &law::GATEWAY_NAME_FORM, &name.print());
    }
    let spec = object.key("spec");
    let servers = spec.key("servers").items();
    if servers.is_empty() {
        rules.lacks(&spec, &law::SERVERS_MISSING);
    }
    for (at, each) in servers.iter().enumerate() {
        server(each, rules);
        let name = each.keys(&["port", "name"]);
        let twice = servers[..at].iter().any(|other| other.keys(&["port", "name"]).word() == name.word());
        if twice && !name.word().is_empty() {
            rules.law_with(&name, &law::SERVER_NAME_TWICE, name.word());
        }
        let redirect = each.keys(&["tls", "httpsRedirect"]);
        if redirect.is_true() && !is_http(each.keys(&["port", "protocol"]).word()) {
            rules.law(&redirect, &law::REDIRECT_NOT_HTTP);
        }
    }
}

/// `validateServer`.
fn server(server: &Spot<'_>, rules: &mut Rules) {
    let hosts = server.key("hosts");
    if hosts.exists() && !hosts.has_items() {
        rules.lacks(&hosts, &law::SERVER_HOSTS);
    }
    hosts.items().iter().for_each(|host| scoped(host, For::Gateway, rules));
    let (port_at, tls) = (server.key("port"), server.key("tls"));
    let is_socket = server.key("bind").word().starts_with("unix://");
    if port_at.exists() {
        port(&port_at, is_socket, rules);
    }
    bind(&server.key("bind"), &port_at, rules);
    server_tls::check(&tls, rules);
    let protocol = port_at.key("protocol").word();
    if !PROTOCOLS.contains(&protocol.to_uppercase().as_str()) {
        return;
    }
    match (is_tls(protocol), tls.exists()) {
        (true, false) => rules.lacks(server, &law::SERVER_TLS_MISSING),
        (false, true) if is_http(protocol) => {
            // Only the redirect goes with plain HTTP.
            let keys = ["serverCertificate", "privateKey", "caCertificates"];
            let mode = tls.key("mode").word();
            if !matches!(mode, "" | "PASSTHROUGH") || keys.iter().any(|key| !tls.key(key).word().is_empty()) {
                rules.law(&tls, &law::SERVER_TLS_PLAIN);
            }
        }
        (false, true) => rules.law(&tls, &law::SERVER_TLS_OTHER),
        (true, true) | (false, false) => {}
    }
}

/// `validateServerPort`.
fn port(port: &Spot<'_>, is_socket: bool, rules: &mut Rules) {
    let (protocol, number, name) = (port.key("protocol"), port.key("number"), port.key("name"));
    if !PROTOCOLS.contains(&protocol.word().to_uppercase().as_str()) {
        rules.lacks_with(&protocol, &law::SERVER_PROTOCOL, protocol.word());
    }
    let value = number.whole().unwrap_or(0);
    if !(is_port(value) || is_socket && value == 0) && number.exists() {
        rules.law_with(&number, &law::PORT_RANGE, &value.to_string());
    }
    if port.key("targetPort").whole().is_some_and(|target| target > 0) {
        rules.law(&port.key("targetPort"), &law::SERVER_TARGET_PORT);
    }
    if name.word().is_empty() {
        rules.lacks_with(&name, &law::SERVER_PORT_NAME, &value.to_string());
    }
}

/// `validateServerBind`.
fn bind(bind: &Spot<'_>, port: &Spot<'_>, rules: &mut Rules) {
    if let Some(path) = bind.word().strip_prefix("unix://") {
        unix(bind, path, rules);
        let number = port.key("number");
        if let Some(value) = number.whole().filter(|value| *value != 0) {
            rules.law_with(&number, &law::SERVER_BIND_PORT, &value.to_string());
        }
    } else if !bind.word().is_empty() && ip::parse(bind.word()).is_none() {
        rules.law_with(bind, &law::BIND_ADDRESS, bind.word());
    }
}

/// `ValidateUnixAddress`: a path, or an abstract name behind `@`.
pub(super) fn unix(at: &Spot<'_>, path: &str, rules: &mut Rules) {
    if path.is_empty() {
        rules.law(at, &law::UNIX_EMPTY);
    } else if !path.starts_with('@') && (!path.starts_with('/') || path.ends_with('/')) {
        rules.law_with(at, &law::UNIX_RELATIVE, path);
    }
}
