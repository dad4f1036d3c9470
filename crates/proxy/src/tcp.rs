//! A TCP proxy: a connection's bytes go to an endpoint.

use crate::balance::Unreachable;
use crate::choice::{Chosen, choose_from};
use crate::{Connection, Context, Destination, Failure, Proxy, TcpFilter, Trouble};
use malla_trace::CauseId;
use std::net::IpAddr;

/// What a proxy does with a TCP connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TcpDecision {
    /// It opens one to that destination and passes the bytes on.
    Forward(Destination),
    /// It closes it.
    Close {
        /// Because of what.
        trouble: Trouble,
        /// Response flags, where the proxy has such.
        flag: Option<String>,
        /// Why.
        why: CauseId,
    },
}

impl Proxy {
    /// Decides where an accepted TCP connection goes.
    pub fn connect(&self, filter: &TcpFilter, connection: &Connection, cx: &mut Context<'_>) -> TcpDecision {
        let Chosen { cluster, why, .. } = choose_from(&filter.cluster, filter.why, cx);
        let reached =
            self.cluster(cluster.unwrap_or_default(), why, cx).and_then(|cluster| self.reach(cluster, connection, cx));
        self.tcp_decision(reached)
    }

    /// Goes on once the destination's name is resolved; no address at all is no endpoint.
    pub fn tcp_resolved(&self, destination: Destination, addresses: &[IpAddr], cx: &mut Context<'_>) -> TcpDecision {
        let reached = self.arrive(destination, addresses, cx);
        self.tcp_decision(reached)
    }

    /// Goes on after the destination could not be reached: another try, or the end.
    pub fn tcp_failed(
        &self,
        filter: &TcpFilter,
        destination: Destination,
        failure: Failure,
        cx: &mut Context<'_>,
    ) -> TcpDecision {
        let trouble = Trouble::from(failure);
        self.tcp_finished(&destination, cx);
        self.report_failure(&destination.cluster, trouble, destination.why, cx);
        if destination.attempt >= filter.max_connect_attempts {
            return self.close((trouble, destination.why));
        }
        let reached = self.next_try(destination, 0, cx);
        self.tcp_decision(reached)
    }

    /// The connection has ended: it no longer counts.
    pub fn tcp_finished(&self, destination: &Destination, cx: &mut Context<'_>) {
        destination.address().into_iter().for_each(|to| cx.state.end(&destination.cluster, to));
    }

    fn tcp_decision(&self, reached: Result<Destination, Unreachable>) -> TcpDecision {
        reached.map_or_else(|trouble| self.close(trouble), TcpDecision::Forward)
    }

    fn close(&self, (trouble, why): Unreachable) -> TcpDecision {
        TcpDecision::Close { trouble, flag: self.dialect.flag(trouble), why }
    }
}
