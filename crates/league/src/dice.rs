//! Dice: the only source of chance in the core. Frozen: changing a constant changes every game.
//!
//! Counter-based: a draw is a pure function of the game's key and of *what it decides* (possession,
//! touch, purpose), so that an extra draw somewhere shifts no other draw. That is what makes
//! paired what-if runs sharp and replays exact on every machine.
//!
//! May live here: keys, the mix, uniform and weighted picks. Never: what a draw means.

use crate::units::Chance;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// 32 secret bytes from which keys are derived. Serialised as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// A seed that depends on this one and on `label` alone (SHA-256 of both).
    #[must_use]
    pub fn derive(&self, label: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(label.as_bytes());
        Self(hasher.finalize().into())
    }

    /// The key of one game.
    pub fn game_key(&self) -> GameKey {
        let word = |at: usize| {
            self.0[at..at + 8].iter().fold(0_u64, |word, byte| word << 8 | u64::from(*byte))
        };
        GameKey { a: word(0), b: word(8) }
    }

    /// Reads a seed that a person wrote: 64 hexadecimal digits as they are, any other text by its hash.
    pub fn from_text(text: &str) -> Self {
        Self::try_from(text.to_owned())
            .unwrap_or_else(|_| Self(Sha256::digest(text.as_bytes()).into()))
    }
}

impl std::fmt::Debug for Seed {
    /// Names no digit: a seed known early is a future known early.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        crate::chain::hex(&seed.0)
    }
}

impl TryFrom<String> for Seed {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        crate::chain::unhex(&text).map(Self).ok_or("a seed is 64 hexadecimal digits")
    }
}

/// What every draw of one game depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GameKey {
    a: u64,
    b: u64,
}

impl GameKey {
    /// A key for tests, benchmarks and trial runs: game number `n` of the series `series`.
    pub fn trial(series: u64, n: u64) -> Self {
        Self { a: mix(series ^ 0x7069_6e77_6865_656c), b: mix(n.wrapping_add(GOLDEN)) }
    }

    /// 64 uniform bits for the decision named by the arguments.
    ///
    /// `index` tells draws of one purpose within one touch apart.
    #[inline]
    pub fn draw(self, possession: u16, touch: u16, purpose: u8, index: u8) -> u64 {
        let counter = u64::from(possession) << 32
            | u64::from(touch) << 16
            | u64::from(purpose) << 8
            | u64::from(index);
        // Mixed twice with both key words, not added: were two games a fixed step apart,
        // one would be the other, a draw late.
        mix(mix(counter.wrapping_mul(GOLDEN) ^ self.a).wrapping_add(self.b))
    }
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014).
#[inline]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number in `0..n` from 64 uniform bits, by multiply and shift. Bias below 2⁻³² for `n` below 2³².
///
/// `n` of 0 gives 0.
#[inline]
pub fn below(bits: u64, n: u32) -> u32 {
    // Below n, so it fits.
    (((bits >> 32) * u64::from(n)) >> 32) as u32
}

/// A roll in basis points, `0..10_000`. The thing happens when the roll is below its chance.
#[inline]
pub fn roll(bits: u64) -> u16 {
    #[expect(clippy::cast_possible_truncation, reason = "below 10 000")]
    let value = below(bits, 10_000) as u16;
    value
}

/// Whether something of this chance happens on this roll.
#[inline]
pub fn happens(chance: Chance, roll: u16) -> bool {
    roll < chance.basis_points()
}

/// The index that a weighted pick falls on; `None` when all weights are 0.
#[inline]
pub fn pick(bits: u64, weights: &[u32]) -> Option<usize> {
    let total: u32 = weights.iter().fold(0, |sum, it| sum.saturating_add(*it));
    if total == 0 {
        return None;
    }
    let mut left = below(bits, total);
    for (at, weight) in weights.iter().enumerate() {
        if left < *weight {
            return Some(at);
        }
        left -= weight;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_frozen() {
        let key = Seed::from_text("golden").game_key();
        let draws: Vec<u64> = (0..4).map(|it| key.draw(it, 1, 2, 3)).collect();
        expect_test::expect![[r#"
            [
                2846300769441718602,
                17727493648163501816,
                13213806329430035579,
                16668752834415859353,
            ]
        "#]]
        .assert_debug_eq(&draws);
    }

    #[test]
    fn another_purpose_or_touch_is_another_draw() {
        let key = GameKey::trial(1, 1);
        let base = key.draw(5, 5, 5, 5);
        for other in
            [key.draw(6, 5, 5, 5), key.draw(5, 6, 5, 5), key.draw(5, 5, 6, 5), key.draw(5, 5, 5, 6)]
        {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn rolls_are_even() {
        let mut buckets = [0_u32; 10];
        for n in 0..100_000 {
            buckets[usize::from(roll(GameKey::trial(7, n).draw(1, 2, 3, 4))) / 1000] += 1;
        }
        // 10 000 expected in each, standard deviation 95.
        assert!(buckets.iter().all(|it| (9_600..10_400).contains(it)), "{buckets:?}");
    }

    #[test]
    fn a_pick_follows_its_weights_and_never_lands_on_zero() {
        let mut hits = [0_u32; 3];
        for n in 0..30_000 {
            hits[pick(GameKey::trial(9, n).draw(0, 0, 0, 0), &[1, 0, 2]).expect("some weight")] +=
                1;
        }
        assert!(hits[1] == 0 && (9_500..10_500).contains(&hits[0]), "{hits:?}");
        assert_eq!(pick(1, &[0, 0]), None);
    }

    #[test]
    fn a_seed_is_secret_in_debug_and_reads_back() {
        let seed = Seed::from_text("hello");
        assert_eq!(format!("{seed:?}"), "Seed(..)");
        assert_eq!(Seed::try_from(String::from(seed)), Ok(seed));
    }
}
