//! kube-proxy's health check server: whatever is asked, it says how many endpoints this node has.

use super::app::{Answer, App, Page};
use malla_control_plane::kube_proxy::HealthCheck;

/// The server of one Service.
pub(crate) fn health(check: &HealthCheck) -> App {
    let headers =
        vec![("content-type", "application/json".into()), ("x-content-type-options", "nosniff".into()), check.weight()];
    let answer = Answer::Say { status: check.status(), headers, body: check.body() };
    App { pages: vec![Page { methods: &[], ..Page::get("*", answer) }], ..App::default() }
}
