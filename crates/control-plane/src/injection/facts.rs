//! Why the sidecar injector adds something to a pod: the closed list of its reasons.

use crate::reasons::reasons;

reasons! {
    "sidecar-injector",
    /// A reason for what a pod has and its template has not.
    Fact {
        /// The namespace has the label `istio-injection=enabled`.
        NamespaceLabel = "sidecar-injector/namespace-label",
        /// The namespace has the label `istio.io/rev` of this istiod.
        NamespaceRevision = "sidecar-injector/namespace-revision",
        /// The pod has the label `sidecar.istio.io/inject=true`, in a namespace that says nothing.
        PodLabel = "sidecar-injector/pod-label",
        /// The pod has the label `istio.io/rev` of this istiod, in a namespace that says nothing.
        PodRevision = "sidecar-injector/pod-revision",
        /// The pod was made when a label asked for it; nobody takes a sidecar out of a running pod.
        AtCreation = "sidecar-injector/at-creation",
        /// istio-init runs before all others and writes the rules that lead the pod's traffic through its proxy.
        Init = "sidecar-injector/init",
        /// An annotation of the pod changes what is led through the proxy.
        TrafficAnnotation = "sidecar-injector/traffic-annotation",
        /// istio-proxy as a native sidecar: an init container that never ends.
        NativeSidecar = "sidecar-injector/native-sidecar",
        /// istio-proxy as one container among the others.
        OrdinarySidecar = "sidecar-injector/ordinary-sidecar",
        /// istio-proxy as the pod's only program, a gateway.
        Gateway = "sidecar-injector/gateway",
        /// The label by which other proxies know that this one takes mutual TLS.
        TlsMode = "sidecar-injector/tls-mode",
        /// The labels under which the pod is counted: its app's name and version.
        Canonical = "sidecar-injector/canonical",
        /// The annotation that lists what was added.
        Status = "sidecar-injector/status",
        /// The annotation that says which istiod added it.
        Revision = "sidecar-injector/revision",
        /// The annotations that make `kubectl exec` and `kubectl logs` mean the app.
        DefaultContainer = "sidecar-injector/default-container",
        /// The annotations that send Prometheus to the agent, which has both figures.
        Prometheus = "sidecar-injector/prometheus",
        /// The kubelet's question goes to the agent, which asks the app: the kubelet has no certificate.
        ProbeRewrite = "sidecar-injector/probe-rewrite",
    }
}

#[cfg(test)]
mod check {
    use super::*;

    #[test]
    fn every_fact_is_entered_under_its_own_name() {
        crate::reasons::check::<Fact>();
    }
}
