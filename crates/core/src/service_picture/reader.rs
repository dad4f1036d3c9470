//! The reading of rules, of iptables and of nftables: from what catches a packet through the chains to what rewrites it.

use super::backing::host;
use super::share::{Shares, fraction};
use super::{Arrow, Backing, ChainPart, Door, DoorKind, Pool, Refusal, RuleRef, ServicePicture, Way};
use crate::TableView;
use crate::nft_line::{self, Timeouts};
use crate::rule_line::{RuleLine, Who};
use malla_trace::{CauseId, ObjectRef};
use std::collections::BTreeMap;

/// How many chains lie between a door and a choice at most: against rules that call each other.
const DEPTH: usize = 8;

/// Where kube-proxy's rules stand, in a mode of its.
struct Mode {
    /// The table that rewrites.
    table: &'static str,
    /// What catches packets.
    catches: &'static [&'static str],
    /// The table that refuses.
    refusing: &'static str,
    /// What refuses packets.
    refuses: &'static [&'static str],
    /// The chain that only marks packets for masquerading.
    marks: &'static str,
    /// How the names of chains begin that hold this node's endpoints only.
    local: &'static str,
}

const IPTABLES: Mode = Mode {
    table: "nat",
    catches: &["KUBE-SERVICES", "KUBE-NODEPORTS"],
    refusing: "filter",
    refuses: &["KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL"],
    marks: "KUBE-MARK-MASQ",
    local: "KUBE-SVL-",
};

/// Its maps are shown as chains of elements.
const fn nftables(table: &'static str) -> Mode {
    Mode {
        table,
        catches: &["@service-ips", "@service-nodeports"],
        refusing: table,
        refuses: &["@no-endpoint-services", "@no-endpoint-nodeports"],
        marks: "mark-for-masquerade",
        local: "local-",
    }
}

const MODES: [Mode; 3] = [IPTABLES, nftables("ip kube-proxy"), nftables("ip6 kube-proxy")];

/// A rule that was read.
struct Rule {
    line: RuleLine,
    at: RuleRef,
}

/// All rules of a packet filter, read in one mode.
pub(super) struct Reader {
    mode: &'static Mode,
    chains: BTreeMap<(String, String), Vec<Rule>>,
}

impl Mode {
    fn read(&self, chain: &str, text: &str, timeouts: &Timeouts) -> Vec<RuleLine> {
        if self.table == IPTABLES.table {
            vec![RuleLine::read(text)]
        } else if chain.starts_with('@') {
            nft_line::element(text).into_iter().collect()
        } else {
            nft_line::rule(text, timeouts)
        }
    }
}

/// How long the sets of a table remember.
fn timeouts(table: &TableView) -> Timeouts {
    let of =
        |chain: &crate::ChainView| Some((chain.name.strip_prefix('@')?.to_owned(), nft_line::timeout(&chain.policy)?));
    table.chains.iter().filter_map(of).collect()
}

/// The finding of a door: the rules on the way.
#[derive(Default)]
struct Road {
    ways: Vec<(Vec<Who>, Vec<String>)>,
    masqueraded: Vec<Option<Who>>,
}

impl Reader {
    /// Reads all rules, in every mode in which kube-proxy has rules there.
    pub(super) fn all(tables: &[TableView]) -> Vec<Self> {
        let has = |name: &str| tables.iter().any(|table| table.name == name);
        MODES.iter().filter(|mode| has(mode.table)).map(|mode| Self::new(mode, tables)).collect()
    }

    fn new(mode: &'static Mode, tables: &[TableView]) -> Self {
        let mut chains: BTreeMap<(String, String), Vec<Rule>> = BTreeMap::new();
        for table in tables.iter().filter(|table| table.name == mode.table || table.name == mode.refusing) {
            let timeouts = timeouts(table);
            for chain in &table.chains {
                let rules = chain.rules.iter().flat_map(|rule| {
                    let at = RuleRef {
                        table: table.name.clone(),
                        chain: chain.name.clone(),
                        number: rule.number,
                        why: rule.why,
                        place: rule.place.clone(),
                    };
                    let lines = mode.read(&chain.name, &rule.text, &timeouts);
                    lines.into_iter().map(move |line| Rule { line, at: at.clone() })
                });
                chains.insert((table.name.clone(), chain.name.clone()), rules.collect());
            }
        }
        Self { mode, chains }
    }

