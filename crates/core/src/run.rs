//! The same request many times, a few at a time: whoever has other things to do in between sends some, looks, and sends
//! more. In how many goes it is done makes no difference.

use crate::journey::Series;
use crate::state::State;
use malla_trace::{Probe, Summary, Trace};
use std::fmt;
use std::rc::Rc;

/// Requests that are being sent.
#[derive(Clone)]
pub struct Run {
    state: Rc<State>,
    probe: Probe,
    series: Series,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("probe", &self.probe).finish_non_exhaustive()
    }
}

impl Run {
    pub(crate) fn new(state: Rc<State>, probe: &Probe) -> Self {
        let series = Series::new(state.fabric().clone(), state.chance());
        Self { state, probe: probe.clone(), series }
    }

    /// Sends so many more.
    #[must_use]
    pub fn send(self, count: u64) -> Self {
        let series = self.series.send(self.state.ledger(), self.state.surroundings(), &self.probe, count);
        Self { series, ..self }
    }

    /// Sends one more and tells everything about it.
    #[must_use]
    pub fn tell_next(self) -> Trace {
        self.series.tell(self.state.ledger(), self.state.surroundings(), &self.probe, self.state.seed())
    }

    /// What came of them so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.series.summary(&self.probe, self.state.seed())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Change, Scenario, SimHost, SourceFile};
    use malla_trace::Probe;

    /// A balancer that gives every request to the next of two hosts.
    const WORLD: &str = "
apiVersion: malla.dev/v1
kind: World
metadata: {name: two-hosts}
spec:
  networks: [{name: empresa, cidr: 192.168.0.0/16, gateway: 192.168.0.1}]
  clients: [{name: MenchuPC, address: 192.168.0.200}]
  hosts: [{name: a, address: 192.168.0.20, ports: [80]}, {name: b, address: 192.168.0.21, ports: [80]}]
  balancers:
  - name: b
    address: 192.168.0.10
    listeners: [{port: 80, algorithm: roundRobin, targets: ['192.168.0.20:80', '192.168.0.21:80']}]
";

    #[test]
    fn in_how_many_goes_requests_are_sent_makes_no_difference() {
        let mut host = SimHost::new(Scenario::default());
        host.apply(Change::Files(vec![SourceFile { name: "world.yaml".into(), text: WORLD.into() }]));
        let probe = Probe::get("client/MenchuPC", "http://192.168.0.10/").unwrap_or_else(|_| panic!("a good URL"));
        let snapshot = host.snapshot();
        let at_once = snapshot.send_many(&probe, 20);
        let in_goes = [7, 0, 1, 12].into_iter().fold(snapshot.run(&probe), |run, count| run.send(count)).summary();
        assert_eq!(at_once, in_goes);
        assert_eq!(in_goes.count, 20);
    }
}
