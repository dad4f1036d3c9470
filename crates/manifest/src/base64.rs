//! Base64 as Secrets carry it (RFC 4648 section 4), padding required, line breaks allowed, as Go's `encoding/base64`.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes, or `None` when it is not base64.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let symbols: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\n' | b'\r')).collect();
    if !symbols.len().is_multiple_of(4) {
        return None;
    }
    let groups = symbols.len() / 4;
    let mut bytes = Vec::with_capacity(groups * 3);
    for (i, group) in symbols.chunks(4).enumerate() {
        bytes.extend(quartet(group, i + 1 == groups)?);
    }
    Some(bytes)
}

/// The one to three bytes of four symbols; only the last group may be padded.
fn quartet(group: &[u8], last: bool) -> Option<Vec<u8>> {
    let padding = group.iter().rev().take_while(|b| **b == b'=').count();
    if padding > 2 || (padding > 0 && !last) {
        return None;
    }
    let mut bits = 0_u32;
    for symbol in &group[..4 - padding] {
        let value = ALPHABET.iter().position(|a| a == symbol)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
    }
    let bytes = (bits << (6 * padding)).to_be_bytes();
    Some(bytes[1..4 - padding].to_vec())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn the_rfc_vectors_decode_and_broken_text_does_not() {
        for (text, bytes) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9v\nYmFy\n", "foobar"), ("Zm9vYg==", "foob")]
        {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for text in ["Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v!", "Zm 9v"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
