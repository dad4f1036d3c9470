//! One ingress controller: which Ingresses it feels meant by, and how it reaches what is behind them. The flags are
//! those of ingress-nginx (`cmd/nginx/flags.go`).

use crate::PodView;
use crate::store::{Store, Stored};
use malla_manifest::{Ingress, IngressClass};
use malla_trace::{CauseId, FieldPath};

/// The name ingress-nginx goes by in IngressClasses.
const NGINX: &str = "k8s.io/ingress-nginx";
/// The annotation that named the class before there was a field.
const CLASS: &str = "kubernetes.io/ingress.class";
/// Our annotation of an IngressClass: how its controller reaches what is behind a Service.
const UPSTREAM: &str = "malla.dev/upstream";
/// ingress-nginx's annotation of an Ingress: by the virtual address.
const SERVICE_UPSTREAM: &str = "nginx.ingress.kubernetes.io/service-upstream";

/// An ingress controller, as its pod sets it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControllerView {
    /// What IngressClasses call it (`--controller-class`).
    pub controller: String,
    /// What the old annotation calls it (`--ingress-class`).
    pub class_name: String,
    /// Whether it takes Ingresses without any class (`--watch-ingress-without-class`).
    pub watches_without_class: bool,
    /// The namespace it runs in: where the names it asks for begin.
    pub namespace: String,
    /// The port for HTTP.
    pub http_port: u16,
    /// The port for HTTPS.
    pub https_port: u16,
    /// Why it runs.
    pub why: CauseId,
}

/// How a controller reaches what is behind a Service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Upstream {
    /// It reads the EndpointSlices and calls the pods: ingress-nginx.
    #[default]
    Endpoints,
    /// It calls the Service's virtual address.
    ClusterIp,
    /// It asks DNS for the Service's name and calls what it hears: an nginx set up by hand.
    ServiceName,
}

impl ControllerView {
    /// A controller of ingress-nginx without any flag.
    #[must_use]
    pub fn nginx(namespace: &str, why: CauseId) -> Self {
        Self {
            controller: NGINX.into(),
            class_name: "nginx".into(),
            watches_without_class: false,
            namespace: namespace.into(),
            http_port: 80,
            https_port: 443,
            why,
        }
    }

    /// The controller that a pod's first container is, by its arguments.
    #[must_use]
    pub fn of(pod: &PodView<'_>) -> Self {
        let mut view = Self::nginx(pod.namespace(), pod.cause("spec.containers[0].image"));
        for argument in
            pod.containers.first().into_iter().flat_map(|c| c.container.command.iter().chain(&c.container.args))
        {
            view.read(argument);
        }
        view
    }

    fn read(&mut self, argument: &str) {
        let Some((flag, value)) = argument.trim_start_matches('-').split_once('=') else { return };
        match flag {
            "controller-class" => self.controller = value.into(),
            "ingress-class" => self.class_name = value.into(),
            "watch-ingress-without-class" => self.watches_without_class = value == "true",
            "http-port" => self.http_port = value.parse().unwrap_or(self.http_port),
            "https-port" => self.https_port = value.parse().unwrap_or(self.https_port),
            _ => {}
        }
    }

    /// The class by which this controller takes an Ingress; `None` when it does not (`GetIngressClass` in
    /// internal/ingress/controller/ingressclass): the old annotation first, then the field, whose IngressClass must
    /// name this controller.
    #[must_use]
    pub fn takes<'s>(&self, ingress: &Ingress, store: &'s Store) -> Option<Option<(&'s IngressClass, &'s Stored)>> {
        if let Some(class) = ingress.meta.annotations.get(CLASS) {
            return (*class == self.class_name).then(|| store.find("", class));
        }
        let Some(class) = &ingress.spec.ingress_class_name else { return self.watches_without_class.then_some(None) };
        let found = store.find::<IngressClass>("", class);
        found.filter(|(class, _)| class.spec.controller.as_ref() == Some(&self.controller)).map(Some)
    }
}

impl Upstream {
    /// How the Services of an Ingress are reached, and which line says so: its own annotation, then its class's.
    #[must_use]
    pub fn of(ingress: (&Ingress, &Stored), class: Option<(&IngressClass, &Stored)>) -> (Self, Option<CauseId>) {
        let at = |stored: &Stored, key: &str| Some(stored.cause_at(&FieldPath::parse("metadata.annotations").key(key)));
        if ingress.0.meta.annotations.get(SERVICE_UPSTREAM).is_some_and(|value| value == "true") {
            return (Self::ClusterIp, at(ingress.1, SERVICE_UPSTREAM));
        }
        let Some((class, stored)) = class else { return (Self::Endpoints, None) };
        match class.meta.annotations.get(UPSTREAM).map(String::as_str) {
            Some("cluster-ip") => (Self::ClusterIp, at(stored, UPSTREAM)),
            Some("service-name") => (Self::ServiceName, at(stored, UPSTREAM)),
            Some(_) | None => (Self::Endpoints, None),
        }
    }
}
