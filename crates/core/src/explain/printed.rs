//! Refusals, reasons, states and programs in words.

use malla_trace::{DropReason, IcmpError, Lang, Rcode, RejectWith};

/// What a refusal looks like.
pub(super) fn reject(with: RejectWith) -> &'static str {
    match with {
        RejectWith::TcpReset => "TCP RST",
        RejectWith::Icmp(error) => icmp(error),
    }
}

/// An ICMP error, as `tcpdump` readers know it.
pub(super) fn icmp(error: IcmpError) -> &'static str {
    match error {
        IcmpError::NetUnreachable => "ICMP net unreachable",
        IcmpError::HostUnreachable => "ICMP host unreachable",
        IcmpError::ProtoUnreachable => "ICMP protocol unreachable",
        IcmpError::PortUnreachable => "ICMP port unreachable",
        IcmpError::NetProhibited => "ICMP net prohibited",
        IcmpError::HostProhibited => "ICMP host prohibited",
        IcmpError::AdminProhibited => "ICMP admin prohibited",
        IcmpError::TtlExceeded => "ICMP TTL exceeded",
    }
}

/// Why a packet vanished.
pub(super) fn drop_reason(reason: DropReason, lang: Lang) -> &'static str {
    match reason {
        DropReason::Rule => lang.pick("una regla DROP", "a DROP rule"),
        DropReason::Policy => lang.pick("la política de la cadena", "the chain's policy"),
        DropReason::NoRoute => {
            lang.pick("salió sin que nadie tenga esa dirección", "it left and nobody has that address")
        }
        DropReason::NoNeighbour => {
            lang.pick("nadie en esa red tiene esa dirección", "nobody on that network has that address")
        }
        DropReason::TtlExceeded => lang.pick("se acabó el TTL", "the TTL ran out"),
        DropReason::NotForwarding => {
            lang.pick("esa máquina no reenvía paquetes de otros", "that machine does not forward for others")
        }
        DropReason::Martian => lang.pick("una dirección de origen imposible", "an impossible source address"),
        DropReason::Limit => lang.pick("demasiados saltos entre cadenas", "too many chain calls"),
        DropReason::NatFailed => lang.pick("NAT no encontró un hueco libre", "NAT found no free slot"),
    }
}

/// A DNS response code; nothing at all when no server answered.
pub(super) fn rcode(code: Option<Rcode>, lang: Lang) -> &'static str {
    match code {
        Some(Rcode::NoError) => "NOERROR",
        Some(Rcode::NxDomain) => "NXDOMAIN",
        Some(Rcode::ServFail) => "SERVFAIL",
        Some(Rcode::Refused) => "REFUSED",
        None => lang.pick("ningún servidor respondió", "no server answered"),
    }
}

/// Seconds out of microseconds, with as few digits as they need: `7`, `2.5`; from ten on, whole ones.
pub(super) fn seconds(us: u64) -> String {
    if us >= 10_000_000 {
        return ((us + 500_000) / 1_000_000).to_string();
    }
    let text = format!("{}.{:03}", us / 1_000_000, us % 1_000_000 / 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A status; `OK` where the protocol has none.
pub(super) fn status(status: u16) -> String {
    if status == 0 { "OK".into() } else { status.to_string() }
}

/// The body of an answer inside a sentence: what a machine writes for machines is only named.
pub(super) fn body(text: &str, lang: Lang) -> &str {
    if text.starts_with('{') || text.starts_with("[{") {
        return lang.pick("y un JSON", "and some JSON");
    }
    text.trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_as_few_digits_as_they_need() {
        let cases = [(7_000_000, "7"), (2_500_000, "2.5"), (127_000_400, "127"), (5_000, "0.005"), (500_000, "0.5")];
        for (us, text) in cases {
            assert_eq!(seconds(us), text);
        }
    }
}
