//! From field path to cause, as a tree of fields: a field without a cause of its own has its nearest ancestor's, and an
//! object made from another one's template inherits the template's causes.

use malla_trace::{CauseId, FieldPath, Segment};
use std::sync::Arc;

/// From field path to cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Causes {
    root: Branch,
    inherited: Option<(Arc<Self>, Vec<Segment>)>,
    moved: Option<Moved>,
}

/// A list whose first items are new; those behind are the template's.
#[derive(Clone, Debug, PartialEq)]
struct Moved {
    list: Vec<Segment>,
    by: usize,
}

/// A field and the fields below it.
#[derive(Clone, Debug, PartialEq)]
struct Branch {
    cause: Option<CauseId>,
    below: Vec<(Segment, Self)>,
}

impl Causes {
    /// Causes of an object that exists because of `root`.
    #[must_use]
    pub const fn new(root: CauseId) -> Self {
        Self { root: Branch::new(Some(root)), inherited: None, moved: None }
    }

    /// The same, with the fields below `prefix` of another object standing behind its own.
    #[must_use]
    pub fn inheriting(root: CauseId, from: Arc<Self>, prefix: &FieldPath) -> Self {
        Self { root: Branch::new(Some(root)), inherited: Some((from, prefix.0.clone())), moved: None }
    }

    /// Gives a field its own cause.
    pub fn set(&mut self, path: &FieldPath, cause: CauseId) {
        let field = path.0.iter().fold(&mut self.root, Branch::below_mut);
        field.cause = Some(cause);
    }

    /// Makes room before the items of a list: what is known of the first is known of item number `by` from now on.
    pub fn put_before(&mut self, list: &FieldPath, by: usize) {
        let own = list.0.iter().fold(&mut self.root, Branch::below_mut);
        for (segment, _) in &mut own.below {
            if let Segment::Index(index) = segment {
                *index += by;
            }
        }
        self.moved = Some(Moved { list: list.0.clone(), by });
    }

    /// The cause of a field, or of its nearest ancestor.
    #[must_use]
    pub fn at(&self, path: &FieldPath) -> CauseId {
        self.nearest(&path.0.iter().collect::<Vec<_>>()).1
    }

    /// The cause of exactly that field, if it has one.
    #[must_use]
    pub fn exactly(&self, path: &FieldPath) -> Option<CauseId> {
        let (depth, cause) = self.nearest(&path.0.iter().collect::<Vec<_>>());
        (depth == path.0.len()).then_some(cause)
    }

    /// How many segments of the path the nearest cause covers, and the cause.
    fn nearest(&self, path: &[&Segment]) -> (usize, CauseId) {
        let own = self.root.nearest(path);
        if own.0 == path.len() {
            return own;
        }
        self.nearest_inherited(path).filter(|inherited| inherited.0 > own.0).unwrap_or(own)
    }

    fn nearest_inherited(&self, path: &[&Segment]) -> Option<(usize, CauseId)> {
        let (from, prefix) = self.inherited.as_ref()?;
        let index = self.moved.as_ref().and_then(|moved| moved.index(path));
        let mut full: Vec<&Segment> = prefix.iter().chain(path.iter().copied()).collect();
        if let Some((place, index)) = &index {
            // An item that was put before the others has no template.
            full[prefix.len() + place] = index.as_ref()?;
        }
        let (depth, cause) = from.nearest(&full);
        Some((depth.checked_sub(prefix.len())?, cause))
    }
}

impl Moved {
    /// The place of the item's number in the path, and the number it has in the template; no number for a new item.
    fn index(&self, path: &[&Segment]) -> Option<(usize, Option<Segment>)> {
        let place = self.list.len();
        let inside = path.len() > place && self.list.iter().zip(path).all(|(own, other)| own == *other);
        match path.get(place) {
            Some(Segment::Index(index)) if inside => Some((place, index.checked_sub(self.by).map(Segment::Index))),
            Some(Segment::Index(_) | Segment::Key(_)) | None => None,
        }
    }
}

