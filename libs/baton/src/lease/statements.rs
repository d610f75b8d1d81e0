//! The statements on `baton_lease`.
//!
//! May live here: their text. Must never live here: a statement that reads first and decides later.
//!
//! `now` is read after the row's lock is granted; `excluded.expires_at` would have been computed
//! before it. `boot` differs on SQLite only: a holder of another boot is dead.

use crate::sql::{Sql, sql};

/// `$3` key, `$4` holder, `$5` ttl, `$6` name, `$7` hinted.
pub(super) const ACQUIRE: Sql = sql!(
    "INSERT INTO baton_lease AS l "
    "(key, holder, token, expires_at, boot, name, hinted, granted_at, renewed_at, yield_token) "
    "VALUES ($3, $4, 1, " now " + $5, $2, $6, $7, " now ", " now ", 0) "
    "ON CONFLICT (key) DO UPDATE SET holder = $4, token = l.token + 1, expires_at = " now " + $5, "
    "boot = $2, name = $6, hinted = $7, granted_at = " now ", renewed_at = " now " "
    "WHERE l.holder IS NULL OR l.expires_at <= " now " OR l.boot <> $2 "
    "RETURNING token"
);

/// As [`ACQUIRE`], and `$8` the token of the holder that is gone.
pub(super) const TAKE_OVER: Sql = sql!(
    "UPDATE baton_lease SET holder = $4, token = token + 1, expires_at = " now " + $5, "
    "boot = $2, name = $6, hinted = $7, granted_at = " now ", renewed_at = " now " "
    "WHERE key = $3 AND (holder IS NULL OR expires_at <= " now " OR boot <> $2 "
    "OR (token = $8 AND hinted = 1)) "
    "RETURNING token"
);

/// `$3` key, `$4` holder, `$5` token, `$6` ttl, `$7` hinted.
pub(super) const RENEW: Sql = sql!(
    "UPDATE baton_lease SET renewed_at = " now ", hinted = $7, "
    // The server's clock may step back: what was promised stays promised.
    "expires_at = CASE WHEN expires_at < " now " + $6 THEN " now " + $6 ELSE expires_at END "
    "WHERE key = $3 AND holder = $4 AND token = $5 AND boot = $2 AND expires_at > " now " "
    "RETURNING yield_token"
);

/// `$3` key, `$4` holder, `$5` token.
pub(super) const RELEASE: Sql = Sql {
    sqlite: "UPDATE baton_lease SET holder = NULL \
             WHERE key = $3 AND holder = $4 AND token = $5 RETURNING key",
    postgres: "WITH freed AS (UPDATE baton_lease SET holder = NULL \
               WHERE key = $3 AND holder = $4 AND token = $5 RETURNING key) \
               SELECT key FROM freed, LATERAL pg_notify('baton', key)",
};

/// The same in a transaction that holds nothing else, which then need not wait for the disk. Should
/// the server crash before the disk has it, the lease runs out instead; and whoever has taken it
/// over waited for the disk, which has what came before then, too.
pub(super) const RELEASE_ALONE: Sql = Sql {
    sqlite: RELEASE.sqlite,
    postgres: "WITH freed AS (UPDATE baton_lease SET holder = NULL \
               WHERE key = $3 AND holder = $4 AND token = $5 RETURNING key) \
               SELECT key, set_config('synchronous_commit', 'off', TRUE) \
               FROM freed, LATERAL pg_notify('baton', key)",
};

/// `$3` key, `$4` holder, `$5` token.
///
/// On PostgreSQL the transaction is also bounded by what is left of the lease: a process that is
/// frozen inside it would keep the row's lock, and with it the successor, waiting for ever. A row
/// that is held under Redis (`hinted = 2`) has no end; there it is ten seconds.
pub(super) const FENCE: Sql = Sql {
    sqlite: "SELECT key FROM baton_lease \
             WHERE key = $3 AND holder = $4 AND token = $5 AND boot = $2 \
             AND expires_at > ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1))",
    postgres: "SELECT key, \
               set_config('idle_in_transaction_session_timeout', \
                          CASE WHEN hinted = 2 THEN '10000' \
                          ELSE ((expires_at - baton_now()) / 1000 + 1)::TEXT END, TRUE), \
               set_config('statement_timeout', \
                          CASE WHEN hinted = 2 THEN '10000' \
                          ELSE ((expires_at - baton_now()) / 1000 + 1)::TEXT END, TRUE) \
               FROM baton_lease \
               WHERE key = $3 AND holder = $4 AND token = $5 AND expires_at > baton_now() \
               FOR SHARE",
};

/// `$3` key.
pub(super) const HELD: Sql = sql!(
    "SELECT holder, name, token, "
    "CASE WHEN holder IS NULL THEN 0 ELSE expires_at - " now " END, hinted "
    "FROM baton_lease WHERE key = $3"
);
