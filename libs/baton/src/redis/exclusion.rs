//! Leases whose exclusion is a key in Redis, and whose token is the row in the database.
//!
//! May live here: the key with its time, and the row's step to the next token. Must never live here:
//! a fence; it is the same statement for every lease.
//!
//! The key lets one node at a time go on to the row. When Redis forgets it, or its time is over too
//! early, another may go on as well: then the row's token grows, and the former one is refused by
//! the fence. The row does not expire while it is held under Redis; so whoever goes by the row alone
//! finds it held.

use std::sync::LazyLock;
use std::time::Duration;

use ::redis::Script;

use super::Redis;
use crate::error::{Result, failed};
use crate::lease::{self, Acquired, Grant, Held, Hinted, Identity, Renewed, Token};
use crate::sql::{Arg, Sql, sql};
use crate::store::Conn;

/// `ARGV`: holder and name in a line each, milliseconds. Answers nothing when the key is the
/// caller's, else whose it is and for how long.
static SEIZE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'', 0} end
         return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}",
    )
});

/// `ARGV`: as for [`SEIZE`]. Answers whether the key was, and stays, the caller's.
static EXTEND: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         return redis.call('PEXPIRE', KEYS[1], ARGV[2])",
    )
});

/// `ARGV`: as for [`SEIZE`], without the time; and the channel of those who wait.
static LET_GO: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
         redis.call('DEL', KEYS[1])
         redis.call('PUBLISH', ARGV[2], '')
         return 1",
    )
});

/// `$3` key, `$4` holder, `$5` name. 2 marks a row that is held under Redis; it has no end of its
/// own. Held by its own end, it is not touched: two kinds of leases under one key exclude each other.
const STEP: Sql = sql!(
    "INSERT INTO baton_lease AS l "
    "(key, holder, token, expires_at, boot, name, hinted, granted_at, renewed_at, yield_token) "
    "VALUES ($3, $4, 1, 9000000000000000, $2, $5, 2, " now ", " now ", 0) "
    "ON CONFLICT (key) DO UPDATE SET holder = $4, token = l.token + 1, "
    "expires_at = 9000000000000000, boot = $2, name = $5, hinted = 2, granted_at = " now ", "
    "renewed_at = " now " "
    "WHERE l.holder IS NULL OR l.hinted = 2 OR l.expires_at <= " now " OR l.boot <> $2 "
    "RETURNING token"
);

/// `$3` key, `$4` holder, `$5` token.
const STILL: Sql =
    sql!("SELECT yield_token FROM baton_lease WHERE key = $3 AND holder = $4 AND token = $5");

fn name(key: &str) -> String {
    format!("baton/lease/{key}")
}

fn value(by: &Identity) -> String {
    format!("{}\n{}", by.holder(), by.name())
}

fn millis(ttl: Duration) -> String {
    ttl.as_millis().max(1).to_string()
}

/// Takes the key, and then the row's next token.
pub(crate) async fn acquire(
    redis: &Redis,
    conn: &mut Conn,
    (key, by): (&str, &Identity),
    ttl: Duration,
) -> Result<Acquired> {
    const DOING: &str = "acquire a lease";
    let script = (&*SEIZE, &*name(key));
    let (whose, left_ms): (String, i64) =
        redis.run(DOING, script, &[&value(by), &millis(ttl)]).await?;
    if !whose.is_empty() {
        let left = Duration::from_millis(u64::try_from(left_ms).unwrap_or(0));
        return Ok(Acquired::HeldBy(held(&whose, left)));
    }
    let stepped = step(conn, key, by).await;
    if !matches!(stepped, Ok(Acquired::Granted(_))) {
        // Not ours to use: others need not wait until it expires, if Redis hears it.
        drop(let_go(redis, key, by).await);
    }
    stepped
}

async fn step(conn: &mut Conn, key: &str, by: &Identity) -> Result<Acquired> {
    const DOING: &str = "acquire a lease";
    let mut begun = conn.begin().await?;
    let args = [Arg::Text(key), Arg::Text(by.holder()), Arg::Text(by.name())];
    let row = begun.tx().fetch_optional(DOING, &STEP, &args).await?;
    let Some(row) = row else {
        return lease::held(&mut begun.tx(), key).await.map(Acquired::HeldBy);
    };
    let token = Token::new(row.int(0).map_err(failed(DOING))?);
    begun.commit().await?;
    Ok(Acquired::Granted(Grant { key: key.into(), by: by.clone(), token }))
}

/// Who has the key; which token that is only the row knows.
fn held(whose: &str, expires_in: Duration) -> Held {
    let (holder, name) = whose.split_once('\n').unwrap_or((whose, ""));
    let (holder, name) = (holder.to_owned(), name.to_owned());
    Held { holder, name, token: Token::new(0), expires_in, hinted: Hinted::No }
}

/// Extends the key, and looks whether the row is still the caller's: one that came late to the row
/// may have taken the token on.
pub(crate) async fn renew(
    redis: &Redis,
    conn: &mut Conn,
    grant: &Grant,
    ttl: Duration,
) -> Result<Renewed> {
    const DOING: &str = "renew a lease";
    let script = (&*EXTEND, &*name(&grant.key));
    let kept: i64 = redis.run(DOING, script, &[&value(&grant.by), &millis(ttl)]).await?;
    if kept == 0 {
        return Ok(Renewed::Lost);
    }
    let mut begun = conn.begin().await?;
    let args = grant.args();
    let row = begun.tx().fetch_optional(DOING, &STILL, &args).await?;
    begun.commit().await?;
    let Some(row) = row else {
        let_go(redis, &grant.key, &grant.by).await?;
        return Ok(Renewed::Lost);
    };
    let is_asked = row.int(0).map_err(failed(DOING))? == grant.token.number();
    Ok(if is_asked { Renewed::KeptButAskedToYield } else { Renewed::Kept })
}

/// Gives the row back, then the key, and tells those who wait.
pub(crate) async fn release(redis: &Redis, conn: &mut Conn, grant: &Grant) -> Result<()> {
    let mut begun = conn.begin().await?;
    lease::release(&mut begun.tx(), grant).await?;
    begun.commit().await?;
    let_go(redis, &grant.key, &grant.by).await
}

async fn let_go(redis: &Redis, key: &str, by: &Identity) -> Result<()> {
    let script = (&*LET_GO, &*name(key));
    let channel = format!("baton/wake/{}", topic(key));
    let _: i64 = redis.run("release a lease", script, &[&value(by), &channel]).await?;
    Ok(())
}

/// What those who wait for a lease listen to.
pub(crate) fn topic(key: &str) -> String {
    format!("lease/{key}")
}
