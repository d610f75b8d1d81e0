//! One request of an elector: sent over its own connection, and answered.
//!
//! May live here: what each kind of request asks of which store. Must never live here: when to ask,
//! or what follows from the answer.

use super::Config;
use super::machine::{Answer, Ask};
use crate::error::Result;
use crate::lease::{self, Acquired, Grant, Identity};
use crate::store::{Conn, Place, Tx};

/// On the server, too, a request ends when nobody waits for it any more.
pub(super) async fn connect(config: &Config) -> Result<Conn> {
    let mut conn = match config.place.clone() {
        // So that an operator sees whose session it is.
        Place::Postgres(options) => {
            Place::Postgres(options.application_name("baton heartbeat")).connect().await?
        }
        place @ (Place::Sqlite(_) | Place::Pooled(_)) => place.connect().await?,
    };
    if let Conn::Postgres(conn) = &mut conn {
        let most_ms = config.profile.ask_within.as_millis().max(1);
        let limit = sqlx::AssertSqlSafe(format!("SET statement_timeout = {most_ms}"));
        let limited = sqlx::raw_sql(limit).execute(conn).await;
        limited.map_err(crate::error::failed("limit the time of a request"))?;
    }
    Ok(conn)
}

pub(super) async fn carry_out(conn: &mut Conn, config: &Config, ask: Ask) -> Result<Answer> {
    #[cfg(feature = "redis")]
    if let Some(redis) = &config.redis {
        return carry_out_on_redis(redis, conn, config, ask).await;
    }
    if let Conn::Postgres(_) = conn {
        // Each request is one statement, and the server reads the clock: one way there and back.
        return ask_in(&mut conn.tx(), config, ask).await;
    }
    // A statement alone would read SQLite's clock before it waits for another writer, and could
    // meet several processes of a pooled server.
    let mut begun = conn.begin().await?;
    let answer = ask_in(&mut begun.tx(), config, ask).await?;
    begun.commit().await?;
    Ok(answer)
}

async fn ask_in(tx: &mut Tx<'_>, config: &Config, ask: Ask) -> Result<Answer> {
    let Config { key, by, profile, .. } = config;
    let grant = |token| Grant { key: key.as_str().into(), by: by.clone(), token };
    Ok(match ask {
        Ask::Acquire(hinted) => {
            let acquired = lease::acquire(tx, key, by, profile.ttl, hinted).await?;
            note_waiting(tx, key, by, &acquired).await?;
            Answer::Acquired(acquired)
        }
        Ask::TakeOver(seen) => {
            Answer::Acquired(lease::take_over(tx, key, by, profile.ttl, seen).await?)
        }
        Ask::Renew(token, hinted) => {
            Answer::Renewed(lease::renew(tx, &grant(token), profile.ttl, hinted).await?)
        }
        Ask::Release(token) => {
            lease::release_alone(tx, &grant(token)).await?;
            Answer::Released
        }
    })
}

async fn note_waiting(
    tx: &mut Tx<'_>,
    key: &str,
    by: &Identity,
    acquired: &Acquired,
) -> Result<()> {
    match acquired {
        Acquired::Granted(_) => Ok(()),
        Acquired::HeldBy(_) => lease::wait(tx, key, by).await,
    }
}

#[cfg(feature = "redis")]
async fn carry_out_on_redis(
    redis: &crate::redis::Redis,
    conn: &mut Conn,
    config: &Config,
    ask: Ask,
) -> Result<Answer> {
    let Config { key, by, profile, .. } = config;
    let grant = |token| Grant { key: key.as_str().into(), by: by.clone(), token };
    Ok(match ask {
        Ask::Acquire(_) | Ask::TakeOver(_) => {
            let acquired = crate::redis::acquire(redis, conn, (key, by), profile.ttl).await?;
            let mut begun = conn.begin().await?;
            note_waiting(&mut begun.tx(), key, by, &acquired).await?;
            begun.commit().await?;
            Answer::Acquired(acquired)
        }
        Ask::Renew(token, _) => {
            Answer::Renewed(crate::redis::renew(redis, conn, &grant(token), profile.ttl).await?)
        }
        Ask::Release(token) => {
            crate::redis::release(redis, conn, &grant(token)).await?;
            Answer::Released
        }
    })
}
