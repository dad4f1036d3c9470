//! Problems between an object and the cluster it comes to: refusals of the API server's allocators, and warnings about
//! references that lead nowhere. The control plane finds them.

use super::did_you_mean;
use malla_trace::{FieldPath, Lang, ObjectRef, Severity};
use std::net::IpAddr;

/// A problem between an object and the cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum ClusterProblem {
    /// Another Service has that cluster IP.
    ClusterIpTaken {
        /// The address.
        address: IpAddr,
        /// Who has it, if an object of ours does.
        holder: Option<ObjectRef>,
    },
    /// The cluster IP is outside the Service network.
    ClusterIpRange {
        /// The address.
        address: IpAddr,
        /// The Service network.
        range: String,
    },
    /// Another Service has that node port.
    NodePortTaken {
        /// The port.
        port: u16,
        /// Who has it, if an object of ours does.
        holder: Option<ObjectRef>,
    },
    /// The node port is outside the range.
    NodePortRange {
        /// The port.
        port: i64,
        /// The range, `30000-32767`.
        range: String,
    },
    /// No address or port is left in a pool of the API server.
    PoolSpent {
        /// What was wanted, in the API server's word: `serviceIP`, `nodePort`.
        wanted: String,
        /// The pool.
        range: String,
    },
    /// The namespace does not exist.
    NamespaceNotFound {
        /// Its name.
        namespace: String,
    },
    /// The same object stands twice in the input; the later one wins, as with `kubectl apply`.
    AlreadyExists {
        /// The object.
        object: ObjectRef,
    },
    /// The selector of a Service matches no pod.
    NoPodMatches {
        /// The selector, `app=wp,tier=web`.
        selector: String,
        /// The labels of the pod template that comes nearest, `app=wordpress`.
        nearest: Option<String>,
    },
    /// The Service an Ingress sends to does not exist.
    IngressNoService {
        /// Its name.
        service: String,
        /// A name that exists and is similar.
        similar: Option<String>,
    },
    /// The Service an Ingress sends to has no such port.
    IngressNoPort {
        /// The Service's name.
        service: String,
        /// The port asked for.
        port: String,
        /// The ports it has.
        ports: Vec<String>,
    },
    /// No ingress controller takes care of the class.
    IngressNoClass {
        /// The class written; `None` when none is and no class is the default.
        class: Option<String>,
        /// The classes there are.
        classes: Vec<String>,
    },
    /// No node can take the pod.
    PodUnschedulable {
        /// The pod.
        pod: String,
        /// The scheduler's sentence.
        reason: String,
    },
    /// More pods are asked for than Malla makes.
    PodsCut {
        /// How many are asked for here.
        replicas: u32,
        /// How many Malla makes in all.
        limit: usize,
    },
    /// A CronJob waits for its time, and no time passes here.
    CronJobWaits,
    /// A container's environment refers to a key or an object that does not exist.
    ConfigKeyMissing {
        /// `ConfigMap` or `Secret`.
        kind: String,
        /// The object's name.
        name: String,
        /// The key; `None` when the object itself is missing.
        key: Option<String>,
    },
    /// A pod runs without the sidecar that its labels, or its namespace's, ask for by now (IST0103).
    PodMissingProxy {
        /// The pod.
        pod: String,
    },
    /// A pod runs with a sidecar that no label asks for any more.
    PodKeepsProxy {
        /// The pod.
        pod: String,
    },
    /// A label asks for sidecars, or an object is for Istio, and there is no istiod.
    NoIstiod {
        /// Which object stays without effect.
        object: ObjectRef,
    },
    /// The sidecar injector does not take an annotation's value: the pod is not created.
    InjectionRefused {
        /// The annotation.
        annotation: String,
        /// Its value.
        value: String,
    },
    /// Nobody gives a Service of type LoadBalancer an address.
    BalancerPending,
    /// A program runs as the proxy's own user (IST0144).
    ApplicationUid1337,
    /// A pod asks to be intercepted by TPROXY; its packets are walked as if it had asked for REDIRECT.
    TproxyAsRedirect,
}

