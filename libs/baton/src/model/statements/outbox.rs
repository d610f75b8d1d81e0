//! The statements on the outbox, on throttles and on the audit.
//!
//! May live here: what `outbox`, `throttle` and `audit` say in SQL. Must never live here: anything
//! they do not.

use super::super::rows::{Key, Outbox, Row, Value};
use super::super::world::{Answered, Inner, Without};
use super::{Call, all, changed, nothing, row};

pub(super) fn enqueue(inner: &mut Inner, call: &Call<'_>) -> Answered {
    if call.sql.sqlite.starts_with("INSERT INTO baton_destination") {
        return take_place(inner, call);
    }
    if call.sql.sqlite.starts_with("INSERT INTO baton_outbox") {
        return insert(inner, call);
    }
    // The notification: nobody in the model relies on it.
    changed(0)
}

fn take_place(inner: &mut Inner, call: &Call<'_>) -> Answered {
    if !inner.has(Without::PlaceUnderLock) {
        // As a sequence does: numbers in the order of asking, not of commits.
        let number = i64::try_from(inner.new_id()).unwrap_or(i64::MAX);
        return row([Value::Int(number)]);
    }
    let key = Key::Destination(call.text(0));
    let last = match inner.see(call.tx, &key) {
        Some(Row::Destination(it)) => *it,
        _ => 0,
    };
    inner.write(call.tx, key, Row::Destination(last + 1));
    row([Value::Int(last + 1)])
}

/// `$3` destination, `$4` place, `$5` dedupe key, `$6` endpoint, `$7` body.
fn insert(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let dedupe = Key::Dedupe(call.text(2));
    if inner.see(call.tx, &dedupe).is_some() {
        return changed(0);
    }
    let it = Outbox {
        dedupe_key: call.text(2),
        endpoint: call.text(3),
        body: call.bytes(4),
        state: "queued".into(),
        attempts: 0,
        not_before: 0,
        token: 0,
        sending_at: 0,
        error: None,
        created_at: inner.db_now(),
        changed_at: 0,
    };
    inner.write(call.tx, dedupe, Row::Dedupe);
    inner.write(call.tx, Key::Outbox(call.text(0), call.int(1)), Row::Outbox(it));
    changed(1)
}

fn open(inner: &Inner, tx: u64) -> impl Iterator<Item = (&String, i64, &Outbox)> {
    all(inner, tx).filter_map(|(key, row)| match (key, row) {
        (Key::Outbox(destination, seq), Row::Outbox(it)) if it.is_open() => {
            Some((destination, *seq, it))
        }
        _ => None,
    })
}

pub(super) fn busy(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let mut names: Vec<String> = open(inner, call.tx).map(|it| it.0.clone()).collect();
    names.dedup();
    let rows = names.into_iter().map(|it| crate::sql::Row::Model(vec![it.into()])).collect();
    Answered { rows, changed: 0 }
}

pub(super) fn head(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let destination = call.text(0);
    let now = inner.db_now();
    // In the order of places: the keys are sorted so.
    let mut of_it = open(inner, call.tx).filter(|it| *it.0 == destination);
    let first = if inner.has(Without::HeadOfLine) {
        of_it.next()
    } else {
        let all: Vec<_> = of_it.collect();
        all.iter().find(|it| it.2.not_before <= now).or(all.first()).copied()
    };
    let Some((_, seq, it)) = first else { return nothing() };
    row([
        Value::Int(seq),
        it.dedupe_key.clone().into(),
        it.endpoint.clone().into(),
        it.body.clone().into(),
        it.state.clone().into(),
        Value::Int(it.attempts),
        Value::Int(it.not_before - now),
        Value::Int(if it.sending_at == 0 { 0 } else { now - it.sending_at }),
        Value::Int(now - it.changed_at),
    ])
}

