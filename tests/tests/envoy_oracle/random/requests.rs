//! A random request.

use super::Dice;
use super::words::METHODS;
use crate::asked::Asked;
use crate::upstream::WANT;
use malla_proxy::Request;

/// What requests are made of.
pub(crate) struct Pool {
    /// Paths, or their beginnings.
    pub(crate) paths: &'static [&'static str],
    /// What stands behind a path.
    pub(crate) behind: &'static [&'static str],
    /// Queries.
    pub(crate) queries: &'static [&'static str],
    /// Authorities.
    pub(crate) authorities: &'static [&'static str],
    /// Names of headers.
    pub(crate) headers: &'static [&'static str],
    /// Values of headers.
    pub(crate) values: &'static [&'static str],
}

/// A request to one of the listeners.
pub(crate) fn request(dice: &mut Dice, pool: &Pool, number: usize, listeners: &[String]) -> Asked {
    let path = [dice.one(pool.paths), dice.one(pool.behind), dice.one(pool.queries)].concat();
    let method = if dice.often(60) { "GET" } else { dice.one(&METHODS) };
    let mut request = Request::new(method, "http", dice.one(pool.authorities), &path);
    if method != "GET" {
        request = request.with("content-length", "0");
    }
    for _ in 0..dice.below(4) {
        request = request.with(dice.one(pool.headers), dice.one(pool.values));
    }
    if dice.often(10) {
        request = request.with("x-forwarded-proto", dice.one(&["http", "https", "ftp"]));
    }
    if dice.often(5) {
        request = request.with("x-forwarded-for", "192.0.2.1");
    }
    if dice.often(20) {
        request = request.with("user-agent", "oracle");
    }
    if dice.often(15) {
        request = request.with(WANT, dice.one(&["404", "409", "500", "503", "503", "close", "slow"]));
    }
    Asked { number, listener: listeners[dice.below(listeners.len())].clone(), request }
}
