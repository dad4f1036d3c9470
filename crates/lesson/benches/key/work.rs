//! What is measured: one key in a lesson's text, and everything that the page computes before it can draw again: the
//! cluster, the request through it, and what the judge says.

use malla_core::{Change, Scenario, SimHost, SourceFile};
use malla_lesson::{Lesson, judge, load};

macro_rules! lesson {
    ($lesson:literal: $($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../../../lessons/", $lesson, "/", $file)))),*]
    };
}

/// A lesson and a place in it where somebody types.
struct Desk {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    open: &'static str,
    /// A text of the open file, and what it becomes: another value, then a line more.
    edits: [(&'static str, &'static str); 2],
}

const DESKS: [Desk; 2] = [
    // Three nodes, an ingress controller, a page and its database.
    Desk {
        name: "notes",
        files: lesson!["whole-road": "lesson.toml" "es.md" "en.md" "start/ingress.yaml" "start/mariadb.yaml"
            "start/mundo.yaml" "start/nginx.yaml" "start/sistema.yaml" "start/wordpress.yaml"
            "solution/ingress.yaml" "mistakes/no-such-service/ingress.yaml" "mistakes/nobody-listens-to-it/blog.yaml"
            "mistakes/wrong-service-port/ingress.yaml"],
        open: "wordpress.yaml",
        edits: [
            ("replicas: 2", "replicas: 3"),
            ("        env:\n", "        env:\n        - name: KEY\n          value: pressed\n"),
        ],
    },
    // Bookinfo in a mesh of seven proxies.
    Desk {
        name: "canary mesh",
        files: lesson!["canary": "lesson.toml" "es.md" "en.md" "start/bookinfo.yaml" "start/gateway.yaml"
            "start/mundo.yaml" "start/reparto.yaml" "start/reviews.yaml" "steps/all/solution/reparto.yaml"
            "steps/all/start/ratings.yaml" "steps/half/solution/reparto.yaml" "steps/one/solution/reparto.yaml"
            "steps/ten/solution/reparto.yaml" "steps/twenty/solution/reparto.yaml"
            "steps/wrong/solution/reparto.yaml" "steps/wrong/start/ratings.yaml"],
        open: "reparto.yaml",
        edits: [
            ("        subset: v1", "        subset: v11"),
            ("        subset: v1", "        subset: v1\n      weight: 100"),
        ],
    },
];

/// Somebody who types: one text after the other, each a key away from the one before.
pub struct Typist {
    /// What the cluster is called.
    pub name: &'static str,
    lesson: Lesson,
    host: SimHost,
    texts: [Vec<SourceFile>; 3],
    keys: usize,
}

impl Typist {
    /// One at every desk.
    pub fn all() -> impl Iterator<Item = Self> {
        DESKS.iter().map(Self::at)
    }

    fn at(desk: &Desk) -> Self {
        let lesson = load(desk.files).unwrap_or_else(|findings| unreachable!("{}: {findings:?}", desk.name));
        let begun = lesson.begun(0);
        let [value, line] = desk.edits.map(|edit| edited(begun.clone(), desk.open, edit));
        let host = SimHost::new(Scenario { seed: lesson.scenario.seed });
        Self { name: desk.name, lesson, host, texts: [begun, value, line], keys: 0 }
    }

    /// A key; how many steps the request took.
    pub fn press(&mut self) -> usize {
        self.press_lightly();
        let snapshot = self.host.snapshot();
        assert!(!snapshot.is_stale(), "every text is a good one");
        let judged = judge(&self.lesson, &snapshot);
        assert!(!judged.stale, "the judge looks at this text");
        let probe = &self.lesson.scenario.probe;
        snapshot.send(probe).hops.iter().map(|hop| hop.steps.len()).sum()
    }

    /// A key, and nothing but the cluster. The cluster before the last goes, as in a page that has been typed in for long.
    pub fn press_lightly(&mut self) {
        self.host.forget_history();
        self.host.apply(Change::Files(self.texts[self.keys % 3].clone()));
        self.keys += 1;
    }
}

fn edited(mut files: Vec<SourceFile>, name: &str, (from, to): (&str, &str)) -> Vec<SourceFile> {
    for file in files.iter_mut().filter(|file| file.name == name) {
        assert!(file.text.contains(from), "{name} does not contain {from:?}");
        file.text = file.text.replacen(from, to, 1);
    }
    files
}
