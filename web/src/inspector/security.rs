//! How the connection on stage is secured: a lock, its protocol, and who the two ends say they are.

use super::panel::Glass;
use crate::shell::Link;
use crate::stage::lock_sign;
use crate::state::action::{Action, Popup};
use crate::words::{T, t};
use malla_core::explain::term;
use malla_trace::{Action as Did, Leg, ProxyAction, Security};
use yew::{Html, html};

/// The security of the step's own handshake, else of the conversation; nothing for one that is never secured, or that
/// stays in its machine.
pub fn security(glass: &Glass<'_>) -> Html {
    let settled = glass.step.and_then(|step| match &step.action {
        Did::Proxy(ProxyAction::Secure { security, .. }) => Some(security),
        Did::Proxy(_) | Did::Net(_) | Did::Dns(_) | Did::App(_) => None,
    });
    let leg = glass.props.picture.trace.legs.iter().find(|leg| leg.id == glass.hop.leg);
    let between = leg.filter(|leg| leg.to.as_ref() != Some(&leg.from) && is_meshed(glass));
    let Some(security) = settled.or_else(|| between.and_then(|leg: &Leg| leg.security.as_ref())) else {
        return Html::default();
    };
    let lang = glass.props.lang;
    html! {
        <section class="part security">
            <h3>{ t(lang, T::LinkSecurity) }</h3>
            { match security {
                Security::Plain => html! { <p>{ lock_sign(false, None) }{ t(lang, T::PlainLinkLong) }</p> },
                Security::Tls { mutual, client, server, server_name } => {
                    tls(glass, *mutual, [(T::Opener, client), (T::Answerer, server), (T::ServerName, server_name)])
                }
            } }
        </section>
    }
}

/// Where no proxy carries anybody's connections, nobody asks whether they are secured.
fn is_meshed(glass: &Glass<'_>) -> bool {
    glass.props.picture.trace.legs.iter().any(|leg| leg.security.as_ref().is_some_and(|s| *s != Security::Plain))
        || glass.props.picture.topology.vertices.iter().any(|vertex| !vertex.parts.is_empty())
}

fn tls(glass: &Glass<'_>, mutual: bool, ends: [(T, &Option<String>); 3]) -> Html {
    let lang = glass.props.lang;
    let (protocol, said) = if mutual { ("mTLS", T::MutualTls) } else { ("TLS", T::OneSidedTls) };
    let known = term("mtls", lang).filter(|_| mutual).is_some();
    let on_press = glass.props.on.reform(|()| Action::Open(Popup::Term("mtls".into())));
    let row = |(word, name): (T, &Option<String>)| {
        let name = name.clone()?;
        Some(html! { <><dt>{ t(lang, word) }</dt><dd><code>{ name }</code></dd></> })
    };
    html! {
        <>
            <p>{ lock_sign(true, None) }
                if known { <Link kind="to-term" {on_press}>{ protocol }</Link> } else { <b>{ protocol }</b> }
                { ": " }{ t(lang, said) }</p>
            <dl class="identities">{ for ends.into_iter().filter_map(row) }</dl>
        </>
    }
}
