//! Which program an image holds, as far as the network sees it: what it listens on and whom it needs.
//!
//! A real cluster would run the image; this catalogue knows the behaviour of those that courses use. An image it does
//! not know answers HTTP on every port its container declares.

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
    /// Answers HTTP by itself.
    Web,
    /// Answers HTTP after asking the database that this variable names.
    WebWithDatabase {
        /// The environment variable, `host` or `host:port`.
        variable: &'static str,
        /// The host when the variable is missing.
        host: &'static str,
        /// The port when the variable names none.
        port: u16,
    },
    /// Speaks a database protocol.
    Database,
    /// Proxies HTTP as Ingress objects say.
    IngressController,
    /// Answers DNS for the cluster.
    ClusterDns,
}

struct Known {
    /// Last part of the image's name, without tag.
    image: &'static str,
    name: &'static str,
    behaviour: Behaviour,
    ports: &'static [(&'static str, u16)],
}

/// Docker Official Image wordpress, `wp-config-docker.php`: `WORDPRESS_DB_HOST`, default `mysql`; MySQL's port 3306.
const WORDPRESS: Behaviour = Behaviour::WebWithDatabase { variable: "WORDPRESS_DB_HOST", host: "mysql", port: 3306 };

static KNOWN: &[Known] = &[
    Known { image: "wordpress", name: "WordPress", behaviour: WORDPRESS, ports: &[("tcp", 80)] },
    Known { image: "mariadb", name: "MariaDB", behaviour: Behaviour::Database, ports: &[("tcp", 3306)] },
    Known { image: "mysql", name: "MySQL", behaviour: Behaviour::Database, ports: &[("tcp", 3306)] },
    Known { image: "postgres", name: "PostgreSQL", behaviour: Behaviour::Database, ports: &[("tcp", 5432)] },
    Known { image: "redis", name: "Redis", behaviour: Behaviour::Database, ports: &[("tcp", 6379)] },
    Known { image: "nginx", name: "nginx", behaviour: Behaviour::Web, ports: &[("tcp", 80)] },
    Known { image: "httpd", name: "Apache", behaviour: Behaviour::Web, ports: &[("tcp", 80)] },
    Known {
        image: "ingress-nginx/controller",
        name: "nginx · ingress",
        behaviour: Behaviour::IngressController,
        ports: &[("tcp", 80)],
    },
    Known { image: "coredns", name: "CoreDNS", behaviour: Behaviour::ClusterDns, ports: &[("udp", 53), ("tcp", 53)] },
];

/// What a container with that image and those declared TCP ports listens on.
pub(crate) fn listening(image: &str, declared: &[u16]) -> Listening {
    if let Some(known) = KNOWN.iter().find(|known| is_image(image, known.image)) {
        return Listening { name: known.name.into(), behaviour: known.behaviour, sockets: known.ports.to_vec() };
    }
    let name = base(image).rsplit('/').next().unwrap_or(image).to_owned();
    Listening { name, behaviour: Behaviour::Web, sockets: declared.iter().map(|port| ("tcp", *port)).collect() }
}

/// Whether `image` is that one, whatever its registry, tag and digest.
fn is_image(image: &str, wanted: &str) -> bool {
    let base = base(image);
    base == wanted || base.strip_suffix(wanted).is_some_and(|rest| rest.ends_with('/'))
}

/// The image's name without tag and digest.
fn base(image: &str) -> &str {
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
        ] {
            assert_eq!(listening(image, &[]).name, name, "{image}");
        }
    }

    #[test]
    fn an_unknown_image_answers_where_it_says_it_listens() {
        let unknown = listening("example.com/shop/mynginx:1", &[8080, 9090]);
        assert_eq!(unknown.sockets, [("tcp", 8080), ("tcp", 9090)]);
        assert_eq!((unknown.name.as_str(), unknown.behaviour), ("mynginx", Behaviour::Web));
        assert!(listening("example.com/shop/mynginx:1", &[]).sockets.is_empty());
    }
}
