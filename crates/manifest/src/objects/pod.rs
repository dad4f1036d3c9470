//! `Pod` (`v1`): processes that share an address, and where they may run.

use super::field::{choice, record};
use super::{Affinity, Container, Meta, SecurityContext, Toleration};
use std::collections::BTreeMap;
use std::net::IpAddr;

record! {
    /// A Pod.
    Pod {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: PodSpec = "spec",
        /// What is; the API server ignores it when a client writes it on creation.
        status: PodStatus = "status",
    }
}

record! {
    /// What a controller makes its pods of.
    PodTemplate {
        /// Labels and annotations.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: PodSpec = "spec",
    }
}

record! {
    /// What a Pod should be.
    PodSpec {
        /// Containers.
        containers: Vec<Container> = "containers",
        /// Containers that run before the others.
        init_containers: Vec<Container> = "initContainers",
        /// The node it runs on: written, or filled by the scheduler.
        node_name: Option<String> = "nodeName",
        /// Labels its node must have.
        node_selector: BTreeMap<String, String> = "nodeSelector",
        /// Taints it bears.
        tolerations: Vec<Toleration> = "tolerations",
        /// Nodes and neighbours it wants.
        affinity: Option<Affinity> = "affinity",
        /// Who schedules it.
        scheduler_name: Option<String> = "schedulerName",
        /// Host name inside.
        hostname: Option<String> = "hostname",
        /// The headless Service under which its host name can be resolved.
        subdomain: Option<String> = "subdomain",
        /// Where its resolver asks; nothing written means `ClusterFirst`.
        dns_policy: Option<DnsPolicy> = "dnsPolicy",
        /// Resolver settings of its own.
        dns_config: Option<DnsConfig> = "dnsConfig",
        /// Lines of its hosts file.
        host_aliases: Vec<HostAlias> = "hostAliases",
        /// Whether it uses its node's network.
        host_network: Option<bool> = "hostNetwork",
        /// Whom it acts as.
        service_account_name: Option<String> = "serviceAccountName",
        /// What happens when a container ends; nothing written means `Always`.
        restart_policy: Option<RestartPolicy> = "restartPolicy",
        /// Seconds between the request to end and the end.
        termination_grace_period_seconds: Option<u32> = "terminationGracePeriodSeconds",
        /// Whom its programs run as.
        security_context: Option<SecurityContext> = "securityContext",
    }
}

record! {
    /// Resolver settings.
    DnsConfig {
        /// Servers.
        nameservers: Vec<IpAddr> = "nameservers",
        /// Search list.
        searches: Vec<String> = "searches",
        /// Options, `ndots` among them.
        options: Vec<DnsOption> = "options",
    }
}

record! {
    /// A resolver option.
    DnsOption {
        /// Name.
        name: String = "name",
        /// Value.
        value: Option<String> = "value",
    }
}

record! {
    /// A line of the hosts file.
    HostAlias {
        /// Address.
        ip: IpAddr = "ip",
        /// Names.
        hostnames: Vec<String> = "hostnames",
    }
}

record! {
    /// What a Pod has become.
    PodStatus {
        /// `Pending`, `Running`, `Succeeded`, `Failed`.
        phase: Option<String> = "phase",
        /// Its address.
        pod_ip: Option<IpAddr> = "podIP",
        /// Its node's address.
        host_ip: Option<IpAddr> = "hostIP",
        /// `PodScheduled`, `Ready` and their like.
        conditions: Vec<Condition> = "conditions",
    }
}

record! {
    /// Something that is so or not, and why.
    Condition {
        /// What.
        condition_type: String = "type",
        /// `True`, `False` or `Unknown`.
        status: String = "status",
        /// Why, as a word.
        reason: Option<String> = "reason",
        /// Why, as a sentence.
        message: Option<String> = "message",
    }
}

choice! {
    /// Where a pod's resolver asks.
    DnsPolicy {
        /// The cluster's DNS, except for pods on their node's network.
        ClusterFirst = "ClusterFirst",
        /// The cluster's DNS in any case.
        ClusterFirstWithHostNet = "ClusterFirstWithHostNet",
        /// The node's own servers.
        Default = "Default",
        /// Only what the pod's own settings say.
        None = "None",
    }
}

choice! {
    /// What happens when a container ends.
    RestartPolicy {
        /// It starts again.
        Always = "Always",
        /// It starts again if it failed.
        OnFailure = "OnFailure",
        /// Nothing.
        Never = "Never",
    }
}

impl PodStatus {
    /// Whether the `Ready` condition is true.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.conditions.iter().any(|c| c.condition_type == "Ready" && c.status == "True")
    }

    /// Whether all its containers have ended and none will start again (`IsPodTerminal`).
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.phase.as_deref(), Some("Succeeded" | "Failed"))
    }
}
