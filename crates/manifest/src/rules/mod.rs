//! What the API server's validation asks of each kind beyond types (`pkg/apis/*/validation`, v1.28 to v1.34), and what
//! we ask of our own.

mod autoscaler;
mod config;
pub(crate) mod defaulted;
mod endpoint_slice;
mod endpoints;
mod ingress;
mod istio;
mod job;
mod kept;
mod meta;
mod names;
mod network_policy;
mod node;
mod placement;
mod pod;
mod probe;
mod rights;
mod route;
mod schedule;
mod service;
mod service_ip;
mod spot;
mod storage;
mod volumes;
mod workload;
mod world;

pub(crate) use spot::Spot;

use crate::finding::{MAX_FINDINGS, Trouble};
use crate::problem::{Form, Problem, Rule, RuleProblem, ShapeProblem};
use crate::schema::group_of;
use crate::yaml::NodeRef;

/// Checks an object of a kind we know. The version tells kinds of the same name apart.
pub(crate) fn check(kind: &str, api_version: &str, root: NodeRef<'_>) -> Vec<Trouble> {
    let mut rules = Rules { troubles: Vec::new(), broken: root.tree.broken };
    let object = Spot::root(root);
    match kind {
        "Gateway" if !group_of(api_version).ends_with("istio.io") => kept::check(kind, &object, &mut rules),
        "Service" => service::check(&object, &mut rules),
        "Deployment" => workload::deployment(&object, &mut rules),
        "ReplicaSet" => workload::replica_set(&object, &mut rules),
        "StatefulSet" => workload::stateful_set(&object, &mut rules),
        "DaemonSet" => workload::daemon_set(&object, &mut rules),
        "Pod" => pod::check(&object, &mut rules),
        "EndpointSlice" => endpoint_slice::check(&object, &mut rules),
        "Endpoints" => endpoints::check(&object, &mut rules),
        "NetworkPolicy" => network_policy::check(&object, &mut rules),
        "HorizontalPodAutoscaler" => autoscaler::check(&object, &mut rules),
        "PodDisruptionBudget" => autoscaler::budget(&object, &mut rules),
        "PersistentVolume" => storage::volume(&object, &mut rules),
        "PersistentVolumeClaim" => storage::claim(&object, &mut rules),
        "StorageClass" => storage::class(&object, &mut rules),
        "Role" => rights::role(&object, meta::Scope::Namespace, &mut rules),
        "ClusterRole" => rights::role(&object, meta::Scope::Cluster, &mut rules),
        "RoleBinding" => rights::binding(&object, meta::Scope::Namespace, &mut rules),
        "ClusterRoleBinding" => rights::binding(&object, meta::Scope::Cluster, &mut rules),
        "Route" => route::check(&object, &mut rules),
        "Ingress" => ingress::check(&object, &mut rules),
        "IngressClass" => ingress::class(&object, &mut rules),
        "Node" => node::check(&object, &mut rules),
        "Namespace" => meta::check(&object, meta::Scope::Cluster, names::label, &mut rules),
        "ConfigMap" => config::config_map(&object, &mut rules),
        "Secret" => config::secret(&object, &mut rules),
        "ServiceAccount" => meta::check(&object, meta::Scope::Namespace, names::subdomain, &mut rules),
        "World" => world::check(&object, &mut rules),
        "VirtualService"
        | "DestinationRule"
        | "Gateway"
        | "ServiceEntry"
        | "Sidecar"
        | "PeerAuthentication"
        | "AuthorizationPolicy"
        | "RequestAuthentication"
        | "EnvoyFilter"
        | "Telemetry"
        | "WorkloadEntry"
        | "WorkloadGroup"
        | "ProxyConfig"
        | "WasmPlugin" => istio::check(kind, &object, &mut rules),
        "Job" => job::job(&object, &mut rules),
        "CronJob" => job::cron_job(&object, &mut rules),
        kind => kept::check(kind, &object, &mut rules),
    }
    rules.troubles
}

