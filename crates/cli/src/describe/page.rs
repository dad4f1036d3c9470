//! A page of tabbed lines (Go's `text/tabwriter` as `tabbedString` sets it up: padding 2).

use crate::value::{entries, shown};
use malla_manifest::Value;
use std::fmt::Write;

const PADDING: usize = 2;

/// kubectl writes longer annotations on lines of their own (`maxAnnotationLen`).
const LONG: usize = 140;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// A page of tabbed lines.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<Vec<String>>,
}

impl Page {
    /// Adds a line; its cells are parted by tabs.
    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.lines.push(text.as_ref().split('\t').map(str::to_owned).collect());
    }

    /// `Name:  value`.
    pub(super) fn field(&mut self, name: &str, value: impl AsRef<str>) {
        self.line(format!("{name}:\t{}", value.as_ref()));
    }

    /// The same, if there is a value.
    pub(super) fn field_if(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// A heading and values below one another, `<none>` for none (`printLabelsMultiline`).
    pub(super) fn list(&mut self, name: &str, values: &[String]) {
        self.field(name, values.first().map_or("<none>", String::as_str));
        values.iter().skip(1).for_each(|value| self.line(format!("\t{value}")));
    }

    /// The entries of a mapping as `key=value`.
    pub(super) fn labels(&mut self, name: &str, value: &Value, path: &str) {
        let labels = entries(value, path).iter().map(|(key, value)| format!("{key}={}", shown(value)));
        self.list(name, &labels.collect::<Vec<_>>());
    }

    /// The annotations, without the note of `kubectl apply` (`printAnnotationsMultiline`).
    pub(super) fn annotations(&mut self, value: &Value) {
        let all = entries(value, "metadata.annotations").iter().filter(|(key, _)| key != LAST_APPLIED);
        let mut values = vec![];
        for (key, value) in all {
            let value = shown(value);
            if key.len() + value.len() + 2 <= LONG && !value.contains('\n') {
                values.push(format!("{key}: {value}"));
            } else {
                values.push(format!("{key}:"));
                values.extend(value.trim_end().lines().map(|line| format!("  {line}")));
            }
        }
        self.list("Annotations", &values);
    }

    /// The page as text.
    pub(super) fn print(self) -> String {
        let mut text = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            for (column, cell) in line.iter().enumerate() {
                let is_last = column + 1 == line.len();
                let width = if is_last { 0 } else { self.width(number, column) };
                // Writing into a text cannot fail.
                let _ = write!(text, "{cell:<width$}");
            }
            text.push('\n');
        }
        text
    }

    /// A column is as wide as its widest cell in the lines next to each other that have it.
    fn width(&self, line: usize, column: usize) -> usize {
        let has = |line: &&Vec<String>| column + 1 < line.len();
        let above = self.lines[..line].iter().rev().take_while(has);
        let below = self.lines[line..].iter().take_while(has);
        above.chain(below).map(|line| line[column].chars().count()).max().unwrap_or(0) + PADDING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_ends_where_a_line_does_not_have_it() {
        let mut page = Page::default();
        page.field("Name", "web");
        page.list("Labels", &["a=b".into(), "c=d".into()]);
        page.line("Containers:");
        page.line("  web:");
        page.line("    Image:\tnginx");
        page.list("Annotations", &[]);
        assert_eq!(
            page.print(),
            "Name:    web\nLabels:  a=b\n         c=d\nContainers:\n  web:\n    Image:    nginx\nAnnotations:  <none>\n"
        );
    }
}
