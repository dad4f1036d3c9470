//! Response flags: what the access log says of how a request ended, in Envoy's own order.

/// The flags that come up here, in the order in which several are printed (Envoy `envoy/stream_info/stream_info.h`,
/// `CoreResponseFlag`).
const ORDER: [&str; 9] = ["UH", "UT", "UF", "UC", "NR", "DI", "FI", "URX", "NC"];

/// A request was held back.
pub(crate) const DELAYED: &str = "DI";

/// All tries are used up.
pub(crate) const RETRIES_USED_UP: &str = "URX";

/// These flags, each once and in order, as the access log prints them; `None` without any.
pub(crate) fn printed<'f>(flags: impl IntoIterator<Item = &'f str>) -> Option<String> {
    let flags: Vec<&str> = flags.into_iter().collect();
    let set: Vec<&str> = ORDER.into_iter().filter(|flag| flags.contains(flag)).collect();
    (!set.is_empty()).then(|| set.join(","))
}

/// Flags as printed, and one more.
pub(crate) fn with(flags: Option<&str>, more: &str) -> Option<String> {
    printed(flags.into_iter().flat_map(|flags| flags.split(',')).chain([more]))
}
