//! The hash chain of the log: each entry carries the hash of the one before it.
//!
//! May live here: how an entry is hashed and how hashes are written. Never: reading or storing entries.

use crate::units::UnixMillis;
use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What the first entry of every log has as its predecessor.
pub const GENESIS: Hash = [0; 32];

/// The hash of one log entry.
///
/// SHA-256 over: `previous` (32 bytes), `position` and `at` (8 bytes each, big-endian), and the
/// stored text of the event exactly as stored, so that no canonical form has to be agreed on.
pub fn entry_hash(previous: &Hash, position: u64, at: UnixMillis, body: &str) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(position.to_be_bytes());
    hasher.update(at.0.to_be_bytes());
    hasher.update(body.as_bytes());
    hasher.finalize().into()
}

/// Lower-case hexadecimal digits, two per byte.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// Reads 64 hexadecimal digits; `None` for anything else.
pub fn unhex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut hash = GENESIS;
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_entry_is_hashed() {
        let base = entry_hash(&GENESIS, 1, UnixMillis(2), "body");
        assert_ne!(base, entry_hash(&[1; 32], 1, UnixMillis(2), "body"));
        assert_ne!(base, entry_hash(&GENESIS, 2, UnixMillis(2), "body"));
        assert_ne!(base, entry_hash(&GENESIS, 1, UnixMillis(3), "body"));
        assert_ne!(base, entry_hash(&GENESIS, 1, UnixMillis(2), "bodY"));
        assert_eq!(unhex(&hex(&base)), Some(base));
        assert_eq!(unhex("zz"), None);
    }
}
