//! Throttles in Redis: the same rule as in the database, one script each.
//!
//! May live here: the scripts. Must never live here: a limit that money or safety depends on; a
//! Redis that restarts has forgotten what was used up.

use std::sync::LazyLock;

use ::redis::Script;

use super::Redis;
use crate::clock::micros;
use crate::error::Result;
use crate::metrics;
use crate::throttle::{Allowance, Slot, Taken};

/// `ARGV`: microseconds per slot, and how far ahead of the even pace a key may be. Answers when the
/// next would be due if all came evenly; -1 when none is free. The key vanishes when it is as if it
/// had never been used.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local t = redis.call('TIME')
         local now = t[1] * 1000000 + t[2]
         local tat = tonumber(redis.call('GET', KEYS[1]) or '0')
         if tat > now + ARGV[2] then return -1 end
         if tat < now then tat = now end
         tat = tat + ARGV[1]
         local keep = math.ceil((tat - now) / 1000) + 1
         redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', keep)
         return tat",
    )
});

/// `ARGV`: what [`TAKE`] had answered, and microseconds per slot. Answers whether it was the last.
static GIVE_BACK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if tonumber(redis.call('GET', KEYS[1]) or '0') ~= tonumber(ARGV[1]) then return 0 end
         redis.call('SET', KEYS[1], string.format('%.0f', ARGV[1] - ARGV[2]), 'KEEPTTL')
         return 1",
    )
});

fn name(key: &str) -> String {
    format!("baton/throttle/{key}")
}

impl Redis {
    /// Takes a slot, as [`throttle::take`](crate::throttle::take) does, on the clock of Redis.
    ///
    /// # Errors
    /// When Redis did not answer: the slot may be used up then, never taken twice.
    pub async fn take(&self, key: &str, allowance: &Allowance) -> Result<Taken> {
        let (every, ahead) = (micros(allowance.every), micros(allowance.ahead()));
        let (every, ahead) = (every.to_string(), ahead.to_string());
        let script = (&*TAKE, &*name(key));
        let due_us: i64 = self.run("take a slot", script, &[&every, &ahead]).await?;
        if due_us < 0 {
            metrics::throttled();
            return Ok(Taken::TooSoon);
        }
        Ok(Taken::Slot(Slot::new(key, allowance, due_us)))
    }

    /// Gives a slot back, as [`throttle::give_back`](crate::throttle::give_back) does.
    ///
    /// # Errors
    /// When Redis did not answer; the slot may then stay used up.
    pub async fn give_back(&self, slot: Slot) -> Result<bool> {
        let (key, every, due_us) = slot.into_parts();
        let (due_us, every) = (due_us.to_string(), micros(every).to_string());
        let script = (&*GIVE_BACK, &*name(&key));
        let given: i64 = self.run("give a slot back", script, &[&due_us, &every]).await?;
        Ok(given == 1)
    }
}
