//! Who is signed in, and links that sign somebody in once. Keys come in as hashes.

use super::db::{reading, within, writing};
use super::{Store, StoreError};

/// One signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Session {
    /// Whom the league knows.
    pub(crate) governor: String,
    /// 1: may do what only an operator may.
    pub(crate) admin: i64,
}

/// A link that signs somebody in, once.
#[derive(Clone, Debug)]
pub(crate) struct OneTime<'a> {
    /// Hash of its key.
    pub(crate) hash: &'a str,
    /// As whom; empty: as whoever opens it.
    pub(crate) governor: &'a str,
    /// Whether as an operator.
    pub(crate) admin: bool,
    /// Until when, Unix milliseconds.
    pub(crate) until: i64,
}

impl Store {
    /// The session with this key's hash.
    pub(crate) async fn session(
        &self,
        league: i64,
        hash: &str,
    ) -> Result<Option<Session>, StoreError> {
        let keeps = self.db.keeps();
        reading!(self, conn => {
            sqlx::query_as("SELECT governor, admin FROM session WHERE hash = $2 AND league = $1")
                .persistent(keeps)
                .bind(league)
                .bind(hash)
                .fetch_optional(conn)
                .await
        })
        .map_err(|source| StoreError::sql("look who is signed in", source))
    }

    /// Whether anybody is signed in as an operator.
    pub(crate) async fn has_admin(&self, league: i64) -> Result<bool, StoreError> {
        let keeps = self.db.keeps();
        let count: i64 = reading!(self, conn => {
            sqlx::query_scalar("SELECT COUNT(*) FROM session WHERE league = $1 AND admin = 1")
                .persistent(keeps)
                .bind(league)
                .fetch_one(conn)
                .await
        })
        .map_err(|source| StoreError::sql("look who is an operator", source))?;
        Ok(count > 0)
    }

    /// Signs out.
    pub(crate) async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        let keeps = self.db.keeps();
        writing!(self, conn => {
            sqlx::query("DELETE FROM session WHERE hash = $1")
                .persistent(keeps)
                .bind(hash)
                .execute(conn)
                .await
                .map(|_| ())
        })
        .map_err(|source| StoreError::sql("sign somebody out", source))
    }

    /// Keeps a link.
    pub(crate) async fn keep_link(
        &self,
        league: i64,
        link: &OneTime<'_>,
    ) -> Result<(), StoreError> {
        let keeps = self.db.keeps();
        writing!(self, conn => {
            sqlx::query("INSERT INTO one_time (hash, league, governor, admin, until, used_at) VALUES ($2, $1, $3, $4, $5, 0)")
                .persistent(keeps)
                .bind(league)
                .bind(link.hash)
                .bind(link.governor)
                .bind(i64::from(link.admin))
                .bind(link.until)
                .execute(conn)
                .await
                .map(|_| ())
        })
        .map_err(|source| StoreError::sql("keep a link", source))
    }

    /// Whom a link would sign in, if it still does.
    pub(crate) async fn link(
        &self,
        league: i64,
        hash: &str,
        now: i64,
    ) -> Result<Option<Session>, StoreError> {
        let keeps = self.db.keeps();
        reading!(self, conn => {
            sqlx::query_as("SELECT governor, admin FROM one_time WHERE hash = $2 AND league = $1 AND used_at = 0 AND until > $3")
                .persistent(keeps)
                .bind(league)
                .bind(hash)
                .bind(now)
                .fetch_optional(conn)
                .await
        })
        .map_err(|source| StoreError::sql("look at a link", source))
    }

    /// Uses a link up and signs its bearer in, together or not at all. `None`: it was used, it has
    /// expired, or it never was. `someone`: whom a link signs in that names nobody.
    pub(crate) async fn use_link(
        &self,
        league: i64,
        (link, session): (&str, &str),
        someone: &str,
        now: i64,
    ) -> Result<Option<Session>, StoreError> {
        let failed = |source| StoreError::sql("sign somebody in", source);
        let mut begun = self.baton().begin().await.map_err(StoreError::baton)?;
        let mut tx = begun.tx();
        let keeps = super::commit::keeps(&tx);
        let used: Option<Session> = within!(&mut tx, conn => {
            sqlx::query_as("UPDATE one_time SET used_at = $3 WHERE hash = $2 AND league = $1 AND used_at = 0 AND until > $3 RETURNING governor, admin")
                .persistent(keeps)
                .bind(league)
                .bind(link)
                .bind(now)
                .fetch_optional(&mut **conn)
                .await
        })
        .map_err(failed)?;
        let Some(mut used) = used else { return Ok(None) };
        if used.governor.is_empty() {
            someone.clone_into(&mut used.governor);
        }
        within!(&mut tx, conn => {
            sqlx::query("INSERT INTO session (hash, league, governor, admin, at) VALUES ($2, $1, $3, $4, $5)")
                .persistent(keeps)
                .bind(league)
                .bind(session)
                .bind(&used.governor)
                .bind(used.admin)
                .bind(now)
                .execute(&mut **conn)
                .await
                .map(|_| ())
        })
        .map_err(failed)?;
        begun.commit().await.map_err(StoreError::baton)?;
        Ok(Some(used))
    }
}