    /// The pictures, by name.
    pub(super) fn pictures(
        &self,
        backing: &Backing,
        kind: &impl Fn(CauseId) -> Option<DoorKind>,
    ) -> Vec<ServicePicture> {
        let mut found: BTreeMap<(String, String), ServicePicture> = BTreeMap::new();
        let mode = self.mode;
        let caught = mode.catches.iter().flat_map(|chain| self.nat(chain));
        let refused = mode.refuses.iter().flat_map(|chain| self.rules(mode.refusing, chain));
        let refused = refused.filter(|rule| rule.line.refuses());
        for rule in caught.chain(refused) {
            let Some((name, protocol)) = rule.line.service_port().zip(rule.line.protocol.as_deref()) else { continue };
            let key = (name.to_owned(), protocol.to_owned());
            let picture = found.entry(key).or_insert_with(|| empty(name, protocol));
            self.enter(picture, rule, backing, kind);
        }
        found.into_values().map(|picture| self.finished(picture, backing)).collect()
    }

    fn rules(&self, table: &str, chain: &str) -> &[Rule] {
        self.chains.get(&(table.to_owned(), chain.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The rules of a chain of the table that rewrites.
    fn nat(&self, chain: &str) -> &[Rule] {
        self.rules(self.mode.table, chain)
    }

    /// A rule that catches or refuses.
    fn enter(
        &self,
        picture: &mut ServicePicture,
        rule: &Rule,
        backing: &Backing,
        kind: &impl Fn(CauseId) -> Option<DoorKind>,
    ) {
        let address = address(&rule.line);
        let known = picture.doors.iter().position(|door| door.address == address);
        if rule.line.refuses() {
            let refusal = Some(refusal(rule));
            match known.and_then(|known| picture.doors.get_mut(known)) {
                Some(door) => door.refusal = refusal,
                None => picture.doors.push(Door { refusal, ..door(rule, address, kind(rule.at.why)) }),
            }
        } else if known.is_none() {
            let mut door = door(rule, address, kind(rule.at.why));
            let mut road = Road::default();
            self.follow(&rule.line.target, &mut vec![], &mut vec![], &mut road);
            door.masqueraded = road.masqueraded;
            door.ways = road.ways.into_iter().map(|(who, through)| self.way(picture, who, through, backing)).collect();
            picture.doors.push(door);
        }
    }

    /// Follows a chain to all choices behind it.
    fn follow(&self, chain: &str, who: &mut Vec<Who>, through: &mut Vec<String>, road: &mut Road) {
        if through.len() >= DEPTH {
            return;
        }
        through.push(chain.into());
        let rules = self.nat(chain);
        for rule in rules.iter().filter(|rule| rule.line.target == self.mode.marks && !self.rewrites(chain)) {
            let whose: Option<Who> = rule.line.who.clone().or_else(|| who.last().cloned());
            if !road.masqueraded.contains(&whose) {
                road.masqueraded.push(whose);
            }
        }
        if rules.iter().any(|rule| self.rewrites(&rule.line.target)) {
            road.ways.push((who.clone(), through.clone()));
        } else {
            for rule in
                rules.iter().filter(|rule| rule.line.target != self.mode.marks && self.leads_on(&rule.line.target))
            {
                who.extend(rule.line.who.clone());
                self.follow(&rule.line.target, who, through, road);
                who.truncate(who.len() - usize::from(rule.line.who.is_some()));
            }
        }
        through.pop();
    }

    fn leads_on(&self, chain: &str) -> bool {
        self.chains.contains_key(&(self.mode.table.to_owned(), chain.to_owned()))
    }

    /// Whether a chain is an endpoint's.
    fn rewrites(&self, chain: &str) -> bool {
        self.nat(chain).iter().any(|rule| rule.line.to.is_some())
    }

    /// A way, whose last chain is a pool.
    fn way(&self, picture: &mut ServicePicture, who: Vec<Who>, mut through: Vec<String>, backing: &Backing) -> Way {
        let chain = through.pop().unwrap_or_default();
        let known = picture.pools.iter().position(|pool| pool.chain == chain);
        let pool = known.unwrap_or_else(|| {
            picture.pools.push(self.pool(&chain, &picture.service, backing));
            picture.pools.len() - 1
        });
        Way { who, through, pool }
    }

    fn pool(&self, chain: &str, service: &ObjectRef, backing: &Backing) -> Pool {
        let rules = || self.nat(chain).iter().filter(|rule| self.rewrites(&rule.line.target));
        let affinity = rules().find_map(|rule| rule.line.remembers);
        let mut shares = Shares::new();
        let chosen = rules().filter(|rule| rule.line.remembers.is_none());
        let arrow = |rule: &Rule| {
            let drawn = rule.line.one_of.filter(|left| *left > 1).map(|left| 1.0 / left as f64);
            let share = shares.next(rule.line.probability.or(drawn));
            self.arrow(rule, share, service, backing)
        };
        Pool {
            chain: chain.into(),
            local: chain.starts_with(self.mode.local),
            affinity,
            arrows: chosen.filter_map(arrow).collect(),
        }
    }

    fn arrow(&self, rule: &Rule, share: f64, service: &ObjectRef, backing: &Backing) -> Option<Arrow> {
        let chain = &rule.line.target;
        let rewrite = self.nat(chain).iter().find(|rule| rule.line.to.is_some())?;
        Some(Arrow {
            share,
            fraction: fraction(share),
            written: rule.line.probability,
            rule: rule.at.clone(),
            chain: chain.clone(),
            backend: backing.at(service, rewrite.line.to.as_deref().unwrap_or_default()),
            rewrite: rewrite.at.clone(),
        })
    }

    fn finished(&self, mut picture: ServicePicture, backing: &Backing) -> ServicePicture {
        let reached = |ip: &str| {
            picture.pools.iter().flat_map(|pool| &pool.arrows).any(|arrow| host(&arrow.backend.address) == ip)
        };
        let left_out = backing.all(&picture.service).iter().filter(|backend| !reached(&backend.address));
        picture.left_out = left_out.cloned().collect();
        picture.doors.sort_by(|a, b| (a.kind, &a.address).cmp(&(b.kind, &b.address)));
        picture.chains = self.parts(&picture);
        picture
    }

    /// Its rules in the order in which a packet meets them: what catches, what lies between, what chooses, what
    /// rewrites, what refuses.
    fn parts(&self, picture: &ServicePicture) -> Vec<ChainPart> {
        let mut parts: Vec<ChainPart> = Vec::new();
        for door in picture.doors.iter().filter(|door| !door.ways.is_empty()) {
            add(&mut parts, &door.rule);
        }
        let ways = || picture.doors.iter().flat_map(|door| &door.ways);
        let between = ways().flat_map(|way| &way.through);
        let pools = picture.pools.iter().map(|pool| &pool.chain);
        let ends = picture.pools.iter().flat_map(|pool| pool.arrows.iter().map(|arrow| &arrow.chain));
        for chain in between.chain(pools).chain(ends) {
            self.nat(chain).iter().for_each(|rule| add(&mut parts, &rule.at));
        }
        for refusal in picture.doors.iter().filter_map(|door| door.refusal.as_ref()) {
            add(&mut parts, &refusal.rule);
        }
        parts
    }
}

fn add(parts: &mut Vec<ChainPart>, rule: &RuleRef) {
    match parts.iter_mut().find(|part| part.table == rule.table && part.chain == rule.chain) {
        Some(part) if part.rules.contains(&rule.number) => {}
        Some(part) => part.rules.push(rule.number),
        None => {
            parts.push(ChainPart { table: rule.table.clone(), chain: rule.chain.clone(), rules: vec![rule.number] });
        }
    }
}

/// A Service port of which nothing is known but its name.
fn empty(name: &str, protocol: &str) -> ServicePicture {
    let (namespace, rest) = name.split_once('/').unwrap_or(("", name));
    let service = rest.split_once(':').map_or(rest, |(service, _)| service);
    ServicePicture {
        name: name.into(),
        service: ObjectRef { kind: "Service".into(), namespace: namespace.into(), name: service.into() },
        protocol: protocol.into(),
        doors: vec![],
        pools: vec![],
        left_out: vec![],
        chains: vec![],
    }
}

fn door(rule: &Rule, address: String, kind: Option<DoorKind>) -> Door {
    let kind = kind.unwrap_or(if address.starts_with('*') { DoorKind::NodePort } else { DoorKind::ClusterIp });
    Door { kind, address, rule: rule.at.clone(), ways: vec![], masqueraded: vec![], refusal: None }
}

/// What the rule's comment says behind the service port's name.
fn refusal(rule: &Rule) -> Refusal {
    let words = rule.line.comment.split_once(' ').map_or("", |(_, words)| words);
    Refusal { target: rule.line.target.clone(), words: words.into(), rule: rule.at.clone() }
}

/// `10.0.0.1:80`, or `*:30080` where any address of the node will do. A whole network is one too: kube-proxy catches
/// 127.0.0.0/8 only to count.
fn address(line: &RuleLine) -> String {
    let port = line.port.map_or_else(String::new, |port| port.to_string());
    let single = |ip: &str| ip.strip_suffix("/32").or_else(|| ip.strip_suffix("/128")).map(ToOwned::to_owned);
    match line.destination.as_deref().and_then(single) {
        Some(ip) if ip.contains(':') => format!("[{ip}]:{port}"),
        Some(ip) => format!("{ip}:{port}"),
        None => format!("*:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChainView, RuleView};

    /// A nat table with these rules, `CHAIN rest of the rule`.
    fn nat(rules: &[&str]) -> TableView {
        let mut chains: Vec<ChainView> = Vec::new();
        for (i, text) in (0..).zip(rules) {
            let name = text.split(' ').next().unwrap_or_default();
            if chains.iter().all(|chain| chain.name != name) {
                chains.push(ChainView { name: name.into(), policy: String::new(), rules: vec![] });
            }
            for chain in chains.iter_mut().filter(|chain| chain.name == name) {
                let number = chain.rules.len() as u32 + 1;
                chain.rules.push(RuleView { number, text: format!("-A {text}"), why: CauseId(i), place: None });
            }
        }
        TableView { name: "nat".into(), chains }
    }

    fn read(rules: &[&str]) -> Vec<ServicePicture> {
        Reader::new(&IPTABLES, &[nat(rules)]).pictures(&Backing::default(), &|_| None)
    }

    #[test]
    fn source_ranges_stand_before_the_way_on() {
        let pictures = read(&[
            "KUBE-SERVICES -d 1.2.3.4/32 -p tcp -m comment --comment \"ns/web:p80 loadbalancer IP\" -m tcp --dport 80 -j KUBE-FW-X",
            "KUBE-FW-X -s 203.0.113.0/25 -m comment --comment \"ns/web:p80 loadbalancer IP\" -j KUBE-EXT-X",
            "KUBE-FW-X -m comment --comment \"other traffic to ns/web:p80 will be dropped by KUBE-PROXY-FIREWALL\"",
            "KUBE-EXT-X -m comment --comment \"masquerade\" -j KUBE-MARK-MASQ",
            "KUBE-EXT-X -j KUBE-SVC-X",
            "KUBE-SVC-X -j KUBE-SEP-X",
            "KUBE-SEP-X -p tcp -j DNAT --to-destination 10.0.0.1:80",
        ]);
        let door = pictures.first().and_then(|picture| picture.doors.first());
        let range = Who::From("203.0.113.0/25".into());
        let through = vec!["KUBE-FW-X".into(), "KUBE-EXT-X".into()];
        let ways = vec![Way { who: vec![range.clone()], through, pool: 0 }];
        assert_eq!(door.map(|door| (&door.ways, &door.masqueraded)), Some((&ways, &vec![Some(range)])));
    }

    #[test]
    fn rules_that_call_each_other_end() {
        let pictures = read(&[
            "KUBE-SERVICES -d 1.2.3.4/32 -p tcp -m comment --comment \"ns/web cluster IP\" -m tcp --dport 80 -j KUBE-SVC-X",
            "KUBE-SVC-X -j KUBE-SVC-Y",
            "KUBE-SVC-Y -j KUBE-SVC-X",
        ]);
        assert_eq!(pictures.first().map(|picture| picture.pools.len()), Some(0));
    }
}
