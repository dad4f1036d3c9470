//! Response flags: what the access log says of how a request ended. Several are printed in the order in which they were set.

/// A request was held back.
pub(crate) const DELAYED: &str = "DI";

/// All tries are used up.
pub(crate) const RETRIES_USED_UP: &str = "URX";

/// These flags as the access log prints them; `None` without any.
pub(crate) fn printed<'f>(flags: impl IntoIterator<Item = &'f str>) -> Option<String> {
    let flags: Vec<&str> = flags.into_iter().collect();
    (!flags.is_empty()).then(|| flags.join(","))
}
