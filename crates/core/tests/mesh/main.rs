//! Bookinfo with sidecars, walked: every chain, every proxy, every link.

mod brief;
mod many;
mod picture;
mod refusals;
mod road;
mod roads;
mod scene;
mod time;
