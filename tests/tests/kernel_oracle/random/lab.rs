//! The node of the random part: one device to the company's network, three cables to neighbours inside.

use malla_core::{DeviceView, NetworkView};
use malla_kernel::{Cidr, Interface, Laws, Netns, Route};
use malla_trace::{CauseId, Ledger};
use std::net::IpAddr;

/// The node's addresses and its neighbours', for one IP version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lab {
    /// Whether this is IPv6.
    pub(crate) six: bool,
    /// Devices with their addresses.
    pub(crate) devices: [(&'static str, &'static str); 4],
    /// Routes beyond those that follow from addresses: where to, by which router, by which device.
    routes: [(&'static str, Option<&'static str>, &'static str); 6],
    /// The node's own addresses.
    pub(crate) own: [&'static str; 2],
    /// The neighbours behind the cables `v0`, `v1`, `v2`.
    pub(crate) inside: [&'static str; 3],
    /// Machines behind `eth0`: on the link, behind the other routers, behind the default route.
    pub(crate) outside: [&'static str; 4],
    /// Addresses that nobody has: only rules know them.
    pub(crate) virtual_ones: [&'static str; 3],
    /// Networks for conditions.
    pub(crate) networks: [&'static str; 6],
    /// Addresses that cannot be there, or are everybody's.
    pub(crate) odd: [&'static str; 3],
    /// Users whose processes send packets; rules ask for them.
    pub(crate) users: &'static [u32],
}

/// IPv4.
pub(crate) const FOUR: Lab = Lab {
    six: false,
    devices: [("eth0", "192.168.0.100/16"), ("v0", "10.10.0.1/32"), ("v1", "10.10.0.1/32"), ("v2", "10.10.0.1/32")],
    routes: [
        ("10.10.0.10/32", None, "v0"),
        ("10.10.0.11/32", None, "v1"),
        ("10.10.0.12/32", None, "v2"),
        ("10.10.1.0/24", Some("192.168.0.101"), "eth0"),
        ("10.10.2.0/24", Some("192.168.0.102"), "eth0"),
        ("0.0.0.0/0", Some("192.168.0.1"), "eth0"),
    ],
    own: ["192.168.0.100", "10.10.0.1"],
    inside: ["10.10.0.10", "10.10.0.11", "10.10.0.12"],
    outside: ["192.168.0.200", "10.10.1.10", "10.10.2.10", "8.8.8.8"],
    virtual_ones: ["10.96.0.10", "10.96.0.11", "10.96.0.53"],
    networks: ["10.10.0.0/16", "10.10.0.10/31", "10.96.0.0/16", "192.168.0.0/16", "127.0.0.0/8", "0.0.0.0/0"],
    odd: ["127.0.0.1", "192.168.255.255", "224.0.0.5"],
    users: &[0, 1337],
};

/// IPv6.
pub(crate) const SIX: Lab = Lab {
    six: true,
    devices: [("eth0", "fd00:1::100/64"), ("v0", "fd00:10::1/128"), ("v1", "fd00:10::1/128"), ("v2", "fd00:10::1/128")],
    routes: [
        ("fd00:10::a/128", None, "v0"),
        ("fd00:10::b/128", None, "v1"),
        ("fd00:10::c/128", None, "v2"),
        ("fd00:10:1::/64", Some("fd00:1::101"), "eth0"),
        ("fd00:10:2::/64", Some("fd00:1::102"), "eth0"),
        ("::/0", Some("fd00:1::1"), "eth0"),
    ],
    own: ["fd00:1::100", "fd00:10::1"],
    inside: ["fd00:10::a", "fd00:10::b", "fd00:10::c"],
    outside: ["fd00:1::200", "fd00:10:1::10", "fd00:10:2::10", "2001:db8::8"],
    virtual_ones: ["fd00:96::10", "fd00:96::11", "fd00:96::53"],
    networks: ["fd00:10::/32", "fd00:10::a/127", "fd00:96::/64", "fd00:1::/64", "::1/128", "::/0"],
    odd: ["::1", "fd00:10::1", "ff05::2"],
    users: &[0, 1337],
};

impl Lab {
    /// The same where no other user than our own can be had: a user namespace maps but one.
    pub(crate) const fn with_one_user(self) -> Self {
        Self { users: &[0], ..self }
    }

    /// What a real namespace is made from.
    pub(crate) fn network(&self) -> NetworkView {
        let device =
            |(name, address): &(&str, &str)| DeviceView { name: (*name).into(), addresses: vec![(*address).into()] };
        let route = |(to, via, device): &(&str, Option<&str>, &str)| {
            let via = via.map(|router| format!(" via {router}")).unwrap_or_default();
            format!("{to}{via} dev {device}")
        };
        NetworkView {
            devices: self.devices.iter().map(device).collect(),
            routes: self.routes.iter().map(route).collect(),
        }
    }

    /// The same, simulated.
    pub(crate) fn netns(&self, localnet: bool) -> Result<(Netns, CauseId), String> {
        let laws = Laws::enter(&mut Ledger::default());
        let why = laws.arrive;
        let mut netns = Netns::new("node", laws);
        netns.set_forwarding(true);
        netns.set_route_localnet(localnet);
        for (name, text) in self.devices {
            let (address, length) = text.split_once('/').ok_or("no prefix length")?;
            let address = (ip(address)?, length.parse().map_err(|_| format!("{length}: no prefix length"))?);
            netns.add_interface(Interface { name: name.into(), addresses: vec![address], why });
        }
        for (to, via, device) in self.routes {
            let destination: Cidr = to.parse().map_err(|e| format!("{to}: {e}"))?;
            let via = via.map(ip).transpose()?;
            netns.add_route(Route { destination, via, interface: device.into(), why });
        }
        Ok((netns, why))
    }

    /// Every address a packet may be sent to.
    pub(crate) fn everybody(&self) -> Vec<&'static str> {
        [&self.own[..], &self.inside, &self.outside, &self.virtual_ones, &self.virtual_ones].concat()
    }
}

/// An address.
pub(crate) fn ip(text: &str) -> Result<IpAddr, String> {
    text.parse().map_err(|_| format!("{text}: no address"))
}
