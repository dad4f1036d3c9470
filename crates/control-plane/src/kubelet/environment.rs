//! A container's environment, with the lines each value comes from (`makeEnvironmentVariables` in
//! `pkg/kubelet/kubelet_pods.go`).

use super::expansion::expand;
use crate::store::{Kind, Store, Stored};
use malla_manifest::{ConfigMap, EnvFromSource, EnvVar, EnvVarSource, KeyRef, Pod, Secret, SourceRef};
use malla_trace::{CauseId, FieldPath, ObjectRef};
use std::collections::BTreeMap;

/// A container's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The variables, by name.
    pub variables: BTreeMap<String, Variable>,
    /// What could not be found; with any of these the container does not start.
    pub missing: Vec<Missing>,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its value.
    pub value: String,
    /// The lines it comes from: the container's, and those of the object it points at.
    pub from: Vec<CauseId>,
}

/// A ConfigMap, a Secret, or a key of one that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field of the pod that asks for it.
    pub path: FieldPath,
    /// `ConfigMap` or `Secret`.
    pub kind: &'static str,
    /// The object's name.
    pub name: String,
    /// The key; `None` when the object itself is missing.
    pub key: Option<String>,
}

/// An object whose keys can become variables.
trait Source: Kind {
    /// Where its values stand.
    fn path_of(&self, key: &str) -> FieldPath;
    /// The value under a key.
    fn value_of(&self, key: &str) -> Option<String>;
    /// All keys.
    fn keys(&self) -> Vec<&String>;
}

impl Source for ConfigMap {
    fn path_of(&self, key: &str) -> FieldPath {
        FieldPath::parse("data").key(key)
    }

    fn value_of(&self, key: &str) -> Option<String> {
        self.data.get(key).cloned()
    }

    fn keys(&self) -> Vec<&String> {
        self.data.keys().collect()
    }
}

impl Source for Secret {
    fn path_of(&self, key: &str) -> FieldPath {
        let field = if self.string_data.contains_key(key) { "stringData" } else { "data" };
        FieldPath::parse(field).key(key)
    }

    fn value_of(&self, key: &str) -> Option<String> {
        self.value(key)
    }

    fn keys(&self) -> Vec<&String> {
        let own = self.string_data.keys().filter(|key| !self.data.contains_key(*key));
        self.data.keys().chain(own).collect()
    }
}

/// The environment of the container of that number.
#[must_use]
pub fn resolve(store: &Store, reference: &ObjectRef, pod: &Pod, stored: &Stored, container: usize) -> Environment {
    let mut resolver = Resolver { store, reference, pod, stored, found: Environment::default() };
    let Some(written) = pod.spec.containers.get(container) else { return resolver.found };
    let at = FieldPath::parse("spec.containers").index(container);
    for (index, source) in written.env_from.iter().enumerate() {
        resolver.take_all(source, &at.key("envFrom").index(index));
    }
    for (index, variable) in written.env.iter().enumerate() {
        resolver.take(variable, &at.key("env").index(index));
    }
    resolver.found
}

struct Resolver<'a> {
    store: &'a Store,
    reference: &'a ObjectRef,
    pod: &'a Pod,
    stored: &'a Stored,
    found: Environment,
}

