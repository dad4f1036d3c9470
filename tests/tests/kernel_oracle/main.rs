//! The kernel oracle: a real Linux network namespace loads the rules that the simulation made, takes the same packets,
//! and must send them the same way: `cargo test -p malla-tests --test kernel_oracle`.
//!
//! It works as root and, where user namespaces are allowed, without. Everything happens in namespaces of this process:
//! nothing of the host is touched and no packet leaves it. Where there is no netfilter it says so in a box; with `CI`
//! set that is a failure. Two parts, on legacy tables and on nf_tables:
//!
//! - the road: every hop of requests on the notes' cluster that crosses a node, there and back;
//! - random: random rules and random packets against `malla-kernel` alone. `MALLA_ORACLE_SEED` and
//!   `MALLA_ORACLE_PACKETS` choose the run.

#[cfg(target_os = "linux")]
mod enter;
#[cfg(target_os = "linux")]
mod forced;
#[cfg(target_os = "linux")]
mod host;
#[cfg(target_os = "linux")]
mod netlink;
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
    let mut well = true;
    for backend in backends {
        let place = format!("({backend}, {privilege})");
        match road::run(backend) {
            Ok(road) => {
                well &= road.hops.print(&format!("kernel oracle, hops that agree {place}"));
                well &= road.texts.print(&format!("kernel oracle, rule texts that agree {place}"));
            }
            Err(problem) => {
                println!("kernel oracle {place}: FAILED\n  {problem}");
                well = false;
            }
        }
    }
    host::clean_up();
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    report::skipped("this is no Linux")
}
