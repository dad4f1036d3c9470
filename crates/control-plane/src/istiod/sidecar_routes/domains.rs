//! The names under which a sidecar's program may ask for a host (`generateVirtualHostDomains`,
//! `GenerateAltVirtualHosts`).

use std::net::IpAddr;

/// What the name of a virtual host is made of.
#[derive(Clone, Copy, Debug)]
pub struct Named<'n> {
    /// The host.
    pub host: &'n str,
    /// Other names of the same.
    pub aliases: &'n [String],
    /// Whether names below it lead there too: a headless Service's pods.
    pub headless: bool,
    /// Its addresses.
    pub addresses: &'n [IpAddr],
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'n> {
    /// Its own domain, `books.svc.cluster.local`.
    pub domain: &'n str,
    /// Its addresses: it reaches what is of their families.
    pub addresses: &'n [IpAddr],
}

impl Asking<'_> {
    fn reaches(&self, ip: IpAddr) -> bool {
        let v6 = self.addresses.iter().any(IpAddr::is_ipv6);
        let v4 = self.addresses.iter().any(IpAddr::is_ipv4) || !v6;
        if ip.is_ipv4() { v4 } else { v6 }
    }
}

/// The domains, and those among them that are short forms: the full name of another host goes before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    /// All of them.
    pub all: Vec<String>,
    /// The short forms.
    pub short: Vec<String>,
}

/// The domains of a host for a proxy. The port in the Host header does not count.
#[must_use]
pub fn of(named: &Named<'_>, asking: &Asking<'_>) -> Domains {
    let mut domains = Domains::default();
    for name in std::iter::once(named.host).chain(named.aliases.iter().map(String::as_str)) {
        domains.all.extend(full_names(name));
        let short = short_names(name, asking.domain);
        domains.all.extend(short.iter().cloned());
        domains.short.extend(short);
    }
    if named.headless {
        domains.all.extend(domains.all.iter().map(|name| format!("*.{name}")).collect::<Vec<_>>());
    }
    let reached = named.addresses.iter().filter(|ip| asking.reaches(**ip));
    domains.all.extend(reached.map(|ip| bracketed(&ip.to_string())));
    domains
}

/// A name with and without the dot of the root; an address as it is.
fn full_names(name: &str) -> Vec<String> {
    match name.parse::<IpAddr>() {
        Ok(_) => vec![bracketed(name)],
        Err(_) => vec![name.to_owned(), format!("{name}.")],
    }
}

/// An IPv6 address as a Host header has it (`IPv6Compliant`).
#[must_use]
pub fn bracketed(host: &str) -> String {
    if host.parse::<std::net::Ipv6Addr>().is_ok() { format!("[{host}]") } else { host.to_owned() }
}

/// The short forms of a name that somebody in that domain may use: without what they share.
fn short_names(name: &str, proxy_domain: &str) -> Vec<String> {
    match proxy_domain.split_once(".svc.") {
        Some((namespace, cluster)) => service_names(name, namespace, cluster),
        None => shared_names(name, proxy_domain),
    }
}

/// `reviews`, `reviews.books.svc`, `reviews.books` of a Service; without the first from another namespace.
fn service_names(name: &str, own: &str, cluster: &str) -> Vec<String> {
    let Some(bare) = name.strip_suffix(cluster).and_then(|rest| rest.strip_suffix(".svc.")) else { return Vec::new() };
    let Some((service, namespace)) = bare.split_once('.') else { return Vec::new() };
    match namespace == own {
        true => vec![service.to_owned(), format!("{bare}.svc"), bare.to_owned()],
        false => vec![bare.to_owned(), format!("{bare}.svc")],
    }
}

/// Where no cluster's names are used, what the two names do not share.
fn shared_names(name: &str, domain: &str) -> Vec<String> {
    let (own, other): (Vec<&str>, Vec<&str>) = (name.split('.').collect(), domain.split('.').collect());
    let shared = own.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    if shared == 0 || domain.is_empty() {
        return Vec::new();
    }
    let unique = &own[..own.len() - shared];
    let mut names = vec![unique.join(".")];
    if unique.len() == 2 {
        names.push(own[..3].join("."));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(host: &str, headless: bool, proxy_domain: &str) -> String {
        let addresses = ["10.96.0.7".parse().unwrap_or(IpAddr::from([0, 0, 0, 0]))];
        let addresses = if headless { &addresses[..0] } else { &addresses[..] };
        of(&Named { host, aliases: &[], headless, addresses }, &Asking { domain: proxy_domain, addresses: &[] })
            .all
            .join(" ")
    }

    #[test]
    fn a_service_has_a_short_name_in_its_own_namespace_only() {
        let full = "reviews.books.svc.cluster.local";
        let near = "reviews.books.svc.cluster.local reviews.books.svc.cluster.local. reviews reviews.books.svc \
                    reviews.books 10.96.0.7";
        assert_eq!(told(full, false, "books.svc.cluster.local"), near);
        let far = "reviews.books.svc.cluster.local reviews.books.svc.cluster.local. reviews.books reviews.books.svc \
                   10.96.0.7";
        assert_eq!(told(full, false, "other.svc.cluster.local"), far);
        assert_eq!(told("example.com", false, "books.svc.cluster.local"), "example.com example.com. 10.96.0.7");
    }

    #[test]
    fn the_pods_of_a_headless_service_are_meant_too() {
        let told = told("db.books.svc.cluster.local", true, "other.svc.cluster.local");
        assert!(told.ends_with(" *.db.books *.db.books.svc"), "{told}");
    }
}
