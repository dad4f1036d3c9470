//! `IngressClass` (`networking.k8s.io/v1`): a name for one kind of ingress controller.

use super::Meta;
use super::field::record;

record! {
    /// An IngressClass.
    IngressClass {
        /// Name; annotations say whether it is the default one and how its controller reaches the pods.
        meta: Meta = "metadata",
        /// What is wanted.
        spec: IngressClassSpec = "spec",
    }
}

record! {
    /// What an IngressClass stands for.
    IngressClassSpec {
        /// The controller's own name, `k8s.io/ingress-nginx`.
        controller: Option<String> = "controller",
    }
}
