//! Sizes: what a visitor downloads, plain and compressed; the compressed copies lie beside the files.

use crate::{Outcome, post_build};
use flate2::{Compression, write::GzEncoder};
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::{fs, thread};

/// Kinds of file that a server compresses.
const TEXTUAL: [&str; 8] = ["js", "wasm", "css", "html", "svg", "json", "webmanifest", "docs"];

/// One file, in bytes.
struct Size {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Every file of dist/.
pub(crate) struct Sizes(Vec<Size>);

/// Writes `.gz` and `.br` beside every file that a server would compress.
pub(crate) fn compress(dist: &Path) -> Outcome<Sizes> {
    let files = post_build::contents(dist)?;
    thread::scope(|scope| {
        let work: Vec<_> = files.iter().map(|(name, bytes)| scope.spawn(|| one(dist, name, bytes))).collect();
        let done = work.into_iter().map(|work| work.join().unwrap_or_else(|_| Err("compressing stopped".into())));
        done.collect::<Outcome<Vec<Size>>>().map(Sizes)
    })
}

fn one(dist: &Path, name: &str, bytes: &[u8]) -> Outcome<Size> {
    let raw = bytes.len();
    let kind = name.rsplit('.').next().unwrap_or_default();
    if !TEXTUAL.contains(&kind) {
        return Ok(Size { name: name.to_owned(), raw, gzip: raw, brotli: raw });
    }
    let failed = |error: std::io::Error| format!("{name}: {error}");
    let (gzip, brotli) = (gzip(bytes).map_err(failed)?, brotli(bytes).map_err(failed)?);
    fs::write(dist.join(format!("{name}.gz")), &gzip).map_err(failed)?;
    fs::write(dist.join(format!("{name}.br")), &brotli).map_err(failed)?;
    Ok(Size { name: name.to_owned(), raw, gzip: gzip.len(), brotli: brotli.len() })
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A text as the page's server sends it.
pub(crate) fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { size_hint: bytes.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters)?;
    Ok(out)
}

impl Sizes {
    /// The three sums in one line.
    pub(crate) fn total(&self) -> String {
        let [raw, gzip, brotli] = self.sums();
        format!("page: {} raw, {} gzip, {} brotli", kilobytes(raw), kilobytes(gzip), kilobytes(brotli))
    }

    fn sums(&self) -> [usize; 3] {
        self.0.iter().fold([0; 3], |[raw, gzip, brotli], size| [raw + size.raw, gzip + size.gzip, brotli + size.brotli])
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, columns: [String; 3]| {
            let [raw, gzip, brotli] = columns;
            writeln!(f, "{name:<64} {raw:>12} {gzip:>12} {brotli:>12}")
        };
        row("file", ["raw", "gzip", "brotli"].map(str::to_owned))?;
        for Size { name, raw, gzip, brotli } in &self.0 {
            row(name, [*raw, *gzip, *brotli].map(kilobytes))?;
        }
        row("all", self.sums().map(kilobytes))
    }
}

/// `1234.5 kB`, of a thousand bytes each.
fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn compressed_copies_hold_the_same_bytes() -> Result<(), std::io::Error> {
        let text = "KUBE-SERVICES ".repeat(500).into_bytes();
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&gzip(&text)?[..]).read_to_end(&mut back)?;
        assert_eq!(back, text);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&text)?[..], &mut back)?;
        assert_eq!(back, text);
        Ok(())
    }

    #[test]
    fn the_table_ends_with_the_sums() {
        let size = |name: &str, raw| Size { name: name.into(), raw, gzip: raw / 2, brotli: raw / 4 };
        let sizes = Sizes(vec![size("a.js", 1000), size("b.wasm", 250_040)]);
        assert_eq!(sizes.total(), "page: 251.0 kB raw, 125.5 kB gzip, 62.7 kB brotli");
        let last = sizes.to_string().lines().last().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(last.as_deref(), Some("all 251.0 kB 125.5 kB 62.7 kB"));
    }
}
