//! The containers of a pod: whom their programs run as, and what they listen on.

use super::build::Builder;
use super::pod::Running;
use super::{Process, Service, node};
use crate::program::{Behaviour, Listening, Program, Setup, listening};
use malla_control_plane::ContainerView;
use malla_control_plane::coredns::{self, Corefile};
use malla_control_plane::ingress::{self, ControllerView};
use malla_dns::Forwarder;
use malla_kernel::{Protocol, Sender};
use malla_manifest::objects::{Pod, Protocol as Transport, SecurityContext};
use malla_trace::CauseId;
use std::net::SocketAddr;
use std::rc::Rc;

/// How long nginx waits for an upstream (`proxy_connect_timeout`, 60 s; the ingress controllers' 5 s annotation is not
/// set here).
const NGINX_PATIENCE_US: u64 = 60_000_000;

/// Whoever `kubectl exec` starts: the first container.
pub(super) fn shell(pod: &Running<'_>) -> Process {
    pod.pod.containers.first().map(|container| process(pod, container)).unwrap_or_default()
}

/// A container's process.
fn process(pod: &Running<'_>, container: &ContainerView<'_>) -> Process {
    let part = has_parts(pod.pod.pod).then(|| container.name.into());
    Process { part, sender: sender(pod.pod.pod, container) }
}

/// Whether a pod has parts: several containers that run side by side, or a proxy of the mesh.
pub(crate) fn has_parts(pod: &Pod) -> bool {
    let sidecars = pod.spec.init_containers.iter().filter(|init| init.restart_policy.as_deref() == Some("Always"));
    let meshed = pod.spec.containers.iter().any(|container| container.name == "istio-proxy");
    meshed || pod.spec.containers.len() + sidecars.count() > 1
}

/// User and group: the container's word, the pod's, else root (`DetermineEffectiveSecurityContext`).
fn sender(pod: &Pod, container: &ContainerView<'_>) -> Sender {
    let contexts = [container.container.security_context.as_ref(), pod.spec.security_context.as_ref()];
    let said = |field: fn(&SecurityContext) -> Option<i64>| contexts.into_iter().flatten().find_map(field);
    let number = |said: Option<i64>| said.and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
    Sender { uid: number(said(|context| context.run_as_user)), gid: number(said(|context| context.run_as_group)) }
}

/// What the pod's containers listen on.
pub(super) fn services(builder: &mut Builder<'_>, pod: &Running<'_>) -> Vec<Service> {
    let mut found = vec![];
    for container in &pod.pod.containers {
        let heard = listening(container.image, &declared(container));
        let why = pod.pod.cause(&format!("spec.containers[{}].image", container.index));
        let Some(program) = program(builder, pod, container, &heard, why) else { continue };
        let process = process(pod, container);
        for (protocol, port) in heard.sockets {
            let protocol = if protocol == "udp" { Protocol::Udp } else { Protocol::Tcp };
            let (address, process, program) = (None, process.clone(), program.clone());
            found.push(Service { protocol, address, port, process, program, why });
        }
    }
    found
}

/// The TCP ports a container declares.
fn declared(container: &ContainerView<'_>) -> Vec<u16> {
    let tcp = container.ports.iter().filter(|port| port.protocol.unwrap_or_default() == Transport::Tcp);
    tcp.map(|port| port.container_port).collect()
}

fn program(
    builder: &mut Builder<'_>,
    pod: &Running<'_>,
    container: &ContainerView<'_>,
    heard: &Listening,
    why: CauseId,
) -> Option<Program> {
    let name = heard.name.clone();
    Some(match heard.behaviour {
        Behaviour::App(script) => {
            let setup = Setup { image: container.image, environment: container.environment, why };
            Program::App { name, app: Rc::new(script.build(&setup)) }
        }
        Behaviour::MeshProxy => return None,
        Behaviour::Database => Program::Database { name },
        Behaviour::IngressController => {
            let controller = ControllerView::of(&pod.pod);
            let mut proxy = ingress::compile(&builder.cluster.store, &controller, builder.ledger);
            proxy.clusters.values_mut().for_each(|cluster| cluster.connect_timeout_us = NGINX_PATIENCE_US);
            Program::Proxy { name, proxy: Rc::new(proxy) }
        }
        Behaviour::ClusterDns => {
            let server = coredns::compile(&builder.cluster.store, &corefile(builder, pod), builder.ledger);
            Program::Names { name, server: Rc::new(server) }
        }
    })
}

/// kubeadm's Corefile for this cluster; what it does not know it asks the node's own name server.
fn corefile(builder: &Builder<'_>, pod: &Running<'_>) -> Corefile {
    let upstream = node::resolver(builder);
    let forward = upstream
        .nameservers
        .first()
        .map(|server| Forwarder { address: SocketAddr::new(*server, 53), why: upstream.why });
    Corefile { domain: builder.cluster.world.domain.clone(), forward, address: pod.address, ..Corefile::default() }
}
