//! The lessons, carried inside the program: the page fetches nothing.

use malla_lesson::Catalog;

include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

/// All lessons.
#[must_use]
pub fn catalog() -> Catalog {
    Catalog::read(LESSONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_that_is_carried_can_be_read() {
        let catalog = catalog();
        assert_eq!(catalog.findings, []);
        assert!(catalog.get("whole-road").is_some() && catalog.get("ip-in-config").is_some());
        assert!(LESSONS.iter().all(|(path, _)| !path.starts_with('/') && !path.contains('\\')));
    }
}
