//! What is for one person alone, and so not in the log.

use super::db::{reading, within};
use super::{Store, StoreError};
use baton::Tx;

/// One report to one governor.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct PrivateReport {
    /// Season number.
    pub(crate) season: i64,
    /// Round number.
    pub(crate) round: i64,
    /// Its text.
    pub(crate) text: String,
}

/// Keeps a report, in the caller's transaction; the first one stays.
pub(crate) async fn keep(
    tx: &mut Tx<'_>,
    (league, governor): (i64, &str),
    (season, round): (u16, u16),
    text: &str,
) -> Result<(), StoreError> {
    let keeps = super::commit::keeps(tx);
    within!(tx, conn => {
        sqlx::query("INSERT INTO private_report (league, governor, season, round, text) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (league, governor, season, round) DO NOTHING")
            .persistent(keeps)
            .bind(league)
            .bind(governor)
            .bind(i64::from(season))
            .bind(i64::from(round))
            .bind(text)
            .execute(&mut **conn)
            .await
            .map(|_| ())
    })
    .map_err(|source| StoreError::sql("store a private report", source))
}

impl Store {
    /// A governor's latest reports, the latest first.
    pub(crate) async fn private_reports(
        &self,
        league: i64,
        governor: &str,
        most: u32,
    ) -> Result<Vec<PrivateReport>, StoreError> {
        let keeps = self.db.keeps();
        reading!(self, conn => {
            sqlx::query_as(
                "SELECT season, round, text FROM private_report WHERE league = $1 AND governor = $2
                 ORDER BY season DESC, round DESC LIMIT $3",
            )
            .persistent(keeps)
            .bind(league)
            .bind(governor)
            .bind(i64::from(most))
            .fetch_all(conn)
            .await
        })
        .map_err(|source| StoreError::sql("read private reports", source))
    }
}
