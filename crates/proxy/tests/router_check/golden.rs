//! A golden request: what the router check's tool would say of it, compared field by field.

use crate::config::{TABLE, header_match};
use crate::yaml::Value;
use malla_proxy::*;
use malla_trace::{Action as Did, CauseId, ProxyAction, Recorder, Seeded};

/// What the router check's tool reports.
#[derive(Default)]
struct Seen {
    cluster: String,
    host: String,
    path_rewrite: String,
    host_rewrite: String,
    path_redirect: String,
    code_redirect: String,
    request: Option<Request>,
    response: Option<Response>,
}

/// What went wrong; empty when nothing did.
pub fn check(proxy: &Proxy, test: &Value) -> Vec<String> {
    let seen = look(proxy, &request(test.get("input")));
    let validate = test.get("validate");
    let fields = [
        ("cluster_name", &seen.cluster),
        ("virtual_host_name", &seen.host),
        ("path_rewrite", &seen.path_rewrite),
        ("host_rewrite", &seen.host_rewrite),
        ("path_redirect", &seen.path_redirect),
        ("code_redirect", &seen.code_redirect),
    ];
    let wrong = fields.into_iter().filter_map(|(key, found)| {
        let wanted = validate.get(key).some_text().filter(|wanted| wanted != found)?;
        Some(format!("{key}: wanted {wanted:?}, found {found:?}"))
    });
    let carried =
        seen.response.as_ref().map(|response| Request { headers: response.headers.clone(), ..Request::get("", "") });
    let requests = headers(validate.get("request_header_matches"), seen.request.as_ref());
    let responses = headers(validate.get("response_header_matches"), carried.as_ref());
    wrong.chain(virtual_cluster(validate)).chain(requests).chain(responses).collect()
}

fn virtual_cluster(validate: &Value) -> Option<String> {
    let wanted = validate.get("virtual_cluster_name").text();
    (!wanted.is_empty()).then(|| format!("virtual_cluster_name: wanted {wanted:?}, not modelled"))
}

fn request(input: &Value) -> Request {
    let scheme = if input.get("ssl").is_true() { "https" } else { "http" };
    let text = |key: &str| input.get(key).text();
    let mut request = Request::new(text("method"), scheme, text("authority"), text("path"));
    if input.get("internal").is_true() {
        request.headers.add("x-envoy-internal", "true");
    }
    for header in input.get("additional_request_headers").items() {
        request.headers.add(header.get("key").text(), header.get("value").text());
    }
    request
}

fn look(proxy: &Proxy, request: &Request) -> Seen {
    let local = "127.0.0.1:80".parse().unwrap();
    let (mut state, mut chance, mut tracer) = (State::default(), Seeded::new(0), Recorder::default());
    let mut cx = Context { state: &mut state, chance: &mut chance, tracer: &mut tracer };
    let http = HttpFilter::new(TABLE, CauseId(0));
    match proxy.route(&http, &Connection::plain(local, local), request, &mut cx) {
        Decision::Forward(forward) => Seen {
            cluster: forward.destination.cluster.clone(),
            host: host_of(&mut tracer),
            path_rewrite: forward.request.path.clone(),
            host_rewrite: forward.request.authority.clone(),
            request: Some(forward.request),
            ..Seen::default()
        },
        Decision::Respond(reply) if reply.trouble.is_some() => Seen::default(),
        Decision::Respond(reply) => {
            // The tool asks a direct response for its own address too.
            let own = Redirect::new().location(&PathMatch::prefix("/"), request);
            Seen {
                path_redirect: reply.response.headers.get("location").unwrap_or(own),
                code_redirect: reply.response.status.to_string(),
                response: Some(reply.response),
                ..Seen::default()
            }
        }
    }
}

fn host_of(tracer: &mut Recorder) -> String {
    let mut hosts = tracer.take().into_iter().rev().filter_map(|step| {
        if let Did::Proxy(ProxyAction::VirtualHost { name, .. }) = step.action { Some(name) } else { None }
    });
    hosts.next().unwrap_or_default()
}

fn headers(conditions: &Value, carrier: Option<&Request>) -> Vec<String> {
    let empty = Request::get("", "");
    let carrier = carrier.unwrap_or(&empty);
    conditions.items().iter().filter_map(|condition| header_problem(condition, carrier)).collect()
}

fn header_problem(condition: &Value, carrier: &Request) -> Option<String> {
    let range = condition.get("range_match");
    if !range.is_some() {
        let matched = header_match(condition).map(|header| header.matches(carrier));
        return matched.map_or_else(Some, |result| result.err().map(|no| format!("{no:?}")));
    }
    let number = |text: &str| text.parse::<i64>().ok();
    let name = condition.get("name").text();
    let found = carrier.header(name).and_then(|value| number(&value));
    let bounds = (number(range.get("start").text()), number(range.get("end").text()));
    let inside = matches!((bounds, found), ((Some(start), Some(end)), Some(found)) if (start..end).contains(&found));
    (!inside).then(|| format!("{name}: {found:?} not in {bounds:?}"))
}
