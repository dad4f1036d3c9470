//! One step in words: which sentence, with which arguments.

mod app;
mod dns;
mod net;
mod proxy;

pub(super) use app::role_words;

use super::catalogue::sentence;
use super::cite::because;
use super::moment;
use super::template::Args;
use malla_trace::{Action, Field, Lang, Packet, Sentence, Step, Trace};
use std::net::SocketAddr;

/// Why this step: what it did, and the lines that made it so. An index that is not in the trace gives an empty
/// sentence.
#[must_use]
pub fn step(trace: &Trace, hop: usize, step: usize, lang: Lang) -> Sentence {
    let number = step;
    let found = trace.hops.get(hop).and_then(|h| Some((h, h.steps.get(step)?, moment::before(trace, h, step))));
    let Some((hop, step, packet)) = found else {
        return Sentence { code: String::new(), fragments: vec![] };
    };
    let (packet, leaves, part) = (packet.as_ref(), hop.leaves.as_ref(), hop.part.as_deref());
    let earlier = hop.steps.get(..number).unwrap_or_default();
    let view = View { trace, earlier, step, packet, leaves, part, lang };
    let args = Args::default().with("because", because(trace, step.why, lang));
    match &step.action {
        Action::Net(action) => net::say(&view, action, args),
        Action::Dns(action) => dns::say(&view, action, args),
        Action::Proxy(action) => proxy::say(&view, action, args),
        Action::App(action) => app::say(&view, action, args),
    }
}

/// What the sentences of one step may look at.
struct View<'a> {
    trace: &'a Trace,
    earlier: &'a [Step],
    step: &'a Step,
    packet: Option<&'a Packet>,
    leaves: Option<&'a Packet>,
    part: Option<&'a str>,
    lang: Lang,
}

impl View<'_> {
    fn say(&self, code: &str, args: &Args) -> Sentence {
        sentence(code, self.lang, args)
    }

    fn packet_text(&self) -> String {
        self.packet.map(Packet::to_string).unwrap_or_default()
    }

    /// `from` and `to` of an address the step rewrote, with the port where the port changed too.
    fn rewrite(&self, args: Args, address: &Field, port: &Field) -> Args {
        let find = |field: &Field| self.step.delta.iter().find(|change| change.field == *field);
        let (from, to) = match (find(address), find(port)) {
            (Some(a), Some(p)) => (format!("{}:{}", a.from, p.from), format!("{}:{}", a.to, p.to)),
            (Some(one), None) => (one.from.clone(), one.to.clone()),
            (None, Some(port)) => (self.unchanged(address), self.with_port(address, &port.to)),
            (None, None) => (self.unchanged(address), self.unchanged(address)),
        };
        args.code("from", from).code("to", to)
    }

    /// The address with another port.
    fn with_port(&self, address: &Field, port: &str) -> String {
        let ip = self.packet.map(|packet| if *address == Field::Source { packet.src } else { packet.dst });
        ip.zip(port.parse().ok()).map_or_else(|| port.to_owned(), |(ip, port)| SocketAddr::new(ip, port).to_string())
    }

    fn unchanged(&self, address: &Field) -> String {
        let text = if *address == Field::Source { Packet::source_text } else { Packet::destination_text };
        self.packet.map(text).unwrap_or_default()
    }
}
