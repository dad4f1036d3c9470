//! The addresses of pods, as a CNI plugin's IPAM gives them out: one pool, the next one each time, a freed one only
//! after the pool came round (the `host-local` plugin's rule).

use crate::network::Network;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The annotation on a pod (template) that lists the addresses its pods want, in order, separated by commas.
pub const ADDRESSES_ANNOTATION: &str = "malla.dev/pod-addresses";

/// What the plugin keeps on disk: which addresses were given since the pool last came round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressBook {
    given: BTreeSet<IpAddr>,
    spent: BTreeSet<IpAddr>,
}

impl AddressBook {
    /// Remembers that an address was given to a pod.
    pub fn give(&mut self, address: IpAddr) {
        self.given.insert(address);
    }

    /// Remembers that the pod with that address was deleted: an annotation that lists it moves on to the next one.
    pub fn spend(&mut self, address: IpAddr) {
        self.spent.insert(address);
    }

    /// Every address that was given since the pool last came round.
    pub fn given(&self) -> impl Iterator<Item = &IpAddr> {
        self.given.iter()
    }

    /// Every address whose pod was deleted since then.
    pub fn spent(&self) -> impl Iterator<Item = &IpAddr> {
        self.spent.iter()
    }

    /// Whether a pod with that address was deleted since the pool last came round.
    #[must_use]
    pub fn was_spent(&self, address: IpAddr) -> bool {
        self.spent.contains(&address)
    }

    /// Whether an address was given since the pool last came round.
    #[must_use]
    pub fn was_given(&self, address: IpAddr) -> bool {
        self.given.contains(&address)
    }
}

/// How an address came to be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The pod's annotation lists it.
    Listed(IpAddr),
    /// It was the next free one.
    Next(IpAddr),
}

impl Choice {
    /// The address.
    #[must_use]
    pub const fn address(self) -> IpAddr {
        match self {
            Self::Listed(address) | Self::Next(address) => address,
        }
    }
}

/// One round of giving out: the pool, what must stay out of it, and what is in use now.
#[derive(Clone, Debug)]
pub struct Pool {
    network: Network,
    services: Option<Network>,
    wished: BTreeSet<IpAddr>,
    in_use: BTreeSet<IpAddr>,
    book: AddressBook,
    /// Nothing below this index is free.
    cursor: u128,
}

impl Pool {
    /// The pool of the pod network. Addresses of `services` are left out where the two overlap, and addresses that
    /// some annotation wishes are kept for it.
    #[must_use]
    pub fn new(network: Network, services: Option<Network>, wished: BTreeSet<IpAddr>, book: AddressBook) -> Self {
        Self { network, services, wished, in_use: BTreeSet::new(), book, cursor: 0 }
    }

    /// Marks an address as a running pod's.
    pub fn occupy(&mut self, address: IpAddr) {
        self.in_use.insert(address);
        self.book.give(address);
    }

    /// Gives an address out: the first of `wishes` that no pod has and no deleted pod had, else the next free one.
    /// `None` when the pool is empty. A pod that a rollout replaced leaves its listed address to its successor.
    pub fn give(&mut self, wishes: &[IpAddr]) -> Option<Choice> {
        let is_free = |wish: &IpAddr| !self.in_use.contains(wish) && !self.book.was_spent(*wish);
        let listed = wishes.iter().copied().find(|wish| self.network.contains(*wish) && is_free(wish));
        let choice = listed.map(Choice::Listed).or_else(|| self.next().map(Choice::Next))?;
        self.occupy(choice.address());
        Some(choice)
    }

    /// What the plugin keeps for the next time.
    #[must_use]
    pub fn into_book(mut self) -> AddressBook {
        if self.first_free().is_none() {
            self.come_round();
        }
        self.book
    }

    fn next(&mut self) -> Option<IpAddr> {
        let index = self.first_free().or_else(|| {
            self.come_round();
            self.first_free()
        })?;
        self.network.nth(index)
    }

    /// All addresses are spent: only those in use count as given from now on.
    fn come_round(&mut self) {
        self.book.given.clone_from(&self.in_use);
        self.book.spent.clear();
        self.cursor = 0;
    }

