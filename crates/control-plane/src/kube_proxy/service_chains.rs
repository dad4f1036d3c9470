//! The chains that belong to one service port: KUBE-SVC, KUBE-SVL, KUBE-EXT, KUBE-FW and one KUBE-SEP an endpoint.
//! A partial sync leaves them alone where nothing changed.

use super::Fact;
use super::filter::matching;
use super::plan::Plan;
use super::rules::{Line, Reasons, Sheet};
use super::{Endpoint, Host, Settings};
use malla_trace::{CauseId, CauseList};
use std::sync::Arc;

/// What all chains of one sync have in common.
#[derive(Debug)]
pub struct Common<'a> {
    /// Flags.
    pub settings: &'a Settings,
    /// The node.
    pub node: &'a Host,
    /// Whether there are so many endpoints that comments are left out (`largeClusterMode`).
    pub large: bool,
    /// The probabilities printed so far.
    pub probabilities: Probabilities,
}

/// Writes all chains of one service port.
pub fn write(sheet: &mut Sheet, plan: &Plan<'_>, common: &mut Common<'_>, reasons: &mut Reasons<'_>) {
    if plan.internal_refusal.is_none() {
        masquerade_to_cluster_ip(sheet, plan, common.settings, reasons);
    }
    if plan.uses_external_chain() {
        external(sheet, plan, common.settings, reasons);
    }
    if plan.uses_firewall_chain() {
        firewall(sheet, plan, common.node, reasons);
    }
    let chains = &plan.port.chains;
    if plan.uses_cluster_chain() {
        balance(sheet, plan, &chains.cluster, &plan.endpoints.cluster, common, reasons);
    }
    if plan.uses_local_chain() {
        balance(sheet, plan, &chains.local, &plan.endpoints.local, common, reasons);
    }
    for endpoint in &plan.endpoints.reachable {
        endpoint_chain(sheet, plan, endpoint, common, reasons);
    }
}

/// First in the internal chain. Without a cluster CIDR kube-proxy cannot tell who is off the cluster and writes none.
fn masquerade_to_cluster_ip(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let (off_cluster, why) = match settings.cluster_cidr {
        _ if settings.masquerade_all => (String::new(), reasons.because(Fact::MasqueradeAll, &[port.cluster_ip.why])),
        Some(cidr) => {
            let why = reasons.because(Fact::MasqueradeOffCluster, &[cidr.why, port.cluster_ip.why]);
            (format!(" ! -s {}", cidr.value), why)
        }
        None => return,
    };
    sheet.line(plan.internal_chain(), why, |line| {
        let comment = ["-m comment --comment \"", &port.text, " cluster IP\" ", matching(port.key.protocol), " -d "];
        let line = line.words(&comment).ip(port.cluster_ip.value).words(&[" --dport "]).number(port.port.value);
        line.words(&[&off_cluster, " -j KUBE-MARK-MASQ"])
    });
}

fn external(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let (port, policy) = (plan.port, plan.port.external_policy.why);
    let chain = &port.chains.external;
    sheet.chain(Arc::clone(chain));
    if port.is_external_local() {
        exempt(sheet, plan, settings, reasons);
    } else {
        let why = reasons.because(Fact::MasqueradeExternal, &[policy]);
        let comment =
            format_args!("-m comment --comment \"masquerade traffic for {} external destinations\"", port.text);
        sheet.rule(chain, format_args!("{comment} -j KUBE-MARK-MASQ"), why);
    }
    if plan.external_refusal.is_none() {
        let why = reasons.because(Fact::ExternalPolicy, &[policy, plan.endpoints_why]);
        sheet.rule(chain, format_args!("-j {}", plan.external_policy_chain()), why);
    }
}

/// Whom policy Local does not bind: pods, as if their packets had gone out to the balancer and come back, and the
/// node's own processes.
fn exempt(sheet: &mut Sheet, plan: &Plan<'_>, settings: &Settings, reasons: &mut Reasons<'_>) {
    let (name, chain, target) = (&plan.port.text, &plan.port.chains.external, &plan.port.chains.cluster);
    let policy = plan.port.external_policy.why;
    let comment = |what: &str| format!("-m comment --comment \"{what} traffic for {name} external destinations\"");
    if let Some(cidr) = settings.cluster_cidr {
        let why = reasons.because(Fact::PodsGoAnywhere, &[policy, cidr.why]);
        sheet.rule(chain, format_args!("{} -s {} -j {target}", comment("pod"), cidr.value), why);
    }
    let why = reasons.because(Fact::MasqueradeLocal, &[policy]);
    let body = format_args!("{} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ", comment("masquerade LOCAL"));
    sheet.rule(chain, body, why);
    let why = reasons.because(Fact::NodeGoesAnywhere, &[policy]);
    sheet.rule(chain, format_args!("{} -m addrtype --src-type LOCAL -j {target}", comment("route LOCAL")), why);
}

