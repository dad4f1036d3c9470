//! Whose rules a VirtualService was made of: people's own, or those that istiod translates from other kinds
//! (`UseGatewaySemantics`, `UseIngressSemantics`).

use malla_manifest::Meta;

/// The annotation of VirtualServices that istiod makes itself.
const ROUTE_SEMANTICS: &str = "internal.istio.io/route-semantics";

/// Whose rules they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Semantics {
    /// A VirtualService's.
    VirtualService,
    /// An Ingress's.
    Ingress,
    /// The Gateway API's.
    Gateway,
}

impl Semantics {
    /// Of an object.
    #[must_use]
    pub fn of(meta: &Meta) -> Self {
        match meta.annotations.get(ROUTE_SEMANTICS).map(String::as_str) {
            Some("gateway") => Self::Gateway,
            Some("ingress") => Self::Ingress,
            Some(_) | None => Self::VirtualService,
        }
    }

    /// Whether a prefix ends at a slash.
    #[must_use]
    pub const fn separates_prefixes(self) -> bool {
        matches!(self, Self::Ingress | Self::Gateway)
    }
}
