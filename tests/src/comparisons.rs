//! What comparisons with a real program came to, and how it is printed.

/// How many failures are shown.
const SHOWN: usize = 5;

/// Comparisons of one kind.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many agree.
    pub agree: usize,
    /// How many there were.
    pub all: usize,
    /// What differs, in words.
    pub failures: Vec<String>,
}

impl Tally {
    /// Counts one comparison; a difference comes with what is needed to see it again.
    pub fn count(&mut self, difference: Option<String>) {
        self.add(usize::from(difference.is_none()), difference);
    }

    /// Counts many that agree, and perhaps one that differs.
    pub fn add(&mut self, agree: usize, failure: Option<String>) {
        self.agree += agree;
        self.all += agree + usize::from(failure.is_some());
        self.failures.extend(failure);
    }

    /// Prints the figure and the first failures; whether all agree and there was anything to compare.
    pub fn print(&self, name: &str) -> bool {
        println!("{name}: {}/{}", self.agree, self.all);
        self.failures.iter().take(SHOWN).for_each(|failure| println!("{failure}"));
        if self.failures.len() > SHOWN {
            println!("  ... and {} more", self.failures.len() - SHOWN);
        }
        self.all > 0 && self.failures.is_empty()
    }
}

/// Lines in a box that nobody can overlook.
#[must_use]
pub fn boxed(lines: &[&str]) -> String {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let bar = "═".repeat(width + 2);
    let inside: String = lines.iter().map(|line| format!("║ {line:<width$} ║\n")).collect();
    format!("╔{bar}╗\n{inside}╚{bar}╝\n")
}

/// Whether an environment variable is set to something that means yes.
#[must_use]
pub fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
