//! Numbers with what they count, exactly: fractions stay fractions.
//!
//! May live here: ratios, measures, how one becomes another. Never: words (`number`).

/// A ratio in lowest terms as people say it; the denominator is positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    pub n: i64,
    pub d: i64,
}

/// Numbers beyond this are nobody's proposal; sums of two of them fit many times.
const MOST: i64 = 1_000_000_000;

impl Ratio {
    /// `n` of `d`; `None` where that is no number that anybody means.
    pub(super) fn new(n: i64, d: i64) -> Option<Self> {
        if d <= 0 || n.abs() > MOST || d > MOST {
            return None;
        }
        let by = gcd(n.unsigned_abs(), d.unsigned_abs()).max(1);
        let by = i64::try_from(by).ok()?;
        Some(Self { n: n / by, d: d / by })
    }

    /// A whole number.
    pub(super) fn whole(n: i64) -> Self {
        Self { n: n.clamp(-MOST, MOST), d: 1 }
    }

    /// Itself, if it is whole.
    pub(super) fn as_whole(self) -> Option<i32> {
        if self.d == 1 { i32::try_from(self.n).ok() } else { None }
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        Self::new(self.n * other.d + other.n * self.d, self.d.checked_mul(other.d)?)
    }

    /// So many times itself.
    pub(super) fn times(self, n: i64, d: i64) -> Option<Self> {
        Self::new(self.n.checked_mul(n)?, self.d.checked_mul(d)?)
    }

    /// The nearest whole number; halves away from zero.
    pub(super) fn rounded(self) -> i64 {
        league::units::div_round(self.n, self.d)
    }

    /// The negative.
    pub(super) fn negative(self) -> Self {
        Self { n: -self.n, d: self.d }
    }

    /// As people write it: `3`, `3.5`, `1/3`.
    pub(super) fn in_words(self) -> String {
        match self.d {
            1 => self.n.to_string(),
            2 | 4 | 5 | 10 => {
                let hundredths = self.n * 100 / self.d;
                let (sign, it) = (if hundredths < 0 { "-" } else { "" }, hundredths.abs());
                let text = format!("{sign}{}.{:02}", it / 100, it % 100);
                text.trim_end_matches('0').to_owned()
            }
            _ => format!("{}/{}", self.n, self.d),
        }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Nothing was said.
    Bare,
    Seconds,
    /// Centimetres.
    Length,
    Percent,
    /// Percentage points.
    PercentPoints,
    Points,
    /// A share or a factor: a third, twice.
    Factor,
    /// A place in a row: the third.
    Place,
}

/// A number with what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub value: Ratio,
    pub measure: Measure,
}

impl Amount {
    pub(super) fn new(value: Ratio, measure: Measure) -> Self {
        Self { value, measure }
    }

    /// Its number, if it is whole.
    pub(super) fn whole(self) -> Option<i32> {
        self.value.as_whole()
    }

    /// As people write it, with the unit.
    pub(super) fn in_words(self) -> String {
        let number = self.value.in_words();
        match self.measure {
            Measure::Bare | Measure::Factor | Measure::Place => number,
            Measure::Seconds => format!("{number} seconds"),
            Measure::Length => format!("{number} cm"),
            Measure::Percent => format!("{number} %"),
            Measure::PercentPoints => format!("{number} percentage points"),
            Measure::Points => format!("{number} points"),
        }
    }
}
