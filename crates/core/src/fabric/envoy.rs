//! Envoy in a pod: beside a program, with the rules that lead every connection through it, or alone, at the edge.

use super::build::Builder;
use super::container::has_parts;
use super::pod::Running;
use super::{Machine, Process, Service};
use crate::program::{Program, echo};
use malla_control_plane::injection;
use malla_control_plane::istiod::{self, Mesh, ProxyView, Role};
use malla_kernel::{Protocol, Sender};
use malla_proxy::Proxy;
use std::net::IpAddr;
use std::rc::Rc;

/// What people call it.
const NAME: &str = "Envoy";

/// The user and group it runs as: the rules know its connections by them (`ProxyUID`).
const OWNER: Sender = Sender { uid: 1337, gid: 1337 };

/// Its container.
const CONTAINER: &str = "istio-proxy";

/// What else answers in its container: health and metrics, never caught by the rules.
const SIDE_DOORS: [(&str, u16); 2] = [("pilot-agent", 15_021), ("Envoy · stats", 15_090)];

/// Adds what a pod with a proxy has more than others. `mesh` is the index over the mesh's objects, made for the first
/// one that needs it.
pub(super) fn add<'a>(
    builder: &mut Builder<'a>,
    pod: &Running<'_>,
    mesh: &mut Option<Mesh<'a>>,
    machine: &mut Machine,
) {
    let Some(view) = ProxyView::of(&pod.pod) else { return };
    if view.role == Role::Sidecar {
        redirect(builder, pod, machine);
    }
    if !pod.pod.ready {
        return;
    }
    let cluster = builder.cluster;
    let mesh = mesh.get_or_insert_with(|| Mesh::new(&cluster.store, &cluster.world.domain));
    let proxy = Rc::new(istiod::compile(mesh, &view, builder.ledger));
    let part = has_parts(pod.pod.pod).then(|| CONTAINER.into());
    let process = Process { part, sender: OWNER };
    listen(machine, &proxy, &process);
    for (name, port) in SIDE_DOORS {
        let program = Program::App { name: name.into(), app: Rc::new(echo()) };
        let process = process.clone();
        machine.listen(Service { process, ..Service::new(Protocol::Tcp, port, program, view.why) });
    }
}

/// What istio-init does before the pod's programs start.
fn redirect(builder: &mut Builder<'_>, pod: &Running<'_>, machine: &mut Machine) {
    if let Some(text) = injection::rules(&pod.pod, builder.ledger).and_then(|rules| rules.text.ok()) {
        // The generator writes nothing that our own kernel refuses: a test below holds it to that.
        let _refused = machine.netns.restore_noflush_with(&text, builder.rules);
    }
}

/// The listeners with a socket of their own. The others are handed connections.
fn listen(machine: &mut Machine, proxy: &Rc<Proxy>, process: &Process) {
    for listener in proxy.listeners.iter().filter(|listener| listener.bound) {
        machine.listen(Service {
            protocol: Protocol::Tcp,
            address: listener.address.filter(|address: &IpAddr| !address.is_unspecified()),
            port: listener.port,
            process: process.clone(),
            program: Program::Proxy { name: NAME.into(), proxy: Rc::clone(proxy) },
            why: listener.why,
        });
    }
}
