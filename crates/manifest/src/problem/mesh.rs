//! Problems between an object of Istio's and the mesh it comes to: references that lead nowhere, routes that will answer
//! with an error. English says what `istioctl analyze` says (istio pkg/config/analysis/msg), and the code is its code; a
//! second sentence says what comes of it.

use super::did_you_mean;
use malla_trace::{FieldPath, Lang, Severity};

/// A problem between an object of Istio's and the mesh. All of them are warnings: the object is accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum MeshProblem {
    /// No Service and no ServiceEntry has the host of a destination.
    HostNotFound {
        /// The host as written.
        host: String,
        /// A host that exists and is similar.
        similar: Option<String>,
    },
    /// The host of a destination has no such port.
    PortNotFound {
        /// The host as written.
        host: String,
        /// The port asked for.
        port: u16,
        /// The ports it has.
        ports: Vec<u16>,
    },
    /// The host of a destination has several ports, and none is chosen.
    PortRequired {
        /// The host as written.
        host: String,
        /// The ports it has.
        ports: Vec<u16>,
    },
    /// No DestinationRule defines the subset of a destination.
    SubsetNotFound {
        /// The host as written.
        host: String,
        /// The subset.
        subset: String,
        /// The subsets there are for that host.
        subsets: Vec<String>,
    },
    /// The gateway a VirtualService is bound to does not exist.
    GatewayNotFound {
        /// Its name as written.
        gateway: String,
        /// A gateway that exists and is similar.
        similar: Option<String>,
    },
    /// No pod has the labels that a Gateway selects.
    GatewaySelectsNothing {
        /// The selector, `istio=ingressgateway`.
        selector: String,
        /// The labels of a gateway pod that come nearest.
        nearest: Option<String>,
    },
    /// The Services of a gateway's pods do not lead to a port that the Gateway opens.
    GatewayPortUnserved {
        /// The port.
        port: u16,
        /// The selector, `istio=ingressgateway`.
        selector: String,
        /// The ports that the Services have.
        ports: Vec<u16>,
    },
    /// A gateway takes none of the hosts of a VirtualService that is bound to it.
    HostNotInGateway {
        /// The VirtualService's hosts.
        hosts: Vec<String>,
        /// The VirtualService.
        virtual_service: String,
        /// The gateway as written.
        gateway: String,
    },
    /// Several VirtualServices of the sidecars are about one host.
    SameHostTwice {
        /// The VirtualServices, `namespace/name`.
        virtual_services: Vec<String>,
        /// The host.
        host: String,
        /// The one that counts.
        winner: String,
    },
    /// No pod of the host has the labels of a subset.
    SubsetSelectsNothing {
        /// The subset.
        subset: String,
        /// Its labels, `version=v9`.
        labels: String,
        /// The labels of a pod of the host that come nearest.
        nearest: Option<String>,
    },
    /// No Service and no ServiceEntry has the host of a DestinationRule.
    RuleHostUnknown {
        /// The host as written.
        host: String,
        /// A host that exists and is similar.
        similar: Option<String>,
    },
}

