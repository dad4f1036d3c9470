//! The configuration of one proxy in the making, and what it is made of.

use super::mesh::Mesh;
use super::proxy_view::ProxyView;
use super::scope::Scope;
use super::why::Why;
use malla_proxy::{Dialect, Proxy};
use malla_trace::Ledger;

/// The configuration in the making.
#[derive(Debug)]
pub struct Draft<'d, 'a> {
    /// The mesh.
    pub mesh: &'d Mesh<'a>,
    /// The proxy.
    pub view: &'d ProxyView,
    /// What it knows of the mesh.
    pub scope: Scope<'d, 'a>,
    /// Where causes come from.
    pub why: Why<'d>,
    /// What comes of it.
    pub proxy: Proxy,
}

impl<'d, 'a> Draft<'d, 'a> {
    /// Nothing yet.
    pub fn new(mesh: &'d Mesh<'a>, view: &'d ProxyView, ledger: &'d mut Ledger) -> Self {
        let proxy = Proxy::new(Dialect::envoy(), view.why);
        Self { mesh, view, scope: Scope::of(mesh, view), why: Why::new(ledger), proxy }
    }
}
