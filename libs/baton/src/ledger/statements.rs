//! The statements on `baton_ledger`.
//!
//! May live here: their text. Must never live here: a statement that reads first and decides later.

use crate::sql::{Sql, sql};

/// `$3` scope, `$4` key, `$5` fingerprint, `$6` who, `$7` claim, `$8` keep.
///
/// The unique key decides among those who come at once; the condition, under the row's lock, among
/// those who come later.
pub(super) const CLAIM: Sql = sql!(
    "INSERT INTO baton_ledger AS l (scope, key, fingerprint, state, body, phase, claim_token, "
    "claimed_by, claim_until, attempts, not_before, result, error, created_at, keep_until) "
    "VALUES ($3, $4, $5, 'in_flight', NULL, '', 1, $6, " now " + $7, 1, 0, NULL, NULL, " now ", "
    now " + $8) "
    "ON CONFLICT (scope, key) DO UPDATE SET state = 'in_flight', claim_token = l.claim_token + 1, "
    "claimed_by = $6, claim_until = " now " + $7, attempts = l.attempts + 1, "
    "keep_until = " now " + $8 "
    "WHERE l.fingerprint = $5 AND ((l.state = 'in_flight' AND l.claim_until <= " now ") "
    "OR (l.state IN ('queued', 'failed') AND l.not_before <= " now ")) "
    "RETURNING claim_token, attempts, phase"
);

/// `$3` scope, `$4` key.
pub(super) const READ: Sql = sql!(
    "SELECT fingerprint, state, claim_until - " now ", not_before - " now ", result, "
    "COALESCE(error, '') FROM baton_ledger WHERE scope = $3 AND key = $4"
);

/// `$3` scope, `$4` key, `$5` fingerprint, `$6` body, `$7` keep.
pub(super) const OFFER: Sql = sql!(
    "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, claim_token, "
    "claimed_by, claim_until, attempts, not_before, result, error, created_at, keep_until) "
    "VALUES ($3, $4, $5, 'queued', $6, '', 0, '', 0, 0, 0, NULL, NULL, " now ", " now " + $7) "
    "ON CONFLICT (scope, key) DO NOTHING RETURNING claim_token"
);

/// `$3` scope, `$4` key, `$5` fingerprint, `$6` result, `$7` keep.
pub(super) const RECORD: Sql = sql!(
    "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, claim_token, "
    "claimed_by, claim_until, attempts, not_before, result, error, created_at, keep_until) "
    "VALUES ($3, $4, $5, 'done', NULL, '', 0, '', 0, 1, 0, $6, NULL, " now ", " now " + $7) "
    "ON CONFLICT (scope, key) DO NOTHING RETURNING claim_token"
);

/// `$3` scope, `$4` who, `$5` claim, `$6` keep.
///
/// The oldest that is due: waiting, failed and rested, or left by a claim that ran out. A row that
/// another is just taking is passed over, not waited for.
pub(super) const NEXT: Sql = Sql {
    sqlite: "UPDATE baton_ledger SET state = 'in_flight', claim_token = claim_token + 1, \
             claimed_by = $4, attempts = attempts + 1, \
             claim_until = ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1)) + $5, \
             keep_until = ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1)) + $6 \
             WHERE scope = $3 AND key = (SELECT key FROM baton_ledger WHERE scope = $3 \
             AND ((state IN ('queued', 'failed') AND not_before <= \
             ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1))) \
             OR (state = 'in_flight' AND claim_until <= \
             ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1)))) \
             ORDER BY created_at, key LIMIT 1) \
             RETURNING key, claim_token, attempts, phase, body",
    postgres: "UPDATE baton_ledger SET state = 'in_flight', claim_token = claim_token + 1, \
               claimed_by = $4, attempts = attempts + 1, \
               claim_until = baton_now() + $5, keep_until = baton_now() + $6 \
               WHERE scope = $3 AND key = (SELECT key FROM baton_ledger WHERE scope = $3 \
               AND ((state IN ('queued', 'failed') AND not_before <= baton_now()) \
               OR (state = 'in_flight' AND claim_until <= baton_now())) \
               ORDER BY created_at, key LIMIT 1 FOR UPDATE SKIP LOCKED) \
               RETURNING key, claim_token, attempts, phase, body",
};

/// `$3` scope, `$4` key, `$5` claim token, `$6` claim.
pub(super) const RENEW: Sql = sql!(
    "UPDATE baton_ledger SET claim_until = "
    "CASE WHEN claim_until < " now " + $6 THEN " now " + $6 ELSE claim_until END "
    "WHERE scope = $3 AND key = $4 AND claim_token = $5 AND state = 'in_flight'"
);

/// `$3` scope, `$4` key, `$5` claim token, `$6` result, `$7` keep.
pub(super) const COMPLETE: Sql = sql!(
    "UPDATE baton_ledger SET state = 'done', result = $6, error = NULL, claim_until = 0, "
    "keep_until = " now " + $7 "
    "WHERE scope = $3 AND key = $4 AND claim_token = $5 AND state = 'in_flight'"
);

/// `$3` scope, `$4` key, `$5` claim token, `$6` state, `$7` error, `$8` wait, `$9` keep.
pub(super) const FAIL: Sql = sql!(
    "UPDATE baton_ledger SET state = $6, error = $7, claim_until = 0, "
    "not_before = " now " + $8, keep_until = " now " + $9 "
    "WHERE scope = $3 AND key = $4 AND claim_token = $5 AND state = 'in_flight'"
);

/// `$3` scope, `$4` key, `$5` claim token.
pub(super) const PUT_BACK: Sql = sql!(
    "UPDATE baton_ledger SET state = 'queued', attempts = attempts - 1, claim_until = 0, "
    "not_before = 0 "
    "WHERE scope = $3 AND key = $4 AND claim_token = $5 AND state = 'in_flight'"
);

/// `$3` scope, `$4` key, `$5` keep.
pub(super) const SETTLE: Sql = sql!(
    "UPDATE baton_ledger SET state = 'done', keep_until = " now " + $5 "
    "WHERE scope = $3 AND key = $4 AND state = 'queued'"
);
