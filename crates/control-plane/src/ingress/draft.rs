//! The configuration in the making.

use super::{ControllerView, Fact};
use crate::ready_addresses::Addresses;
use crate::store::Store;
use malla_proxy::Proxy;

/// Enters the causes of configuration.
pub type Reasons<'a> = crate::reasons::Reasons<'a, Fact>;

/// The configuration in the making, and what it is made of.
pub struct Draft<'a> {
    /// All objects.
    pub store: &'a Store,
    /// The controller.
    pub view: &'a ControllerView,
    /// What is behind the Services.
    pub addresses: Addresses,
    /// Where causes come from.
    pub reasons: Reasons<'a>,
    /// What comes of it.
    pub proxy: Proxy,
}
