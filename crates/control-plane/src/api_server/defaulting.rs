//! The fields the API server fills in when nobody wrote them (`pkg/apis/{core,apps,batch}/v1/defaults.go`).

mod workloads;

use malla_manifest::{
    ClientIpConfig, Container, Deployment, DeploymentStrategy, DnsPolicy, EndpointSlice, IntOrString, Object, Pod,
    PodSpec, Probe, Protocol, ReplicaSet, RestartPolicy, RollingUpdate, Service, ServiceType, SessionAffinity,
    SessionAffinityConfig, StrategyType, TrafficPolicy,
};
use malla_trace::FieldPath;

/// The fields that were filled in, each with the name of its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Path and name, in the order they were filled in.
    pub filled: Vec<(FieldPath, &'static str)>,
}

impl Defaults {
    fn fill<T>(&mut self, slot: &mut Option<T>, value: T, at: &FieldPath, key: &str, rule: &'static str) {
        if slot.is_none() {
            *slot = Some(value);
            self.filled.push((at.key(key), rule));
        }
    }
}

/// Fills in what nobody wrote.
pub fn fill(object: &mut Object) -> Defaults {
    let mut defaults = Defaults::default();
    match object {
        Object::Service(service) => fill_service(service, &mut defaults),
        Object::Deployment(deployment) => fill_deployment(deployment, &mut defaults),
        Object::ReplicaSet(set) => fill_replica_set(set, &mut defaults),
        Object::StatefulSet(set) => workloads::fill_stateful_set(set, &mut defaults),
        Object::DaemonSet(set) => workloads::fill_daemon_set(set, &mut defaults),
        Object::Job(job) => workloads::fill_job(job, &mut defaults),
        Object::Pod(pod) => fill_pod(pod, &mut defaults),
        Object::EndpointSlice(slice) => fill_endpoint_slice(slice, &mut defaults),
        Object::Ingress(_)
        | Object::IngressClass(_)
        | Object::Namespace(_)
        | Object::Node(_)
        | Object::ConfigMap(_)
        | Object::Secret(_)
        | Object::ServiceAccount(_)
        | Object::IstioGateway(_)
        | Object::VirtualService(_)
        | Object::DestinationRule(_)
        | Object::ServiceEntry(_)
        | Object::Sidecar(_)
        | Object::PeerAuthentication(_)
        | Object::PersistentVolumeClaim(_)
        | Object::World(_)
        | Object::Other(_) => {}
    }
    defaults
}

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text)
}

/// `SetDefaults_Service`.
fn fill_service(service: &mut Service, defaults: &mut Defaults) {
    let (spec, at) = (&mut service.spec, path("spec"));
    defaults.fill(
        &mut spec.session_affinity,
        SessionAffinity::None,
        &at,
        "sessionAffinity",
        "service.spec.sessionAffinity",
    );
    defaults.fill(&mut spec.service_type, ServiceType::ClusterIp, &at, "type", "service.spec.type");
    let kind = spec.service_type.unwrap_or_default();
    if let Some(first) = spec.cluster_ips.first() {
        defaults.fill(&mut spec.cluster_ip, first.clone(), &at, "clusterIP", "service.spec.clusterIP");
    }
    if spec.session_affinity == Some(SessionAffinity::ClientIp) {
        fill_affinity_timeout(&mut spec.session_affinity_config, defaults);
    }
    for (index, port) in spec.ports.iter_mut().enumerate() {
        let at = at.key("ports").index(index);
        let same = IntOrString::Int(port.port.into());
        defaults.fill(&mut port.protocol, Protocol::Tcp, &at, "protocol", "service.spec.ports.protocol");
        defaults.fill(&mut port.target_port, same, &at, "targetPort", "service.spec.ports.targetPort");
    }
    if matches!(kind, ServiceType::NodePort | ServiceType::LoadBalancer) {
        let slot = &mut spec.external_traffic_policy;
        let rule = "service.spec.externalTrafficPolicy";
        defaults.fill(slot, TrafficPolicy::Cluster, &at, "externalTrafficPolicy", rule);
    }
    if kind != ServiceType::ExternalName {
        let slot = &mut spec.internal_traffic_policy;
        let rule = "service.spec.internalTrafficPolicy";
        defaults.fill(slot, TrafficPolicy::Cluster, &at, "internalTrafficPolicy", rule);
    }
    if kind == ServiceType::LoadBalancer {
        let slot = &mut spec.allocate_load_balancer_node_ports;
        let rule = "service.spec.allocateLoadBalancerNodePorts";
        defaults.fill(slot, true, &at, "allocateLoadBalancerNodePorts", rule);
    }
}

fn fill_affinity_timeout(config: &mut Option<SessionAffinityConfig>, defaults: &mut Defaults) {
    let at = path("spec.sessionAffinityConfig.clientIP");
    let client = config.get_or_insert_default().client_ip.get_or_insert(ClientIpConfig { timeout_seconds: None });
    let rule = "service.spec.sessionAffinityConfig.clientIP.timeoutSeconds";
    defaults.fill(&mut client.timeout_seconds, 10_800, &at, "timeoutSeconds", rule);
}

/// `SetDefaults_Deployment`.
fn fill_deployment(deployment: &mut Deployment, defaults: &mut Defaults) {
    let (spec, at) = (&mut deployment.spec, path("spec"));
    defaults.fill(&mut spec.replicas, 1, &at, "replicas", "deployment.spec.replicas");
    defaults.fill(&mut spec.strategy, DeploymentStrategy::default(), &at, "strategy", "deployment.spec.strategy");
    if let Some(strategy) = &mut spec.strategy {
        fill_strategy(strategy, defaults);
    }
    let rule = "deployment.spec.revisionHistoryLimit";
    defaults.fill(&mut spec.revision_history_limit, 10, &at, "revisionHistoryLimit", rule);
    let rule = "deployment.spec.progressDeadlineSeconds";
    defaults.fill(&mut spec.progress_deadline_seconds, 600, &at, "progressDeadlineSeconds", rule);
    fill_pod_spec(&mut spec.template.spec, &path("spec.template.spec"), defaults);
}

