//! Getting into a network namespace of our own, with or without root, and finding out what works there.

use crate::host::{Backend, Host};
use crate::sys;
use malla_core::{DeviceView, NetworkView};
use std::fs;

/// Enters a namespace; whose it is, and the kinds of iptables that work in it. The process must have one thread.
pub(crate) fn enter() -> Result<(&'static str, Vec<Backend>), String> {
    let privilege = privilege()?;
    let mut usable = vec![];
    let mut reasons = vec![];
    for backend in Backend::ALL {
        match probe(backend) {
            Ok(()) => usable.push(backend),
            Err(reason) => reasons.push(format!("{backend}: {reason}")),
        }
    }
    if usable.is_empty() {
        return Err(format!("{privilege}: {}", reasons.join("; ")));
    }
    reasons.iter().for_each(|reason| println!("kernel oracle: not with {reason}"));
    Ok((privilege, usable))
}

fn privilege() -> Result<&'static str, String> {
    let (uid, gid) = sys::user();
    let Err(as_is) = sys::new_network() else { return Ok("root") };
    sys::new_user_and_network()
        .map_err(|error| format!("no network namespace: {as_is}; in a user namespace: {error}"))?;
    let maps = [("setgroups", "deny".to_owned()), ("uid_map", format!("0 {uid} 1")), ("gid_map", format!("0 {gid} 1"))];
    for (name, text) in maps {
        fs::write(format!("/proc/self/{name}"), text).map_err(|error| format!("/proc/self/{name}: {error}"))?;
    }
    Ok("user namespace")
}

/// Loads a rule of each kind that matters and traces a packet.
fn probe(backend: Backend) -> Result<(), String> {
    const RULES: &str = "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n\
        :POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m statistic --mode random --probability 1.00000000000 \
        -m addrtype --dst-type LOCAL -m comment --comment c -j DNAT --to-destination 10.0.0.1:1\n\
        -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully\nCOMMIT\n\
        *filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n\
        -A FORWARD -m conntrack --ctstate INVALID -j DROP\n-A FORWARD -p udp -j REJECT\nCOMMIT\n";
    let device = DeviceView { name: "eth0".into(), addresses: vec!["192.168.0.1/24".into()] };
    let network = NetworkView { devices: vec![device], routes: vec![] };
    let mut host = Host::new(&network, false, backend)?;
    host.load(RULES, false)?;
    let packet = malla_trace::Packet::udp(([192, 168, 0, 2], 7).into(), ([192, 168, 0, 1], 7).into());
    let walk = host.receive(&crate::wire::bytes(&packet, Default::default()), "eth0")?;
    if walk.events.is_empty() { Err("a packet leaves no trace".into()) } else { Ok(()) }
}
