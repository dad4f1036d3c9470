//! The Envoy oracle: a real Envoy gets our proxy's configuration and the same requests, and must do the same with them:
//! `cargo test -p malla-tests --test envoy_oracle`.
//!
//! Everything happens on loopback, on ports that the system chooses. Envoy is where `MALLA_ENVOY` says, or where
//! `cargo xtask test native` puts it; without one this says so in a box, which is a failure only under `CI` with
//! `MALLA_ENVOY_REQUIRED`. `MALLA_ORACLE_SEED` and `MALLA_ORACLE_REQUESTS` choose the run.
//! Then slips in our configuration, `MALLA_ORACLE_MUTANTS` of them, must be noticed. `MALLA_ORACLE_KEEP` names a
//! file for the last bootstrap.
//!
//! Two groups: random route tables, and those that istiod compiles for a gateway and a sidecar of a Bookinfo-like mesh.
//!
//! A draw of Envoy's is not known: it agrees when some draw of ours does the same. Whether draws are fair is compared by
//! how often each cluster of a split is seen.

mod asked;
mod chance;
mod compare;
mod envoy;
mod export;
mod fairness;
mod mesh;
mod ours;
mod random;
mod reach;
mod report;
mod seen;
mod slips;
mod upstream;
mod wire;

use asked::Asked;
use malla_proxy::Proxy;
use random::{Dice, Pool};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

/// How many route tables the random requests are spread over.
const TABLES: usize = 40;

fn main() -> ExitCode {
    let program = match envoy::find() {
        Ok(program) => program,
        Err(reason) => return report::skipped(&reason),
    };
    match groups(&program, &Run::asked()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            println!("envoy oracle: FAILED\n  {problem}");
            ExitCode::FAILURE
        }
    }
}

/// A run of random requests, as the environment asks for it.
struct Run {
    seed: u64,
    requests: usize,
    slips: usize,
}

impl Run {
    fn asked() -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let count = |name: &str, usual| number(name).and_then(|count| usize::try_from(count).ok()).unwrap_or(usual);
        Self {
            seed: number("MALLA_ORACLE_SEED").unwrap_or(1),
            requests: count("MALLA_ORACLE_REQUESTS", 2000),
            slips: count("MALLA_ORACLE_MUTANTS", 100),
        }
    }
}

/// Of this many slips, in percent, that the comparison should notice; some make no difference.
const NOTICED: usize = 60;

/// Two groups: random route tables, and those that istiod compiles.
fn groups(program: &Path, run: &Run) -> Result<bool, String> {
    let upstreams: io::Result<Vec<SocketAddr>> = (0..5).map(|_| upstream::start()).collect();
    let upstreams = upstreams.map_err(|error| error.to_string())?;
    let compiled = compiled(program, run, &upstreams)?;
    Ok(throw_dice(program, run, &upstreams)? & compiled)
}

fn throw_dice(program: &Path, run: &Run, upstreams: &[SocketAddr]) -> Result<bool, String> {
    let mut dice = Dice::new(run.seed);
    let mut proxy = random::proxy(&mut dice, TABLES, upstreams, upstream::refusing());
    let mut asked = requests(&mut dice, &proxy, &random::POOL, run.requests);
    fairness::add(&mut proxy);
    asked.extend(fairness::requests(run.requests));
    let exchanges = compare::ask_envoy(program, &proxy, asked)?;
    let random = exchanges.get(..run.requests).unwrap_or_default();
    let agree = compare::compare(&proxy, random).print("envoy oracle, random requests that agree");
    println!("{}", reach::told(&proxy, random));
    let fair = fairness::compare(&proxy, &exchanges, run.seed).print("envoy oracle, shares of splits that are fair");
    let slips = slips::run(&mut dice, &proxy, random, run.slips);
    slips.print("envoy oracle, slips in the configuration that are noticed");
    Ok(agree & fair & (slips.agree * 100 >= slips.all * NOTICED))
}

fn compiled(program: &Path, run: &Run, upstreams: &[SocketAddr]) -> Result<bool, String> {
    let mut dice = Dice::new(run.seed);
    let proxy = mesh::proxy(upstreams)?;
    let asked = requests(&mut dice, &proxy, &mesh::POOL, run.requests);
    let exchanges = compare::ask_envoy(program, &proxy, asked)?;
    let well = compare::compare(&proxy, &exchanges).print("envoy oracle, requests to compiled tables that agree");
    println!("{}", reach::told(&proxy, &exchanges));
    Ok(well)
}

fn requests(dice: &mut Dice, proxy: &Proxy, pool: &Pool, count: usize) -> Vec<Asked> {
    let listeners: Vec<String> = proxy.listeners.iter().map(|listener| listener.name.clone()).collect();
    (0..count).map(|number| random::request(dice, pool, number, &listeners)).collect()
}