impl ClusterProblem {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::ClusterIpTaken { .. } => "SVC-CLUSTER-IP-TAKEN",
            Self::ClusterIpRange { .. } => "SVC-CLUSTER-IP-RANGE",
            Self::NodePortTaken { .. } => "SVC-NODE-PORT-TAKEN",
            Self::NodePortRange { .. } => "SVC-NODE-PORT-RANGE",
            Self::PoolSpent { .. } => "SVC-POOL-SPENT",
            Self::NamespaceNotFound { .. } => "NS-NOT-FOUND",
            Self::AlreadyExists { .. } => "ALREADY-EXISTS",
            Self::NoPodMatches { .. } => "SVC-NO-POD-MATCHES",
            Self::IngressNoService { .. } => "INGRESS-NO-SERVICE",
            Self::IngressNoPort { .. } => "INGRESS-NO-PORT",
            Self::IngressNoClass { .. } => "INGRESS-NO-CLASS",
            Self::PodUnschedulable { .. } => "POD-UNSCHEDULABLE",
            Self::PodsCut { .. } => "POD-LIMIT",
            Self::CronJobWaits => "CRONJOB-WAITS",
            Self::ConfigKeyMissing { .. } => "CONFIG-KEY-MISSING",
            Self::PodMissingProxy { .. } => "IST0103",
            Self::PodKeepsProxy { .. } => "MESH-POD-KEEPS-PROXY",
            Self::NoIstiod { .. } => "MESH-NO-ISTIOD",
            Self::InjectionRefused { .. } => "MESH-INJECTION-REFUSED",
            Self::BalancerPending => "SVC-BALANCER-PENDING",
            Self::ApplicationUid1337 => "IST0144",
            Self::TproxyAsRedirect => "MESH-TPROXY",
        }
    }

    pub(super) const fn severity(&self) -> Severity {
        match self {
            Self::ClusterIpTaken { .. }
            | Self::ClusterIpRange { .. }
            | Self::NodePortTaken { .. }
            | Self::NodePortRange { .. }
            | Self::PoolSpent { .. }
            | Self::NamespaceNotFound { .. }
            | Self::InjectionRefused { .. } => Severity::Error,
            Self::AlreadyExists { .. }
            | Self::NoPodMatches { .. }
            | Self::IngressNoService { .. }
            | Self::IngressNoPort { .. }
            | Self::IngressNoClass { .. }
            | Self::PodUnschedulable { .. }
            | Self::PodsCut { .. }
            | Self::ConfigKeyMissing { .. }
            | Self::PodMissingProxy { .. }
            | Self::PodKeepsProxy { .. }
            | Self::NoIstiod { .. }
            | Self::ApplicationUid1337
            | Self::TproxyAsRedirect => Severity::Warning,
            Self::BalancerPending | Self::CronJobWaits => Severity::Info,
        }
    }

    pub(super) fn message(&self, path: &FieldPath, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(path),
            Lang::Es => self.spanish(path),
        }
    }

    /// The API server's words where it has any (`pkg/registry/core/service`, ipallocator and portallocator).
    fn english(&self, path: &FieldPath) -> String {
        match self {
            Self::ClusterIpTaken { address, .. } => format!(
                "spec.clusterIPs: Invalid value: [\"{address}\"]: failed to allocate IP {address}: provided IP is already allocated"
            ),
            Self::ClusterIpRange { address, range } => format!(
                "spec.clusterIPs: Invalid value: [\"{address}\"]: failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. The range of valid IPs is {range}"
            ),
            Self::NodePortTaken { port, .. } => {
                format!("{path}: Invalid value: {port}: provided port is already allocated")
            }
            Self::NodePortRange { port, range } => format!(
                "{path}: Invalid value: {port}: provided port is not in the valid range. The range of valid ports is {range}"
            ),
            Self::PoolSpent { wanted, .. } => format!("failed to allocate a {wanted}: range is full"),
            Self::NamespaceNotFound { namespace } => format!("namespaces \"{namespace}\" not found"),
            Self::AlreadyExists { object } => {
                format!("{object} is written more than once; the last one wins, as with kubectl apply")
            }
            Self::NoPodMatches { selector, .. } => format!("the selector {selector} matches no pod: no endpoints"),
            Self::IngressNoService { service, .. } => format!("{path}: the Service \"{service}\" does not exist"),
            Self::IngressNoPort { service, port, .. } => {
                format!("{path}: the Service \"{service}\" has no port {port}")
            }
            Self::IngressNoClass { class: Some(class), .. } => {
                format!(
                    "{path}: no ingress controller takes care of the class \"{class}\"; nobody will read this Ingress"
                )
            }
            Self::IngressNoClass { class: None, .. } => {
                "no class is written and none is the default; nobody will read this Ingress".into()
            }
            Self::PodUnschedulable { pod, reason } => format!("the pod {pod} stays Pending: {reason}"),
            Self::PodsCut { replicas, limit } => {
                format!("{path}: {replicas} pods are asked for, and Malla makes at most {limit} in all")
            }
            Self::CronJobWaits => {
                format!("{path}: the CronJob makes its first Job when its time comes, and no time passes here")
            }
            Self::ConfigKeyMissing { kind, name, key: Some(key) } => {
                format!("{path}: couldn't find key {key} in {kind} {name}: the container cannot start")
            }
            Self::ConfigKeyMissing { kind, name, key: None } => {
                format!("{path}: {kind} \"{name}\" not found: the container cannot start")
            }
            Self::PodMissingProxy { pod } => format!("The pod {pod} is missing the Istio proxy."),
            Self::PodKeepsProxy { pod } => {
                format!("the pod {pod} still has its Istio proxy, and nothing asks for it any more")
            }
            Self::NoIstiod { object } => format!("there is no istiod: {object} has no effect"),
            Self::InjectionRefused { annotation, value } => {
                format!("invalid value '{value}' for annotation '{annotation}': the pod is not created")
            }
            Self::BalancerPending => "nobody gives this Service an address: its EXTERNAL-IP stays <pending>".into(),
            Self::ApplicationUid1337 => "User ID (UID) 1337 is reserved for the sidecar proxy.".into(),
            Self::TproxyAsRedirect => "TPROXY is not walked here: the packets of this pod go as with REDIRECT".into(),
        }
    }

    fn spanish(&self, path: &FieldPath) -> String {
        match self {
            Self::ClusterIpTaken { address, .. } => format!("{path}: la IP {address} ya la tiene otro Service"),
            Self::ClusterIpRange { address, range } => {
                format!("{path}: la IP {address} no pertenece a la red de servicios, que es {range}")
            }
            Self::NodePortTaken { port, .. } => {
                format!("{path}: el puerto {port} de los nodos ya lo tiene otro Service")
            }
            Self::NodePortRange { port, range } => {
                format!("{path}: el puerto {port} está fuera del rango de NodePort, que es {range}")
            }
            Self::PoolSpent { wanted, range } => format!("no queda ningún {wanted} libre en {range}"),
            Self::NamespaceNotFound { namespace } => format!("el namespace \"{namespace}\" no existe"),
            Self::AlreadyExists { object } => {
                format!("{object} está escrito más de una vez; vale el último, como con kubectl apply")
            }
            Self::NoPodMatches { selector, .. } => {
                format!("el selector {selector} no encuentra ningún pod: el Service no tiene endpoints")
            }
            Self::IngressNoService { service, .. } => format!("{path}: el Service \"{service}\" no existe"),
            Self::IngressNoPort { service, port, .. } => {
                format!("{path}: el Service \"{service}\" no tiene el puerto {port}")
            }
            Self::IngressNoClass { class: Some(class), .. } => {
                format!("{path}: ningún ingress controller atiende la clase \"{class}\"; nadie leerá este Ingress")
            }
            Self::IngressNoClass { class: None, .. } => {
                "no hay clase escrita y ninguna es la clase por defecto; nadie leerá este Ingress".into()
            }
            Self::PodUnschedulable { pod, reason } => format!("el pod {pod} se queda en Pending: {reason}"),
            Self::PodsCut { replicas, limit } => {
                format!("{path}: se piden {replicas} pods, y Malla hace como mucho {limit} en total")
            }
            Self::CronJobWaits => {
                format!("{path}: el CronJob hace su primer Job cuando llega su hora, y aquí el tiempo no pasa")
            }
            Self::ConfigKeyMissing { kind, name, key: Some(key) } => {
                format!("{path}: el {kind} {name} no tiene la clave {key}: el contenedor no puede arrancar")
            }
            Self::ConfigKeyMissing { kind, name, key: None } => {
                format!("{path}: el {kind} \"{name}\" no existe: el contenedor no puede arrancar")
            }
            Self::PodMissingProxy { pod } => format!("al pod {pod} le falta el proxy de Istio"),
            Self::PodKeepsProxy { pod } => {
                format!("el pod {pod} sigue con su proxy de Istio, aunque ya nada lo pide")
            }
            Self::NoIstiod { object } => format!("no hay istiod: {object} no tiene efecto"),
            Self::InjectionRefused { annotation, value } => {
                format!("el valor '{value}' no vale para la anotación '{annotation}': el pod no se crea")
            }
            Self::BalancerPending => {
                "nadie da una dirección a este Service: su EXTERNAL-IP se queda en <pending>".into()
            }
            Self::ApplicationUid1337 => {
                "el usuario (UID) 1337 está reservado al proxy: el tráfico de este programa se salta la malla".into()
            }
            Self::TproxyAsRedirect => {
                "aquí no se anda por TPROXY: los paquetes de este pod van como con REDIRECT".into()
            }
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        let hint = match self {
            Self::ClusterIpTaken { holder: Some(holder), .. } | Self::NodePortTaken { holder: Some(holder), .. } => {
                lang.pick(format!("lo tiene {holder}"), format!("{holder} has it"))
            }
            Self::ClusterIpTaken { holder: None, .. } | Self::ClusterIpRange { .. } => lang.pick(
                "quita clusterIP y el cluster elegirá una libre".into(),
                "remove clusterIP and the cluster will choose a free one".into(),
            ),
            Self::NodePortTaken { holder: None, .. } | Self::NodePortRange { .. } => lang.pick(
                "quita nodePort y el cluster elegirá uno libre".into(),
                "remove nodePort and the cluster will choose a free one".into(),
            ),
            Self::NamespaceNotFound { namespace } => lang.pick(
                format!("añade un objeto Namespace llamado \"{namespace}\""),
                format!("add a Namespace object called \"{namespace}\""),
            ),
            Self::NoPodMatches { nearest: Some(labels), .. } => {
                lang.pick(format!("hay pods con {labels}"), format!("there are pods with {labels}"))
            }
            Self::IngressNoService { similar: Some(name), .. } => did_you_mean(name, lang),
            Self::IngressNoPort { ports, .. } if !ports.is_empty() => {
                let ports = ports.join(", ");
                lang.pick(format!("los que tiene: {ports}"), format!("those it has: {ports}"))
            }
            Self::IngressNoClass { classes, .. } if !classes.is_empty() => {
                let classes = classes.join(", ");
                lang.pick(format!("las clases que hay: {classes}"), format!("the classes there are: {classes}"))
            }
            Self::PodMissingProxy { .. } | Self::PodKeepsProxy { .. } => lang.pick(
                "los sidecars se ponen y se quitan al crear el pod: bórralo o reinicia su Deployment".into(),
                "sidecars come and go when a pod is created: delete it or restart its Deployment".into(),
            ),
            Self::NoIstiod { .. } => lang.pick(
                "instala Istio: mesh: istio en el World".into(),
                "install Istio: mesh: istio in the World".into(),
            ),
            Self::BalancerPending => lang.pick(
                "en un cluster propio las da un programa como MetalLB: pon loadBalancerPool en el cluster del World".into(),
                "in a cluster of one's own a program such as MetalLB does: write loadBalancerPool in the World's cluster".into(),
            ),
            Self::CronJobWaits => lang.pick(
                "para ver uno, escribe su jobTemplate como un Job".into(),
                "to see one, write its jobTemplate as a Job".into(),
            ),
            Self::ApplicationUid1337 => lang.pick("elige otro runAsUser".into(), "choose another runAsUser".into()),
            Self::TproxyAsRedirect => lang.pick(
                "con TPROXY, además, el programa ve la dirección de quien llama".into(),
                "with TPROXY the program also sees the caller's address".into(),
            ),
            Self::NoPodMatches { nearest: None, .. }
            | Self::InjectionRefused { .. }
            | Self::IngressNoService { similar: None, .. }
            | Self::IngressNoPort { .. }
            | Self::IngressNoClass { .. }
            | Self::AlreadyExists { .. }
            | Self::PoolSpent { .. }
            | Self::PodUnschedulable { .. }
            | Self::PodsCut { .. }
            | Self::ConfigKeyMissing { .. } => return Vec::new(),
        };
        vec![hint]
    }
}