/// The source ranges. A node inside them may also come with the balancer's address as its source: that is what the
/// kernel gives to packets for an address that is local (`allowFromNode`).
fn firewall(sheet: &mut Sheet, plan: &Plan<'_>, node: &Host, reasons: &mut Reasons<'_>) {
    let port = plan.port;
    let (name, chain, target) = (&port.text, &port.chains.firewall, &port.chains.external);
    sheet.chain(Arc::clone(chain));
    let comment = format!("-m comment --comment \"{name} loadbalancer IP\"");
    for range in &port.source_ranges {
        let why = reasons.because(Fact::SourceRange, &[range.why]);
        sheet.rule(chain, format_args!("{comment} -s {} -j {target}", range.value), why);
    }
    if let Some(range) = port.source_ranges.iter().find(|range| range.value.contains(node.ip)) {
        for ip in &port.load_balancer_ips {
            let why = reasons.because(Fact::SourceRangeNode, &[range.why, ip.why]);
            sheet.rule(chain, format_args!("{comment} -s {} -j {target}", ip.value), why);
        }
    }
    let ranges: Vec<CauseId> = port.source_ranges.iter().map(|range| range.why).collect();
    let why = reasons.because(Fact::SourceRangesEnd, &ranges);
    let rest = format_args!("-m comment --comment \"other traffic to {name} will be dropped by KUBE-PROXY-FIREWALL\"");
    sheet.rule(chain, rest, why);
}

/// The chain that chooses (`writeServiceToEndpointRules`): first whoever was here before, then by chance, each
/// endpoint as likely as the others.
fn balance(
    sheet: &mut Sheet,
    plan: &Plan<'_>,
    chain: &Arc<str>,
    endpoints: &[&Endpoint],
    common: &mut Common<'_>,
    reasons: &mut Reasons<'_>,
) {
    sheet.chain(Arc::clone(chain));
    if let Some(affinity) = plan.port.affinity {
        for endpoint in endpoints {
            let (target, seconds) = (&endpoint.chain, affinity.value);
            let why = reasons.because(Fact::AffinityKept, &[affinity.why, endpoint.why]);
            let recent = format_args!("-m recent --name {target} --rcheck --seconds {seconds} --reap -j {target}");
            sheet.line(chain, why, |line| common.to_endpoint(line, plan, endpoint).print(recent));
        }
    }
    for (i, endpoint) in endpoints.iter().enumerate() {
        let left = endpoints.len() - i;
        let fact = if left > 1 { Fact::EndpointByChance } else { Fact::EndpointOfTheRest };
        let why = reasons.because(fact, &[endpoint.why, plan.endpoints_why]);
        sheet.line(chain, why, |line| {
            let line = common.to_endpoint(line, plan, endpoint);
            line.words(&[common.probabilities.of(left), "-j ", &endpoint.chain])
        });
    }
}

fn endpoint_chain(
    sheet: &mut Sheet,
    plan: &Plan<'_>,
    endpoint: &Endpoint,
    common: &mut Common<'_>,
    reasons: &mut Reasons<'_>,
) {
    let (port, chain) = (plan.port, &endpoint.chain);
    sheet.chain(Arc::clone(chain));
    let why = reasons.because(Fact::Hairpin, &[endpoint.why]);
    sheet.line(chain, why, |line| {
        common.of_service(line, plan).words(&["-s "]).ip(endpoint.socket.ip()).words(&[" -j KUBE-MARK-MASQ"])
    });
    let from: CauseList =
        [endpoint.port_why, endpoint.why].into_iter().chain(port.affinity.map(|affinity| affinity.why)).collect();
    let why = reasons.because(Fact::Dnat, &from);
    let recent: &[&str] = if port.affinity.is_some() { &["-m recent --name ", chain, " --set "] } else { &[] };
    sheet.line(chain, why, |line| {
        let dnat = [matching(port.key.protocol), " -j DNAT --to-destination ", &endpoint.text];
        common.of_service(line, plan).words(recent).words(&dnat)
    });
}

impl Common<'_> {
    /// A comment with a blank behind it; nothing in a large cluster (`appendServiceCommentLocked`).
    fn of_service<'l>(&self, line: Line<'l>, plan: &Plan<'_>) -> Line<'l> {
        if self.large { line } else { line.words(&["-m comment --comment ", &plan.port.text, " "]) }
    }

    /// The same, of the way to one endpoint.
    fn to_endpoint<'l>(&self, line: Line<'l>, plan: &Plan<'_>, endpoint: &Endpoint) -> Line<'l> {
        let comment = ["-m comment --comment \"", &plan.port.text, " -> ", &endpoint.text, "\" "];
        if self.large { line } else { line.words(&comment) }
    }
}

/// One in so many, printed once and kept (`precomputedProbabilities`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probabilities(Vec<String>);

impl Probabilities {
    /// One in `count`, with a blank behind it; the last one is certain and says nothing.
    fn of(&mut self, count: usize) -> &str {
        for count in self.0.len()..=count {
            let chance = 1.0 / count as f64;
            let text = format!("-m statistic --mode random --probability {chance:.10} ");
            self.0.push(if count < 2 { String::new() } else { text });
        }
        &self.0[count]
    }
}
