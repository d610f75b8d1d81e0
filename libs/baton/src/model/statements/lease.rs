//! The statements on leases.
//!
//! May live here: what `lease/statements.rs` says in SQL. Must never live here: anything it does not.

use super::super::rows::{Key, Lease, Row, Value};
use super::super::world::{Answered, Inner, Without};
use super::{Call, nothing, row};

/// The clock by which expiry is told.
fn clock(inner: &Inner, call: &Call<'_>) -> i64 {
    if inner.has(Without::DatabaseClock) {
        return inner.db_now();
    }
    // The node's own: each differs from the others by a little.
    let node = i64::try_from(inner.node_of(call.tx).unwrap_or(0)).unwrap_or(0);
    inner.db_now() + node % 3 * 900_000
}

fn lease(inner: &Inner, call: &Call<'_>) -> Option<Lease> {
    match inner.see(call.tx, &Key::Lease(call.text(0))) {
        Some(Row::Lease(it)) => Some(it.clone()),
        _ => None,
    }
}

fn put(inner: &mut Inner, call: &Call<'_>, lease: Lease) {
    inner.write(call.tx, Key::Lease(call.text(0)), Row::Lease(lease));
}

/// `$3` key, `$4` holder, `$5` ttl, `$6` name, `$7` hinted.
fn grant(inner: &mut Inner, call: &Call<'_>, last: Option<Lease>) -> Answered {
    let token = last.as_ref().map_or(1, |it| it.token + 1);
    let renewed_at = clock(inner, call);
    let expires_at = renewed_at + call.int(2);
    let (holder, hinted) = (Some(call.text(1)), call.int(4));
    let yield_token = last.map_or(0, |it| it.yield_token);
    put(inner, call, Lease { holder, token, expires_at, hinted, yield_token, renewed_at });
    row([Value::Int(token)])
}

pub(super) fn acquire(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let last = lease(inner, call);
    let now = clock(inner, call);
    let is_free = last.as_ref().is_none_or(|it| it.holder.is_none() || it.expires_at <= now);
    if is_free { grant(inner, call, last) } else { nothing() }
}

/// `$8` the token of the holder that is gone.
pub(super) fn take_over(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(last) = lease(inner, call) else { return nothing() };
    let now = clock(inner, call);
    let is_free = last.holder.is_none() || last.expires_at <= now;
    let is_gone = last.token == call.int(5) && last.hinted == 1;
    let is_gone = is_gone || !inner.has(Without::HintOfTheHolder);
    if is_free || is_gone { grant(inner, call, Some(last)) } else { nothing() }
}

pub(super) fn held(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(it) = lease(inner, call) else { return nothing() };
    let left = if it.holder.is_none() { 0 } else { it.expires_at - inner.db_now() };
    let name = it.holder.clone().unwrap_or_default();
    row([
        it.holder.into(),
        Value::Text(name),
        Value::Int(it.token),
        Value::Int(left),
        Value::Int(it.hinted),
    ])
}

fn is_by(inner: &Inner, call: &Call<'_>, it: &Lease, token: Without) -> bool {
    let is_holder = it.holder == Some(call.text(1));
    let is_term = it.token == call.int(2);
    (is_holder && is_term) || !inner.has(token)
}

/// `$3` key, `$4` holder, `$5` token, `$6` ttl, `$7` hinted.
pub(super) fn renew(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(it) = lease(inner, call) else { return nothing() };
    let now = clock(inner, call);
    let is_in_time = now < it.expires_at || !inner.has(Without::ExpiryInRenewal);
    if !is_by(inner, call, &it, Without::TokenInRenewal) || !is_in_time {
        return nothing();
    }
    let expires_at = it.expires_at.max(now + call.int(3));
    let yield_token = it.yield_token;
    put(inner, call, Lease { expires_at, hinted: call.int(4), renewed_at: now, ..it });
    row([Value::Int(yield_token)])
}

pub(super) fn release(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(it) = lease(inner, call) else { return nothing() };
    if !is_by(inner, call, &it, Without::HolderInRelease) {
        return nothing();
    }
    put(inner, call, Lease { holder: None, ..it });
    row([Value::Text(call.text(0))])
}

pub(super) fn fence(inner: &mut Inner, call: &Call<'_>) -> Answered {
    let Some(it) = lease(inner, call) else { return nothing() };
    let now = inner.db_now();
    let is_in_time = now < it.expires_at || !inner.has(Without::TokenInFence);
    if !is_by(inner, call, &it, Without::TokenInFence) || !is_in_time {
        return nothing();
    }
    inner.dies_at(call.tx, it.expires_at);
    row([Value::Text(call.text(0))])
}
