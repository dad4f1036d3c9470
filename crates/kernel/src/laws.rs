//! The facts about Linux that no configuration asked for, each with its name in the ledger of causes.

use malla_trace::{CauseId, Ledger};

macro_rules! laws {
    ($($(#[$doc:meta])+ $field:ident = $name:literal,)+) => {
        /// The causes of what the kernel does by its nature.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Laws {
            $($(#[$doc])+ pub $field: CauseId,)+
        }

        impl Laws {
            /// The names, as they stand in the ledger.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Enters every law into the ledger, as a builtin.
            pub fn enter(ledger: &mut Ledger) -> Self {
                Self { $($field: ledger.builtin($name),)+ }
            }
        }
    };
}

laws! {
    /// A packet came in by a device.
    arrive = "linux/arrive",
    /// A local process, or the kernel itself, made a packet.
    originate = "linux/originate",
    /// Connection tracking looks every packet up (`nf_conntrack_in`).
    conntrack = "linux/conntrack",
    /// A translation whose rule is not known any more.
    nat = "linux/nat",
    /// NAT keeps tuples unique: a source port in use gives way (`nf_nat_l4proto_unique_tuple`).
    nat_port = "linux/nat-port",
    /// A built-in chain's policy is ACCEPT unless somebody says otherwise.
    policy_accept = "linux/policy-accept",
    /// A built-in chain's policy was set to DROP.
    policy_drop = "linux/policy-drop",
    /// The host's own addresses are reached through `lo` (routing table `local`).
    routing_local = "linux/routing-local",
    /// The routing table has no entry for the destination.
    no_route = "linux/no-route",
    /// `net.ipv4.ip_forward` is off: packets for others are dropped.
    forwarding_off = "linux/forwarding-off",
    /// An address that cannot be there (RFC 1812 section 5.3.7).
    martian = "linux/martian",
    /// The TTL ran out while forwarding (RFC 1812 section 5.3.1).
    ttl = "linux/ttl",
    /// The host answers with an ICMP error (RFC 1122 section 3.2.2).
    icmp_error = "linux/icmp-error",
    /// The kernel answers pings itself (RFC 1122 section 3.2.2.6).
    icmp_echo = "linux/icmp-echo",
    /// Nobody listens on that port.
    no_socket = "linux/no-socket",
    /// A socket that opened or accepted this conversation.
    connected_socket = "linux/connected-socket",
    /// Too many chain calls for one packet.
    jump_limit = "linux/jump-limit",
    /// NAT could not translate.
    nat_failed = "linux/nat-failed",
}
