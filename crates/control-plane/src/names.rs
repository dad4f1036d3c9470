//! Generated names, as `k8s.io/apiserver/pkg/storage/names` and the Deployment controller make them.

use malla_trace::Chance;
use std::fmt::{self, Debug, Write};

/// Vowels and their look-alikes are left out so that no word comes about (`k8s.io/apimachinery/pkg/util/rand`).
const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";

/// How many random characters `generateName` appends (`randomLength`).
const SUFFIX_LENGTH: u32 = 5;

/// How much of the base survives: 63 less the suffix (`MaxGeneratedNameLength`).
const BASE_LENGTH: usize = 58;

/// `base` and five random characters out of the stream of that name: `SimpleNameGenerator.GenerateName`.
pub fn generate(base: &str, chance: &mut dyn Chance, stream: &str) -> String {
    let base: String = base.chars().take(BASE_LENGTH).collect();
    let letters = ALPHABET.len() as u64;
    let mut rest = chance.draw(stream, letters.pow(SUFFIX_LENGTH)).outcome;
    let suffix = (0..SUFFIX_LENGTH).map(|_| {
        let letter = letter(rest);
        rest /= letters;
        letter
    });
    base.chars().chain(suffix).collect()
}

/// A version 4 UUID out of the stream of that name (RFC 9562 section 5.4), as objects have one each.
pub fn uid(chance: &mut dyn Chance, stream: &str) -> String {
    let mut half = || chance.draw(stream, u64::MAX).outcome;
    let (high, low) = (half(), half());
    let (version, variant) =
        (high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000);
    let (first, second, third) = (version >> 32, version >> 16 & 0xFFFF, version & 0xFFFF);
    format!("{first:08x}-{second:04x}-{third:04x}-{:04x}-{:012x}", variant >> 48, variant & 0xFFFF_FFFF_FFFF)
}

/// The value of the label `pod-template-hash`: FNV-1a, 32 bit, of a dump of the template, in decimal, with every
/// digit put through the alphabet (`ComputeHash` and `rand.SafeEncodeString`). The dump is ours, not Go's.
pub fn template_hash(template: &dyn Debug) -> String {
    let mut hash = Fnv32(0x811C_9DC5);
    // Writing into a hash cannot fail; a template that did not print would only hash shorter.
    let _ = write!(hash, "{template:?}");
    hash.0.to_string().bytes().map(|digit| letter(u64::from(digit))).collect()
}

/// The letter at that place, counted round.
fn letter(place: u64) -> char {
    ALPHABET[(place % ALPHABET.len() as u64) as usize] as char
}

/// FNV-1a, 32 bit, fed with text.
struct Fnv32(u32);

impl Write for Fnv32 {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = text.bytes().fold(self.0, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use malla_trace::Seeded;

    #[test]
    fn a_name_is_its_base_and_five_letters_of_the_alphabet() {
        let name = generate("web-5d8f-", &mut Seeded::new(1), "names");
        let suffix = name.strip_prefix("web-5d8f-").expect("keeps its base");
        assert_eq!(suffix.len(), 5);
        assert!(suffix.bytes().all(|b| ALPHABET.contains(&b)), "{suffix}");
        assert_eq!(name, generate("web-5d8f-", &mut Seeded::new(1), "names"), "same seed, same name");
        assert_ne!(name, generate("web-5d8f-", &mut Seeded::new(2), "names"));
    }

    #[test]
    fn a_uid_says_which_version_it_is() {
        let (one, two) = (uid(&mut Seeded::new(1), "uid/a"), uid(&mut Seeded::new(1), "uid/b"));
        assert_ne!(one, two);
        let lengths: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!((lengths, &one[14..15], "89ab".contains(&one[19..20])), (vec![8, 4, 4, 4, 12], "4", true), "{one}");
    }

    #[test]
    fn a_long_base_is_cut() {
        assert_eq!(generate(&"x".repeat(100), &mut Seeded::new(1), "names").len(), 63);
    }

    #[test]
    fn a_digit_maps_as_upstream_maps_it() {
        let digits: String = b"0123456789".iter().map(|d| letter(u64::from(*d))).collect();
        assert_eq!(digits, "456789bcdf");
    }

    #[test]
    fn another_template_has_another_hash() {
        let hash = template_hash(&"nginx:1.27");
        assert_ne!(hash, template_hash(&"nginx:1.28"));
        assert!((1..=10).contains(&hash.len()) && hash.bytes().all(|b| b"456789bcdf".contains(&b)), "{hash}");
    }
}
