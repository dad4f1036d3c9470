//! What a resolver or a name server did.

use super::View;
use crate::explain::printed;
use crate::explain::template::Args;
use malla_trace::{DnsAction, Rcode, Sentence};

/// The sentence of a step of names.
pub(super) fn say(view: &View<'_>, action: &DnsAction, args: Args) -> Sentence {
    match action {
        DnsAction::Literal { address } => view.say("DNS-LITERAL", &args.code("address", address)),
        DnsAction::Expand { name, candidates, ndots } => {
            let args = args.code("name", name).code("ndots", ndots).code("candidates", candidates.join(", "));
            let plain = candidates.len() < 2;
            view.say(if plain { "DNS-EXPAND-PLAIN" } else { "DNS-EXPAND" }, &args)
        }
        DnsAction::Ask { name, kind, server } => {
            view.say("DNS-ASK", &args.code("name", name).code("kind", kind).code("server", server))
        }
        DnsAction::Answer { name, kind, rcode, records } => {
            let list: Vec<String> = records.iter().map(|r| format!("{} {}", r.kind, r.data)).collect();
            let code = match rcode {
                Rcode::NoError if records.is_empty() => "DNS-NODATA",
                Rcode::NoError => "DNS-ANSWER",
                Rcode::NxDomain => "DNS-NXDOMAIN",
                Rcode::ServFail | Rcode::Refused => "DNS-REFUSED",
            };
            let args = args.code("name", name).code("kind", kind).code("records", list.join(", "));
            view.say(code, &args.code("rcode", printed::rcode(Some(*rcode), view.lang)))
        }
        DnsAction::Resolved { name, addresses } => {
            let list: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            view.say("DNS-RESOLVED", &args.code("name", name).code("addresses", list.join(", ")))
        }
        DnsAction::Unresolved { name, rcode } => {
            view.say("DNS-UNRESOLVED", &args.code("name", name).text("rcode", printed::rcode(*rcode, view.lang)))
        }
    }
}
