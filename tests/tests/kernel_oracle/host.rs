//! A real network namespace: TUN devices with the names of the simulated ones, the same addresses and routes, the same
//! rules. Writing a packet to a TUN device runs the whole way through the kernel inside the call: when it returns,
//! what came of it can be read at once, or nothing came of it.

use crate::forced::RuleId;
use crate::tracing::TraceReader;
use crate::walk::Walk;
use crate::{sys, wire};
use malla_core::NetworkView;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Which implementation of iptables loads the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The kernel's own iptables tables (`x_tables`).
    Legacy,
    /// nf_tables, spoken to by `iptables-nft`.
    Nft,
}

impl Backend {
    /// Both, the one with the simplest traces first.
    pub(crate) const ALL: [Self; 2] = [Self::Legacy, Self::Nft];

    /// `iptables-legacy-restore` and its kin.
    fn program(self, six: bool, verb: &str) -> String {
        format!("ip{}tables-{self}-{verb}", if six { "6" } else { "" })
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => "legacy",
            Self::Nft => "nft",
        })
    }
}

/// A namespace, and the other end of all its cables.
pub(crate) struct Host {
    backend: Backend,
    namespace: OwnedFd,
    devices: Vec<(String, File)>,
    trace: TraceReader,
    /// What is loaded, by family.
    loaded: [String; 2],
    /// The tables that were ever loaded, by family: a text without them does not empty them.
    tables: [BTreeSet<&'static str>; 2],
    buffer: Vec<u8>,
}

/// What every namespace needs set: forwarding, no limits on the errors it sends, no checks that Malla does not model.
/// A new namespace inherits some of these from its host.
const SETTINGS: &[(&str, &str)] = &[
    ("ipv4/ip_forward", "1"),
    ("ipv4/conf/all/rp_filter", "0"),
    ("ipv4/conf/default/rp_filter", "0"),
    ("ipv4/conf/all/accept_local", "0"),
    ("ipv4/conf/default/accept_local", "0"),
    ("ipv4/conf/all/send_redirects", "0"),
    ("ipv4/conf/default/send_redirects", "0"),
    ("ipv4/conf/default/log_martians", "0"),
    ("ipv4/icmp_ratelimit", "0"),
    ("ipv4/icmp_msgs_per_sec", "1000000000"),
    ("ipv4/icmp_msgs_burst", "1000000000"),
    ("ipv6/conf/all/forwarding", "1"),
    ("ipv6/conf/default/forwarding", "1"),
    ("ipv6/conf/default/accept_dad", "0"),
    ("ipv6/conf/default/addr_gen_mode", "1"),
    ("ipv6/conf/default/router_solicitations", "0"),
    ("ipv6/conf/default/mldv2_unsolicited_report_interval", "1"),
    ("ipv6/mld_qrv", "1"),
    ("ipv6/icmp/ratelimit", "0"),
];

/// The tables that a text may leave out, and where they look at packets. `raw` is always there: it traces.
const TABLES: [(&str, &[&str]); 3] = [
    ("mangle", &["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
    ("nat", &["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]),
    ("filter", &["INPUT", "FORWARD", "OUTPUT"]),
];

/// How long an IPv6 host says hello to its neighbours, as it is set above.
const HELLO: Duration = Duration::from_millis(100);

impl Host {
    /// A namespace with these devices and routes, and no rules. The process stays inside it.
    pub(crate) fn new(network: &NetworkView, localnet: bool, backend: Backend) -> Result<Self, String> {
        sys::new_network().map_err(|e| format!("a network namespace: {e}"))?;
        for (name, value) in SETTINGS {
            // What this kernel does not have it does not need.
            let _absent = set(name, value);
        }
        let six = network.devices.iter().flat_map(|device| &device.addresses).any(|address| address.contains(':'));
        for place in ["all", "default"] {
            set(&format!("ipv4/conf/{place}/route_localnet"), if localnet { "1" } else { "0" })?;
            // A kernel without IPv6 has no such switch.
            let _absent = set(&format!("ipv6/conf/{place}/disable_ipv6"), if six { "0" } else { "1" });
        }
        let mut devices = vec![];
        for device in network.devices.iter().filter(|device| device.name != "lo") {
            let tun = sys::tun(&device.name).map_err(|e| format!("TUN device {}: {e}", device.name))?;
            devices.push((device.name.clone(), tun));
        }
        run(&mut command("ip", &["-batch", "-"]), &configuration(network))?;
        let namespace = File::open("/proc/self/ns/net").map_err(|e| format!("/proc/self/ns/net: {e}"))?.into();
        if six {
            std::thread::sleep(HELLO);
        }
        let trace = TraceReader::open(backend)?;
        let (loaded, tables) = Default::default();
        Ok(Self { backend, namespace, devices, trace, loaded, tables, buffer: vec![0; 1 << 16] })
    }

    /// Which iptables this is.
    pub(crate) const fn backend(&self) -> Backend {
        self.backend
    }

    /// Loads rules in place of those of before, with every packet traced.
    pub(crate) fn load(&mut self, text: &str, six: bool) -> Result<(), String> {
        if self.loaded[usize::from(six)] == text {
            return Ok(());
        }
        self.enter()?;
        let stale = self.stale_tables(text, six);
        run(&mut command(&self.backend.program(six, "restore"), &[]), &(traced(text) + &stale))?;
        text.clone_into(&mut self.loaded[usize::from(six)]);
        self.trace.learn(text)
    }

    /// What the kernel says is loaded, without the counters and the time of day. Loads the text as it is, untraced.
    pub(crate) fn save(&mut self, text: &str, six: bool) -> Result<String, String> {
        self.enter()?;
        self.loaded[usize::from(six)].clear();
        run(&mut command(&self.backend.program(six, "restore"), &[]), text)?;
        run(&mut command(&self.backend.program(six, "save"), &[]), "")
    }

    /// Empty tables in place of those of an earlier text that this one lacks.
    fn stale_tables(&mut self, text: &str, six: bool) -> String {
        let known = &mut self.tables[usize::from(six)];
        let mut stale = String::new();
        for (name, hooks) in TABLES {
            if text.contains(&format!("*{name}\n")) {
                known.insert(name);
            } else if known.contains(name) {
                let chains: String = hooks.iter().map(|hook| format!(":{hook} ACCEPT [0:0]\n")).collect();
                stale += &format!("*{name}\n{chains}COMMIT\n");
            }
        }
        stale
    }

    /// Runs nft.
    pub(crate) fn nft(&mut self, arguments: &[&str], script: &str) -> Result<String, String> {
        self.enter()?;
        run(&mut command("nft", arguments), script)
    }

    /// Learns the numbers of the rules that nft has just loaded.
    pub(crate) fn learn_nft(&mut self, rules: &BTreeMap<RuleId, String>) -> Result<(), String> {
        self.trace.learn_nft(rules)
    }

    fn enter(&self) -> Result<(), String> {
        sys::enter_network(self.namespace.as_fd()).map_err(|e| format!("setns: {e}"))
    }

    /// Forgets every connection.
    pub(crate) fn forget(&mut self) -> Result<(), String> {
        self.trace.forget_connections()
    }

    /// A packet comes in by a device.
    pub(crate) fn receive(&mut self, packet: &[u8], device: &str) -> Result<Walk, String> {
        self.quiet()?;
        let tun = self.devices.iter_mut().find(|(name, _)| name == device);
        let (_, tun) = tun.ok_or_else(|| format!("no device {device}"))?;
        tun.write_all(packet).map_err(|e| format!("{device}: {e}"))?;
        self.observe()
    }

    /// A process of that user sends a packet.
    pub(crate) fn send(&mut self, packet: &[u8], to: IpAddr, user: (u32, u32)) -> Result<Walk, String> {
        self.quiet()?;
        self.enter()?;
        let socket = sys::raw_socket(to.is_ipv6(), user).map_err(|e| format!("raw socket: {e}"))?;
        // A packet that a rule drops or rejects is an error of the system call too.
        let _refused = sys::send_raw(&socket, packet, to);
        self.observe()
    }

    /// Nothing of an earlier packet may be left over.
    fn quiet(&mut self) -> Result<(), String> {
        let late = self.observe()?;
        if late == Walk::default() { Ok(()) } else { Err(format!("something came late: {:?}", late.lines())) }
    }

    fn observe(&mut self) -> Result<Walk, String> {
        let mut out = vec![];
        for (name, tun) in &mut self.devices {
            loop {
                match tun.read(&mut self.buffer) {
                    Ok(length) if is_noise(&self.buffer[..length]) => {}
                    Ok(length) => out.push((name.clone(), read(&self.buffer[..length])?)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) => return Err(format!("{name}: {error}")),
                }
            }
        }
        Ok(Walk { events: self.trace.read()?, out })
    }
}

fn read(bytes: &[u8]) -> Result<malla_trace::Packet, String> {
    wire::parse(bytes).ok_or_else(|| format!("a packet that cannot be read: {bytes:02x?}"))
}

/// IPv6 hosts say hello to their neighbours by themselves: router solicitations and listener reports.
fn is_noise(bytes: &[u8]) -> bool {
    const HOP_BY_HOP: u8 = 0;
    const ICMP_V6: u8 = 58;
    let is_six = bytes.first().is_some_and(|first| first >> 4 == 6);
    is_six
        && match (bytes.get(6), bytes.get(40)) {
            (Some(&HOP_BY_HOP), _) => true,
            (Some(&ICMP_V6), Some(kind)) => (133..=137).contains(kind),
            _ => false,
        }
}

/// Which nft this is.
pub(crate) fn nft_version() -> Result<String, String> {
    run(&mut command("nft", &["--version"]), "")
}

fn set(name: &str, value: &str) -> Result<(), String> {
    fs::write(format!("/proc/sys/net/{name}"), value).map_err(|e| format!("/proc/sys/net/{name}: {e}"))
}

/// The devices and routes as `ip -batch` reads them. Routes that follow from addresses the kernel adds by itself.
fn configuration(network: &NetworkView) -> String {
    let mut lines = vec!["link set lo up".to_owned()];
    for device in network.devices.iter().filter(|device| device.name != "lo") {
        let nodad = |address: &String| if address.contains(':') { " nodad" } else { "" };
        let add = |address: &String| format!("address add {address} dev {}{}", device.name, nodad(address));
        lines.extend(device.addresses.iter().map(add));
        lines.push(format!("link set {} up", device.name));
    }
    let own = own_prefixes(network);
    let configured =
        |route: &&String| !route.ends_with(" dev lo") && !own.iter().any(|prefix| prefix == first_word(route));
    lines.extend(network.routes.iter().filter(configured).map(|route| format!("route add {route}")));
    lines.join("\n") + "\n"
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// The prefixes that the kernel routes because a device has an address there: the network and its broadcast address.
fn own_prefixes(network: &NetworkView) -> Vec<String> {
    let addresses = network.devices.iter().flat_map(|device| &device.addresses);
    addresses.filter_map(|address| around(address)).flatten().collect()
}

/// Network and broadcast address of `192.168.0.101/16`. IPv6 has no broadcast; its networks are printed as they are.
fn around(address: &str) -> Option<[String; 2]> {
    let network = address.parse::<malla_kernel::Cidr>().ok()?.to_string();
    let (first, length) = network.split_once('/')?;
    let last = match first.parse().ok()? {
        IpAddr::V4(first) => {
            let host_bits = u32::MAX.checked_shr(length.parse().ok()?).unwrap_or(0);
            format!("{}/32", std::net::Ipv4Addr::from_bits(first.to_bits() | host_bits))
        }
        IpAddr::V6(_) => network.clone(),
    };
    Some([network, last])
}

/// The rules with every packet traced from its first table on. A `raw` table of the text's own is numbered from 2.
fn traced(text: &str) -> String {
    const FIRST: &str = "-A PREROUTING -j TRACE\n-A OUTPUT -j TRACE\n";
    match text.split_once("*raw\n") {
        None => format!("*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n{FIRST}COMMIT\n{text}"),
        Some((before, raw)) => {
            let rules = raw.lines().take_while(|line| line.starts_with(':')).map(|line| line.len() + 1).sum();
            let (chains, rules) = raw.split_at(rules);
            format!("{before}*raw\n{chains}{FIRST}{rules}")
        }
    }
}

/// Where the lock of legacy iptables lies: not where the host's own programs look.
fn lock_file() -> PathBuf {
    std::env::temp_dir().join(format!("malla-kernel-oracle-{}.lock", std::process::id()))
}

/// Removes what this process left in the file system.
pub(crate) fn clean_up() {
    let _absent = fs::remove_file(lock_file());
}

fn command(program: &str, arguments: &[&str]) -> Command {
    const SYSTEM: &str = "/usr/sbin:/sbin";
    let path = std::env::var("PATH").map_or_else(|_| SYSTEM.to_owned(), |path| format!("{path}:{SYSTEM}"));
    let mut command = Command::new(program);
    command.args(arguments).env("PATH", path).env("XTABLES_LOCKFILE", lock_file());
    command
}

/// Runs a program on that input; what it printed.
fn run(command: &mut Command, input: &str) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let told = |error: io::Error| format!("{name}: {error}");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(told)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(told)?;
    }
    let output = child.wait_with_output().map_err(told)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{name}: {}", said.split_whitespace().collect::<Vec<_>>().join(" ")))
}
