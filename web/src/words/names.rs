//! Names of closed lists of things: kinds of vertices, fields of a packet, stages of a machine, facts.

use malla_core::DoorKind;
use malla_trace::{Field, Lang, PartRole, Phase, Severity, Stage, VertexKind, VertexState};

/// What a vertex is.
#[must_use]
pub const fn kind_name(lang: Lang, kind: VertexKind) -> &'static str {
    let (es, en) = match kind {
        VertexKind::Network => ("red", "network"),
        VertexKind::Client => ("cliente", "client"),
        VertexKind::ExternalDns => ("DNS de fuera del clúster", "DNS outside the cluster"),
        VertexKind::Balancer => ("balanceador externo", "external balancer"),
        VertexKind::Gateway => ("puerta de enlace", "gateway"),
        VertexKind::Host => ("otra máquina", "another machine"),
        VertexKind::Node => ("nodo", "node"),
        VertexKind::Pod => ("pod", "pod"),
        VertexKind::Service => ("servicio", "Service"),
        VertexKind::Ingress => ("regla de ingress", "Ingress rule"),
        VertexKind::MeshGateway => ("Gateway de la malla", "mesh Gateway"),
        VertexKind::VirtualService => ("VirtualService", "VirtualService"),
    };
    match lang {
        Lang::Es => es,
        Lang::En => en,
    }
}

/// What kind of address leads to a Service.
#[must_use]
pub fn door_name(lang: Lang, kind: DoorKind) -> &'static str {
    match kind {
        DoorKind::ClusterIp => "ClusterIP",
        DoorKind::ExternalIp => lang.pick("IP externa", "external IP"),
        DoorKind::LoadBalancerIp => lang.pick("IP del balanceador", "balancer's IP"),
        DoorKind::NodePort => "NodePort",
    }
}

/// What a part of a pod is for.
#[must_use]
pub fn part_name(lang: Lang, role: PartRole) -> &'static str {
    match role {
        PartRole::App => lang.pick("contenedor", "container"),
        PartRole::Sidecar => "sidecar",
        PartRole::Init => lang.pick("contenedor de inicio", "init container"),
    }
}

/// How a vertex is.
#[must_use]
pub fn state_name(lang: Lang, state: VertexState) -> &'static str {
    match state {
        VertexState::Ready => lang.pick("listo", "ready"),
        VertexState::NotReady => lang.pick("no está listo", "not ready"),
        VertexState::Pending => lang.pick("espera sitio", "waits for room"),
    }
}

/// A field of a packet or request.
#[must_use]
pub fn field_name(lang: Lang, field: &Field) -> String {
    match field {
        Field::Source => lang.pick("origen", "source").into(),
        Field::SourcePort => lang.pick("puerto de origen", "source port").into(),
        Field::Destination => lang.pick("destino", "destination").into(),
        Field::DestinationPort => lang.pick("puerto de destino", "destination port").into(),
        Field::Ttl => "TTL".into(),
        Field::Mark => lang.pick("marca", "mark").into(),
        Field::Host => "Host".into(),
        Field::Path => lang.pick("ruta", "path").into(),
        Field::Header(name) => name.clone(),
    }
}

/// Where in a machine a step happened, as short as a chip.
#[must_use]
pub fn stage_name(lang: Lang, stage: &Stage) -> String {
    match stage {
        Stage::Interface { name } | Stage::Program { name } => name.clone(),
        Stage::Conntrack => "conntrack".into(),
        Stage::Netfilter { table, chain, rule } => {
            let number = rule.map(|n| format!(" {n}")).unwrap_or_default();
            format!("{table} {chain}{number}")
        }
        Stage::Routing => lang.pick("rutas", "routing").into(),
        Stage::Socket => "socket".into(),
        Stage::Resolver => lang.pick("resolutor", "resolver").into(),
        Stage::Zone => lang.pick("zona DNS", "DNS zone").into(),
        Stage::Listener => "listener".into(),
        Stage::RouteTable => lang.pick("rutas HTTP", "HTTP routes").into(),
        Stage::Upstream => "upstream".into(),
    }
}

/// Which part of a conversation a packet is.
#[must_use]
pub fn phase_name(lang: Lang, phase: Phase) -> &'static str {
    match phase {
        Phase::Work => lang.pick("trabaja", "works"),
        Phase::Open => lang.pick("abre", "opens"),
        Phase::Accept => lang.pick("acepta", "accepts"),
        Phase::Request => lang.pick("pide", "asks"),
        Phase::Answer => lang.pick("vuelve", "comes back"),
    }
}

/// How bad a finding is.
#[must_use]
pub fn severity_name(lang: Lang, severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => lang.pick("aviso", "warning"),
        Severity::Info => lang.pick("nota", "note"),
    }
}

/// A fact about a vertex, by its code; an unknown code names itself.
#[must_use]
pub fn fact_name(lang: Lang, code: &str) -> String {
    let known = match code {
        "netfilter.rules" => lang.pick("reglas de netfilter", "netfilter rules"),
        "image" => lang.pick("imagen", "image"),
        "open-port" => lang.pick("puerto abierto", "open port"),
        "program" => lang.pick("programa", "program"),
        "listens" => lang.pick("escucha en", "listens on"),
        "label" => lang.pick("etiqueta", "label"),
        "role" => lang.pick("papel", "role"),
        "type" => lang.pick("tipo", "type"),
        "node-port" => "NodePort",
        "dns.record" => lang.pick("registro", "record"),
        "version" => lang.pick("versión", "version"),
        "proxy" => "proxy",
        "identity" => lang.pick("identidad", "identity"),
        "subset" => "subset",
        "host" => "host",
        "route" => lang.pick("ruta", "route"),
        "gateway.server" => lang.pick("atiende", "serves"),
        "ingress.rule" => lang.pick("regla", "rule"),
        other => other,
    };
    known.into()
}