impl MeshProblem {
    /// The analyzer's code; one code may stand for references of several kinds, as it does there.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::HostNotFound { .. }
            | Self::PortNotFound { .. }
            | Self::SubsetNotFound { .. }
            | Self::GatewayNotFound { .. }
            | Self::GatewaySelectsNothing { .. } => "IST0101",
            Self::SameHostTwice { .. } => "IST0109",
            Self::PortRequired { .. } => "IST0112",
            Self::HostNotInGateway { .. } => "IST0132",
            Self::GatewayPortUnserved { .. } => "IST0162",
            Self::SubsetSelectsNothing { .. } => "IST0173",
            Self::RuleHostUnknown { .. } => "IST0174",
        }
    }

    pub(super) const fn severity() -> Severity {
        Severity::Warning
    }

    pub(super) fn message(&self, _path: &FieldPath, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Es => self.spanish(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::HostNotFound { host, .. } => {
                format!("Referenced host not found: \"{host}\". Requests that go there get 503, flag NC.")
            }
            Self::PortNotFound { host, port, .. } => {
                format!("Referenced host:port not found: \"{host}:{port}\". Requests that go there get 503, flag NC.")
            }
            Self::PortRequired { host, ports } => format!(
                "This VirtualService routes to a service \"{host}\" that exposes multiple ports {}. Specifying a port in the destination is required to disambiguate.",
                numbers(ports)
            ),
            Self::SubsetNotFound { host, subset, .. } => format!(
                "Referenced host+subset in destinationrule not found: \"{host}+{subset}\". Requests that go there get 503, flag NC."
            ),
            Self::GatewayNotFound { gateway, .. } => {
                format!("Referenced gateway not found: \"{gateway}\". No gateway takes these routes: 404, flag NR.")
            }
            Self::GatewaySelectsNothing { selector, .. } => {
                format!("Referenced selector not found: \"{selector}\". Nobody listens: connection refused.")
            }
            Self::GatewayPortUnserved { port, selector, .. } => format!(
                "The gateway is listening on a target port (port {port}) that is not defined in the Service associated with its workload instances (Pod selector {selector}). If you need to access the gateway port through the gateway Service, it will not be available."
            ),
            Self::HostNotInGateway { hosts, virtual_service, gateway } => format!(
                "one or more host [{}] defined in VirtualService {virtual_service} not found in Gateway {gateway}.",
                hosts.join(" ")
            ),
            Self::SameHostTwice { virtual_services, host, winner } => format!(
                "The VirtualServices {} associated with mesh gateway define the same host {host} which can lead to undefined behavior. This can be fixed by merging the conflicting VirtualServices into a single resource. Here {winner} counts.",
                virtual_services.join(",")
            ),
            Self::SubsetSelectsNothing { subset, .. } => format!(
                "The Subset {subset} defined in the DestinationRule does not select any pods. Which may lead to 503 UH (NoHealthyUpstream)."
            ),
            Self::RuleHostUnknown { host, .. } => {
                format!("The host {host} defined in the DestinationRule does not match any services in the mesh.")
            }
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::HostNotFound { host, .. } => {
                format!("el host \"{host}\" no existe: a quien vaya allí se le responde 503, bandera NC")
            }
            Self::PortNotFound { host, port, .. } => {
                format!("\"{host}\" no tiene el puerto {port}: a quien vaya allí se le responde 503, bandera NC")
            }
            Self::PortRequired { host, ports } => {
                format!("\"{host}\" tiene varios puertos {}: hay que decir cuál en el destino", numbers(ports))
            }
            Self::SubsetNotFound { host, subset, .. } => format!(
                "ninguna DestinationRule define el subset \"{subset}\" de \"{host}\": a quien vaya allí se le responde 503, bandera NC"
            ),
            Self::GatewayNotFound { gateway, .. } => {
                format!("el Gateway \"{gateway}\" no existe: ninguna puerta usa estas rutas, 404 con bandera NR")
            }
            Self::GatewaySelectsNothing { selector, .. } => {
                format!("el selector {selector} no encuentra ningún pod: nadie escucha, conexión rechazada")
            }
            Self::GatewayPortUnserved { port, selector, .. } => {
                format!("ningún Service de los pods {selector} lleva al puerto {port}: por ellos no se llega")
            }
            Self::HostNotInGateway { hosts, virtual_service, gateway } => {
                format!("el Gateway {gateway} no acepta ningún host de {virtual_service}: [{}]", hosts.join(" "))
            }
            Self::SameHostTwice { virtual_services, host, winner } => format!(
                "varios VirtualServices de la malla tratan el mismo host {host}: {}; solo cuenta {winner}",
                virtual_services.join(", ")
            ),
            Self::SubsetSelectsNothing { subset, labels, .. } => {
                format!("ningún pod tiene las etiquetas {labels} del subset {subset}: 503, bandera UH")
            }
            Self::RuleHostUnknown { host, .. } => {
                format!("ningún Service ni ServiceEntry se llama {host}: la DestinationRule no hace nada")
            }
        }
    }

    pub(super) fn hints(&self, lang: Lang) -> Vec<String> {
        let hint = match self {
            Self::HostNotFound { similar: Some(name), .. }
            | Self::RuleHostUnknown { similar: Some(name), .. }
            | Self::GatewayNotFound { similar: Some(name), .. } => did_you_mean(name, lang),
            Self::PortNotFound { ports, .. }
            | Self::PortRequired { ports, .. }
            | Self::GatewayPortUnserved { ports, .. }
                if !ports.is_empty() =>
            {
                let ports = numbers(ports);
                lang.pick(format!("los que tiene: {ports}"), format!("those it has: {ports}"))
            }
            Self::SubsetNotFound { subsets, subset, .. } if subsets.is_empty() => lang.pick(
                format!("añade a la DestinationRule del host un subset llamado {subset}"),
                format!("add a subset called {subset} to the DestinationRule of the host"),
            ),
            Self::SubsetNotFound { subsets, .. } => {
                let subsets = subsets.join(", ");
                lang.pick(format!("los que hay: {subsets}"), format!("those there are: {subsets}"))
            }
            Self::GatewaySelectsNothing { nearest: Some(labels), .. }
            | Self::SubsetSelectsNothing { nearest: Some(labels), .. } => {
                lang.pick(format!("hay pods con {labels}"), format!("there are pods with {labels}"))
            }
            Self::HostNotInGateway { .. } => lang.pick(
                "añade el host a los servidores del Gateway".into(),
                "add the host to the servers of the Gateway".into(),
            ),
            Self::SameHostTwice { .. } => {
                lang.pick("une los VirtualServices en uno solo".into(), "merge the VirtualServices into one".into())
            }
            Self::HostNotFound { similar: None, .. }
            | Self::RuleHostUnknown { similar: None, .. }
            | Self::GatewayNotFound { similar: None, .. }
            | Self::PortNotFound { .. }
            | Self::PortRequired { .. }
            | Self::GatewayPortUnserved { .. }
            | Self::GatewaySelectsNothing { nearest: None, .. }
            | Self::SubsetSelectsNothing { nearest: None, .. } => return Vec::new(),
        };
        vec![hint]
    }
}

/// As Go prints a list: `[80 443]`.
fn numbers(ports: &[u16]) -> String {
    format!("[{}]", ports.iter().map(u16::to_string).collect::<Vec<_>>().join(" "))
}
