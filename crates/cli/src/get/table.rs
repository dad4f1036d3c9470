//! A table as kubectl's printer sets it: columns as wide as their widest cell, three spaces between
//! (`k8s.io/cli-runtime/pkg/printers`, tabwriter with padding 3).

/// A table with a heading.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of a heading alone; an empty one is none.
    pub(crate) fn new(heading: Vec<&'static str>) -> Self {
        let heading: Vec<String> = heading.into_iter().map(str::to_owned).collect();
        Self { rows: Some(heading).into_iter().filter(|heading| !heading.is_empty()).collect() }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// The table as text.
    pub(crate) fn print(self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |c: usize| self.rows.iter().filter_map(|row| row.get(c)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|c| width(c).unwrap_or(0)).collect();
        self.rows.iter().map(|row| line(row, &widths)).collect()
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
        assert_eq!(table.print(), "NAME          TYPE\na-long-name   x\nb             yy\n");
    }
}
