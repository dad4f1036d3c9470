//! A route that sends the client elsewhere.

use malla_proxy::{Redirect, RedirectPath};
use serde_json::{Value, json};

/// A redirect action.
pub(crate) fn redirect(redirect: &Redirect) -> Result<Value, String> {
    let code = match redirect.status {
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        other => return Err(format!("a redirect with {other}")),
    };
    let mut out = json!({ "response_code": code, "strip_query": redirect.strip_query });
    if let Some(scheme) = &redirect.scheme {
        out["scheme_redirect"] = json!(scheme);
    }
    if let Some(host) = &redirect.host {
        out["host_redirect"] = json!(host);
    }
    if let Some(port) = redirect.port {
        out["port_redirect"] = json!(port);
    }
    match &redirect.path {
        RedirectPath::Keep => {}
        RedirectPath::Whole(path) => out["path_redirect"] = json!(path),
        RedirectPath::Prefix(prefix) => out["prefix_rewrite"] = json!(prefix),
    }
    Ok(out)
}