impl Resolver<'_> {
    fn take_all(&mut self, source: &EnvFromSource, at: &FieldPath) {
        let prefix = source.prefix.as_deref().unwrap_or_default();
        if let Some(config_map) = &source.config_map_ref {
            self.take_keys::<ConfigMap>(config_map, prefix, &at.key("configMapRef"));
        }
        if let Some(secret) = &source.secret_ref {
            self.take_keys::<Secret>(secret, prefix, &at.key("secretRef"));
        }
    }

    fn take_keys<S: Source>(&mut self, from: &SourceRef, prefix: &str, at: &FieldPath) {
        let Some((source, stored)) = self.store.find::<S>(&self.reference.namespace, &from.name) else {
            self.miss::<S>(from.optional, &from.name, None, at);
            return;
        };
        let asked = self.stored.cause_at(at);
        for key in source.keys() {
            let Some(value) = source.value_of(key) else { continue };
            let from = vec![asked, stored.cause_at(&source.path_of(key))];
            self.found.variables.insert(format!("{prefix}{key}"), Variable { value, from });
        }
    }

    fn take(&mut self, variable: &EnvVar, at: &FieldPath) {
        let value = match &variable.value_from {
            Some(source) => self.pointed_at(source, &at.key("valueFrom")),
            None => Some(self.written(variable.value.as_deref().unwrap_or_default(), &at.key("value"))),
        };
        if let Some(value) = value {
            self.found.variables.insert(variable.name.clone(), value);
        }
    }

    /// A written value, with the variables before it put in.
    fn written(&self, text: &str, at: &FieldPath) -> Variable {
        let mut from = vec![self.stored.cause_at(at)];
        let value = expand(text, |name| {
            let known = self.found.variables.get(name)?;
            from.extend(&known.from);
            Some(known.value.clone())
        });
        Variable { value, from }
    }

    fn pointed_at(&mut self, source: &EnvVarSource, at: &FieldPath) -> Option<Variable> {
        if let Some(key) = &source.config_map_key_ref {
            return self.key_of::<ConfigMap>(key, &at.key("configMapKeyRef"));
        }
        if let Some(key) = &source.secret_key_ref {
            return self.key_of::<Secret>(key, &at.key("secretKeyRef"));
        }
        let field = source.field_ref.as_ref()?;
        let (value, path) = self.own_field(&field.field_path)?;
        let from = vec![self.stored.cause_at(&at.key("fieldRef")), self.stored.cause_at(&path)];
        Some(Variable { value, from })
    }

    fn key_of<S: Source>(&mut self, wanted: &KeyRef, at: &FieldPath) -> Option<Variable> {
        let Some((source, stored)) = self.store.find::<S>(&self.reference.namespace, &wanted.name) else {
            self.miss::<S>(wanted.optional, &wanted.name, None, at);
            return None;
        };
        let Some(value) = source.value_of(&wanted.key) else {
            self.miss::<S>(wanted.optional, &wanted.name, Some(&wanted.key), at);
            return None;
        };
        let from = vec![self.stored.cause_at(&at.key("key")), stored.cause_at(&source.path_of(&wanted.key))];
        Some(Variable { value, from })
    }

    fn miss<S: Source>(&mut self, optional: Option<bool>, name: &str, key: Option<&str>, at: &FieldPath) {
        if optional != Some(true) {
            let (path, key) = (at.clone(), key.map(str::to_owned));
            self.found.missing.push(Missing { path, kind: S::KIND, name: name.into(), key });
        }
    }

    /// A field of the pod itself (`podFieldSelectorRuntimeValue`), and where it stands.
    fn own_field(&self, field: &str) -> Option<(String, FieldPath)> {
        let (meta, status) = (&self.pod.meta, &self.pod.status);
        let value = match field {
            "metadata.name" => Some(self.reference.name.clone()),
            "metadata.namespace" => Some(self.reference.namespace.clone()),
            "spec.nodeName" => self.pod.spec.node_name.clone(),
            "spec.serviceAccountName" => self.pod.spec.service_account_name.clone(),
            "status.hostIP" => status.host_ip.map(|ip| ip.to_string()),
            "status.podIP" | "status.podIPs" => status.pod_ip.map(|ip| ip.to_string()),
            _ => {
                return labelled(field, "metadata.labels", &meta.labels)
                    .or_else(|| labelled(field, "metadata.annotations", &meta.annotations));
            }
        };
        let path = if field == "status.podIPs" { "status.podIP" } else { field };
        Some((value.unwrap_or_default(), FieldPath::parse(path)))
    }
}

/// `metadata.labels['app']`.
fn labelled(field: &str, base: &str, values: &BTreeMap<String, String>) -> Option<(String, FieldPath)> {
    let key = field.strip_prefix(base)?.strip_prefix("['")?.strip_suffix("']")?;
    Some((values.get(key).cloned().unwrap_or_default(), FieldPath::parse(base).key(key)))
}
