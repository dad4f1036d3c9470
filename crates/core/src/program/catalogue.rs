//! Which program an image holds, as far as the network sees it: what it listens on and how it behaves.
//!
//! A real cluster would run the image; this catalogue knows the behaviour of those that courses use. An image it does
//! not know answers HTTP on every port its container declares.

use super::app::App;
use super::setup::Setup;
use super::{bookinfo, samples};

/// What a container listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listening {
    /// What people call the program.
    pub(crate) name: String,
    /// What it does.
    pub(crate) behaviour: Behaviour,
    /// Transport and port of every socket.
    pub(crate) sockets: Vec<(&'static str, u16)>,
}

/// What a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Answers HTTP as a script says.
    App(Script),
    /// Speaks a database protocol.
    Database,
    /// Proxies HTTP as Ingress objects say.
    IngressController,
    /// Answers DNS for the cluster.
    ClusterDns,
    /// Proxies as istiod says: a sidecar, or a gateway at the edge.
    MeshProxy,
}

/// A script of the catalogue, before it is known where its environment sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Says which pod it is, whatever is asked.
    Echo,
    /// WordPress.
    Wordpress,
    /// Bookinfo's productpage.
    Productpage,
    /// Bookinfo's details.
    Details,
    /// Bookinfo's reviews.
    Reviews,
    /// Bookinfo's ratings.
    Ratings,
    /// httpbin.
    Httpbin,
    /// Istio's helloworld.
    Helloworld,
    /// istiod's own door for people and probes.
    Istiod,
}

impl Script {
    /// The application, in that container.
    pub(crate) fn build(self, setup: &Setup<'_>) -> App {
        match self {
            Self::Echo => samples::echo(),
            Self::Wordpress => samples::wordpress(setup),
            Self::Productpage => bookinfo::productpage(setup),
            Self::Details => bookinfo::details(setup),
            Self::Reviews => bookinfo::reviews(setup),
            Self::Ratings => bookinfo::ratings(setup),
            Self::Httpbin => samples::httpbin(),
            Self::Helloworld => samples::helloworld(setup),
            Self::Istiod => samples::istiod(),
        }
    }
}

struct Known {
    /// Last part of the image's name, without tag; a final `*` lets it go on (`reviews-*` with any version).
    image: &'static str,
    name: &'static str,
    behaviour: Behaviour,
    ports: Ports,
}

/// What a known program listens on.
enum Ports {
    /// What the image itself says, whatever the container declares.
    Own(&'static [(&'static str, u16)]),
    /// What the container declares; these where it declares nothing.
    Declared(&'static [u16]),
}

const NOWHERE: Ports = Ports::Own(&[]);
const BOOKINFO: Ports = Ports::Own(&[("tcp", bookinfo::PORT)]);

const fn known(image: &'static str, name: &'static str, behaviour: Behaviour, ports: Ports) -> Known {
    Known { image, name, behaviour, ports }
}

static KNOWN: &[Known] = &[
    known("wordpress", "WordPress", Behaviour::App(Script::Wordpress), Ports::Own(&[("tcp", 80)])),
    known("mariadb", "MariaDB", Behaviour::Database, Ports::Own(&[("tcp", 3306)])),
    known("mysql", "MySQL", Behaviour::Database, Ports::Own(&[("tcp", 3306)])),
    known("postgres", "PostgreSQL", Behaviour::Database, Ports::Own(&[("tcp", 5432)])),
    known("redis", "Redis", Behaviour::Database, Ports::Own(&[("tcp", 6379)])),
    known("mongo", "MongoDB", Behaviour::Database, Ports::Own(&[("tcp", 27_017)])),
    known("nginx", "nginx", Behaviour::App(Script::Echo), Ports::Own(&[("tcp", 80)])),
    known("httpd", "Apache", Behaviour::App(Script::Echo), Ports::Own(&[("tcp", 80)])),
    known("ingress-nginx/controller", "nginx · ingress", Behaviour::IngressController, Ports::Own(&[("tcp", 80)])),
    known("coredns", "CoreDNS", Behaviour::ClusterDns, Ports::Own(&[("udp", 53), ("tcp", 53)])),
    known("examples-bookinfo-productpage-*", "productpage", Behaviour::App(Script::Productpage), BOOKINFO),
    known("examples-bookinfo-details-*", "details", Behaviour::App(Script::Details), BOOKINFO),
    known("examples-bookinfo-reviews-*", "reviews", Behaviour::App(Script::Reviews), BOOKINFO),
    known("examples-bookinfo-ratings-*", "ratings", Behaviour::App(Script::Ratings), BOOKINFO),
    known("examples-bookinfo-mongodb*", "MongoDB", Behaviour::Database, Ports::Own(&[("tcp", 27_017)])),
    known("examples-bookinfo-mysqldb*", "MySQL", Behaviour::Database, Ports::Own(&[("tcp", 3306)])),
    known("examples-helloworld-*", "helloworld", Behaviour::App(Script::Helloworld), Ports::Own(&[("tcp", 5000)])),
    known("httpbin", "httpbin", Behaviour::App(Script::Httpbin), Ports::Declared(&[80])),
    known("go-httpbin", "httpbin", Behaviour::App(Script::Httpbin), Ports::Declared(&[8080])),
    known("curlimages/curl", "curl", Behaviour::App(Script::Echo), NOWHERE),
    known("curl", "curl", Behaviour::App(Script::Echo), NOWHERE),
    known("sleep", "sleep", Behaviour::App(Script::Echo), NOWHERE),
    known("busybox", "busybox", Behaviour::App(Script::Echo), NOWHERE),
    known("proxyv2", "Envoy", Behaviour::MeshProxy, NOWHERE),
    known("pilot", "istiod", Behaviour::App(Script::Istiod), Ports::Own(ISTIOD)),
];

