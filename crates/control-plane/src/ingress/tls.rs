//! The listener for HTTPS: a filter chain a certificate, named after its Secret, chosen by the handshake's server name.

use super::Fact;
use super::draft::Draft;
use super::served::Served;
use malla_proxy::{ChainMatch, Filter, FilterChain, Listener, ServerTls};
use malla_trace::CauseId;

/// What ingress-nginx calls the certificate it makes up for hosts without one.
const FAKE: &str = "Kubernetes Ingress Controller Fake Certificate";

/// Adds the listener for HTTPS.
pub fn listen(draft: &mut Draft<'_>, served: &[Served<'_>], filter: &Filter, why: CauseId) {
    let mut listener = Listener::empty("https", None, draft.view.https_port, why);
    for one in served {
        for (index, tls) in one.ingress.spec.tls.iter().enumerate() {
            let Some(secret) = &tls.secret_name else { continue };
            let from = one.stored.cause(&format!("spec.tls[{index}].secretName"));
            let why = draft.reasons.because(Fact::Certificate, &[from]);
            let mut matches = ChainMatch::default();
            matches.server_names.clone_from(&tls.hosts);
            let name = format!("{}/{secret}", one.reference.namespace);
            let certificate = ServerTls::new(tls.hosts.first().cloned(), why);
            let chain = FilterChain::new(&name, matches, filter.clone(), why).terminating(certificate);
            listener.filter_chains.push(chain);
        }
    }
    let why = draft.reasons.fixed(Fact::FakeCertificate);
    let fake = FilterChain::new(FAKE, ChainMatch::default(), filter.clone(), why);
    listener.default_filter_chain = Some(fake.terminating(ServerTls::new(None, why)));
    draft.proxy.add_listener(listener);
}
