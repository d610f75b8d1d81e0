//! Redis, for those who have it: wake-ups, throttles, and the exclusion of leases.
//!
//! May live here: what Redis is asked. Must never live here: a token, a claim, a message; a Redis
//! that restarts, or fails over to a copy, may have forgotten any of them.
//!
//! | part | what Redis does | what it does not |
//! | --- | --- | --- |
//! | [`Redis::tell`], [`Redis::listen`] | says "look now" | carry anything; a word may get lost |
//! | [`Redis::take`] | throttles, by one script on its own clock | remember after a restart |
//! | [`Elector`](crate::Elector) with [`Config::redis`](crate::elector::Config::redis) | lets one node at a time try | give out tokens: the row in the database does, and the fence is there |
//!
//! One backend is configured, and no other takes its place: when Redis does not answer, nobody
//! acquires, whatever the row says; and a row that was taken under Redis is held for whoever goes
//! by the row alone.

mod ear;
mod exclusion;
mod throttle;

use std::sync::Arc;
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError, Script};
use tokio::sync::Mutex;

pub use ear::Ear;
pub(crate) use exclusion::{acquire, release, renew, topic};

use crate::error::{Error, Result};

/// How long an answer is waited for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// A Redis server. Clones share a connection, which is made when it is needed, and again when it
/// was lost.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    conn: Arc<Mutex<Option<MultiplexedConnection>>>,
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may contain a password.
        to.debug_struct("Redis").finish_non_exhaustive()
    }
}

impl Redis {
    /// A server by its address: `redis://host:6379/0`, `redis+unix:///run/redis.sock`. Nothing is
    /// asked yet. `rediss://` needs a cargo feature of the crate `redis`.
    ///
    /// # Errors
    /// When it is no address.
    pub fn at(url: &str) -> Result<Self> {
        let client = Client::open(url).map_err(unavailable("read the address of Redis"))?;
        Ok(Self { client, conn: Arc::default() })
    }

    /// The same server by a connection of its own, for a runtime of its own.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { client: self.client.clone(), conn: Arc::default() }
    }

    /// The connection; made when there is none.
    async fn conn(&self, doing: &'static str) -> Result<MultiplexedConnection> {
        let mut kept = self.conn.lock().await;
        if let Some(conn) = &*kept {
            return Ok(conn.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ANSWERS_WITHIN))
            .set_response_timeout(Some(ANSWERS_WITHIN));
        let conn = self.client.get_multiplexed_async_connection_with_config(&config).await;
        let conn = conn.map_err(unavailable(doing))?;
        *kept = Some(conn.clone());
        Ok(conn)
    }

    /// What became of a request. After an error the connection is in doubt, and made again.
    async fn heed<T>(
        &self,
        doing: &'static str,
        answer: std::result::Result<T, RedisError>,
    ) -> Result<T> {
        if answer.is_err() {
            *self.conn.lock().await = None;
        }
        answer.map_err(unavailable(doing))
    }

    /// Runs a script on one key.
    async fn run<T: FromRedisValue>(
        &self,
        doing: &'static str,
        (script, key): (&Script, &str),
        args: &[&str],
    ) -> Result<T> {
        let mut conn = self.conn(doing).await?;
        let mut call = script.prepare_invoke();
        call.key(key);
        for arg in args {
            call.arg(*arg);
        }
        let answer = call.invoke_async(&mut conn).await;
        self.heed(doing, answer).await
    }
}

fn unavailable(doing: &'static str) -> impl FnOnce(RedisError) -> Error {
    move |error| {
        let source = sqlx::Error::Io(std::io::Error::other(error));
        Error::Unavailable { doing, source }
    }
}
