//! What each statement of baton's means, without SQL.
//!
//! May live here: the meaning, one function per statement, found by what it is doing. Must never
//! live here: delays and losses (`world`). The conformance suite runs both and compares.

mod lease;
mod ledger;
mod outbox;

use super::rows::{Key, Row, Value};
use super::world::{Answered, Inner, Without};
use crate::sql::Sql;

/// A statement as it arrives.
pub(super) struct Call<'a> {
    pub(super) tx: u64,
    pub(super) sql: &'a Sql,
    /// The first is `$3`.
    pub(super) args: &'a [Value],
}

impl Call<'_> {
    fn text(&self, at: usize) -> String {
        self.args[at].clone().into()
    }

    fn int(&self, at: usize) -> i64 {
        self.args[at].clone().into()
    }

    fn bytes(&self, at: usize) -> Vec<u8> {
        self.args[at].clone().into()
    }
}

/// The rows that a statement locks before it looks: which, and whether for reading only.
pub(super) fn locks(
    inner: &Inner,
    doing: &'static str,
    sql: &Sql,
    args: &[Value],
) -> Vec<(Key, bool)> {
    let call = Call { tx: 0, sql, args };
    let ledger = || vec![(Key::Ledger(call.text(0), call.text(1)), false)];
    match doing {
        "acquire a lease" | "take a lease over" | "renew a lease" | "release a lease" => {
            vec![(Key::Lease(call.text(0)), false)]
        }
        "check a lease's token" if inner.has(Without::RowLock) => {
            vec![(Key::Lease(call.text(0)), true)]
        }
        "claim a key" | "record an answer" | "offer work" | "renew a claim"
        | "complete a claim" | "fail a claim" | "put work back" => ledger(),
        "store what a step produced" => {
            let phase = Key::Phase(call.text(0), call.text(1), call.text(2));
            vec![(Key::Ledger(call.text(0), call.text(1)), true), (phase, false)]
        }
        "enqueue a message" if sql.sqlite.starts_with("INSERT INTO baton_destination") => {
            let destination = Key::Destination(call.text(0));
            if inner.has(Without::PlaceUnderLock) { vec![(destination, false)] } else { Vec::new() }
        }
        "enqueue a message" if sql.sqlite.starts_with("INSERT INTO baton_outbox") => {
            vec![(Key::Dedupe(call.text(2)), false)]
        }
        "begin to send a message" | "store how an attempt ended" | "park a message" => {
            vec![(Key::Outbox(call.text(0), call.int(1)), false)]
        }
        "take a slot" | "give a slot back" => vec![(Key::Throttle(call.text(0)), false)],
        _ => Vec::new(),
    }
}

/// Carries a statement out in a transaction that has its locks.
pub(super) fn carry_out(
    inner: &mut Inner,
    tx: u64,
    doing: &'static str,
    sql: &Sql,
    args: &[Value],
) -> Answered {
    let call = Call { tx, sql, args };
    match doing {
        "acquire a lease" => lease::acquire(inner, &call),
        "take a lease over" => lease::take_over(inner, &call),
        "see who holds a lease" => lease::held(inner, &call),
        "renew a lease" => lease::renew(inner, &call),
        "release a lease" => lease::release(inner, &call),
        "check a lease's token" => lease::fence(inner, &call),
        "claim a key" => ledger::claim(inner, &call),
        "read an entry of the ledger" => ledger::read(inner, &call),
        "record an answer" => ledger::insert(inner, &call, "done"),
        "offer work" => ledger::insert(inner, &call, "queued"),
        "claim work" => ledger::next(inner, &call),
        "renew a claim" => ledger::renew(inner, &call),
        "complete a claim" => ledger::complete(inner, &call),
        "fail a claim" => ledger::fail(inner, &call),
        "put work back" => ledger::put_back(inner, &call),
        "read what a step produced" => ledger::stored(inner, &call),
        "store what a step produced" => ledger::store(inner, &call),
        "check a claim" => ledger::is_current(inner, &call),
        "enqueue a message" => outbox::enqueue(inner, &call),
        "list the destinations" => outbox::busy(inner, &call),
        "read the head of a destination" => outbox::head(inner, &call),
        "begin to send a message" => outbox::begin(inner, &call),
        "store how an attempt ended" => outbox::settle(inner, &call),
        "park a message" => outbox::park(inner, &call),
        "write down a decision" => outbox::audit(inner, &call),
        "take a slot" => outbox::take(inner, &call),
        "give a slot back" => outbox::give_back(inner, &call),
        _ => panic!("the model does not know how to {doing}: {}", call.sql.sqlite),
    }
}

/// One row of values.
pub(super) fn row(values: impl IntoIterator<Item = Value>) -> Answered {
    let rows = vec![crate::sql::Row::Model(values.into_iter().collect())];
    Answered { rows, changed: 1 }
}

pub(super) fn nothing() -> Answered {
    Answered::default()
}

pub(super) fn changed(count: u64) -> Answered {
    Answered { rows: Vec::new(), changed: count }
}

/// Every row that a transaction sees.
pub(super) fn all(inner: &Inner, tx: u64) -> impl Iterator<Item = (&Key, &Row)> {
    // Range statements of the model never look at what the same transaction wrote, but for the
    // rows that it overwrote; `see` takes care of those.
    inner.rows.keys().filter_map(move |key| inner.see(tx, key).map(|row| (key, row)))
}
