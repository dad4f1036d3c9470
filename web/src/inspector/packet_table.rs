//! The packet before and after, field by field, with what changed marked.

use super::panel::Glass;
use crate::state::replay::packet_before;
use crate::words::{T, field_name, t};
use malla_trace::{Change, Field, Packet, Transport};
use yew::{Html, classes, html};

/// A table of the packet's fields; nothing where there is no packet.
pub fn packet_table(glass: &Glass<'_>) -> Html {
    let (before, after) = (packet_before(glass.hop, glass.first), packet_before(glass.hop, glass.at + 1));
    let (Some(before), Some(after)) = (before, after) else { return request_changes(glass) };
    let lang = glass.props.lang;
    let changed = before != after;
    html! {
        <table class="packet-table">
            <caption>{ t(lang, T::Packet) }<code>{ kind(&after) }</code></caption>
            <thead><tr><td></td><th scope="col">{ t(lang, T::Before) }</th><th scope="col">{ t(lang, T::After) }</th></tr></thead>
            <tbody>
                { for rows(&before, &after).into_iter().map(|row| row.draw(glass)) }
            </tbody>
            if !changed { <tfoot class="unseen"><tr><td colspan="3">{ t(lang, T::Unchanged) }</td></tr></tfoot> }
        </table>
    }
}

fn kind(packet: &Packet) -> String {
    match &packet.transport {
        Transport::Tcp { flags, .. } => format!("TCP {flags}"),
        other @ (Transport::Udp { .. } | Transport::Sctp { .. } | Transport::Icmp(_)) => other.name().to_uppercase(),
    }
}

struct Row {
    field: Field,
    before: String,
    after: String,
}

/// The address pair always; TTL and mark where they say something.
fn rows(before: &Packet, after: &Packet) -> Vec<Row> {
    let row = |field, before: String, after: String| Row { field, before, after };
    let mark = |packet: &Packet| format!("{:#x}", packet.mark);
    let mut rows = vec![
        row(Field::Source, before.source_text(), after.source_text()),
        row(Field::Destination, before.destination_text(), after.destination_text()),
        row(Field::Ttl, before.ttl.to_string(), after.ttl.to_string()),
    ];
    if before.mark != 0 || after.mark != 0 {
        rows.push(row(Field::Mark, mark(before), mark(after)));
    }
    rows
}

impl Row {
    fn draw(&self, glass: &Glass<'_>) -> Html {
        let changed = self.before != self.after;
        let after = if changed { self.after.as_str() } else { t(glass.props.lang, T::Unchanged) };
        let after_class = if changed { "new" } else { "soft" };
        html! {
            <tr class={classes!(changed.then_some("changed"))}>
                <th scope="row">{ field_name(glass.props.lang, &self.field) }</th>
                <td>{ if changed { html! { <s>{ self.before.clone() }</s> } } else { html! { self.before.clone() } } }</td>
                <td class={after_class}>{ after }</td>
            </tr>
        }
    }
}

/// What a proxy changed in a request, where there is no packet to show.
fn request_changes(glass: &Glass<'_>) -> Html {
    let changes: Vec<&Change> = glass.step.iter().flat_map(|step| &step.delta).collect();
    if changes.is_empty() {
        return Html::default();
    }
    let lang = glass.props.lang;
    let row =
        |change: &&Change| Row { field: change.field.clone(), before: change.from.clone(), after: change.to.clone() };
    html! {
        <table class="packet-table">
            <caption>{ t(lang, T::HttpRequest) }</caption>
            <thead><tr><td></td><th scope="col">{ t(lang, T::Before) }</th><th scope="col">{ t(lang, T::After) }</th></tr></thead>
            <tbody>{ for changes.iter().map(|change| row(change).draw(glass)) }</tbody>
        </table>
    }
}