/// istiod's ports: xDS in plain text and over TLS, its own metrics, its webhooks, debugging.
const ISTIOD: &[(&str, u16)] = &[("tcp", 8080), ("tcp", 15_010), ("tcp", 15_012), ("tcp", 15_014), ("tcp", 15_017)];

/// What a container with that image and those declared TCP ports listens on.
pub(crate) fn listening(image: &str, declared: &[u16]) -> Listening {
    let tcp = |ports: &[u16]| ports.iter().map(|port| ("tcp", *port)).collect();
    let Some(known) = KNOWN.iter().find(|known| is_image(image, known.image)) else {
        let name = base(image).rsplit('/').next().unwrap_or(image).to_owned();
        return Listening { name, behaviour: Behaviour::App(Script::Echo), sockets: tcp(declared) };
    };
    let sockets = match &known.ports {
        Ports::Own(own) => own.to_vec(),
        Ports::Declared(usual) if declared.is_empty() => tcp(usual),
        Ports::Declared(_) => tcp(declared),
    };
    Listening { name: known.name.into(), behaviour: known.behaviour, sockets }
}

/// Whether `image` is that one, whatever its registry, tag and digest.
fn is_image(image: &str, wanted: &str) -> bool {
    let base = base(image);
    if let Some(start) = wanted.strip_suffix('*') {
        return base.rsplit('/').next().is_some_and(|name| name.starts_with(start));
    }
    base == wanted || base.strip_suffix(wanted).is_some_and(|rest| rest.ends_with('/'))
}

/// The image's name without tag and digest.
pub(super) fn base(image: &str) -> &str {
    let name = image.split('@').next().unwrap_or(image);
    match name.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') => before,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_by_its_name_whatever_its_registry_and_tag() {
        for (image, name) in [
            ("wordpress:6-apache", "WordPress"),
            ("docker.io/library/wordpress@sha256:00", "WordPress"),
            ("localhost:5000/mariadb:11", "MariaDB"),
            ("registry.k8s.io/ingress-nginx/controller:v1.11.3", "nginx · ingress"),
            ("nginx", "nginx"),
            ("registry.istio.io/release/examples-bookinfo-reviews-v3:1.20.3", "reviews"),
            ("docker.io/istio/examples-bookinfo-ratings-v-faulty:1.20.3", "ratings"),
            ("docker.io/istio/proxyv2:1.27.0", "Envoy"),
        ] {
            assert_eq!(listening(image, &[]).name, name, "{image}");
        }
    }

    #[test]
    fn an_unknown_image_answers_where_it_says_it_listens() {
        let unknown = listening("example.com/shop/mynginx:1", &[8080, 9090]);
        assert_eq!(unknown.sockets, [("tcp", 8080), ("tcp", 9090)]);
        assert_eq!((unknown.name.as_str(), unknown.behaviour), ("mynginx", Behaviour::App(Script::Echo)));
        assert!(listening("example.com/shop/mynginx:1", &[]).sockets.is_empty());
    }
}