fn update(inner: &mut Inner, call: &Call<'_>, change: impl FnOnce(&mut Outbox, i64)) -> Answered {
    let key = Key::Outbox(call.text(0), call.int(1));
    let Some(Row::Outbox(it)) = inner.see(call.tx, &key) else { return changed(0) };
    let (mut it, now) = (it.clone(), inner.db_now());
    change(&mut it, now);
    it.changed_at = now;
    inner.write(call.tx, key, Row::Outbox(it));
    changed(1)
}

fn stored(inner: &Inner, call: &Call<'_>) -> Option<Outbox> {
    match inner.see(call.tx, &Key::Outbox(call.text(0), call.int(1))) {
        Some(Row::Outbox(it)) => Some(it.clone()),
        _ => None,
    }
}

/// `$5` token.
pub(super) fn begin(inner: &mut Inner, call: &Call<'_>) -> Answered {
    if !stored(inner, call).is_some_and(|it| it.is_open()) {
        return changed(0);
    }
    let is_marked = inner.has(Without::SendingFirst);
    let token = call.int(2);
    update(inner, call, |it, now| {
        if is_marked {
            it.state = "sending".into();
        }
        it.attempts += 1;
        it.token = token;
        it.sending_at = if it.sending_at == 0 { now } else { it.sending_at };
    })
}

/// `$5` token, `$6` state, `$7` reference, `$8` error, `$9` rest, `$10` whether it does not count.
pub(super) fn settle(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let is_marked = inner.has(Without::SendingFirst);
    let is_ours = |it: Outbox| it.token == call.int(2) && (it.state == "sending" || !is_marked);
    if !stored(inner, call).is_some_and(is_ours) {
        return changed(0);
    }
    let (state, rest, uncounted) = (call.text(3), call.int(6), call.int(7));
    let error: Option<String> = call.args[5].clone().into();
    update(inner, call, |it, now| {
        it.sending_at = if state == "queued" { 0 } else { it.sending_at };
        it.state = state;
        it.error = error;
        it.not_before = now + rest;
        it.attempts -= uncounted;
    })
}

/// `$5` token, `$6` why.
pub(super) fn park(inner: &mut Inner, call: &Call<'_>) -> Answered {
    if !stored(inner, call).is_some_and(|it| it.is_open()) {
        return changed(0);
    }
    let (token, why) = (call.int(2), call.text(3));
    update(inner, call, |it, _| {
        it.state = "parked".into();
        it.token = token;
        it.error = Some(why);
    })
}

/// `$3` kind, `$4` subject, `$5` detail.
pub(super) fn audit(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let number = inner.new_id();
    inner.write(call.tx, Key::Audit(number), Row::Audit(call.text(1)));
    changed(1)
}

/// `$3` key, `$4` every, `$5` ahead, and `$6` a lease's key for notices.
pub(super) fn take(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let is_held = call.args.len() == 4 && inner.lease_is_held(call.tx, &call.text(3));
    if is_held && inner.has(Without::NoticeCondition) {
        return nothing();
    }
    let (key, now) = (Key::Throttle(call.text(0)), inner.db_now());
    let tat = match inner.see(call.tx, &key) {
        Some(Row::Throttle(it)) => *it,
        _ => now,
    };
    if now + call.int(2) < tat && inner.has(Without::ThrottleCondition) {
        return nothing();
    }
    let tat = tat.max(now) + call.int(1);
    inner.write(call.tx, key, Row::Throttle(tat));
    row([Value::Int(tat)])
}

/// `$3` key, `$4` every, `$5` due.
pub(super) fn give_back(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let key = Key::Throttle(call.text(0));
    let Some(Row::Throttle(tat)) = inner.see(call.tx, &key) else { return changed(0) };
    let tat = *tat;
    if tat != call.int(2) && inner.has(Without::CompareOnGivingBack) {
        return changed(0);
    }
    inner.write(call.tx, key, Row::Throttle(tat - call.int(1)));
    changed(1)
}
