//! The three-way merge of `kubectl apply`: what was applied last, what is applied now, what is there
//! (`CreateThreeWayMergePatch` in `k8s.io/apimachinery/pkg/util/strategicpatch`, and `jsonmergepatch` for kinds that
//! come from a CustomResourceDefinition).

use malla_manifest::Value;

/// What is in play.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    /// What was applied last; nothing when nobody applied.
    pub(crate) original: &'a Value,
    /// What is applied now.
    pub(crate) modified: &'a Value,
    /// What is there.
    pub(crate) current: &'a Value,
}

/// By which key the items of a list are told apart (`patchMergeKey` in `k8s.io/api`): the list, what it lies in, the
/// key. Lists that are not here are replaced whole.
const MERGE_KEYS: &[(&str, &str, &str)] = &[
    ("containers", "spec", "name"),
    ("initContainers", "spec", "name"),
    ("ephemeralContainers", "spec", "name"),
    ("volumes", "spec", "name"),
    ("imagePullSecrets", "", "name"),
    ("hostAliases", "spec", "ip"),
    ("topologySpreadConstraints", "spec", "topologyKey"),
    ("env", "", "name"),
    ("volumeMounts", "", "mountPath"),
    ("volumeDevices", "", "devicePath"),
    ("ports", "spec", "port"),
    ("ports", "containers", "containerPort"),
    ("ports", "initContainers", "containerPort"),
    ("secrets", "", "name"),
];

/// The object as it is to be. Kinds of our own API server know the keys of their lists (`is_strategic`).
pub(crate) fn three_way(sides: Sides<'_>, is_strategic: bool) -> Value {
    merge(sides, &mut vec![], is_strategic)
}

fn merge<'a>(sides: Sides<'a>, path: &mut Vec<&'a str>, strategic: bool) -> Value {
    match (sides.modified, sides.current) {
        (Value::Map(wanted), Value::Map(there)) => map(sides, wanted, there, path, strategic),
        (Value::List(wanted), Value::List(there)) => match merge_key(path).filter(|_| strategic) {
            Some(key) if is_key_of(key, wanted) && is_key_of(key, there) => list(sides, wanted, there, key, path),
            Some(_) | None => sides.modified.clone(),
        },
        (modified, _) => modified.clone(),
    }
}

fn map<'a>(
    sides: Sides<'a>,
    wanted: &'a [(String, Value)],
    there: &'a [(String, Value)],
    path: &mut Vec<&'a str>,
    strategic: bool,
) -> Value {
    let is_dropped = |key: &str| sides.original.get(key).is_some() && sides.modified.get(key).is_none();
    let kept = there.iter().filter(|(key, _)| !is_dropped(key) && sides.modified.get(key).is_none());
    let mut merged: Vec<(String, Value)> = kept.cloned().collect();
    for (key, value) in wanted.iter().filter(|(_, value)| *value != Value::Null) {
        let original = sides.original.get(key).unwrap_or(&Value::Null);
        let current = sides.current.get(key).unwrap_or(&Value::Null);
        path.push(key);
        merged.push((key.clone(), merge(Sides { original, modified: value, current }, path, strategic)));
        path.pop();
    }
    Value::Map(merged)
}

/// Items of the same key are merged; those that were applied last and are not any more go; those of others stay, last.
fn list<'a>(sides: Sides<'a>, wanted: &'a [Value], there: &'a [Value], key: &str, path: &mut Vec<&'a str>) -> Value {
    let before: &[Value] = if let Value::List(items) = sides.original { items } else { &[] };
    let find = |items: &'a [Value], item: &Value| items.iter().find(|other| other.get(key) == item.get(key));
    let mut merged: Vec<Value> = Vec::new();
    for item in wanted {
        let original = find(before, item).unwrap_or(&Value::Null);
        let current = find(there, item).unwrap_or(&Value::Null);
        merged.push(merge(Sides { original, modified: item, current }, path, true));
    }
    let foreign = there.iter().filter(|item| find(wanted, item).is_none() && find(before, item).is_none());
    merged.extend(foreign.cloned());
    Value::List(merged)
}

fn merge_key(path: &[&str]) -> Option<&'static str> {
    let (name, above) = path.split_last()?;
    let inside = |parent: &str| parent.is_empty() || above.last() == Some(&parent);
    MERGE_KEYS.iter().find(|(list, parent, _)| list == name && inside(parent)).map(|(.., key)| *key)
}

/// Whether the key tells all items apart.
fn is_key_of(key: &str, items: &[Value]) -> bool {
    let keys: Vec<&Value> = items.iter().filter_map(|item| item.get(key)).collect();
    let alone = |at: usize| keys.iter().enumerate().all(|(other, value)| other == at || *value != keys[at]);
    keys.len() == items.len() && (0..keys.len()).all(alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::sorted;
    use malla_manifest::{read_value, to_yaml};

    fn value(text: &str) -> Value {
        read_value(text).unwrap_or_default()
    }

    fn merged(original: &str, modified: &str, current: &str, is_strategic: bool) -> String {
        let (original, modified, current) = (value(original), value(modified), value(current));
        let sides = Sides { original: &original, modified: &modified, current: &current };
        to_yaml(&sorted(three_way(sides, is_strategic)))
    }

    #[test]
    fn what_is_not_applied_any_more_goes_and_what_others_set_stays() {
        let found = merged("{a: 1, b: {c: 1, d: 1}}", "{a: 2, b: {c: 1}}", "{a: 1, b: {c: 1, d: 1, e: 1}, f: 1}", true);
        assert_eq!(found, "a: 2\nb:\n  c: 1\n  e: 1\nf: 1\n");
        let never = merged("", "{a: 2}", "{a: 1, b: 1}", true);
        assert_eq!(never, "a: 2\nb: 1\n", "nobody applied: nothing goes");
    }

    #[test]
    fn items_with_a_key_are_merged_and_others_are_replaced() {
        let (original, modified) =
            ("spec: {containers: [{name: a}, {name: b}]}", "spec: {containers: [{name: a, image: x}]}");
        let current = "spec: {containers: [{name: a, image: w, tty: true}, {name: b}, {name: sidecar}]}";
        let found = merged(original, modified, current, true);
        assert_eq!(found, "spec:\n  containers:\n  - image: x\n    name: a\n    tty: true\n  - name: sidecar\n");
        let custom = merged(original, modified, current, false);
        assert_eq!(custom, "spec:\n  containers:\n  - image: x\n    name: a\n");
        let rules = merged("", "spec: {rules: [{host: a}]}", "spec: {rules: [{host: b}]}", true);
        assert_eq!(rules, "spec:\n  rules:\n  - host: a\n");
    }

    #[test]
    fn a_key_that_stands_there_twice_tells_nothing_apart() {
        let found =
            merged("", "spec: {ports: [{port: 53, protocol: UDP}, {port: 53}]}", "spec: {ports: [{port: 53}]}", true);
        assert_eq!(found, "spec:\n  ports:\n  - port: 53\n    protocol: UDP\n  - port: 53\n");
    }
}
