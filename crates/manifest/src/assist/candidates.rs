//! What a word could name: the things that exist and fit a field, each with where it is written.

use super::definition::Place;
use super::known::{Known, Object, Part, What};
use super::reference::{Names, PORTS, names};
use super::skim::Skim;
use super::spot::Spot;
use crate::schema::Type;
use malla_trace::ObjectRef;

/// Something that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The word that names it.
    pub(super) text: String,
    /// What it is.
    pub(super) detail: String,
    /// Where it is written.
    pub(super) place: Option<Place>,
    /// Whether the word is a number, and not one in quotes.
    pub(super) is_number: bool,
}

impl Candidate {
    fn new(text: impl Into<String>, detail: impl Into<String>, place: Option<Place>) -> Self {
        Self { text: text.into(), detail: detail.into(), place, is_number: false }
    }

    fn of(object: &Object) -> Self {
        Self::new(&object.reference.name, object.reference.to_string(), Some(object.place()))
    }
}

/// A field that names something.
pub(super) struct Asked<'a> {
    pub(super) skim: &'a Skim<'a>,
    pub(super) known: &'a Known,
    /// The name of the text, for what stands in it itself.
    pub(super) file: &'a str,
    /// The key or item whose value it is; of a free mapping, the mapping's own key where a key is meant.
    pub(super) entry: usize,
    pub(super) spot: Spot,
    pub(super) names: Names,
    /// The object's namespace.
    namespace: String,
}

impl<'a> Asked<'a> {
    /// The field at or below an entry, if it names something.
    pub(super) fn new(
        skim: &'a Skim<'a>,
        known: &'a Known,
        file: &'a str,
        entry: Option<usize>,
        spot: &Spot,
    ) -> Option<Self> {
        let entry = entry?;
        let way = skim.way(Some(entry));
        let is_on_way = |key: &str| way.entries.iter().any(|at| skim.entries[*at].is(key));
        let here = |key: &str| is_on_way(key) || (key == "selector" && spot.field_name() == "targetPort");
        let names = names(spot.owner_name(), spot.field_name(), here)?;
        let namespace = skim.meta(way.root, "namespace").unwrap_or("default").to_owned();
        Some(Self { skim, known, file, entry, spot: *spot, names, namespace })
    }

