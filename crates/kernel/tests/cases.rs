//! Literate cases: what is so, what is sent, and everything that happens, as text (`tests/cases/*.txt`).
//!
//! A line beginning with `## ` opens a part: `setting` (devices, routes, listeners), `rules` and `rules6`
//! (iptables-restore text), `thorough` (also print what did not match), `after SECONDS`, `connections`,
//! `receive DEVICE PACKET`, `send UID PACKET`. What follows the last three is what must come out.
//! With `MALLA_RECORD=1` it is what does come out that is written: read the difference before believing it.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use malla_kernel::Family;
use support::Lab;

/// A part: its head and its lines.
struct Part {
    head: String,
    body: String,
}

fn parts(text: &str) -> (String, Vec<Part>) {
    let mut pieces = text.split("\n## ");
    let prose = pieces.next().unwrap().to_owned();
    let part = |piece: &str| {
        let (head, body) = piece.split_once('\n').unwrap_or((piece, ""));
        Part { head: head.trim().into(), body: body.trim().into() }
    };
    (prose, pieces.map(part).collect())
}

/// Plays a part; what comes out, where something is expected to.
fn play(lab: &mut Lab, part: &Part) -> Option<String> {
    let (verb, rest) = part.head.split_once(' ').unwrap_or((&part.head, ""));
    match verb {
        "setting" => *lab = Lab::new(&part.body),
        "rules" => lab.load(&part.body, Family::V4),
        "rules6" => lab.load(&part.body, Family::V6),
        "thorough" => lab.thorough = true,
        "after" => lab.now = lab.now.plus_s(rest.parse().unwrap()),
        "connections" => return Some(lab.connections()),
        "receive" => {
            let (device, packet) = rest.split_once(' ').unwrap();
            return Some(lab.receive(device, packet));
        }
        "send" => {
            let (uid, packet) = rest.split_once(' ').unwrap();
            return Some(lab.send_as(uid.parse().unwrap(), packet));
        }
        _ => panic!("no such part: {}", part.head),
    }
    None
}

#[test]
fn every_case_goes_as_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let record = std::env::var_os("MALLA_RECORD").is_some();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let (prose, parts) = parts(&std::fs::read_to_string(&file).unwrap());
        let mut lab = Lab::new("");
        let mut written = format!("{}\n", prose.trim_end());
        for part in &parts {
            let body = match play(&mut lab, part) {
                Some(out) if !record => {
                    assert!(
                        out.trim() == part.body,
                        "{}: {}\ngot:\n{out}\nwanted:\n{}\n",
                        file.display(),
                        part.head,
                        part.body
                    );
                    out
                }
                Some(out) => out,
                None => part.body.clone(),
            };
            let body = if body.is_empty() { String::new() } else { format!("{}\n", body.trim()) };
            written += &format!("\n## {}\n{body}", part.head);
        }
        if record {
            std::fs::write(&file, written).unwrap();
        }
    }
}
