//! A trace told briefly is the same request with less said about it.

use super::scene::{CANARY, cluster};
use malla_trace::{Hop, Phase, Probe};

#[test]
fn a_brief_trace_goes_the_same_way() {
    for path in ["/productpage", "/nowhere"] {
        let snapshot = cluster(CANARY, 3);
        let url = format!("http://192.168.0.101:32439{path}");
        let probe = Probe::get("client/MenchuPC", &url).unwrap_or_else(|error| unreachable!("{url}: {error:?}"));
        let (whole, brief) = (snapshot.send(&probe), snapshot.send_briefly(&probe));
        assert_eq!((&whole.legs, &whole.reply, &whole.verdict), (&brief.legs, &brief.reply, &brief.verdict));
        let turn = |hop: &Hop| (hop.leg, hop.phase, hop.at.clone(), hop.enters.clone(), hop.leaves.clone());
        assert!(whole.hops.iter().map(turn).eq(brief.hops.iter().map(turn)), "{path}");
        let silent = |hop: &&Hop| hop.phase != Phase::Work && !hop.steps.is_empty();
        assert_eq!(brief.hops.iter().filter(silent).count(), 0, "nothing of what packets meet");
        assert!(brief.hops.iter().any(|hop| hop.phase == Phase::Work && !hop.steps.is_empty()), "but what proxies do");
    }
}
