//! What the model's store holds.
//!
//! May live here: rows, their keys, values on their way. Must never live here: a statement.

use crate::sql::Arg;

/// A value of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&Arg<'_>> for Value {
    fn from(arg: &Arg<'_>) -> Self {
        match *arg {
            Arg::Int(it) => Self::Int(it),
            Arg::Text(it) => Self::Text(it.to_owned()),
            Arg::MaybeText(it) => it.map_or(Self::Null, |it| Self::Text(it.to_owned())),
            Arg::Bytes(it) => Self::Bytes(it.to_vec()),
        }
    }
}

macro_rules! read {
    ($type:ty, $variant:ident) => {
        impl From<Value> for $type {
            fn from(value: Value) -> Self {
                match value {
                    Value::$variant(it) => it,
                    other => panic!("{other:?} is not what the statement answers"),
                }
            }
        }

        impl From<Value> for Option<$type> {
            fn from(value: Value) -> Self {
                if value == Value::Null { None } else { Some(value.into()) }
            }
        }

        impl From<$type> for Value {
            fn from(it: $type) -> Self {
                Self::$variant(it)
            }
        }

        impl From<Option<$type>> for Value {
            fn from(it: Option<$type>) -> Self {
                it.map_or(Self::Null, Self::$variant)
            }
        }
    };
}
read!(i64, Int);
read!(String, Text);
read!(Vec<u8>, Bytes);

/// Which row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Lease(String),
    Ledger(String, String),
    Phase(String, String, String),
    Destination(String),
    Outbox(String, i64),
    /// The unique `dedupe_key`.
    Dedupe(String),
    Throttle(String),
    /// Appended, numbered as they are written.
    Audit(u64),
    /// What a node did to the world that the store guards: the guarded table of a caller's.
    Effect(u64),
}

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Lease(Lease),
    Ledger(Ledger),
    Phase(Phase),
    Destination(i64),
    Outbox(Outbox),
    Dedupe,
    Throttle(i64),
    Audit(String),
    Effect(Effect),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) holder: Option<String>,
    pub(crate) token: i64,
    pub(crate) expires_at: i64,
    pub(crate) hinted: i64,
    pub(crate) yield_token: i64,
    /// When the last grant or renewal looked at the clock.
    pub(crate) renewed_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) fingerprint: String,
    pub(crate) state: &'static str,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) phase: String,
    pub(crate) claim_token: i64,
    pub(crate) claim_until: i64,
    pub(crate) attempts: i64,
    pub(crate) not_before: i64,
    pub(crate) result: Option<Vec<u8>>,
    pub(crate) error: Option<String>,
    pub(crate) created_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    pub(crate) output: Vec<u8>,
    pub(crate) claim_token: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outbox {
    pub(crate) dedupe_key: String,
    pub(crate) endpoint: String,
    pub(crate) body: Vec<u8>,
    pub(crate) state: String,
    pub(crate) attempts: i64,
    pub(crate) not_before: i64,
    pub(crate) token: i64,
    pub(crate) sending_at: i64,
    pub(crate) error: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) changed_at: i64,
}

impl Outbox {
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "queued" | "sending" | "unknown")
    }
}

/// A write that only a holder may make, or one that a key may make once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effect {
    /// The lease's key and token, and the holder; nothing for what any node may do once.
    pub(crate) under: Option<(String, i64, String)>,
    /// What was done.
    pub(crate) what: String,
}
