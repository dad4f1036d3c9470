//! A list of address ranges, of both families in one (`separateV4V6`).

use super::Setting;
use malla_kernel::Family;
use std::net::IpAddr;

/// A list of address ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges {
    /// `*`.
    pub everything: bool,
    ranges: Vec<(IpAddr, u8)>,
}

impl Ranges {
    /// Reads a list. What is no range is passed over, as the real program does.
    pub fn of(setting: &Setting) -> Self {
        if setting.is_everything() {
            return Self { everything: true, ranges: Vec::new() };
        }
        Self { everything: false, ranges: setting.values().filter_map(range).collect() }
    }

    /// Those of a family, printed.
    pub fn of_family(&self, family: Family) -> impl Iterator<Item = String> {
        let own = self.ranges.iter().filter(move |(address, _)| Family::of(*address) == family);
        own.map(|(address, bits)| format!("{address}/{bits}"))
    }

    /// Whether one of them begins at a loopback address (`HasLoopBackIP`).
    pub fn has_loopback(&self) -> bool {
        self.ranges.iter().any(|(address, _)| address.is_loopback())
    }
}

/// `netip.ParsePrefix`: an address and a length without leading zeros.
fn range(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.rsplit_once('/')?;
    let (address, length): (IpAddr, u8) = (address.parse().ok()?, bits.parse().ok()?);
    let plain = bits == length.to_string();
    (plain && length <= Family::of(address).bits()).then_some((address, length))
}