    /// `host-local` keeps the first usable address for the gateway.
    fn usable(&self) -> std::ops::Range<u128> {
        let usable = self.network.usable();
        if usable.end - usable.start > 2 { usable.start + 1..usable.end } else { usable }
    }

    fn first_free(&mut self) -> Option<u128> {
        let usable = self.usable();
        self.cursor = self.cursor.max(usable.start);
        while self.cursor < usable.end {
            let address = self.network.nth(self.cursor)?;
            match self.behind_services(address) {
                Some(behind) => self.cursor = behind,
                None if self.is_free(address) => return Some(self.cursor),
                None => self.cursor += 1,
            }
        }
        None
    }

    fn is_free(&self, address: IpAddr) -> bool {
        !self.book.was_given(address) && !self.wished.contains(&address) && !self.in_use.contains(&address)
    }

    /// The index behind the Service network, when the address lies inside it.
    fn behind_services(&self, address: IpAddr) -> Option<u128> {
        let services = self.services.filter(|services| services.contains(address))?;
        let last = services.nth(services.size() - 1)?;
        Some(self.network.index_of(last).map_or(u128::MAX, |index| index + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn pool(network: &str, services: Option<&str>, book: AddressBook) -> Pool {
        let services = services.and_then(Network::parse);
        Pool::new(Network::parse(network).expect("a network"), services, BTreeSet::new(), book)
    }

    fn given(pool: &mut Pool, count: usize) -> String {
        let words: Vec<String> =
            (0..count).map(|_| pool.give(&[]).map_or("-".into(), |c| c.address().to_string())).collect();
        words.join(" ")
    }

    #[test]
    fn addresses_go_out_in_order_and_come_back_only_after_the_round() {
        let mut first = pool("10.0.0.0/29", None, AddressBook::default());
        assert_eq!(given(&mut first, 2), "10.0.0.2 10.0.0.3");
        // Both pods are gone: the book remembers, until the pool has come round.
        let mut second = pool("10.0.0.0/29", None, first.into_book());
        assert_eq!(given(&mut second, 6), "10.0.0.4 10.0.0.5 10.0.0.6 10.0.0.2 10.0.0.3 -");
    }

    #[test]
    fn the_service_network_inside_is_jumped_over() {
        let mut book = AddressBook::default();
        (2..=255).for_each(|host| book.give(ip(&format!("10.10.0.{host}"))));
        let mut pool = pool("10.10.0.0/16", Some("10.10.1.0/24"), book);
        assert_eq!(given(&mut pool, 2), "10.10.2.0 10.10.2.1");
    }

    #[test]
    fn a_listed_address_is_given_to_one_pod_at_a_time_and_one_outside_never() {
        let mut first = pool("10.10.0.0/16", None, AddressBook::default());
        let wishes = [ip("192.168.0.9"), ip("10.10.0.103")];
        assert_eq!(first.give(&wishes), Some(Choice::Listed(ip("10.10.0.103"))));
        assert_eq!(first.give(&wishes), Some(Choice::Next(ip("10.10.0.2"))), "taken: the next free one");
        let mut successors = pool("10.10.0.0/16", None, first.into_book());
        assert_eq!(successors.give(&wishes), Some(Choice::Listed(ip("10.10.0.103"))), "a rollout replaced the pod");
    }

    #[test]
    fn the_listed_address_of_a_deleted_pod_is_spent() {
        let mut book = AddressBook::default();
        book.spend(ip("10.10.0.103"));
        let mut pool = pool("10.10.0.0/16", None, book);
        let wishes = [ip("10.10.0.103"), ip("10.10.0.113")];
        assert_eq!(pool.give(&wishes), Some(Choice::Listed(ip("10.10.0.113"))));
    }

    #[test]
    fn a_wished_address_is_kept_for_the_one_who_wishes_it() {
        let network = Network::parse("10.10.0.0/16").expect("a network");
        let wished = BTreeSet::from([ip("10.10.0.2")]);
        let mut pool = Pool::new(network, None, wished, AddressBook::default());
        assert_eq!(given(&mut pool, 1), "10.10.0.3");
    }
}
