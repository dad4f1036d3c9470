//! Addresses as Kubernetes reads them: `netutils.ParseIPSloppy`, which takes leading zeros in IPv4 for decimal.

use std::net::IpAddr;

/// Reads an address.
pub(crate) fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| {
        let short = |part: &str| part.trim_start_matches('0').to_owned();
        let parts: Vec<String> =
            text.split('.').map(|part| if short(part).is_empty() { part.into() } else { short(part) }).collect();
        (parts.len() == 4 && text.is_ascii()).then(|| parts.join(".").parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn zeros_in_front_do_not_count() {
        assert_eq!(parse("010.10.001.5"), parse("10.10.1.5"));
        assert!(parse("10.10.1.5").is_some_and(|ip| ip.to_string() == "10.10.1.5"));
        assert!(parse("0.0.0.0").is_some() && parse("::1").is_some());
        for text in ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "a.b.c.d", "1.2.3.-4", "1.2.3.+4"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
