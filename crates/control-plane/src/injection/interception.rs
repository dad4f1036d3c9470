//! What istio-init does to its pod's network: its arguments, as they stand in the pod, become rules.

use super::INIT;
use crate::PodView;
use crate::istio_iptables::{self, Options, Refusal, Setting};
use malla_kernel::{Family, RuleText};
use malla_trace::{CauseId, FieldPath, Ledger};
use std::net::IpAddr;

/// The two ways of interception (`InboundInterceptionMode`).
pub(super) const TPROXY: &str = "TPROXY";
const REDIRECT: &str = "REDIRECT";

/// The rules of a pod's network namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The options istio-init was given; TPROXY, which is not walked here, reads REDIRECT.
    pub options: Options,
    /// What it wrote, or why it gave up.
    pub text: Result<RuleText, Refusal>,
    /// Why it runs.
    pub why: CauseId,
}

/// The rules that istio-init writes in that pod; `None` for a pod without it. Those of the pod's own address family.
#[must_use]
pub fn rules(pod: &PodView<'_>, ledger: &mut Ledger) -> Option<Rules> {
    let place = pod.pod.spec.init_containers.iter().position(|container| container.name == INIT)?;
    let container = pod.pod.spec.init_containers.get(place)?;
    let at = FieldPath::parse("spec.initContainers").index(place);
    let why = pod.stored.cause_at(&at);
    let cause_of = |index| pod.stored.cause_at(&at.key("args").index(index));
    let mut options = read(&container.args, why, &cause_of);
    if options.mode.text == TPROXY {
        options.mode.text = REDIRECT.into();
    }
    let family = match pod.ip {
        Some(IpAddr::V6(_)) => Family::V6,
        Some(IpAddr::V4(_)) | None => Family::V4,
    };
    let text = istio_iptables::compile_family(&options, family, ledger);
    Some(Rules { options, text, why })
}

/// Reads a command line (`tools/istio-iptables/pkg/cmd/root.go`). An argument that has a cause of its own, not only
/// its container's, brings it along.
fn read(args: &[String], why: CauseId, cause_of: &dyn Fn(usize) -> CauseId) -> Options {
    let mut options = Options { why: Some(why), ..Options::default() };
    for (index, pair) in args.windows(2).enumerate() {
        let [flag, value] = pair else { continue };
        let Some(slot) = slot(&mut options, flag) else { continue };
        let own = cause_of(index + 1);
        *slot = Setting { text: value.clone(), why: (own != why).then_some(own) };
    }
    if options.proxy_gid.text != options.proxy_uid.text && !args.iter().any(|arg| arg == "-g") {
        options.proxy_gid = options.proxy_uid.clone();
    }
    options
}

fn slot<'o>(options: &'o mut Options, flag: &str) -> Option<&'o mut Setting> {
    Some(match flag {
        "-p" => &mut options.proxy_port,
        "-z" => &mut options.inbound_capture_port,
        "-e" => &mut options.tunnel_port,
        "-u" => &mut options.proxy_uid,
        "-g" => &mut options.proxy_gid,
        "-m" => &mut options.mode,
        "-t" => &mut options.tproxy_mark,
        "-b" => &mut options.inbound_ports,
        "-d" => &mut options.excluded_inbound_ports,
        "-q" => &mut options.outbound_ports,
        "-o" => &mut options.excluded_outbound_ports,
        "-i" => &mut options.outbound_ranges,
        "-x" => &mut options.excluded_outbound_ranges,
        "-k" => &mut options.virtual_interfaces,
        "-c" => &mut options.excluded_interfaces,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_read_back_as_the_options_they_were_made_of() {
        let options = Options { excluded_outbound_ports: Setting::own("3306"), ..Options::injected() };
        let read = read(&options.arguments(), CauseId(1), &|index| CauseId(if index == 18 { 2 } else { 1 }));
        let written = Setting { text: "3306".into(), why: Some(CauseId(2)) };
        let expected = Options { excluded_outbound_ports: written, why: Some(CauseId(1)), ..Options::injected() };
        assert_eq!(read, expected);
    }
}
