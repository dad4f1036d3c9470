//! Domain names: spelling, order, the backward tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::name;
use malla_dns::{Name, NameError};

#[test]
fn a_name_has_one_spelling() {
    let cases = [
        ("Web1.MiEmpresa.COM", "web1.miempresa.com."),
        ("web1.miempresa.com.", "web1.miempresa.com."),
        ("_http._tcp.web", "_http._tcp.web."),
        ("*.example.com", "*.example.com."),
        (".", "."),
    ];
    for (text, spelling) in cases {
        assert_eq!(name(text).to_string(), spelling, "{text}");
    }
    assert_eq!(name("A.b"), name("a.B."));
}

#[test]
fn a_bad_name_says_what_is_bad() {
    let long_label = "a".repeat(64);
    let long_name = vec!["a".repeat(63); 4].join(".");
    let cases = [
        ("", NameError::Empty),
        ("..", NameError::EmptyLabel),
        (".a", NameError::EmptyLabel),
        ("a..b", NameError::EmptyLabel),
        ("a b", NameError::Character(' ')),
        ("añb", NameError::Character('ñ')),
        (long_label.as_str(), NameError::LongLabel),
        (long_name.as_str(), NameError::LongName),
    ];
    for (text, error) in cases {
        assert_eq!(Name::parse(text), Err(error), "{text}");
    }
    let longest = long_name[..253].to_owned();
    assert_eq!(name(&longest).bare().len(), 253, "253 octets and their two more are 255");
}

#[test]
fn everything_below_a_name_follows_it_at_once() {
    let mut names = ["b.example", "example", "a.z.example", "z.example", "example-z", "z.a.example"].map(name);
    names.sort();
    let spelled: Vec<&str> = names.iter().map(Name::bare).collect();
    assert_eq!(spelled, ["example", "z.a.example", "b.example", "z.example", "a.z.example", "example-z"]);
}

#[test]
fn below_goes_by_labels_not_by_letters() {
    assert!(name("a.example.com").is_within(&name("example.com")));
    assert!(name("example.com").is_within(&name("Example.Com")));
    assert!(name("example.com").is_within(&Name::root()));
    assert!(!name("badexample.com").is_within(&name("example.com")));
    assert!(!name("com").is_within(&name("example.com")));
    assert_eq!(name("a.b").parent(), Some(name("b")));
    assert_eq!(name("b").parent(), Some(Name::root()));
    assert_eq!(Name::root().parent(), None);
}

#[test]
fn addresses_have_a_name_too() {
    let cases = [
        ("192.168.0.10", "10.0.168.192.in-addr.arpa."),
        ("1234:abcd::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa."),
    ];
    for (address, reverse) in cases {
        assert_eq!(Name::reverse(address.parse().unwrap()).to_string(), reverse);
    }
}
