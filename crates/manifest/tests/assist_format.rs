//! The formatter: what it changes, what it leaves, and that every sample means the same afterwards.

#![allow(clippy::unwrap_used, clippy::panic)]

mod samples;

use malla_manifest::assist::{FormatProblem, format};

fn check(text: &str, wanted: &str) {
    let found = format(text).unwrap_or_else(|problem| panic!("{problem:?}\n{text}"));
    assert_eq!(found, wanted, "\n{found}");
    assert_eq!(format(&found).as_deref(), Ok(wanted), "again");
}

#[test]
fn two_blanks_a_level_and_lists_level_with_their_keys() {
    check(
        "kind:   Service  \nspec:\n    ports:\n        -   name:  http\n            port: 80\n        - {port: 81,   name: b}\n    selector: {app: a}",
        "kind: Service\nspec:\n  ports:\n  - name: http\n    port: 80\n  - {port: 81,   name: b}\n  selector: {app: a}\n",
    );
    check("a:\n    - - b\n      - c\n    -\n      d: e\n", "a:\n- - b\n  - c\n-\n  d: e\n");
}

#[test]
fn comments_stay_with_what_they_are_about() {
    check(
        "# Top.\n\n\nspec:   # here\n     # Of ports.\n     ports:\n       # Of the first.\n       - port: 80 # it\n         # - port: 81\n     # Of type.\n     type: ClusterIP\n# End.\n",
        "# Top.\n\nspec:   # here\n  # Of ports.\n  ports:\n  # Of the first.\n  - port: 80 # it\n    # - port: 81\n  # Of type.\n  type: ClusterIP\n# End.\n",
    );
}

#[test]
fn texts_of_several_lines_move_as_a_whole() {
    check(
        "data:\n    a: |\n        one\n          two  \n\n        three\n    b: >-\n       x\n    c: \"p\n      q\"\n    d: plain\n      goes on\n    e: [a,\n        b\n    ]\n",
        "data:\n  a: |\n    one\n      two  \n\n    three\n  b: >-\n    x\n  c: \"p\n    q\"\n  d: plain\n    goes on\n  e: [a,\n      b\n  ]\n",
    );
    check("a: |+\n  x\n\n\n---\nb: 1\n\n\n", "a: |+\n  x\n\n\n---\nb: 1\n");
}

#[test]
fn lines_end_as_the_first_one_does() {
    check("a: 1\r\nb:\r\n    - c\r\n", "a: 1\r\nb:\r\n- c\r\n");
    check("", "");
    check("\u{feff}a:   1\n---   \nb: 2", "\u{feff}a: 1\n---\nb: 2\n");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    assert_eq!(format("a: 1\n  b: 2\n"), Err(FormatProblem::Syntax { line: 2 }));
    assert_eq!(format("a: 1\n---\nb: [1\n"), Err(FormatProblem::Syntax { line: 3 }));
    assert_eq!(format(&"a".repeat(300_000)), Err(FormatProblem::TooLong));
}

#[test]
fn every_sample_means_the_same_afterwards() {
    let (mut done, mut refused, mut changed) = (0, Vec::new(), 0);
    for (name, text) in samples::texts() {
        match format(&text) {
            Ok(once) => {
                done += 1;
                changed += usize::from(once != text);
                assert_eq!(format(&once).as_deref(), Ok(&*once), "{name} again");
            }
            Err(FormatProblem::Syntax { .. } | FormatProblem::TooLong) => {}
            Err(problem @ FormatProblem::Meaning { .. }) => refused.push(format!("{name}: {problem:?}")),
        }
    }
    println!("formatted samples: {done}, changed {changed}, refused though readable: {}", refused.len());
    refused.iter().take(20).for_each(|each| println!("  {each}"));
    assert!(done > 20 && refused.is_empty());
}
