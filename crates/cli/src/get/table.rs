//! A table as kubectl's printer sets it: columns as wide as their widest cell, three spaces between
//! (`k8s.io/cli-runtime/pkg/printers`, tabwriter with padding 3).

/// A table with a heading.
pub(crate) struct Table {
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; the heading begins with the column behind the namespace.
    pub(crate) const fn new(heading: Vec<&'static str>) -> Self {
        Self { heading, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The table as text.
    pub(crate) fn print(mut self, with_namespace: bool) -> String {
        if with_namespace {
            self.heading.insert(0, "NAMESPACE");
        }
        let heading = self.heading.iter().map(|cell| (*cell).to_owned()).collect();
        let rows: Vec<Vec<String>> = std::iter::once(heading).chain(self.rows).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |c: usize| rows.iter().filter_map(|row| row.get(c)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
        rows.iter().map(|row| line(row, &widths)).collect()
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}   "));
    format!("{}\n", cells.collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(vec!["NAME", "TYPE"]);
        table.push(vec!["a-long-name".into(), "x".into()]);
        table.push(vec!["b".into(), "yy".into()]);
        assert_eq!(table.print(false), "NAME          TYPE\na-long-name   x\nb             yy\n");
    }
}
