//! A machine's devices and routes as the page shows them: `ip address` and `ip route`.

use malla_kernel::Netns;
use serde::Serialize;

/// What a machine's network looks like from inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NetworkView {
    /// Its devices, `lo` first.
    pub devices: Vec<DeviceView>,
    /// Its routes as `ip route` prints them, the `local` table first.
    pub routes: Vec<String>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    /// Its name, `eth0`.
    pub name: String,
    /// Its addresses with their prefix lengths, `192.168.0.101/16`.
    pub addresses: Vec<String>,
}

/// Devices and routes of a namespace.
pub(crate) fn view(netns: &Netns) -> NetworkView {
    let device = |interface: &malla_kernel::Interface| DeviceView {
        name: interface.name.clone(),
        addresses: interface.addresses.iter().map(|(address, length)| format!("{address}/{length}")).collect(),
    };
    NetworkView { devices: netns.interfaces().iter().map(device).collect(), routes: netns.routes().collect() }
}
