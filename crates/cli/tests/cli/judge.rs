//! `malla judge` on lessons that are not sound.

use crate::run::{malla, root};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_lesson_whose_solution_is_its_start_is_not_sound() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unsound/ip-in-config");
    let _absent = fs::remove_dir_all(&folder);
    copy(&root().join("lessons/ip-in-config"), &folder);
    copy(&folder.join("start"), &folder.join("solution"));
    let ran = malla(&["judge", &folder.to_string_lossy()], "");
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(ran.out.ends_with("lessons: 0/1\n") && ran.out.contains(": error["), "{}", ran.out);
}
