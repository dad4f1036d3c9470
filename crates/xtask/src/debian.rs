//! Programs that the checks need beyond Rust, and where Debian's packages have them.

use crate::process::{self, command, find, run};
use crate::report;
use crate::tally::Skip;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Something the checks need: any one of `names` will do.
pub(crate) struct Program {
    names: &'static [&'static str],
    package: &'static str,
}

/// Runs the browser tests and the editor's bundler.
pub(crate) const NODE: Program = Program { names: &["node"], package: "nodejs" };
/// Fetches the bundler, the editor's parts and the browser driver.
pub(crate) const NPM: Program = Program { names: &["npm", "npm.cmd"], package: "npm" };
/// A real browser.
pub(crate) const CHROMIUM: Program = Program {
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    package: "chromium",
};
/// Steers the browser for the wasm tests.
pub(crate) const CHROMEDRIVER: Program =
    Program { names: &["chromedriver", "chromium.chromedriver"], package: "chromium-driver" };
/// Loads rules into a real kernel.
pub(crate) const IPTABLES: Program = Program { names: &["iptables-restore"], package: "iptables" };
/// Loads rules in nf_tables' own language.
pub(crate) const NFTABLES: Program = Program { names: &["nft"], package: "nftables" };
/// Makes network namespaces.
pub(crate) const IPROUTE: Program = Program { names: &["ip"], package: "iproute2" };

impl Program {
    /// Where it is.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        self.names.iter().find_map(|name| {
            find(name).or_else(|| Some(Path::new("/usr/sbin").join(name)).filter(|path| path.is_file()))
        })
    }
}

/// Makes sure that all of them are there; installs what is missing where it can.
pub(crate) fn provide(programs: &[&Program]) -> Result<(), Skip> {
    let missing = lacking(programs);
    if missing.is_empty() {
        return Ok(());
    }
    add(&missing);
    let missing = lacking(programs);
    if missing.is_empty() { Ok(()) } else { Err(Skip { missing: missing.join(", "), help: help(&missing) }) }
}

/// Installs packages where that is possible; whether it was.
pub(crate) fn add(packages: &[&str]) -> bool {
    let can = is_debian() && is_root();
    if can {
        install(packages);
    }
    can
}

/// The packages of those that are not there.
fn lacking(programs: &[&Program]) -> Vec<&'static str> {
    programs.iter().filter(|program| program.path().is_none()).map(|program| program.package).collect()
}

fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && find("apt-get").is_some()
}

fn is_root() -> bool {
    process::output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn install(packages: &[&str]) {
    static UPDATED: OnceLock<()> = OnceLock::new();
    report::step(&format!("installing {}", packages.join(", ")), "up to a minute, once");
    let apt = |words: &[&str]| run(command("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"));
    UPDATED.get_or_init(|| say(apt(&["update", "-q"])));
    say(apt(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat()));
}

/// A failure here is not yet a failure of the check: what counts is whether the program is there.
fn say(outcome: crate::Outcome) {
    if let Err(why) = outcome {
        eprintln!("{why}");
    }
}

/// The one command that would help on this machine.
fn help(packages: &[&str]) -> String {
    let managers = [
        ("apt-get", "sudo apt-get install -y"),
        ("dnf", "sudo dnf install -y"),
        ("pacman", "sudo pacman -S"),
        ("brew", "brew install"),
    ];
    let manager = managers.iter().find(|(program, _)| find(program).is_some()).map_or("install", |(_, words)| *words);
    format!("{manager} {}", packages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Program = Program { names: &["no-such-program-anywhere"], package: "no-such-package-anywhere" };
    const CARGO: Program = Program { names: &["no-such-program-anywhere", "cargo"], package: "cargo" };

    #[test]
    fn any_of_the_names_will_do() {
        assert_eq!(lacking(&[&CARGO]), Vec::<&str>::new());
        assert_eq!(provide(&[&CARGO]), Ok(()));
    }

    #[test]
    fn what_is_missing_is_named_with_a_command() {
        assert_eq!(lacking(&[&CARGO, &NOTHING]), ["no-such-package-anywhere"]);
        assert!(help(&["nodejs", "npm"]).ends_with(" nodejs npm"));
    }
}
