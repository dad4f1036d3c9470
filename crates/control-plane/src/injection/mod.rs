//! The sidecar injector: what istiod adds to a pod while the API server creates it (`pkg/kube/inject`), and only then:
//! nobody puts a sidecar into a running pod, and nobody takes one out.
//!
//! Read it in this order: `webhook` (whom the API server asks about), `required` (what istiod makes of it), `order`
//! (the decision), `annotations`, `template` and `probes` (what is added), `interception` (what that does to the pod's
//! network).

mod annotations;
mod creation;
mod facts;
mod interception;
mod metadata;
mod order;
mod probes;
mod required;
mod template;
mod warnings;
mod webhook;

pub use annotations::{invalid, is_quantity};
pub use creation::{Answer, Creation, around, is_namespace, namespace, noted, reason};
pub use facts::Fact;
pub use interception::{Rules, rules};
pub use metadata::merges_prometheus;
pub use order::{Injector, Order, Surroundings, is_istiod, of_type, program, wants_sidecars};
pub use probes::{rewrite, rewrites};
pub use required::{Config, Policy, Refusal};
pub use template::{INIT, PROXY, PROXY_ID};
pub use warnings::warnings;
pub use webhook::{INJECT, INJECTION, Webhook};

use malla_manifest::{Container, Pod};
use malla_trace::{CauseId, FieldPath};
use std::collections::BTreeMap;

/// The annotation that lists what was added.
pub const STATUS: &str = "sidecar.istio.io/status";
/// The annotation that says for one pod whether its sidecar is a native one.
const NATIVE: &str = "sidecar.istio.io/nativeSidecar";
/// The annotation that names the templates: `gateway` for a proxy alone.
const TEMPLATES: &str = "inject.istio.io/templates";

/// The annotation that chooses among the proxy's images.
const IMAGE_TYPE: &str = "sidecar.istio.io/proxyImageType";

/// Why a field is there: the reason, and the lines it was made of.
pub type Because = (FieldPath, Fact, Vec<CauseId>);

/// What was done to a pod.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Additions {
    /// Why each added or changed field is so.
    pub reasons: Vec<Because>,
    /// How many init containers were put before the pod's own.
    pub init_containers_before: usize,
}

/// Whether that pod was injected when it was made.
#[must_use]
pub fn is_injected(pod: &Pod) -> bool {
    pod.meta.annotations.contains_key(STATUS)
}

/// Whether `istio-proxy` becomes a native sidecar: the annotation's word, or the installation's
/// (`ENABLE_NATIVE_SIDECARS`, and every node at 1.33 or later).
#[must_use]
pub fn is_native(annotations: &BTreeMap<String, String>, installation: bool) -> bool {
    match annotations.get(NATIVE).map(String::as_str) {
        Some("true") => true,
        Some("false") => false,
        Some(_) | None => installation,
    }
}

/// Puts the sidecar into a pod (`injectPod`).
pub fn inject(pod: &mut Pod, order: &Order, domain: &str, cause_of: &dyn Fn(&FieldPath) -> CauseId) -> Additions {
    let mut work = Work { order, domain, cause_of, additions: Additions::default() };
    if pod.meta.annotations.get(TEMPLATES).map(String::as_str) == Some("gateway") {
        work.gateway(pod);
    } else {
        work.sidecar(pod);
    }
    work.additions
}

/// An injection in the making.
struct Work<'a> {
    order: &'a Order,
    domain: &'a str,
    cause_of: &'a dyn Fn(&FieldPath) -> CauseId,
    additions: Additions,
}

