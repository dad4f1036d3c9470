//! One sync: from service ports and endpoints to what is handed to iptables-restore (`syncProxyRules` in
//! pkg/proxy/iptables/proxier.go).

use super::jumps::{self, Table};
use super::names::is_service_chain;
use super::plan::Plan;
use super::rules::{Reasons, Sheet};
use super::service_chains::{self, Common, Probabilities};
use super::{Endpoints, Host, ServicePort, Settings, filter, nat};
use malla_kernel::{Family, RuleText};
use malla_trace::Ledger;
use std::collections::BTreeSet;

/// What a sync reads.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// All service ports.
    pub ports: &'a [ServicePort],
    /// All endpoints.
    pub endpoints: &'a Endpoints,
    /// The node whose rules are written.
    pub node: &'a Host,
    /// Flags.
    pub settings: &'a Settings,
}

/// How much a sync rewrites.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope<'a> {
    /// In a partial sync, the Services (namespace, name) that changed or whose endpoints did: only their own chains
    /// are rewritten. `None` is a full sync.
    pub changed: Option<&'a BTreeSet<(String, String)>>,
    /// The chains that the nat table holds, to delete those nobody uses any more; `None` leaves them, as a large
    /// cluster does most of the time.
    pub existing: Option<&'a BTreeSet<String>>,
}

/// The text for iptables-restore, before it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restore {
    /// The filter table.
    pub filter: Sheet,
    /// The nat table.
    pub nat: Sheet,
}

/// Writes the rules.
pub fn sync(view: View<'_>, scope: Scope<'_>, ledger: &mut Ledger) -> Restore {
    write(Restore::default(), view, scope, &mut Reasons::new(ledger))
}

/// The same in the room that the text of an earlier sync took, as kube-proxy keeps its buffers.
pub fn sync_again(before: RuleText, view: View<'_>, scope: Scope<'_>, ledger: &mut Ledger) -> Restore {
    let mut sheets = before.tables.into_iter().map(Sheet::with_room_of);
    let mut sheet = || sheets.next().unwrap_or_default();
    write(Restore { filter: sheet(), nat: sheet() }, view, scope, &mut Reasons::new(ledger))
}

/// The tables of a node that has just started: what kubelet and kube-proxy make once, and a full sync. In the order
/// in which iptables-save lists them.
pub fn whole_node(view: View<'_>, ledger: &mut Ledger) -> [(&'static str, Sheet); 3] {
    let mut reasons = Reasons::new(ledger);
    let mut sheets = [Table::Mangle, Table::Filter, Table::Nat].map(|table| {
        let mut sheet = Sheet::default();
        jumps::write(&mut sheet, table, view.settings, &reasons);
        sheet
    });
    let [mangle, filter, nat] = sheets.each_mut().map(std::mem::take);
    let restore = write(Restore { filter, nat }, view, Scope::default(), &mut reasons);
    [("mangle", mangle), ("filter", restore.filter), ("nat", restore.nat)]
}

fn write(mut restore: Restore, view: View<'_>, scope: Scope<'_>, reasons: &mut Reasons<'_>) -> Restore {
    let View { ports, endpoints, node, settings } = view;
    let large = endpoints.count() > settings.large_cluster_endpoints;
    let mut common = Common { settings, node, large, probabilities: Probabilities::default() };
    let changed = scope.changed_names();
    filter::begin(&mut restore.filter, settings, reasons);
    nat::begin(&mut restore.nat, settings, reasons);
    let mut active = BTreeSet::new();
    for port in ports {
        let plan = Plan::of(port, endpoints, node, settings, reasons);
        filter::service(&mut restore.filter, &plan, reasons);
        nat::service(&mut restore.nat, &plan, settings, reasons);
        let name = (port.key.namespace.as_str(), port.key.service.as_str());
        if changed.as_ref().is_none_or(|changed| changed.contains(&name)) {
            service_chains::write(&mut restore.nat, &plan, &mut common, reasons);
        }
        if scope.existing.is_some() {
            active.extend(plan.active_chains().map(str::to_owned));
        }
    }
    let stale = scope.existing.into_iter().flatten().filter(|name| is_service_chain(name) && !active.contains(*name));
    stale.for_each(|name| restore.nat.delete(name));
    nat::end(&mut restore.nat, node, settings, reasons);
    filter::end(&mut restore.filter, settings, reasons);
    restore
}

impl<'a> Scope<'a> {
    /// The Services to rewrite, as the ports name them; `None` for all.
    fn changed_names(&self) -> Option<BTreeSet<(&'a str, &'a str)>> {
        Some(self.changed?.iter().map(|(namespace, name)| (namespace.as_str(), name.as_str())).collect())
    }
}

impl Restore {
    /// The chains that the nat table holds once this has been applied to a table that held `before`.
    #[must_use]
    pub fn nat_chains_after(&self, before: &BTreeSet<String>) -> BTreeSet<String> {
        let gone: BTreeSet<&String> = self.nat.deleted.iter().collect();
        let made = self.nat.chains.iter().map(|chain| String::from(&*chain.name));
        before.iter().cloned().chain(made).filter(|name| !gone.contains(name)).collect()
    }
}

impl Restore {
    /// The input of `iptables-restore --noflush --counters`.
    #[must_use]
    pub fn into_text(self, family: Family) -> RuleText {
        RuleText { tables: vec![self.filter.into_table("filter", family), self.nat.into_table("nat", family)] }
    }
}
