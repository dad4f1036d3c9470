//! `virtualOutbound`: the socket where everything the pod sends arrives. It hands connections over to the listener of where
//! they were going; what no listener is for goes on to where it was going, or nowhere.

use super::{ANY, OUTBOUND_PORT, to_cluster};
use crate::istiod::clusters::{BLACK_HOLE, PASSTHROUGH};
use crate::istiod::config_facts::ConfigFact;
use crate::istiod::draft::Draft;
use malla_manifest::OutboundMode;
use malla_proxy::{ChainMatch, FilterChain, Listener};

/// Adds it.
pub fn add(draft: &mut Draft<'_, '_>) {
    let why = draft.why.fixed(ConfigFact::VirtualOutbound);
    let mut listener = Listener::empty("virtualOutbound", Some(ANY), OUTBOUND_PORT, why);
    listener.use_original_dst = true;
    let mut own = ChainMatch::default();
    own.destination_port = Some(OUTBOUND_PORT);
    let guard = draft.why.fixed(ConfigFact::LoopGuard);
    listener.filter_chains = vec![
        to_cluster("virtualOutbound-blackhole", own, BLACK_HOLE, guard),
        unknown(draft, "virtualOutbound-catchall-tcp"),
    ];
    draft.proxy.add_listener(listener);
}

/// The chain for what nobody knows (`buildOutboundCatchAllNetworkFiltersOnly`).
pub fn unknown(draft: &mut Draft<'_, '_>, name: &str) -> FilterChain {
    let (cluster, fact) = match draft.scope.outbound {
        OutboundMode::AllowAny => (PASSTHROUGH, ConfigFact::Passthrough),
        OutboundMode::RegistryOnly => (BLACK_HOLE, ConfigFact::BlackHole),
    };
    let why = match draft.scope.outbound_why {
        Some(line) => draft.why.because(fact, &[line]),
        None => draft.why.fixed(fact),
    };
    to_cluster(name, ChainMatch::default(), cluster, why)
}