impl Work<'_> {
    /// Notes why a field is so: the reason, what asked for the sidecar, and other lines.
    fn note(&mut self, path: FieldPath, fact: Fact, lines: &[CauseId]) {
        let from = lines.iter().chain(&self.order.from).copied().collect();
        self.additions.reasons.push((path, fact, from));
    }

    fn sidecar(&mut self, pod: &mut Pod) {
        let native = is_native(&pod.meta.annotations, true);
        let apps = pod.spec.containers.iter().position(|container| container.name != PROXY);
        let init = self.init(pod);
        if rewrites(&pod.meta.annotations, true) {
            self.probes(pod, if native { 1 + usize::from(init.is_some()) } else { 0 });
        }
        let written = take(&mut pod.spec.containers, PROXY);
        let ours = template::sidecar(&self.image(pod), self.domain, &pod.meta.annotations, native);
        let proxy = merged(ours, written);
        metadata::of_sidecar(self, pod, apps, native, init.is_some());
        if native {
            let before: Vec<Container> = init.into_iter().chain([proxy]).collect();
            self.additions.init_containers_before = before.len();
            pod.spec.init_containers.splice(0..0, before);
        } else {
            pod.spec.init_containers.extend(init);
            pod.spec.containers.push(proxy);
        }
        self.containers(pod, native);
    }

    /// The proxy's image for that pod.
    fn image(&self, pod: &Pod) -> String {
        of_type(&self.order.image, pod.meta.annotations.get(IMAGE_TYPE).map_or("", String::as_str))
    }

    /// istio-init, unless nothing is to be intercepted.
    fn init(&self, pod: &Pod) -> Option<Container> {
        let annotations = &pod.meta.annotations;
        let options = annotations::options(annotations, &|name| self.annotation(name));
        (options.mode.text != "NONE").then(|| template::init(&self.order.image, &options, annotations))
    }

    /// Why the two containers are there, and why an argument of istio-init is what an annotation says.
    fn containers(&mut self, pod: &Pod, native: bool) {
        let (list, place, fact) = match native {
            true => ("initContainers", position(&pod.spec.init_containers, PROXY), Fact::NativeSidecar),
            false => ("containers", position(&pod.spec.containers, PROXY), Fact::OrdinarySidecar),
        };
        let lines: Vec<CauseId> =
            pod.meta.annotations.get(NATIVE).map(|_| self.annotation(NATIVE)).into_iter().collect();
        if let Some(place) = place {
            self.note(FieldPath::parse("spec").key(list).index(place), fact, &lines);
        }
        let Some(place) = position(&pod.spec.init_containers, INIT) else { return };
        let at = FieldPath::parse("spec.initContainers").index(place);
        self.note(at.clone(), Fact::Init, &[]);
        let options = annotations::options(&pod.meta.annotations, &|name| self.annotation(name));
        for (index, why) in options.argument_causes() {
            self.note(at.key("args").index(index), Fact::TrafficAnnotation, &[why]);
        }
    }

    /// The probes of the app's containers and of its native sidecars. `before` init containers come before the pod's
    /// own.
    fn probes(&mut self, pod: &mut Pod, before: usize) {
        let lists =
            [("containers", 0, &mut pod.spec.containers), ("initContainers", before, &mut pod.spec.init_containers)];
        for (list, before, containers) in lists {
            for (index, container) in containers.iter_mut().enumerate() {
                let stays = list == "containers" || container.restart_policy.as_deref() == Some("Always");
                if container.name != PROXY && stays {
                    let at = FieldPath::parse("spec").key(list);
                    self.probes_of(container, &at.index(index), &at.index(before + index));
                }
            }
        }
    }

    /// The probes of a container that stood in one place and will stand in another.
    fn probes_of(&mut self, container: &mut Container, was: &FieldPath, will: &FieldPath) {
        for field in rewrite(container) {
            let written = (self.cause_of)(&was.key(field));
            let http = will.key(field).key("httpGet");
            let parts = ["path", "port", "scheme"].map(|part| http.key(part));
            [http].into_iter().chain(parts).for_each(|path| self.note(path, Fact::ProbeRewrite, &[written]));
        }
    }

    /// A proxy alone: its container is there already, with `image: auto`.
    fn gateway(&mut self, pod: &mut Pod) {
        let written = position(&pod.spec.containers, PROXY).map(|place| pod.spec.containers.remove(place));
        let proxy = merged(template::gateway(&self.image(pod), self.domain), written);
        pod.spec.containers.push(proxy);
        let at = FieldPath::parse("spec.containers").index(pod.spec.containers.len() - 1);
        for field in ["image", "args", "readinessProbe", "securityContext"] {
            self.note(at.key(field), Fact::Gateway, &[]);
        }
        metadata::of_gateway(self, pod);
    }

    fn annotation(&self, name: &str) -> CauseId {
        (self.cause_of)(&FieldPath::parse("metadata.annotations").key(name))
    }
}

fn position(containers: &[Container], name: &str) -> Option<usize> {
    containers.iter().position(|container| container.name == name)
}

fn take(containers: &mut Vec<Container>, name: &str) -> Option<Container> {
    position(containers, name).map(|place| containers.remove(place))
}

/// What somebody wrote of the proxy's container stands, except the image `auto`.
fn merged(ours: Container, written: Option<Container>) -> Container {
    let Some(written) = written else { return ours };
    let image = written.image.filter(|image| image != "auto").or(ours.image);
    let args = if written.args.is_empty() { ours.args } else { written.args };
    let own = written.resources;
    let resources = if own.requests.is_empty() && own.limits.is_empty() { ours.resources } else { own };
    Container {
        image,
        command: written.command,
        args,
        resources,
        ports: written.ports.into_iter().chain(ours.ports).collect(),
        env: written.env,
        readiness_probe: written.readiness_probe.or(ours.readiness_probe),
        startup_probe: written.startup_probe.or(ours.startup_probe),
        security_context: written.security_context.or(ours.security_context),
        ..ours
    }
}
