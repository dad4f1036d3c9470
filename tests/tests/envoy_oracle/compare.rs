//! The comparison: the same requests through a real Envoy and through our proxy.

use crate::asked::{Asked, Got};
use crate::envoy::Envoy;
use crate::export;
use crate::ours;
use crate::report::Tally;
use crate::seen::Seen;
use malla_proxy::Proxy;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

/// What became of a request at Envoy.
pub(crate) struct Exchange {
    /// The request.
    pub(crate) asked: Asked,
    /// What the client got.
    pub(crate) got: Got,
    /// All that was seen.
    pub(crate) theirs: Seen,
}

/// How many clients ask at the same time: most of the time goes by in faults and slow upstreams.
const CLIENTS: usize = 8;

/// Sends the requests through a real Envoy that is configured as our proxy is.
pub(crate) fn ask_envoy(program: &Path, proxy: &Proxy, requests: Vec<Asked>) -> Result<Vec<Exchange>, String> {
    let envoy = Envoy::start(program, &export::bootstrap(proxy)?)?;
    let listeners = envoy.listeners()?;
    let (waiting, done) = (Mutex::new(requests.into_iter()), Mutex::new(Vec::new()));
    let next = || waiting.lock().ok().and_then(|mut waiting| waiting.next());
    let client = || {
        while let Some(asked) = next() {
            let sent = listeners.get(&asked.listener).ok_or("no such listener".to_owned());
            let got = sent.and_then(|to| asked.send(*to).map_err(|error| format!("{asked}: {error}")));
            if let Ok(mut done) = done.lock() {
                done.push((asked, got));
            }
        }
    };
    thread::scope(|scope| (0..CLIENTS).for_each(|_| drop(scope.spawn(client))));
    let lines = log(&envoy.stop());
    let mut done = done.into_inner().map_err(|error| error.to_string())?;
    done.sort_by_key(|(asked, _)| asked.number);
    done.into_iter().map(|(asked, got)| exchange(asked, got?, &lines)).collect()
}

/// Tries and the rest of the line, by number of the request.
fn log(lines: &[String]) -> BTreeMap<usize, (u32, String)> {
    let parse = |line: &String| {
        let mut words = line.splitn(3, ' ');
        let (number, tries, rest) = (words.next()?, words.next()?, words.next()?);
        Some((number.parse().ok()?, (tries.parse().ok()?, rest.to_owned())))
    };
    lines.iter().filter_map(parse).collect()
}

fn exchange(asked: Asked, got: Got, lines: &BTreeMap<usize, (u32, String)>) -> Result<Exchange, String> {
    let (tries, line) = lines.get(&asked.number).ok_or_else(|| format!("{asked}: not in Envoy's log"))?;
    let theirs = Seen::default().answered(got.status, &got.headers, &got.body, *tries).logged(line);
    Ok(Exchange { asked, got, theirs })
}

/// Holds our proxy against what was seen of Envoy.
pub(crate) fn compare(proxy: &Proxy, exchanges: &[Exchange]) -> Tally {
    let mut tally = Tally::default();
    exchanges.iter().for_each(|one| tally.count(explained(proxy, one).err()));
    tally
}

/// Whether our proxy may do what Envoy did; if not, both in words.
pub(crate) fn explained(proxy: &Proxy, Exchange { asked, got, theirs }: &Exchange) -> Result<(), String> {
    let told = |ours: Box<Seen>| format!("  {asked}\n    Envoy:\n{theirs}    we:\n{ours}");
    ours::explains(proxy, asked, got, theirs).map_err(told)
}
