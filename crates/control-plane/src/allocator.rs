//! Picking a free number out of a range with a static band, as the API server's allocators of cluster addresses and
//! node ports do (`pkg/registry/core/service/{ipallocator,portallocator,allocator}`).

use malla_trace::Chance;
use std::collections::BTreeMap;
use std::ops::Range;

/// The first node port and how many there are (`--service-node-port-range`).
pub const NODE_PORTS: Range<u128> = 30_000..32_768;

/// How many numbers at the beginning of a cluster address range are kept for those who write them
/// (`calculateRangeOffset` of the ipallocator).
#[must_use]
pub fn cluster_ip_band(range_size: u128) -> u128 {
    static_band(range_size, 16, 256, 16)
}

/// How many numbers at the beginning of the node port range are kept for those who write them
/// (`calculateRangeOffset` of the portallocator).
#[must_use]
pub fn node_port_band(range_size: u128) -> u128 {
    static_band(range_size, 16, 128, 32)
}

fn static_band(size: u128, least: u128, most: u128, step: u128) -> u128 {
    if size <= least { 0 } else { (size / step).clamp(least, most) }
}

/// A free number: from a random start upwards, first in the band behind `offset`, then in the static band
/// (`randomScanStrategyWithOffset`).
pub fn pick<T>(
    range: &Range<u128>,
    offset: u128,
    taken: &BTreeMap<u128, T>,
    chance: &mut dyn Chance,
    stream: &str,
) -> Option<u128> {
    let middle = (range.start + offset).min(range.end);
    [middle..range.end, range.start..middle].into_iter().find_map(|band| probe(&band, taken, chance, stream))
}

fn probe<T>(band: &Range<u128>, taken: &BTreeMap<u128, T>, chance: &mut dyn Chance, stream: &str) -> Option<u128> {
    let size = band.end.saturating_sub(band.start);
    if taken.range(band.clone()).count() as u128 >= size {
        return None;
    }
    let start = u128::from(chance.draw(stream, u64::try_from(size).unwrap_or(u64::MAX)).outcome);
    (0..size).map(|step| band.start + (start + step) % size).find(|number| !taken.contains_key(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_trace::Seeded;

    #[test]
    fn the_static_bands_are_upstreams() {
        // ipallocator/bitmap_test.go and portallocator/allocator_test.go, Test_calculateRangeOffset.
        let addresses = [(1, 0), (4, 0), (16, 0), (32, 16), (1024, 64), (1 << 24, 256)];
        assert!(addresses.iter().all(|(size, band)| cluster_ip_band(*size) == *band));
        let ports = [(2768, 86), (10, 0), (16, 0), (128, 16), (2048, 64), (40_000, 128)];
        assert!(ports.iter().all(|(size, band)| node_port_band(*size) == *band));
    }

    #[test]
    fn the_upper_band_is_spent_before_the_static_one() {
        let mut chance = Seeded::new(3);
        let mut taken = BTreeMap::new();
        let mut picked = vec![];
        while let Some(number) = pick(&(10..16), 2, &taken, &mut chance, "s") {
            taken.insert(number, ());
            picked.push(number);
        }
        let mut upper = picked[..4].to_vec();
        upper.sort_unstable();
        assert_eq!(upper, [12, 13, 14, 15], "{picked:?}");
        assert_eq!(picked.len(), 6, "then the static band, then none");
    }
}
