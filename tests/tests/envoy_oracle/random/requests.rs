//! A random request.

use super::Dice;
use super::words::{AUTHORITIES, BEHIND, HEADERS, METHODS, PATHS, QUERIES, VALUES};
use crate::asked::Asked;
use crate::upstream::WANT;
use malla_proxy::Request;

/// A request to one of the listeners.
pub(crate) fn request(dice: &mut Dice, number: usize, listeners: &[String]) -> Asked {
    let path = [dice.one(&PATHS), dice.one(&BEHIND), dice.one(&QUERIES)].concat();
    let method = if dice.often(60) { "GET" } else { dice.one(&METHODS) };
    let mut request = Request::new(method, "http", dice.one(&AUTHORITIES), &path);
    if method != "GET" {
        request = request.with("content-length", "0");
    }
    for _ in 0..dice.below(4) {
        request = request.with(dice.one(&HEADERS), dice.one(&VALUES));
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