    /// Everything that fits.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let found = match self.names {
            Names::Object(kinds) => kinds.iter().flat_map(|kind| self.objects(kind)).collect(),
            Names::Beside(kind) => self.objects(self.beside("kind").unwrap_or(kind)),
            Names::Host => self.hosts(),
            Names::NamespacedHost => self.namespaced_hosts(),
            Names::Subset => self.subsets(),
            Names::Gateway => self.gateways(),
            Names::Port { by_name } => self.ports(by_name),
            Names::TargetPort => self.target_ports(),
            Names::OwnPort => self.own_ports(),
            Names::OwnVolume => self.own("volumes", "name"),
            Names::PodLabel { .. } | Names::LabelOf(_) => self.labels(),
            Names::DataKey(kind) => self.data_keys(kind),
            Names::Listener => self.listeners(),
            Names::Principal => self.principals(),
        };
        distinct(found)
    }

    /// The key whose value is asked for.
    fn key(&self) -> Option<usize> {
        std::iter::successors(Some(self.entry), |at| self.skim.entries[*at].up)
            .find(|at| self.skim.entries[*at].key().is_some())
    }

    /// What is written beside it.
    fn beside(&self, name: &str) -> Option<&str> {
        self.skim.value(self.skim.entries[self.key()?].up, name).filter(|word| !word.is_empty())
    }

    /// The nearest of what it stands in that has such a key, so many levels up or more.
    fn around(&self, name: &str, levels: usize) -> Option<usize> {
        let way = std::iter::successors(self.key(), |at| self.skim.entries[*at].up);
        way.skip(1 + levels).find(|at| self.skim.key(Some(*at), name).is_some())
    }

    fn nearby(&self, name: &str, levels: usize) -> Option<&str> {
        self.skim.value(self.around(name, levels), name).filter(|word| !word.is_empty())
    }

    /// The namespace that is meant: the one written beside it, or the object's own.
    fn namespace(&self) -> &str {
        self.beside("namespace").unwrap_or(&self.namespace)
    }

    fn objects(&self, kind: &str) -> Vec<Candidate> {
        let own = self.spot.kind.api_version.split('/').next().unwrap_or_default();
        // Two groups have a kind of that name: the object's own group means its own.
        let fits = |object: &&Object| kind != "Gateway" || object.api_version.starts_with(own);
        let found = self.known.all(kind, self.namespace()).filter(fits).map(Candidate::of);
        let mut found: Vec<Candidate> = found.collect();
        if kind == "Namespace" {
            let used = self.known.objects.iter().map(|object| &*object.reference.namespace);
            let used = used.filter(|name| !name.is_empty());
            found.extend(used.map(|name| Candidate::new(name, "Namespace", None)));
        }
        found
    }

    /// Services by their short name where it is enough, all of them by their full one, and the hosts of the mesh.
    fn hosts(&self) -> Vec<Candidate> {
        let services = |is_here: bool| {
            let all = self.known.of_kind("Service");
            all.filter(move |service| (service.reference.namespace == self.namespace) == is_here)
        };
        let mut found: Vec<Candidate> = services(true).map(Candidate::of).collect();
        let full = |object: &Object| Candidate { text: fqdn(&object.reference), ..Candidate::of(object) };
        found.extend(services(true).map(full));
        found.extend(services(false).map(full));
        for entry in self.known.of_kind("ServiceEntry") {
            let host =
                |part: &Part| Candidate::new(&part.text, entry.reference.to_string(), Some(entry.place_of_part(part)));
            found.extend(entry.parts(What::Host).map(host));
        }
        found
    }

    fn namespaced_hosts(&self) -> Vec<Candidate> {
        let word = |text: &str| Candidate::new(text, "", None);
        let mut found = vec![word("./*"), word("*/*")];
        found.extend(self.objects("Namespace").into_iter().map(|each| word(&format!("{}/*", each.text))));
        found.extend(self.known.of_kind("Service").map(|object| {
            let text = format!("{}/{}", object.reference.namespace, fqdn(&object.reference));
            Candidate { text, ..Candidate::of(object) }
        }));
        found
    }

    fn subsets(&self) -> Vec<Candidate> {
        let Some(host) = self.nearby("host", 0) else { return Vec::new() };
        let host = full_name(host, &self.namespace);
        let mut found = Vec::new();
        for rule in self.known.of_kind("DestinationRule") {
            let is_of = |part: &Part| full_name(&part.text, &rule.reference.namespace) == host;
            if rule.parts(What::Host).any(is_of) {
                let subset = |part| (part, rule.place_of_part(part));
                found.extend(rule.parts(What::Subset).map(subset).map(|(part, place): (&Part, Place)| {
                    Candidate::new(&part.text, rule.reference.to_string(), Some(place))
                }));
            }
        }
        found
    }

    /// `name`, `namespace/name`, or the sidecars themselves.
    fn gateways(&self) -> Vec<Candidate> {
        let istio = |object: &&Object| object.api_version.starts_with("networking.istio.io");
        let mut found: Vec<Candidate> = vec![Candidate::new("mesh", "", None)];
        for object in self.known.of_kind("Gateway").filter(istio) {
            let reference = &object.reference;
            let here = (reference.namespace == self.namespace).then(|| Candidate::of(object));
            found.extend(here);
            let text = format!("{}/{}", reference.namespace, reference.name);
            found.push(Candidate { text, ..Candidate::of(object) });
        }
        found
    }

    /// The ports of the Service nearby.
    fn ports(&self, by_name: bool) -> Vec<Candidate> {
        let host = match self.spot.owner_name() {
            "PortSelector" => self.nearby("host", 1),
            "ServiceBackendPort" => self.nearby("name", 1),
            "RoutePort" => self.route_target(),
            _ => self.nearby("name", 0),
        };
        let Some(host) = host.map(|host| full_name(host, self.namespace())) else { return Vec::new() };
        let mut found = Vec::new();
        for (kind, what) in PORTS {
            let is_meant = |object: &&Object| {
                fqdn(&object.reference) == host || object.parts(What::Host).any(|part| part.text == host)
            };
            for object in self.known.of_kind(kind).filter(is_meant) {
                found.extend(object.parts(what).filter_map(|part| port(object, part, by_name)));
            }
        }
        found
    }

    /// The Service that an OpenShift Route goes to.
    fn route_target(&self) -> Option<&str> {
        let to = self.skim.below(self.around("to", 0)).find(|(_, entry)| entry.is("to"));
        self.skim.value(Some(to?.0), "name")
    }

    /// Names and numbers of the ports of the pods that the Service selects.
    fn target_ports(&self) -> Vec<Candidate> {
        let spec = self.around("selector", 0);
        let selector = self.skim.below(spec).find(|(_, entry)| entry.is("selector")).map(|(at, _)| at);
        let Some(selector) = selector else { return Vec::new() };
        let mut found = Vec::new();
        for object in self.selected(&self.skim.pairs(selector), false) {
            for part in object.parts(What::ContainerPort) {
                found.extend(port(object, part, true).filter(|_| !part.more.is_empty()));
                found.extend(port(object, part, false));
            }
        }
        found
    }

    /// Names and numbers of the ports of the container around.
    fn own_ports(&self) -> Vec<Candidate> {
        let mut found = self.own("ports", "name");
        let numbers = self.own("ports", "containerPort").into_iter();
        found.extend(numbers.map(|each| Candidate { is_number: true, ..each }));
        found
    }

    /// A word of each item of a list around.
    fn own(&self, list: &str, word: &str) -> Vec<Candidate> {
        let Some(around) = self.around(list, 0) else { return Vec::new() };
        let Some((list, _)) = self.skim.below(Some(around)).find(|(_, entry)| entry.is(list)) else {
            return Vec::new();
        };
        let items = self.skim.below(Some(list)).filter_map(|(item, _)| self.skim.key(Some(item), word));
        let words = items.filter_map(|entry| Some((self.skim.word(entry)?, entry.value.clone()?)));
        let name = self.skim.meta(self.skim.way(Some(self.entry)).root, "name").unwrap_or_default().to_owned();
        let object = ObjectRef { kind: self.spot.kind.name.into(), namespace: self.namespace.clone(), name };
        let place = |span| Place { file: self.file.into(), span, object: object.clone(), what: String::new() };
        words.map(|(text, span)| Candidate::new(text, word, Some(place(span)))).collect()
    }

    fn data_keys(&self, kind: &str) -> Vec<Candidate> {
        let named = self.nearby("name", 0).or_else(|| self.nearby("secretName", 0));
        let found = self.known.all(kind, &self.namespace).filter(|object| Some(&*object.reference.name) == named);
        let keys = found.flat_map(|object| object.parts(What::DataKey).map(move |part| (object, part)));
        keys.map(|(object, part)| {
            Candidate::new(&part.text, object.reference.to_string(), Some(object.place_of_part(part)))
        })
        .collect()
    }

    fn listeners(&self) -> Vec<Candidate> {
        let gateway = self.beside("name");
        let found = self.known.all("Gateway", self.namespace()).filter(|each| Some(&*each.reference.name) == gateway);
        let listeners = found.flat_map(|object| object.parts(What::Listener).map(move |part| (object, part)));
        listeners
            .map(|(object, part)| Candidate::new(&part.text, &part.more, Some(object.place_of_part(part))))
            .collect()
    }

    fn principals(&self) -> Vec<Candidate> {
        let accounts = self.known.of_kind("ServiceAccount");
        accounts
            .map(|object| {
                let ObjectRef { namespace, name, .. } = &object.reference;
                Candidate { text: format!("cluster.local/ns/{namespace}/sa/{name}"), ..Candidate::of(object) }
            })
            .collect()
    }

    /// Keys of labels, or the values of one.
    fn labels(&self) -> Vec<Candidate> {
        let is_value = matches!(self.free(), Some(map) if map != self.entry);
        let key = self.skim.entries[self.entry].key().filter(|_| is_value);
        let mut found = Vec::new();
        for (object, part) in self.labelled() {
            let place = Some(object.place_of_part(part));
            match key {
                Some(key) if part.text == key => {
                    found.push(Candidate::new(&part.more, object.reference.to_string(), place));
                }
                None => found.push(Candidate::new(&part.text, object.reference.to_string(), place)),
                Some(_) => {}
            }
        }
        found
    }

    /// The labels that may be meant, each with its object.
    fn labelled(&self) -> impl Iterator<Item = (&Object, &Part)> {
        let (kind, what, anywhere) = match self.names {
            Names::LabelOf(kind) => (Some(kind), What::Label, true),
            Names::PodLabel { anywhere } => (None, What::PodLabel, anywhere),
            _ => (None, What::PodLabel, false),
        };
        let all = self.known.objects.iter();
        let here = move |object: &&Object| anywhere || object.reference.namespace == self.namespace;
        let of = move |object: &&Object| kind.is_none_or(|kind| object.kind == kind);
        all.filter(here).filter(of).flat_map(move |object| object.parts(what).map(move |part| (object, part)))
    }

    /// The key of the free mapping that is asked for, if the field is one.
    fn free(&self) -> Option<usize> {
        let field = self.spot.field?;
        let is_map = matches!(super::spot::bare(&field.shape), Type::Map(_));
        let way = std::iter::successors(Some(self.entry), |at| self.skim.entries[*at].up);
        way.filter(|_| is_map).take(2).find(|at| self.skim.entries[*at].is(field.name))
    }

    /// Where what the word at the entry names is written. A selector names everything that has all of its labels.
    pub(super) fn written(&self, word: &str) -> Vec<Place> {
        if let (Names::PodLabel { .. } | Names::LabelOf(_), Some(map)) = (self.names, self.free()) {
            return self.selected_places(map);
        }
        let word = if self.names == Names::Host { full_name(word, &self.namespace) } else { word.to_owned() };
        let is_meant = |each: &Candidate| each.text == word;
        let found = self.candidates().into_iter().filter(is_meant).filter_map(|each| each.place);
        let mut places: Vec<Place> = Vec::new();
        found.for_each(|place| {
            if !places.contains(&place) {
                places.push(place);
            }
        });
        places
    }

    fn selected_places(&self, map: usize) -> Vec<Place> {
        let pairs = self.skim.pairs(map);
        let what = if matches!(self.names, Names::LabelOf(_)) { What::Label } else { What::PodLabel };
        let anywhere = self.names != (Names::PodLabel { anywhere: false });
        let found = self.selected(&pairs, anywhere);
        let first = |object: &Object| object.parts(what).find(|part| pairs.contains(&part.pair())).cloned();
        found.filter_map(|object| first(object).map(|part| object.place_of_part(&part))).collect()
    }

    /// The objects that have all of some labels.
    fn selected(&self, pairs: &[(String, String)], anywhere: bool) -> impl Iterator<Item = &Object> {
        let what = if matches!(self.names, Names::LabelOf(_)) { What::Label } else { What::PodLabel };
        let kind = if let Names::LabelOf(kind) = self.names { Some(kind) } else { None };
        let has = move |object: &Object, pair: &(String, String)| object.parts(what).any(|part| part.pair() == *pair);
        let objects = self.known.objects.iter();
        let here = objects.filter(move |object| anywhere || object.reference.namespace == self.namespace);
        let of = here.filter(move |object| kind.is_none_or(|kind| object.kind == kind));
        of.filter(move |object| !pairs.is_empty() && pairs.iter().all(|pair| has(object, pair)))
    }
}