impl Branch {
    const fn new(cause: Option<CauseId>) -> Self {
        Self { cause, below: Vec::new() }
    }

    /// The field below, made if it is not there.
    fn below_mut(&mut self, segment: &Segment) -> &mut Self {
        let place = self.below.iter().position(|(own, _)| own == segment).unwrap_or_else(|| {
            self.below.push((segment.clone(), Self::new(None)));
            self.below.len() - 1
        });
        &mut self.below[place].1
    }

    fn below(&self, segment: &Segment) -> Option<&Self> {
        self.below.iter().find(|(own, _)| own == segment).map(|(_, branch)| branch)
    }

    /// The deepest cause on the way.
    fn nearest(&self, path: &[&Segment]) -> (usize, CauseId) {
        let mut found = (0, self.cause.unwrap_or(CauseId(u32::MAX)));
        let mut at = self;
        for (depth, segment) in path.iter().enumerate() {
            let Some(below) = at.below(segment) else { break };
            found = below.cause.map_or(found, |cause| (depth + 1, cause));
            at = below;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FieldPath {
        FieldPath::parse(text)
    }

    #[test]
    fn a_field_without_a_cause_has_its_nearest_ancestors() {
        let mut causes = Causes::new(CauseId(0));
        causes.set(&path("spec"), CauseId(1));
        causes.set(&path("spec.ports[0]"), CauseId(2));
        let found =
            ["metadata.name", "spec.type", "spec.ports[0].port", "spec.ports[1].port"].map(|p| causes.at(&path(p)).0);
        assert_eq!(found, [0, 1, 2, 1]);
        assert_eq!(causes.exactly(&path("spec.ports[0]")), Some(CauseId(2)));
        assert_eq!(causes.exactly(&path("spec.ports[0].port")), None);
    }

    #[test]
    fn a_later_cause_replaces_an_earlier_one() {
        let mut causes = Causes::new(CauseId(0));
        causes.set(&path("spec.type"), CauseId(1));
        causes.set(&path("spec.type"), CauseId(2));
        causes.set(&FieldPath::root(), CauseId(3));
        assert_eq!((causes.at(&path("spec.type")), causes.at(&path("spec"))), (CauseId(2), CauseId(3)));
    }

    #[test]
    fn a_pod_inherits_its_templates_lines_and_keeps_its_own() {
        let mut deployment = Causes::new(CauseId(0));
        deployment.set(&path("spec"), CauseId(1));
        deployment.set(&path("spec.template.spec.containers[0].image"), CauseId(2));
        let set = Causes::inheriting(CauseId(3), Arc::new(deployment), &FieldPath::root());
        let mut pod = Causes::inheriting(CauseId(4), Arc::new(set), &path("spec.template"));
        pod.set(&path("spec.nodeName"), CauseId(5));
        let found = ["", "spec.nodeName", "spec.containers[0].image", "status.podIP"].map(|p| pod.at(&path(p)).0);
        assert_eq!(found, [4, 5, 2, 4], "the template's own ancestor is no nearer than the pod itself");
    }

    #[test]
    fn items_put_before_a_list_have_no_template_and_the_others_keep_theirs() {
        let mut template = Causes::new(CauseId(0));
        template.set(&path("spec.init[0]"), CauseId(1));
        template.set(&path("spec.init[1].image"), CauseId(2));
        let mut pod = Causes::inheriting(CauseId(3), Arc::new(template), &FieldPath::root());
        pod.set(&path("spec.init[0].args"), CauseId(4));
        pod.put_before(&path("spec.init"), 2);
        pod.set(&path("spec.init[1]"), CauseId(5));
        let asked = ["spec.init[0].image", "spec.init[1].image", "spec.init[2].image", "spec.init[3].image"];
        assert_eq!(asked.map(|p| pod.at(&path(p)).0), [3, 5, 1, 2]);
        assert_eq!(pod.at(&path("spec.init[2].args")), CauseId(4));
    }
}
