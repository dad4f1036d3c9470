//! What a container tells its program: the image it was made from and its environment, each with its line.

use malla_control_plane::EnvValue;
use malla_trace::CauseId;
use std::collections::BTreeMap;

/// A container, as its program sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup<'a> {
    /// The image, as written.
    pub(crate) image: &'a str,
    /// Its environment.
    pub(crate) environment: &'a BTreeMap<String, EnvValue>,
    /// The line with the image: why everything is so that no variable says.
    pub(crate) why: CauseId,
}

impl<'a> Setup<'a> {
    /// A variable, unless it is empty or missing.
    pub(super) fn get(&self, variable: &str) -> Option<&'a str> {
        self.environment.get(variable).map(|v| v.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The line that sets a variable; the image's where none does.
    pub(super) fn why(&self, variable: &str) -> CauseId {
        self.environment.get(variable).filter(|v| !v.value.is_empty()).map_or(self.why, |v| v.why)
    }

    /// Host and port out of a variable that holds `host`, `host:port` or a URL; the default where it says nothing.
    pub(super) fn address(&self, variable: &str, (host, port): (&str, u16)) -> (String, u16) {
        let text = self.get(variable).unwrap_or(host);
        let authority = text.split_once("://").map_or(text, |(_, rest)| rest).split('/').next().unwrap_or(text);
        match authority.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
            Some((host, Ok(port))) => (host.into(), port),
            Some((_, Err(_))) | None => (authority.into(), port),
        }
    }

    /// The version in the image's name: `v2` of `examples-bookinfo-reviews-v2:1.20.3`; empty where there is none.
    pub(super) fn image_version(&self) -> &'a str {
        let base = super::catalogue::base(self.image);
        base.find("-v").map_or("", |at| &base[at + 1..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_names_host_and_port_in_many_ways() {
        let cases = [
            ("db", ("db", 3306)),
            ("db:3307", ("db", 3307)),
            ("mongodb://mongodb:27017/test", ("mongodb", 27_017)),
            ("http://db/x", ("db", 3306)),
            ("", ("mysql", 3306)),
        ];
        for (value, (host, port)) in cases {
            let set = EnvValue { value: value.into(), why: CauseId(7) };
            let environment = BTreeMap::from([("DB".to_owned(), set)]);
            let setup = Setup { image: "x", environment: &environment, why: CauseId(1) };
            assert_eq!(setup.address("DB", ("mysql", 3306)), (host.to_owned(), port), "{value}");
            assert_eq!(setup.why("DB"), CauseId(if value.is_empty() { 1 } else { 7 }));
        }
    }

    #[test]
    fn an_image_says_its_version() {
        let environment = BTreeMap::new();
        for (image, version) in [
            ("registry.istio.io/release/examples-bookinfo-reviews-v3:1.20.3", "v3"),
            ("istio/examples-bookinfo-ratings-v-faulty", "v-faulty"),
            ("istio/examples-bookinfo-ratings-v2-mysql", "v2-mysql"),
            ("nginx:1-v9", ""),
        ] {
            assert_eq!(Setup { image, environment: &environment, why: CauseId(1) }.image_version(), version, "{image}");
        }
    }
}
