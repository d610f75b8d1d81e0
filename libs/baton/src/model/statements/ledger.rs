//! The statements on the ledger and on phases.
//!
//! May live here: what `ledger/statements.rs` and `job` say in SQL. Must never live here: anything
//! they do not.

use super::super::rows::{Key, Ledger, Phase, Row, Value};
use super::super::world::{Answered, Inner, Without};
use super::{Call, all, changed, nothing, row};

fn key(call: &Call<'_>) -> Key {
    Key::Ledger(call.text(0), call.text(1))
}

fn entry(inner: &Inner, call: &Call<'_>) -> Option<Ledger> {
    match inner.see(call.tx, &key(call)) {
        Some(Row::Ledger(it)) => Some(it.clone()),
        _ => None,
    }
}

fn fresh(inner: &Inner, fingerprint: String) -> Ledger {
    Ledger {
        fingerprint,
        state: "in_flight",
        body: None,
        phase: String::new(),
        claim_token: 0,
        claim_until: 0,
        attempts: 0,
        not_before: 0,
        result: None,
        error: None,
        created_at: inner.db_now(),
    }
}

fn may_be_claimed(inner: &Inner, it: &Ledger) -> bool {
    let now = inner.db_now();
    match it.state {
        "in_flight" => it.claim_until <= now || !inner.has(Without::ClaimTime),
        "queued" | "failed" => it.not_before <= now,
        _ => false,
    }
}

fn claimed(inner: &Inner, it: Ledger, claim: i64) -> Ledger {
    Ledger {
        state: "in_flight",
        claim_token: it.claim_token + 1,
        claim_until: inner.db_now() + claim,
        attempts: it.attempts + 1,
        ..it
    }
}

/// `$3` scope, `$4` key, `$5` fingerprint, `$6` who, `$7` claim, `$8` keep.
pub(super) fn claim(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let fingerprint = call.text(2);
    let it = match entry(inner, call) {
        Some(it) if it.fingerprint == fingerprint && may_be_claimed(inner, &it) => it,
        Some(_) => return nothing(),
        None => fresh(inner, fingerprint),
    };
    let it = claimed(inner, it, call.int(4));
    let answer =
        row([Value::Int(it.claim_token), Value::Int(it.attempts), it.phase.clone().into()]);
    inner.write(call.tx, key(call), Row::Ledger(it));
    answer
}

pub(super) fn read(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(it) = entry(inner, call) else { return nothing() };
    let now = inner.db_now();
    row([
        it.fingerprint.into(),
        String::from(it.state).into(),
        Value::Int(it.claim_until - now),
        Value::Int(it.not_before - now),
        it.result.into(),
        it.error.unwrap_or_default().into(),
    ])
}

/// `$3` scope, `$4` key, `$5` fingerprint, `$6` result or body, `$7` keep.
pub(super) fn insert(inner: &mut Inner, call: &Call<'_>, state: &'static str) -> Answered {
    if entry(inner, call).is_some() && inner.has(Without::UniqueKey) {
        return nothing();
    }
    let mut it = Ledger { state, ..fresh(inner, call.text(2)) };
    if state == "done" {
        it.result = Some(call.bytes(3));
    } else {
        it.body = Some(call.bytes(3));
    }
    inner.write(call.tx, key(call), Row::Ledger(it));
    row([Value::Int(0)])
}

/// `$3` scope, `$4` who, `$5` claim, `$6` keep.
pub(super) fn next(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let scope = call.text(0);
    let mut due: Vec<(i64, Key, Ledger)> = Vec::new();
    for (key, row) in all(inner, call.tx) {
        if let (Key::Ledger(of, _), Row::Ledger(it)) = (key, row)
            && *of == scope
            && may_be_claimed(inner, it)
        {
            due.push((it.created_at, key.clone(), it.clone()));
        }
    }
    due.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for (_, key, it) in due {
        // One that another is just taking is passed over.
        if !inner.try_lock(call.tx, &key, false) {
            continue;
        }
        let it = claimed(inner, it, call.int(2));
        let Key::Ledger(_, name) = key.clone() else { continue };
        let answer = row([
            name.into(),
            Value::Int(it.claim_token),
            Value::Int(it.attempts),
            it.phase.clone().into(),
            it.body.clone().into(),
        ]);
        inner.write(call.tx, key, Row::Ledger(it));
        return answer;
    }
    nothing()
}

/// The entry, if the claim with the token in this argument is current.
fn current(inner: &Inner, call: &Call<'_>, at: usize) -> Option<Ledger> {
    let it = entry(inner, call)?;
    let is_term = it.claim_token == call.int(at) && it.state == "in_flight";
    (is_term || !inner.has(Without::ClaimToken)).then_some(it)
}

fn update(inner: &mut Inner, call: &Call<'_>, it: Option<Ledger>) -> Answered {
    let Some(it) = it else { return changed(0) };
    inner.write(call.tx, key(call), Row::Ledger(it));
    changed(1)
}

/// `$5` claim token, `$6` claim.
pub(super) fn renew(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let until = inner.db_now() + call.int(3);
    let it = current(inner, call, 2);
    let it = it.map(|it| Ledger { claim_until: it.claim_until.max(until), ..it });
    update(inner, call, it)
}

/// `$5` claim token, `$6` result.
pub(super) fn complete(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let result = Some(call.bytes(3));
    let it = current(inner, call, 2).map(|it| Ledger { state: "done", result, ..it });
    update(inner, call, it)
}

/// `$5` claim token, `$6` state, `$7` error, `$8` wait.
pub(super) fn fail(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let state = if call.text(3) == "dead" { "dead" } else { "failed" };
    let not_before = inner.db_now() + call.int(5);
    let error = Some(call.text(4));
    let it = current(inner, call, 2).map(|it| Ledger { state, not_before, error, ..it });
    update(inner, call, it)
}

/// `$5` claim token.
pub(super) fn put_back(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let it = current(inner, call, 2);
    let it =
        it.map(|it| Ledger { state: "queued", attempts: it.attempts - 1, not_before: 0, ..it });
    update(inner, call, it)
}

fn phase_key(call: &Call<'_>) -> Key {
    Key::Phase(call.text(0), call.text(1), call.text(2))
}

/// `$3` scope, `$4` key, `$5` name.
pub(super) fn stored(inner: &mut Inner, call: &Call<'_>) -> Answered {
    match inner.see(call.tx, &phase_key(call)) {
        Some(Row::Phase(it)) => row([Value::Bytes(it.output.clone())]),
        _ => nothing(),
    }
}

/// `$6` output, `$7` claim token.
pub(super) fn store(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let is_there = inner.see(call.tx, &phase_key(call)).is_some();
    if current(inner, call, 4).is_none() || is_there {
        return changed(0);
    }
    let phase = Phase { output: call.bytes(3), claim_token: call.int(4) };
    inner.write(call.tx, phase_key(call), Row::Phase(phase));
    changed(1)
}

/// `$5` claim token.
pub(super) fn is_current(inner: &mut Inner, call: &Call<'_>) -> Answered {
    if current(inner, call, 2).is_some() { row([call.text(1).into()]) } else { nothing() }
}