/// All we ask of a kind we do not know: a name.
pub(crate) fn nameless(root: NodeRef<'_>) -> Vec<Trouble> {
    let mut rules = Rules { troubles: Vec::new(), broken: root.tree.broken };
    let meta = Spot::root(root).key("metadata");
    if meta.key("name").word().is_empty() && meta.key("generateName").word().is_empty() {
        rules.required(&meta.key("name"), Rule::NameMissing);
    }
    rules.troubles
}

/// Collects broken rules.
pub(crate) struct Rules {
    troubles: Vec<Trouble>,
    /// Whether lines of the document could not be read: then nothing is called missing.
    broken: bool,
}

impl Rules {
    /// Anything, at a spot.
    pub(crate) fn problem(&mut self, at: &Spot<'_>, problem: impl Into<Problem>) {
        if self.troubles.len() < MAX_FINDINGS {
            self.troubles.push(Trouble::at(at.span(), problem, at.path()));
        }
    }

    fn rule(&mut self, at: &Spot<'_>, rule: Rule, form: Form, detail: &str) {
        self.problem(at, RuleProblem { rule, form, detail: detail.into() });
    }

    /// `Invalid value: v: why`.
    pub(crate) fn invalid(&mut self, at: &Spot<'_>, rule: Rule) {
        self.invalid_with(at, rule, "");
    }

    /// `Invalid value: v: why`, where the sentence has a gap.
    pub(crate) fn invalid_with(&mut self, at: &Spot<'_>, rule: Rule, detail: &str) {
        self.rule(at, rule, Form::Invalid { value: at.print() }, detail);
    }

    /// `Invalid value: v: why` of a value that is not the spot's own.
    pub(crate) fn invalid_value(&mut self, at: &Spot<'_>, value: String, rule: Rule, detail: &str) {
        self.rule(at, rule, Form::Invalid { value }, detail);
    }

    /// `Forbidden: why`.
    pub(crate) fn forbidden(&mut self, at: &Spot<'_>, rule: Rule) {
        self.rule(at, rule, Form::Forbidden, "");
    }

    /// `Forbidden: why`, where the sentence has a gap.
    pub(crate) fn forbidden_with(&mut self, at: &Spot<'_>, rule: Rule, detail: &str) {
        self.rule(at, rule, Form::Forbidden, detail);
    }

    /// `Required value: why`, where the sentence has a gap.
    pub(crate) fn required_with(&mut self, at: &Spot<'_>, rule: Rule, detail: &str) {
        if !self.broken {
            self.rule(at, rule, Form::Required, detail);
        }
    }

    /// `Required value: why`.
    pub(crate) fn required(&mut self, at: &Spot<'_>, rule: Rule) {
        self.required_with(at, rule, "");
    }

    /// `Not found: v`.
    pub(crate) fn not_found(&mut self, at: &Spot<'_>, rule: Rule) {
        if !self.broken {
            self.rule(at, rule, Form::NotFound { value: at.print() }, "");
        }
    }

    /// `Duplicate value: v`.
    pub(crate) fn duplicate(&mut self, at: &Spot<'_>) {
        self.problem(at, ShapeProblem::Duplicate { value: at.print() });
    }

    /// Whether nothing in the document was lost: a check of what is *not* there may speak.
    pub(crate) const fn is_whole(&self) -> bool {
        !self.broken
    }

    /// A text that must pass a check of its form, if it is there.
    pub(crate) fn text(&mut self, at: &Spot<'_>, check: names::Check) {
        if let Some(text) = at.text().filter(|text| !text.is_empty()) {
            self.form(at, text, check);
        }
    }

    /// A text that must pass a check of its form.
    pub(crate) fn form(&mut self, at: &Spot<'_>, text: &str, check: names::Check) {
        for (rule, detail) in check(text) {
            self.invalid_value(at, format!("{text:?}"), rule, &detail);
        }
    }
}
