//! What one reading of the texts leaves to the next, so that a key costs what it touches. All of it is a cache: with it and
//! without it comes the same.

use malla_kernel::RuleCache;
use malla_manifest::{Parsed, SourceFile, parse};

/// What is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// Rules that were read before.
    pub(crate) rules: RuleCache,
    /// The files of the last reading, and what they were read as.
    files: Vec<(SourceFile, Parsed)>,
}

impl Kept {
    /// What [`parse`] says of these files. A file says the same whatever lies beside it, so one that did not change is not
    /// read again.
    pub(crate) fn parse(&mut self, files: &[SourceFile]) -> Parsed {
        let mut before = std::mem::take(&mut self.files);
        for file in files {
            let known = before.iter().position(|(known, _)| known == file);
            let read = || (file.clone(), parse(std::slice::from_ref(file)));
            self.files.push(known.map_or_else(read, |known| before.swap_remove(known)));
        }
        let mut all = Parsed::default();
        for (_, parsed) in &self.files {
            all.manifests.extend_from_slice(&parsed.manifests);
            all.findings.extend_from_slice(&parsed.findings);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> SourceFile {
        SourceFile { name: name.into(), text: text.into() }
    }

    #[test]
    fn what_was_read_before_reads_the_same() {
        let pod =
            |name: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: []}}\n");
        let (a, b) = (file("a.yaml", &pod("a")), file("b.yaml", &pod("b")));
        let bad = file("a.yaml", "kind: [\n");
        let twin = file("c.yaml", &pod("a"));
        let readings: [&[&SourceFile]; 7] =
            [&[&a, &b], &[&b, &a], &[&bad, &b], &[&a, &a, &b], &[&twin, &a], &[], &[&b]];
        let mut kept = Kept::default();
        for reading in readings {
            let files: Vec<SourceFile> = reading.iter().copied().cloned().collect();
            assert_eq!(kept.parse(&files), parse(&files), "{files:?}");
            assert_eq!(kept.files.len(), files.len(), "nothing older is kept");
        }
    }
}
