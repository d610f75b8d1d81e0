//! Many keys in one statement.
//!
//! May live here: batched claims, offers and answers. Must never live here: a loop of single ones.

use std::collections::BTreeSet;

use std::collections::BTreeMap;
use std::time::Duration;

use super::Terms;
use crate::clock::micros;
use crate::error::{Result, failed};
use crate::lease::Identity;
use crate::metrics;
use crate::sql::{Arg, Row, Sql};
use crate::store::Tx;

/// `$3` scope, `$4` keys as a JSON list, `$5` who, `$6` claim, `$7` keep.
///
/// In the order of the keys, so that two batches never wait for each other crosswise.
const CLAIM_NEW: Sql = Sql {
    sqlite: "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, claim_token, \
             claimed_by, claim_until, attempts, not_before, result, error, created_at, keep_until) \
             SELECT $3, value, '', 'in_flight', NULL, '', 1, $5, n.now + $6, 1, 0, NULL, NULL, \
             n.now, n.now + $7 FROM json_each($4), \
             (SELECT $1 + offset_us AS now FROM baton_clock WHERE id = 1) AS n \
             WHERE TRUE ORDER BY value ON CONFLICT (scope, key) DO NOTHING RETURNING key",
    postgres: "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, claim_token, \
               claimed_by, claim_until, attempts, not_before, result, error, created_at, \
               keep_until) \
               SELECT $3, value, '', 'in_flight', NULL, '', 1, $5, n.now + $6, 1, 0, NULL, NULL, \
               n.now, n.now + $7 FROM json_array_elements_text($4::JSON) AS k(value), \
               (SELECT baton_now() AS now OFFSET 0) AS n \
               ORDER BY value ON CONFLICT (scope, key) DO NOTHING RETURNING key",
};

/// Claims many keys at once; answers those that were new. The others are not looked at: each is
/// somebody's, or was.
///
/// For streams of deliveries in which most keys are repeats of nothing. The claims have the token 1
/// and an empty fingerprint.
///
/// # Errors
/// When the store did not answer.
pub async fn claim_new<'k>(
    tx: &mut Tx<'_>,
    scope: &str,
    keys: &[&'k str],
    who: &Identity,
    terms: &Terms,
) -> Result<Vec<&'k str>> {
    const DOING: &str = "claim many keys";
    let list = json_list(keys);
    let args = [
        Arg::Text(scope),
        Arg::Text(&list),
        Arg::Text(who.holder()),
        Arg::Int(micros(terms.claim)),
        Arg::Int(micros(terms.keep)),
    ];
    let rows = tx.fetch_all(DOING, &CLAIM_NEW, &args).await?;
    let new: std::result::Result<BTreeSet<String>, _> =
        rows.iter().map(|it: &Row| it.text(0)).collect();
    let mut new = new.map_err(failed(DOING))?;
    // In the caller's order, and a key that stands twice in the batch counts once.
    let new: Vec<&str> = keys.iter().copied().filter(|it| new.remove(*it)).collect();
    metrics::duplicates(scope, keys.len() - new.len());
    Ok(new)
}

/// `$3` scope, `$4` a JSON list of pairs of key and body, `$5` keep.
const OFFER_ALL: Sql = Sql {
    sqlite: "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, claim_token, \
             claimed_by, claim_until, attempts, not_before, result, error, created_at, keep_until) \
             SELECT $3, value ->> 0, '', 'queued', CAST(value ->> 1 AS BLOB), '', 0, '', 0, 0, 0, \
             NULL, NULL, n.now, n.now + $5 FROM json_each($4), \
             (SELECT $1 + offset_us AS now FROM baton_clock WHERE id = 1) AS n \
             WHERE TRUE ORDER BY value ->> 0 ON CONFLICT (scope, key) DO NOTHING",
    postgres: "INSERT INTO baton_ledger (scope, key, fingerprint, state, body, phase, \
               claim_token, claimed_by, claim_until, attempts, not_before, result, error, \
               created_at, keep_until) \
               SELECT $3, value ->> 0, '', 'queued', convert_to(value ->> 1, 'UTF8'), '', 0, '', 0, \
               0, 0, NULL, NULL, n.now, n.now + $5 \
               FROM json_array_elements($4::JSON) AS k(value), \
               (SELECT baton_now() AS now OFFSET 0) AS n \
               ORDER BY value ->> 0 ON CONFLICT (scope, key) DO NOTHING",
};

/// Puts much work into the ledger at once, each piece once; answers how many were new.
///
/// `offers`: key and body of each. The fingerprints are empty: the key alone tells them apart.
///
/// # Errors
/// When the store did not answer.
pub async fn offer_all(
    tx: &mut Tx<'_>,
    scope: &str,
    offers: &[(&str, &str)],
    keep: Duration,
) -> Result<u64> {
    if offers.is_empty() {
        return Ok(0);
    }
    let pairs: Vec<String> = offers.iter().map(|it| json_list(&[it.0, it.1])).collect();
    let list = format!("[{}]", pairs.join(","));
    let args = [Arg::Text(scope), Arg::Text(&list), Arg::Int(micros(keep))];
    let new = tx.execute("offer much work", &OFFER_ALL, &args).await?;
    metrics::duplicates(scope, offers.len() - usize::try_from(new).unwrap_or(offers.len()));
    Ok(new)
}

/// `$3` scope, `$4` keys as a JSON list.
const ANSWERS: Sql = Sql {
    sqlite: "SELECT key, result FROM baton_ledger WHERE scope = $3 AND state = 'done' \
             AND key IN (SELECT value FROM json_each($4))",
    postgres: "SELECT key, result FROM baton_ledger WHERE scope = $3 AND state = 'done' \
               AND key IN (SELECT json_array_elements_text($4::JSON))",
};

/// The answers to those of these keys that have one, by key.
///
/// # Errors
/// When the store did not answer.
pub async fn answers(
    tx: &mut Tx<'_>,
    scope: &str,
    keys: &[&str],
) -> Result<BTreeMap<String, Vec<u8>>> {
    const DOING: &str = "read answers";
    let list = json_list(keys);
    let rows = tx.fetch_all(DOING, &ANSWERS, &[Arg::Text(scope), Arg::Text(&list)]).await?;
    let read = |it: &Row| Ok((it.text(0)?, it.maybe_bytes(1)?.unwrap_or_default()));
    let answers: std::result::Result<_, sqlx::Error> = rows.iter().map(read).collect();
    answers.map_err(failed(DOING))
}

/// A JSON list of texts.
fn json_list(keys: &[&str]) -> String {
    let mut list = String::from("[");
    for key in keys {
        if 1 < list.len() {
            list.push(',');
        }
        list.push('"');
        for letter in key.chars() {
            match letter {
                '"' | '\\' => list.extend(['\\', letter]),
                '\0'..='\x1f' => {
                    list.push_str("\\u00");
                    list.push(if u32::from(letter) < 16 { '0' } else { '1' });
                    let low = char::from_digit(u32::from(letter) % 16, 16);
                    list.push(low.unwrap_or('0'));
                }
                _ => list.push(letter),
            }
        }
        list.push('"');
    }
    list.push(']');
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_any_kind_are_written_as_json() {
        assert_eq!(json_list(&[]), "[]");
        assert_eq!(
            json_list(&["a", "b\"\\", "\n\x1f", "é"]),
            r#"["a","b\"\\","\u000a\u001f","é"]"#
        );
    }
}
