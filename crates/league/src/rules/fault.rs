//! Why a rule is not legal, and the nearest one that is.
//!
//! May live here: that text. Never: deciding what is legal.

/// What is wrong with a rule, and the nearest legal thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong: lower case, no full stop.
    pub what: String,
    /// The nearest legal thing, where there is one.
    pub nearest: Option<String>,
}

impl Fault {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), nearest: None }
    }

    #[must_use]
    pub(super) fn nearest(mut self, nearest: impl Into<String>) -> Self {
        self.nearest = Some(nearest.into());
        self
    }

    /// A fault unless `value` lies within the bounds.
    pub(super) fn unless_in<T>(name: &str, value: T, min: T, max: T) -> Result<(), Self>
    where
        T: PartialOrd + std::fmt::Display + Copy,
    {
        if min <= value && value <= max {
            return Ok(());
        }
        let nearest = if value < min { min } else { max };
        let text = format!("{name} is {value}; it must be {min} to {max}");
        Err(Self::new(text).nearest(nearest.to_string()))
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.nearest {
            None => f.write_str(&self.what),
            Some(nearest) => write!(f, "{}; the nearest legal thing is {nearest}", self.what),
        }
    }
}

impl std::error::Error for Fault {}
