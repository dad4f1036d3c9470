//! The request form: texts as the learner types them, and the probe they mean.

use malla_trace::{Fact, Probe, ProbeError, Topology, Url, Vertex, VertexId, VertexKind};

/// The request form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Who sends.
    pub from: VertexId,
    /// HTTP method.
    pub method: String,
    /// Where to.
    pub url: String,
    /// Extra headers, one a line.
    pub headers: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormField {
    /// [`Form::from`].
    From,
    /// [`Form::method`].
    Method,
    /// [`Form::url`].
    Url,
    /// [`Form::headers`].
    Headers,
}

/// What is wrong with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormProblem {
    /// The URL.
    Url(ProbeError),
    /// A line of the headers.
    Header,
}

/// The methods on offer.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

impl Form {
    /// The form that means a probe.
    #[must_use]
    pub fn of(probe: &Probe) -> Self {
        let line = |(name, value): &(String, String)| format!("{name}: {value}");
        Self {
            from: probe.from.clone(),
            method: probe.method.clone(),
            url: probe.url.to_string(),
            headers: probe.headers.iter().map(line).collect::<Vec<_>>().join("\n"),
        }
    }

    /// Fills a field in.
    pub fn fill(&mut self, field: FormField, text: String) {
        match field {
            FormField::From => self.from = VertexId(text),
            FormField::Method => self.method = text,
            FormField::Url => self.url = text,
            FormField::Headers => self.headers = text,
        }
    }

    /// The probe it means.
    ///
    /// # Errors
    /// The first field that means nothing.
    pub fn probe(&self) -> Result<Probe, FormProblem> {
        let url = Url::parse(&self.url).map_err(FormProblem::Url)?;
        let lines = self.headers.lines().filter(|line| !line.trim().is_empty());
        let headers = lines.map(header).collect::<Option<Vec<_>>>().ok_or(FormProblem::Header)?;
        Ok(Probe { from: self.from.clone(), method: self.method.clone(), url, headers })
    }
}

/// URLs that lead somewhere, as one would type them: from outside the gateway's paths at balancers and node ports; from a
/// pod, Services by name.
#[must_use]
pub fn quick_urls(topology: &Topology, from: &VertexId) -> Vec<String> {
    let of_kind = |kind: VertexKind| topology.vertices.iter().filter(move |v| v.kind == kind);
    if topology.get(from).is_some_and(|v| v.kind == VertexKind::Pod) {
        let paths = |service: &Vertex| if service.title == "productpage" { "/productpage" } else { "/" };
        let url =
            |s: &Vertex| Some(format!("http://{}:{}{}", s.title, s.addresses.first()?.rsplit_once(':')?.1, paths(s)));
        return of_kind(VertexKind::Service).filter_map(url).collect();
    }
    let names = of_kind(VertexKind::ExternalDns).flat_map(|v| facts(v, "dns.record"));
    let hosts = names.filter_map(|record| record.split_once(" → ")).map(|(name, _)| name.to_owned());
    let balancers = of_kind(VertexKind::Balancer).flat_map(|v| v.addresses.iter().cloned());
    let node = of_kind(VertexKind::Node).find_map(|v| v.addresses.first());
    let ports = of_kind(VertexKind::Service).flat_map(|v| facts(v, "node-port"));
    let node_ports = ports.filter_map(|port| Some(format!("{}:{port}", node?)));
    let places: Vec<String> = hosts.chain(balancers).chain(node_ports).collect();
    let paths = paths(topology);
    places.iter().flat_map(|place| paths.iter().map(move |path| format!("http://{place}{path}"))).collect()
}

/// The paths that routes name exactly, and the root.
fn paths(topology: &Topology) -> Vec<String> {
    let routes =
        topology.vertices.iter().filter(|v| v.kind == VertexKind::VirtualService).flat_map(|v| facts(v, "route"));
    let conditions =
        routes.filter_map(|route| route.split_once(" → ")).flat_map(|(conditions, _)| conditions.split(", "));
    let mut paths: Vec<String> =
        conditions.filter(|path| path.starts_with('/') && !path.ends_with('*')).map(Into::into).collect();
    paths.truncate(2);
    if paths.is_empty() {
        paths.push("/".into());
    }
    paths
}

fn facts<'a>(vertex: &'a Vertex, code: &'static str) -> impl Iterator<Item = &'a str> {
    vertex.facts.iter().filter(move |fact: &&Fact| fact.code == code).map(|fact| fact.value.as_str())
}

/// A header line (RFC 9112 section 5): a token, a colon, a value.
fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let name = name.trim();
    (!name.is_empty() && name.chars().all(token)).then(|| (name.to_ascii_lowercase(), value.trim().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(url: &str, headers: &str) -> Form {
        Form { from: VertexId("client/x".into()), method: "GET".into(), url: url.into(), headers: headers.into() }
    }

    #[test]
    fn a_form_means_a_probe_and_a_probe_fills_a_form() {
        let probe = form("web1.miempresa.com", "X-User: menchu\n\n accept:*/*").probe().unwrap();
        let headers = [("x-user", "menchu"), ("accept", "*/*")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        assert_eq!(probe.headers, headers);
        assert_eq!(Form::of(&probe).probe(), Ok(probe));
    }

    #[test]
    fn a_form_that_means_nothing_says_which_field() {
        assert_eq!(form("ftp://x", "").probe(), Err(FormProblem::Url(ProbeError::Scheme)));
        assert_eq!(form("x", "no colon").probe(), Err(FormProblem::Header));
        assert_eq!(form("x", "two words: y").probe(), Err(FormProblem::Header));
    }
}