fn fill_strategy(strategy: &mut DeploymentStrategy, defaults: &mut Defaults) {
    let at = path("spec.strategy");
    let rule = "deployment.spec.strategy.type";
    defaults.fill(&mut strategy.strategy_type, StrategyType::RollingUpdate, &at, "type", rule);
    if strategy.strategy_type == Some(StrategyType::RollingUpdate) {
        let at = at.key("rollingUpdate");
        let rolling = strategy.rolling_update.get_or_insert_with(RollingUpdate::default);
        let quarter = || IntOrString::String("25%".into());
        let rule = "deployment.spec.strategy.rollingUpdate.maxUnavailable";
        defaults.fill(&mut rolling.max_unavailable, quarter(), &at, "maxUnavailable", rule);
        let rule = "deployment.spec.strategy.rollingUpdate.maxSurge";
        defaults.fill(&mut rolling.max_surge, quarter(), &at, "maxSurge", rule);
    }
}

/// `SetDefaults_ReplicaSet`.
fn fill_replica_set(set: &mut ReplicaSet, defaults: &mut Defaults) {
    defaults.fill(&mut set.spec.replicas, 1, &path("spec"), "replicas", "replicaset.spec.replicas");
    fill_pod_spec(&mut set.spec.template.spec, &path("spec.template.spec"), defaults);
}

/// `SetDefaults_Pod`, and the ServiceAccount admission plugin after it. Unlike the other defaults these two wait for
/// the pod itself: a template does not get them.
pub fn fill_pod(pod: &mut Pod, defaults: &mut Defaults) {
    let at = path("spec");
    fill_pod_spec(&mut pod.spec, &at, defaults);
    for (index, container) in pod.spec.containers.iter_mut().enumerate() {
        fill_requests(container, &at.key("containers").index(index), defaults);
    }
    let slot = &mut pod.spec.service_account_name;
    defaults.fill(slot, "default".into(), &at, "serviceAccountName", "pod.spec.serviceAccountName");
}

/// A limit without a request is the request too.
fn fill_requests(container: &mut Container, at: &FieldPath, defaults: &mut Defaults) {
    let requests = &mut container.resources.requests;
    for (resource, limit) in &container.resources.limits {
        if !requests.contains_key(resource) {
            requests.insert(resource.clone(), limit.clone());
            let path = at.key("resources").key("requests").key(resource);
            defaults.filled.push((path, "pod.spec.containers.resources.requests"));
        }
    }
}

/// `SetDefaults_PodSpec` and what belongs to its containers.
fn fill_pod_spec(spec: &mut PodSpec, at: &FieldPath, defaults: &mut Defaults) {
    defaults.fill(&mut spec.dns_policy, DnsPolicy::ClusterFirst, at, "dnsPolicy", "pod.spec.dnsPolicy");
    defaults.fill(&mut spec.restart_policy, RestartPolicy::Always, at, "restartPolicy", "pod.spec.restartPolicy");
    let slot = &mut spec.scheduler_name;
    defaults.fill(slot, "default-scheduler".into(), at, "schedulerName", "pod.spec.schedulerName");
    let slot = &mut spec.termination_grace_period_seconds;
    defaults.fill(slot, 30, at, "terminationGracePeriodSeconds", "pod.spec.terminationGracePeriodSeconds");
    for (list, containers) in [("containers", &mut spec.containers), ("initContainers", &mut spec.init_containers)] {
        for (index, container) in containers.iter_mut().enumerate() {
            fill_container(container, &at.key(list).index(index), defaults);
        }
    }
}

fn fill_container(container: &mut Container, at: &FieldPath, defaults: &mut Defaults) {
    for (index, port) in container.ports.iter_mut().enumerate() {
        let at = at.key("ports").index(index);
        defaults.fill(&mut port.protocol, Protocol::Tcp, &at, "protocol", "pod.spec.containers.ports.protocol");
    }
    let probes = [
        ("readinessProbe", &mut container.readiness_probe),
        ("livenessProbe", &mut container.liveness_probe),
        ("startupProbe", &mut container.startup_probe),
    ];
    for (key, probe) in probes {
        if let Some(probe) = probe {
            fill_probe(probe, &at.key(key), defaults);
        }
    }
}

/// `SetDefaults_Probe`.
fn fill_probe(probe: &mut Probe, at: &FieldPath, defaults: &mut Defaults) {
    defaults.fill(&mut probe.timeout_seconds, 1, at, "timeoutSeconds", "probe.timeoutSeconds");
    defaults.fill(&mut probe.period_seconds, 10, at, "periodSeconds", "probe.periodSeconds");
    defaults.fill(&mut probe.success_threshold, 1, at, "successThreshold", "probe.successThreshold");
    defaults.fill(&mut probe.failure_threshold, 3, at, "failureThreshold", "probe.failureThreshold");
}

/// `SetDefaults_EndpointPort` (`pkg/apis/discovery/v1/defaults.go`).
fn fill_endpoint_slice(slice: &mut EndpointSlice, defaults: &mut Defaults) {
    for (index, port) in slice.ports.iter_mut().enumerate() {
        let at = path("ports").index(index);
        defaults.fill(&mut port.name, String::new(), &at, "name", "endpointslice.ports.name");
        defaults.fill(&mut port.protocol, Protocol::Tcp, &at, "protocol", "endpointslice.ports.protocol");
    }
}
