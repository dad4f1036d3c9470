//! Mends that are made at once: what they write, and that each of every fixture takes its finding away and brings no new
//! error.

#![allow(clippy::unwrap_used, clippy::panic)]

use malla_manifest::{Action, Finding, Fix, SourceFile, parse};
use malla_trace::{FieldPath, Lang};
use std::collections::BTreeMap;
use std::path::Path;

fn findings(text: &str) -> Vec<Finding> {
    parse(&[SourceFile { name: "f.yaml".into(), text: text.into() }]).findings
}

fn is_mark(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix('#').unwrap_or_default().trim_start_matches(' ');
    rest.strip_prefix(['^', '|']).is_some_and(|rest| rest.starts_with(' '))
}

/// The fixtures without their marks.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let unmarked = |text: String| text.split_inclusive('\n').filter(|line| !is_mark(line)).collect();
    paths.iter().map(|path| (path.display().to_string(), unmarked(text(path)))).collect()
}

const fn name(action: &Action) -> &'static str {
    match action {
        Action::Replace { .. } => "replace",
        Action::Quote => "quote",
        Action::Unquote => "unquote",
        Action::Move { .. } => "move",
        Action::MakeList => "make list",
        Action::MakeObject => "make object",
        Action::Remove => "remove",
        Action::Add { .. } => "add",
        Action::Blanks => "blanks",
        Action::Break => "break",
    }
}

/// The field a mend uncovers: errors below it could not be seen before.
fn uncovered(finding: &Finding, fix: &Fix) -> Option<FieldPath> {
    match &fix.action {
        Action::Move { path } => Some(FieldPath::parse(path)),
        Action::MakeList | Action::MakeObject => Some(finding.path.clone()),
        Action::Replace { .. } if finding.problem.code().starts_with("DOC-") => Some(FieldPath::root()),
        Action::Replace { text } if finding.problem.code() == "FIELD-UNKNOWN" => {
            let above = finding.path.0.len() - 1;
            Some(FieldPath(finding.path.0[..above].to_vec()).key(text.trim_matches('"')))
        }
        _ => None,
    }
}

/// What went wrong when a mend was made.
fn wrong(finding: &Finding, fix: &Fix, before: &[Finding], text: &str) -> Option<String> {
    let mended = fix.apply(text);
    let after = findings(&mended);
    let count = |all: &[Finding], like: &Finding| {
        all.iter().filter(|each| each.problem.code() == like.problem.code() && each.path == like.path).count()
    };
    let below = uncovered(finding, fix);
    let hidden = |each: &Finding| {
        below.as_ref().is_some_and(|path| each.path.0.len() > path.0.len() && each.path.0.starts_with(&path.0))
    };
    let new = after.iter().find(|each| each.is_error() && !hidden(each) && count(&after, each) > count(before, each));
    let said = |each: &Finding| each.diagnostic(Lang::En).message;
    if let Some(new) = new {
        return Some(format!("{}: {:?} brings {}", said(finding), fix.title(Lang::En), said(new)));
    }
    (count(&after, finding) >= count(before, finding)).then_some(format!(
        "{}: {:?} leaves it",
        said(finding),
        fix.title(Lang::En)
    ))
}

#[test]
fn every_mend_of_every_fixture_mends() {
    let (mut made, mut mendable, mut errors, mut faults) = (BTreeMap::new(), 0, 0, Vec::new());
    for (path, text) in fixtures() {
        let before = findings(&text);
        for finding in &before {
            let fixes = finding.fixes();
            errors += usize::from(finding.is_error());
            mendable += usize::from(finding.is_error() && !fixes.is_empty());
            for fix in fixes {
                *made.entry(name(&fix.action)).or_insert(0) += 1;
                assert_ne!(fix.title(Lang::Es), fix.title(Lang::En));
                faults.extend(wrong(finding, &fix, &before, &text).map(|why| format!("{path}: {why}")));
            }
        }
    }
    println!("mends: {made:?}, for {mendable} of {errors} errors");
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
    assert!(mendable >= 95, "{mendable} of {errors}");
    assert_eq!(made.len(), 10, "{made:?}");
}

/// The mends of all findings: title and text after.
fn mends(text: &str) -> Vec<(String, String)> {
    let fixes = findings(text).into_iter().flat_map(|finding| finding.fixes());
    fixes.map(|fix| (fix.title(Lang::En), fix.apply(text))).collect()
}

fn mend(text: &str, title: &str, after: &str) {
    assert_eq!(mends(text), [(title.to_owned(), after.to_owned())], "{text}");
}

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: b\n";
const HEAD: &str =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n";

