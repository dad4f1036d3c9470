//! What a release adds to Trunk's dist/: a Content-Security-Policy, versions on names that do not
//! carry their content, and a service worker that keeps an offline copy.

use crate::Outcome;
use sha1_smol::Sha1;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Nothing but our own files; WebAssembly may compile; no inline script or style anywhere.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";
const SERVICE_WORKER: &str = include_str!("sw.js");

/// Finishes a fresh dist/.
pub(crate) fn finish(dist: &Path) -> Outcome {
    let files = contents(dist)?;
    let version = version(&files);
    let index = text(&files, "index.html")?;
    no_inline(&index)?;
    write(&dist.join("index.html"), &with_policy(&with_versions(&index, &files, &version))?)?;
    for name in files.keys().filter(|name| name.ends_with(".js") && name.starts_with("malla-web")) {
        write(&dist.join(name), &with_versions(&text(&files, name)?, &files, &version))?;
    }
    write(&dist.join("sw.js"), &service_worker(&files, &version))
}

/// Every file below `dir`, by its path with forward slashes.
pub(crate) fn contents(dir: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![dir.to_path_buf()];
    while let Some(path) = open.pop() {
        let failed = |error| format!("{}: {error}", path.display());
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(failed)? {
                open.push(entry.map_err(failed)?.path());
            }
        } else {
            let below = path.strip_prefix(dir).unwrap_or(&path);
            let name: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            found.insert(name.join("/"), fs::read(&path).map_err(failed)?);
        }
    }
    Ok(found)
}

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Outcome<String> {
    let bytes = files.get(name).ok_or_else(|| format!("dist/ has no {name}"))?;
    String::from_utf8(bytes.clone()).map_err(|error| format!("{name}: {error}"))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// One version for everything: a page is never put together from two builds.
fn version(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha1::new();
    for (name, bytes) in files {
        hash.update(name.as_bytes());
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.digest().to_string()[..12].to_owned()
}

/// The policy would silently stop an inline script or style; say so at build time instead.
fn no_inline(html: &str) -> Outcome {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        let words: Vec<&str> = tag.split_whitespace().collect();
        let script = words.first() == Some(&"script") && !words.iter().any(|word| word.starts_with("src="));
        let style = words.first() == Some(&"style") || words.iter().any(|word| word.starts_with("style="));
        let handler = words.iter().skip(1).any(|word| word.starts_with("on") && word.contains('='));
        if script || style || handler {
            return Err(format!("index.html has an inline script or style, which the policy forbids: <{tag}>"));
        }
    }
    Ok(())
}

fn with_policy(html: &str) -> Outcome<String> {
    let meta = format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    if html.contains("<head>") { Ok(html.replacen("<head>", &meta, 1)) } else { Err("index.html has no <head>".into()) }
}

/// Adds `?v=` to every quoted name of a script or module of ours: their names do not change with
/// their content, and a browser may hold yesterday's.
fn with_versions(text: &str, files: &BTreeMap<String, Vec<u8>>, version: &str) -> String {
    let named = files.keys().filter(|name| name.ends_with(".js") || name.ends_with(".wasm"));
    named.fold(text.to_owned(), |text, name| {
        ["\"", "'"].iter().fold(text, |text, quote| {
            text.replace(&format!("./{name}{quote}"), &format!("./{name}?v={version}{quote}"))
        })
    })
}

fn service_worker(files: &BTreeMap<String, Vec<u8>>, version: &str) -> String {
    let names = files.keys().map(|name| if name == "index.html" { "./" } else { name.as_str() });
    let list: Vec<String> = names.map(|name| format!("  {name:?},\n")).collect();
    SERVICE_WORKER.replace("VERSION", version).replace("FILES", &format!("[\n{}]", list.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<String, Vec<u8>> {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn inline_code_is_refused() {
        assert_eq!(no_inline("<head><script type=\"module\" src=\"a.js\"></script><p>on = off</p></head>"), Ok(()));
        for bad in ["<script>1</script>", "<style>a{}</style>", "<p style=\"x\">", "<body onload=\"x()\">"] {
            assert!(no_inline(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_policy_comes_first_in_the_head() {
        let html = with_policy("<html><head>\n<meta charset=\"utf-8\"></head>");
        assert!(html.is_ok_and(|html| html.starts_with("<html><head>\n<meta http-equiv=\"Content-Security-Policy\"")));
        assert_eq!(with_policy("<html>"), Err("index.html has no <head>".into()));
    }

    #[test]
    fn scripts_and_modules_get_a_version() {
        let files = files(&["boot.js", "app.css", "snippets/x/editor.js"]);
        let html = "<script src=\"./boot.js\"></script><link href=\"./app.css\">import './snippets/x/editor.js';";
        let versioned =
            "<script src=\"./boot.js?v=7\"></script><link href=\"./app.css\">import './snippets/x/editor.js?v=7';";
        assert_eq!(with_versions(html, &files, "7"), versioned);
    }

    #[test]
    fn the_offline_copy_names_every_file_once() {
        let worker = service_worker(&files(&["boot.js", "index.html"]), "abc");
        assert!(worker.contains("${OURS}abc`"), "{worker}");
        assert!(worker.contains("[\n  \"boot.js\",\n  \"./\",\n]"), "{worker}");
        assert!(!worker.contains("FILES") && !worker.contains("VERSION"), "{worker}");
    }

    #[test]
    fn the_version_follows_every_byte() {
        let (mut one, other) = (files(&["a", "b"]), files(&["a", "b"]));
        assert_eq!(version(&one), version(&other));
        one.insert("b".into(), b"c".to_vec());
        assert_ne!(version(&one), version(&other));
    }
}
