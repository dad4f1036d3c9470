//! What the API server writes where nobody wrote anything: `pkg/apis/*/v1/defaults.go` of v1.34, istiod's and Envoy's own.
//! Facts for people; the defaulting itself is the control plane's.

use super::spot::Spot;

/// A struct, its field, and what holds without it.
type Row = (&'static str, &'static str, &'static str);

const TABLE: &[Row] = &[
    ("ServiceSpec", "type", "ClusterIP"),
    ("ServiceSpec", "sessionAffinity", "None"),
    ("ServiceSpec", "internalTrafficPolicy", "Cluster"),
    ("ServiceSpec", "externalTrafficPolicy", "Cluster"),
    ("ServiceSpec", "ipFamilyPolicy", "SingleStack"),
    ("ServiceSpec", "allocateLoadBalancerNodePorts", "true"),
    ("ServiceSpec", "publishNotReadyAddresses", "false"),
    ("ServicePort", "protocol", "TCP"),
    ("ServicePort", "targetPort", "port"),
    ("ClientIPConfig", "timeoutSeconds", "10800"),
    ("EndpointPort", "protocol", "TCP"),
    ("EndpointSubsetPort", "protocol", "TCP"),
    ("NetworkPolicyPort", "protocol", "TCP"),
    ("IngressClassParametersReference", "scope", "Cluster"),
    ("ContainerPort", "protocol", "TCP"),
    ("PodSpec", "dnsPolicy", "ClusterFirst"),
    ("PodSpec", "restartPolicy", "Always"),
    ("PodSpec", "serviceAccountName", "default"),
    ("PodSpec", "schedulerName", "default-scheduler"),
    ("PodSpec", "terminationGracePeriodSeconds", "30"),
    ("PodSpec", "enableServiceLinks", "true"),
    ("PodSpec", "hostNetwork", "false"),
    ("Probe", "timeoutSeconds", "1"),
    ("Probe", "periodSeconds", "10"),
    ("Probe", "successThreshold", "1"),
    ("Probe", "failureThreshold", "3"),
    ("HTTPGetAction", "scheme", "HTTP"),
    ("HTTPGetAction", "path", "/"),
    ("DeploymentSpec", "replicas", "1"),
    ("DeploymentSpec", "revisionHistoryLimit", "10"),
    ("DeploymentSpec", "progressDeadlineSeconds", "600"),
    ("DeploymentStrategy", "type", "RollingUpdate"),
    ("RollingUpdateDeployment", "maxSurge", "25%"),
    ("RollingUpdateDeployment", "maxUnavailable", "25%"),
    ("ReplicaSetSpec", "replicas", "1"),
    ("StatefulSetSpec", "replicas", "1"),
    ("StatefulSetSpec", "podManagementPolicy", "OrderedReady"),
    ("JobSpec", "completions", "1"),
    ("JobSpec", "parallelism", "1"),
    ("JobSpec", "backoffLimit", "6"),
    ("CronJobSpec", "concurrencyPolicy", "Allow"),
    ("CronJobSpec", "suspend", "false"),
    ("HorizontalPodAutoscalerSpec", "minReplicas", "1"),
    ("HorizontalPodAutoscalerSpecV1", "minReplicas", "1"),
    ("Toleration", "operator", "Equal"),
    ("KeySelector", "optional", "false"),
    ("StorageClass", "reclaimPolicy", "Delete"),
    ("StorageClass", "volumeBindingMode", "Immediate"),
    // Istio: pilot/pkg/networking/core, api/networking/v1alpha3.
    ("VirtualServiceSpec", "gateways", "mesh"),
    ("VirtualServiceSpec", "exportTo", "*"),
    ("DestinationRuleSpec", "exportTo", "*"),
    ("ServiceEntrySpec", "exportTo", "*"),
    ("ServiceEntrySpec", "location", "MESH_EXTERNAL"),
    ("ServiceEntrySpec", "resolution", "NONE"),
    ("HttpRetry", "attempts", "2"),
    ("HttpRedirect", "redirectCode", "301"),
    ("LoadBalancerSettings", "simple", "LEAST_REQUEST"),
    ("OutlierDetection", "consecutive5xxErrors", "5"),
    ("OutlierDetection", "interval", "10s"),
    ("OutlierDetection", "baseEjectionTime", "30s"),
    ("OutlierDetection", "maxEjectionPercent", "10"),
    ("OutlierDetection", "minHealthPercent", "0"),
    ("TcpSettings", "connectTimeout", "10s"),
    ("MutualTls", "mode", "PERMISSIVE"),
    ("AuthorizationPolicySpec", "action", "ALLOW"),
    ("OutboundTrafficPolicy", "mode", "ALLOW_ANY"),
];

/// What holds when nobody writes a field: as its definition says, or its component.
pub(super) fn default_of(spot: &Spot) -> Option<&'static str> {
    let (owner, field) = (spot.owner_name(), spot.field?);
    let defined = field.default.filter(|default| !default.starts_with(['{', '[']));
    defined.or_else(|| TABLE.iter().find(|row| row.0 == owner && row.1 == field.name).map(|row| row.2))
}

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::schema::{structs, words_of};

    #[test]
    fn every_row_is_about_a_field_that_exists_and_could_hold_it() {
        for (owner, field, default) in TABLE {
            let mut found =
                structs().filter(|(_, shape)| shape.name == *owner).filter_map(|(_, shape)| shape.field(field));
            let shape = &found.next().unwrap_or_else(|| panic!("{owner}.{field}")).shape;
            let words = words_of(shape);
            assert!(words.is_empty() || words.iter().any(|word| word == default), "{owner}.{field}: {default}");
        }
    }
}
