//! Kinds that come from CustomResourceDefinitions: their `additionalPrinterColumns`. A list is shown as JSON.

use super::{Column, age, column};
use crate::kinds::Resource;
use crate::value::{at, shown};
use malla_manifest::Value;

pub(super) fn of(resource: &Resource) -> Option<Vec<Column>> {
    let columns = match (resource.group, resource.kind) {
        ("networking.istio.io", "VirtualService") => vec![
            column("GATEWAYS", |item, _| at_path(&item.value, "spec.gateways")),
            column("HOSTS", |item, _| at_path(&item.value, "spec.hosts")),
            age(),
        ],
        ("networking.istio.io", "DestinationRule") => {
            vec![column("HOST", |item, _| at_path(&item.value, "spec.host")), age()]
        }
        ("networking.istio.io", "ServiceEntry") => vec![
            column("HOSTS", |item, _| at_path(&item.value, "spec.hosts")),
            column("LOCATION", |item, _| at_path(&item.value, "spec.location")),
            column("RESOLUTION", |item, _| at_path(&item.value, "spec.resolution")),
            age(),
        ],
        ("networking.istio.io", "WorkloadEntry") => {
            vec![age(), column("ADDRESS", |item, _| at_path(&item.value, "spec.address"))]
        }
        ("security.istio.io", "PeerAuthentication") => {
            vec![column("MODE", |item, _| at_path(&item.value, "spec.mtls.mode")), age()]
        }
        ("security.istio.io", "AuthorizationPolicy") => {
            vec![column("ACTION", |item, _| at_path(&item.value, "spec.action")), age()]
        }
        ("gateway.networking.k8s.io", kind) => gateway_api(kind)?,
        ("route.openshift.io", "Route") => vec![
            column("HOST/PORT", |item, _| at_path(&item.value, "spec.host")),
            column("PATH", |item, _| at_path(&item.value, "spec.path")),
            column("SERVICES", |item, _| at_path(&item.value, "spec.to.name")),
            column("PORT", |item, _| at_path(&item.value, "spec.port.targetPort")),
            column("TERMINATION", |item, _| at_path(&item.value, "spec.tls.termination")),
            column("WILDCARD", |item, _| or(&item.value, "spec.wildcardPolicy", "None")),
        ],
        _ => return None,
    };
    Some(columns)
}

fn gateway_api(kind: &str) -> Option<Vec<Column>> {
    let columns = match kind {
        "GatewayClass" => vec![
            column("CONTROLLER", |item, _| at_path(&item.value, "spec.controllerName")),
            column("ACCEPTED", |item, _| condition(&item.value, "Accepted")),
            age(),
            super::wide("DESCRIPTION", |item, _| at_path(&item.value, "spec.description")),
        ],
        "Gateway" => vec![
            column("CLASS", |item, _| at_path(&item.value, "spec.gatewayClassName")),
            column("ADDRESS", |item, _| super::joined(&item.value, "status.addresses", "value")),
            column("PROGRAMMED", |item, _| condition(&item.value, "Programmed")),
            age(),
        ],
        "HTTPRoute" | "GRPCRoute" | "TLSRoute" => {
            vec![column("HOSTNAMES", |item, _| at_path(&item.value, "spec.hostnames")), age()]
        }
        _ => return None,
    };
    Some(columns)
}

fn at_path(value: &Value, path: &str) -> String {
    shown(at(value, path))
}

fn or(value: &Value, path: &str, otherwise: &str) -> String {
    let found = at_path(value, path);
    if found.is_empty() { otherwise.into() } else { found }
}

/// A condition's status; `Unknown` until a controller has looked.
fn condition(value: &Value, kind: &str) -> String {
    let conditions = crate::value::items(value, "status.conditions").iter();
    let found = conditions.clone().find(|condition| crate::value::text(condition, "type") == Some(kind));
    found.and_then(|condition| crate::value::text(condition, "status")).unwrap_or("Unknown").into()
}
