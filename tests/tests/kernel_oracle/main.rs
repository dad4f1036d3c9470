//! The kernel oracle: a real Linux network namespace loads the rules that the simulation made, takes the same packets,
//! and must send them the same way: `cargo test -p malla-tests --test kernel_oracle`.
//!
//! It works as root and, where user namespaces are allowed, without. Everything happens in namespaces of this process:
//! nothing of the host is touched and no packet leaves it. Where there is no netfilter it says so in a box; with `CI`
//! set that is a failure. Two parts on legacy tables and on nf_tables, and one on scripts:
//!
//! - the road: every hop of requests on the notes' cluster that crosses a node, there and back;
//! - random: random rules and random packets against `malla-kernel` alone. `MALLA_ORACLE_SEED`,
//!   `MALLA_ORACLE_PACKETS` and `MALLA_ORACLE_SET` choose the run. Then slips in our rules, `MALLA_ORACLE_MUTANTS` of them, must be noticed.
//!   `MALLA_ORACLE_RECORD=PATH` writes down what legacy tables did;
//! - nft: random scripts of nft's own language, likewise; `MALLA_ORACLE_PART=nft` runs nothing else.

#[cfg(target_os = "linux")]
mod enter;
#[cfg(target_os = "linux")]
mod forced;
#[cfg(target_os = "linux")]
mod host;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(target_os = "linux")]
mod nft;
#[cfg(target_os = "linux")]
mod random;
mod report;
#[cfg(target_os = "linux")]
mod road;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod tracing;
#[cfg(target_os = "linux")]
mod walk;
#[cfg(target_os = "linux")]
mod wire;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let (privilege, backends) = match enter::enter() {
        Ok(found) => found,
        Err(reason) => return report::skipped(&reason),
    };
    let only = std::env::var("MALLA_ORACLE_PART").ok();
    let backends = if only.as_deref() == Some("nft") { vec![] } else { backends };
    let well = backends.into_iter().map(|backend| {
        let place = format!("({backend}, {privilege})");
        let results = [follow_the_road(backend, &place), throw_dice(backend, privilege, &place)];
        results.into_iter().all(|result| {
            result.unwrap_or_else(|problem| {
                println!("kernel oracle {place}: FAILED\n  {problem}");
                false
            })
        })
    });
    let well = well.fold(true, |all, one| all & one) & read_scripts(privilege);
    host::clean_up();
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(target_os = "linux")]
fn follow_the_road(backend: host::Backend, place: &str) -> Result<bool, String> {
    let road = road::run(backend)?;
    let hops = road.hops.print(&format!("kernel oracle, hops that agree {place}"));
    let texts = road.texts.print(&format!("kernel oracle, rule texts that agree {place}"));
    Ok(hops & texts)
}

/// The same dice on scripts of nft's own language.
#[cfg(target_os = "linux")]
fn read_scripts(privilege: &str) -> bool {
    /// Enough for every statement; `MALLA_ORACLE_PACKETS` asks for more.
    const USUAL: usize = 6000;
    if let Err(reason) = nft::program() {
        report::skipped(&reason);
        return !malla_tests::is_set("CI");
    }
    let nft = match nft::run(run_asked(privilege, USUAL)) {
        Ok(nft) => nft,
        Err(problem) => {
            println!("kernel oracle (nft scripts, {privilege}): FAILED\n  {problem}");
            return false;
        }
    };
    let place = format!("(nft scripts, {privilege})");
    let well = nft.packets.print(&format!("kernel oracle, random packets that agree {place}"));
    println!("  of {} random rules {} were hit", nft.rules.0, nft.rules.1);
    let well = well & nft.lists.print(&format!("kernel oracle, rule sets listed alike {place}"));
    well & nft.memories.print(&format!("kernel oracle, connections and members remembered alike {place}"))
}

/// A number from the environment.
#[cfg(target_os = "linux")]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// The run that was asked for, of so many packets where nobody says.
#[cfg(target_os = "linux")]
fn run_asked(privilege: &str, usual: usize) -> random::Run {
    let number = |name: &str| asked(name).and_then(|number| usize::try_from(number).ok());
    random::Run {
        seed: asked("MALLA_ORACLE_SEED").unwrap_or(1),
        packets: number("MALLA_ORACLE_PACKETS").unwrap_or(usual),
        only: number("MALLA_ORACLE_SET"),
        is_root: privilege == "root",
    }
}

/// Of this many slips in the rules, in percent, that a comparison should notice; some make no difference.
#[cfg(target_os = "linux")]
const NOTICED: usize = 70;

#[cfg(target_os = "linux")]
fn throw_dice(backend: host::Backend, privilege: &str, place: &str) -> Result<bool, String> {
    let run = run_asked(privilege, 20_000);
    let random = random::run(backend, run)?;
    let well = random.packets.print(&format!("kernel oracle, random packets that agree {place}"));
    println!("  {}", random.reach);
    let mutants = random::mutants::run(
        backend,
        run,
        asked("MALLA_ORACLE_MUTANTS").and_then(|count| usize::try_from(count).ok()).unwrap_or(10),
    )?;
    mutants.print(&format!("kernel oracle, slips in rules that are noticed {place}"));
    Ok(well && mutants.agree * 100 >= mutants.all * NOTICED)
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    report::skipped("this is no Linux")
}