#[test]
fn slips_are_written_right() {
    let service = |spec: &str| format!("{SERVICE}{spec}");
    let ports = "  ports:\n  - port: 80\n";
    mend(
        &service(&format!("  selecter: {{a: b}}\n{ports}")),
        "Write selector",
        &service(&format!("  selector: {{a: b}}\n{ports}")),
    );
    mend(
        &service(&format!("  type: NodePrt\n{ports}")),
        "Write NodePort",
        &service(&format!("  type: NodePort\n{ports}")),
    );
    mend(&service("  ports:\n  - port: \"80\"\n"), "Remove the quotes", &service(ports));
    mend(
        &service("  ports:\n    # p\n    port: 80\n    name: http\n"),
        "Make it a list",
        &service("  ports:\n    # p\n    - port: 80\n      name: http\n"),
    );
    mend(
        &service("  selector: {a: on}\n  ports:\n  - port: 80\n"),
        "Put it in quotes",
        &service("  selector: {a: \"on\"}\n  ports:\n  - port: 80\n"),
    );
    mend(
        &service(&format!("{ports}  type: NodePort\n  type: ClusterIP\n")),
        "Remove it",
        &service(&format!("{ports}  type: NodePort\n")),
    );
    mend(&service("  ports:\n\t- port: 80\n"), "Replace the tabs with blanks", &service("  ports:\n  - port: 80\n"));
    mend(&service(ports).replace(": v1", ": v2"), "Write v1", &service(ports));
    mend(&service(ports).replace("apiVersion: v1\n", ""), "Add apiVersion: v1", &service(ports));
    mend(&format!("{POD}  hostNetwork: \"yes\"\n"), "Write true", &format!("{POD}  hostNetwork: true\n"));
    mend(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n- containers:\n  - {name: a, image: b}\n",
        "Remove the dash",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: b}\n",
    );
    mend(
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: My_App}\n",
        "Write my-app",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: my-app}\n",
    );
    mend(
        "--- apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
        "Move it to the next line",
        "--- \napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n",
    );
}

#[test]
fn what_is_not_indented_right_moves() {
    let template = "  template:\n    metadata:\n      labels: {a: b}\n    spec:\n      restartPolicy: Always\n";
    mend(
        &format!("{HEAD}{template}  containers: # all\n  - name: a\n\n    image: b\n"),
        "Move it to spec.template.spec.containers",
        &format!("{HEAD}{template}      containers: # all\n      - name: a\n\n        image: b\n"),
    );
    let spec = "    spec:\n      containers: [{name: a, image: b}]\n";
    mend(
        &format!("{HEAD}  template:\n    labels:\n      a: b\n{spec}"),
        "Move it to spec.template.metadata.labels",
        &format!("{HEAD}  template:\n{spec}    metadata:\n      labels:\n        a: b\n"),
    );
    let below = format!("  template:\n    metadata: {{labels: {{a: b}}}}\n{spec}");
    let flat = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector:\n    a: b\n";
    let right = flat.replace("    a: b\n", "    matchLabels:\n      a: b\n");
    mend(&format!("{flat}{below}"), "Move it to spec.selector.matchLabels.a", &format!("{right}{below}"));
    let two = flat.replace("    a: b\n", "    matchLabels:\n      c: d\n    a: b\n");
    let both = right.replace("      a: b\n", "      c: d\n      a: b\n");
    let labels = below.replace("{a: b}", "{a: b, c: d}");
    mend(&format!("{two}{labels}"), "Move it to spec.selector.matchLabels.a", &format!("{both}{labels}"));
}

#[test]
fn nothing_is_offered_that_does_not_mend() {
    assert_eq!(mends(&format!("{SERVICE}  ports:\n  - port: many\n")), [], "nobody knows which number");
    assert_eq!(mends(&format!("{SERVICE}  port: 80\n  ports:\n  - port: 80\n")), [], "there are ports already");
    let long = format!("{SERVICE}  selecter: {{a: b}}\n  ports:\n  - port: 80\n{}", "# long\n".repeat(5000));
    assert_eq!(mends(&long), [], "it would take too long to try");
    let cluster =
        Finding::new(malla_manifest::ClusterProblem::ApplicationUid1337, Default::default(), FieldPath::root());
    assert_eq!(cluster.fixes(), []);
}

#[test]
fn edits_say_where_in_lines_and_in_bytes() {
    let text = "# año\napiVersion: v1\nkind: Servise\nmetadata: {name: a}\n";
    let fix = findings(text).iter().flat_map(Finding::fixes).next().unwrap();
    assert_eq!(fix.title(Lang::Es), "Escribir Service");
    let edit = &fix.edits[0];
    assert_eq!((edit.place.line, edit.place.column, edit.place.end_column), (3, 7, 14));
    assert_eq!((&text[edit.bytes.clone()], edit.text.as_str()), ("Servise", "Service"));
}
