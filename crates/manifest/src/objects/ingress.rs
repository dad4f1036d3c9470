//! `Ingress` (`networking.k8s.io/v1`): rules for whatever ingress controller the cluster has.

use super::Meta;
use super::field::{choice, record};

record! {
    /// An Ingress.
    Ingress {
        /// Name and labels.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: IngressSpec = "spec",
    }
}

record! {
    /// What an Ingress asks for.
    IngressSpec {
        /// Which class of controller it is for.
        ingress_class_name: Option<String> = "ingressClassName",
        /// Where everything goes that no rule takes.
        default_backend: Option<IngressBackend> = "defaultBackend",
        /// Rules.
        rules: Vec<IngressRule> = "rules",
        /// Certificates.
        tls: Vec<IngressTls> = "tls",
    }
}

record! {
    /// A rule: a host and its paths.
    IngressRule {
        /// Host; none takes every host that no other rule names.
        host: Option<String> = "host",
        /// Paths.
        http: Option<HttpRule> = "http",
    }
}

record! {
    /// The paths of a host.
    HttpRule {
        /// Paths, in no particular order.
        paths: Vec<HttpPath> = "paths",
    }
}

record! {
    /// A path and where it leads.
    HttpPath {
        /// Path.
        path: Option<String> = "path",
        /// How to compare it.
        path_type: PathType = "pathType",
        /// Where it leads.
        backend: IngressBackend = "backend",
    }
}

record! {
    /// Where a request goes.
    IngressBackend {
        /// A Service.
        service: Option<ServiceBackend> = "service",
    }
}

record! {
    /// A Service and one of its ports.
    ServiceBackend {
        /// The Service's name, in the Ingress's own namespace.
        name: String = "name",
        /// Its port.
        port: BackendPort = "port",
    }
}

record! {
    /// A Service's port, by number or by name.
    BackendPort {
        /// Name.
        name: Option<String> = "name",
        /// Number.
        number: Option<u16> = "number",
    }
}

record! {
    /// A certificate for some hosts.
    IngressTls {
        /// Hosts.
        hosts: Vec<String> = "hosts",
        /// The Secret with the certificate.
        secret_name: Option<String> = "secretName",
    }
}

choice! {
    /// How a path is compared.
    PathType {
        /// As the controller likes.
        ImplementationSpecific = "ImplementationSpecific",
        /// To the byte.
        Exact = "Exact",
        /// By whole elements from the left.
        Prefix = "Prefix",
    }
}
