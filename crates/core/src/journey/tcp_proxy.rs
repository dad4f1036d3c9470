//! A TCP proxy: whatever comes is passed on to one endpoint.

use super::Journey;
use super::connection::CLOSED;
use super::exchange::{Failed, Progress, Target, Told};
use super::proxy::{Serving, failure};
use malla_proxy::{Connection, Destination, TcpDecision, TcpFilter, TransportSocket, Upstream};
use malla_trace::{Step, Verdict};

impl Journey<'_> {
    /// Passes the bytes of a connection on.
    pub(super) fn pass_bytes(
        &mut self,
        serving: Serving<'_>,
        filter: &TcpFilter,
        connection: &Connection,
        mut steps: Vec<Step>,
    ) -> Result<Told, Verdict> {
        let (mut decision, more) = self.with_proxy(serving, |cx| serving.proxy.connect(filter, connection, cx));
        steps.extend(more);
        self.work(serving.leg, serving.at, self.noted(|| serving.said.first_words()), steps);
        loop {
            let destination = match decision {
                TcpDecision::Forward(destination) => destination,
                TcpDecision::Close { .. } => return Err(self.close(serving)),
            };
            decision = match destination.to.clone() {
                Upstream::Name { host, port } => self.find_upstream(serving, destination, &host, port),
                Upstream::Address(to) => {
                    let failed = match self.hand_bytes(serving, &destination, to) {
                        Ok(told) => return Ok(self.finish_bytes(serving, &destination, told)),
                        Err(failed) if failed.after == Progress::Handshake => {
                            self.note_wrapping(serving.leg);
                            return Err(failed.verdict);
                        }
                        Err(failed) if failed.after != Progress::Nothing => return Err(failed.verdict),
                        Err(failed) => failure(&failed),
                    };
                    let (next, steps) =
                        self.with_proxy(serving, |cx| serving.proxy.tcp_failed(filter, destination, failed, cx));
                    self.work(serving.leg, serving.at, None, steps);
                    next
                }
            };
        }
    }

    /// What the client says goes on as it is: TLS that this proxy did not take off, too.
    fn hand_bytes(
        &mut self,
        serving: Serving<'_>,
        destination: &Destination,
        to: std::net::SocketAddr,
    ) -> Result<Told, Failed> {
        let target = serving.target(destination, &to.ip().to_string(), to.port());
        let transport = match target.transport {
            TransportSocket::Plain => serving.said.transport.clone(),
            TransportSocket::Tls(_) => target.transport,
        };
        let target = Target { transport, ..target };
        self.call_address(Some(serving.leg), serving.at, &target, to, serving.said.ask)
    }

    fn finish_bytes(&mut self, serving: Serving<'_>, destination: &Destination, told: Told) -> Told {
        let ((), steps) = self.with_proxy(serving, |cx| serving.proxy.tcp_finished(destination, cx));
        if !steps.is_empty() {
            self.work(serving.leg, serving.at, None, steps);
        }
        told
    }

    /// No endpoint: the last step said why.
    fn close(&mut self, serving: Serving<'_>) -> Verdict {
        self.note_dead_end(serving.leg);
        CLOSED
    }

    fn find_upstream(&mut self, serving: Serving<'_>, destination: Destination, host: &str, port: u16) -> TcpDecision {
        let target = serving.target(&destination, host, port);
        let addresses = self.resolve(Some(serving.leg), serving.at, &target).unwrap_or_default();
        let (decision, steps) = self.with_proxy(serving, |cx| serving.proxy.tcp_resolved(destination, &addresses, cx));
        self.work(serving.leg, serving.at, None, steps);
        decision
    }
}
