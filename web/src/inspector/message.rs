//! What the application says: a DNS question or answer, an HTTP request or response.

use super::panel::Glass;
use crate::stage::scene::rcode_text;
use crate::words::{T, t};
use malla_trace::{Action, DnsAction, Lang, Message};
use yew::{Html, html};

/// The message of the step or of the hop.
pub fn message(glass: &Glass<'_>) -> Html {
    let lang = glass.props.lang;
    match (glass.step.map(|step| &step.action), &glass.hop.message) {
        (Some(Action::Dns(dns)), _) | (_, Some(Message::Dns(dns))) => dns_message(lang, dns),
        (_, Some(Message::HttpRequest { method, path, headers })) => {
            http(t(lang, T::HttpRequest), format!("{method} {path} HTTP/1.1"), headers, "")
        }
        (_, Some(Message::HttpResponse { status, headers, body })) => {
            http(t(lang, T::HttpResponse), format!("HTTP/1.1 {status}"), headers, body)
        }
        (_, Some(Message::Text { text })) => html! { <pre class="message">{ text.clone() }</pre> },
        (_, None) => Html::default(),
    }
}

fn http(title: &'static str, first: String, headers: &[(String, String)], body: &str) -> Html {
    let mut text = first;
    for (name, value) in headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if !body.is_empty() {
        text.push_str(&format!("\n\n{body}"));
    }
    html! { <section class="part"><h3>{ title }</h3><pre class="message">{ text }</pre></section> }
}

/// As `dig` prints it.
fn dns_message(lang: Lang, dns: &DnsAction) -> Html {
    let (title, text) = match dns {
        DnsAction::Ask { name, kind, server } => (T::DnsQuestion, format!("{name}  IN  {kind}  ?   @{server}")),
        DnsAction::Answer { name, kind, rcode, records } => {
            let mut lines = vec![format!(";; {}   {name} {kind}", rcode_text(*rcode))];
            let record = |r: &malla_trace::RecordView| format!("{}  {}  IN  {}  {}", r.name, r.ttl_s, r.kind, r.data);
            lines.extend(records.iter().map(record));
            (T::DnsAnswer, lines.join("\n"))
        }
        DnsAction::Expand { candidates, .. } => (T::DnsQuestion, candidates.join("\n")),
        DnsAction::Literal { .. } | DnsAction::Resolved { .. } | DnsAction::Unresolved { .. } => {
            return Html::default();
        }
    };
    html! { <section class="part"><h3>{ t(lang, title) }</h3><pre class="message">{ text }</pre></section> }
}