impl Part {
    /// A label's key and value.
    pub(super) fn pair(&self) -> (String, String) {
        (self.text.clone(), self.more.clone())
    }
}

fn port(object: &Object, part: &Part, by_name: bool) -> Option<Candidate> {
    let (text, more) = if by_name { (&part.more, &part.text) } else { (&part.text, &part.more) };
    let detail = format!("{more} {}", object.reference).trim_start().to_owned();
    let found = Candidate::new(text, detail, Some(object.place_of_part(part)));
    (!text.is_empty()).then_some(Candidate { is_number: !by_name, ..found })
}

/// `name.namespace.svc.cluster.local`.
pub(super) fn fqdn(reference: &ObjectRef) -> String {
    format!("{}.{}.svc.cluster.local", reference.name, reference.namespace)
}

/// A host as istiod completes it in a namespace: `ResolveShortnameToFQDN`; `name.namespace` is taken for one too.
pub(super) fn full_name(host: &str, namespace: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    match labels.as_slice() {
        [name] => format!("{name}.{namespace}.svc.cluster.local"),
        [name, namespace] if !name.contains('*') && !["com", "org", "net", "io"].contains(namespace) => {
            format!("{name}.{namespace}.svc.cluster.local")
        }
        [name, namespace, "svc"] => format!("{name}.{namespace}.svc.cluster.local"),
        _ => host.to_owned(),
    }
}

/// The first of each word, except that one without a place gives way.
fn distinct(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let same = |known: &Candidate| known.text == candidate.text && (known.place == candidate.place);
        let known = found.iter().any(|known| same(known) || known.text == candidate.text && candidate.place.is_none());
        if !known {
            found.push(candidate);
        }
    }
    found
}
