//! Whether something can be stored, and how what is stored stands.

use super::{Finding, ms};
use crate::clock;
use crate::deliver::SCOPE;
use crate::model::roles;
use crate::store::{Store, StoreError};
use baton::{ledger, outbox};
use std::time::Instant;

/// Clocks this far apart are worth a word, in milliseconds.
const APART_MS: i64 = 2_000;
/// Rows looked at.
const MOST: u32 = 1_000;

pub(super) async fn examine(store: &Store, findings: &mut Vec<Finding>) {
    let began = Instant::now();
    findings.push(match store.try_writing(clock::now().0).await {
        Ok(()) => Finding::good("storing", format!("a small write took {}", ms(began.elapsed()))),
        Err(error) => Finding::bad("storing", error.in_full(), ""),
    });
    findings.push(clocks(store).await);
    findings.push(wake(store).await);
    findings.push(roles_held(store).await);
    match waiting(store).await {
        Ok(more) => findings.extend(more),
        Err(error) => findings.push(Finding::bad("jobs", error.in_full(), "")),
    }
}

/// The database's clock counts. This machine's own is only shown in logs, unless it is SQLite's.
async fn clocks(store: &Store) -> Finding {
    let heads = match store.leagues().await {
        Ok(heads) => heads,
        Err(error) => return Finding::bad("clock", error.in_full(), ""),
    };
    let wall = clock::wall();
    let apart = clock::now().since(wall);
    if apart.abs() > APART_MS {
        let found = format!(
            "this machine's clock is {} s away from the database's; the league goes by the database's",
            apart.abs() / 1_000
        );
        return Finding::note("clock", found, "set this machine's clock: timedatectl set-ntp true");
    }
    let ahead = heads.iter().map(|it| it.at - clock::now().0).max().unwrap_or(0);
    if ahead > APART_MS {
        let found = format!(
            "the latest entry of the log lies {} s ahead: the clock was once set too far; nothing is lost, and rounds wait until it is reached",
            ahead / 1_000
        );
        return Finding::note("clock", found, "set this machine's clock: timedatectl set-ntp true");
    }
    Finding::good("clock", format!("{} ms apart from the database's", apart.abs()))
}

async fn wake(store: &Store) -> Finding {
    match store.wake_a_peer().await {
        Ok(Some(took)) => Finding::good(
            "waking",
            format!("another connection heard of a write after {}", ms(took)),
        ),
        Ok(None) => Finding::note(
            "waking",
            "nobody can be woken behind a transaction pooler; machines look five times a second instead",
            "",
        ),
        Err(error) => Finding::bad("waking", error.in_full(), ""),
    }
}

async fn roles_held(store: &Store) -> Finding {
    let known = match roles::roles(store).await {
        Ok(known) => known,
        Err(error) => return Finding::bad("roles", error.in_full(), "pinwheel migrate"),
    };
    let held =
        |it: &roles::RoleOut| it.machine.as_ref().map(|name| format!("{} has {}", name, it.role));
    let words: Vec<String> = known.roles.iter().filter_map(held).collect();
    let free: Vec<&str> =
        known.roles.iter().filter(|it| it.machine.is_none()).map(|it| it.role).collect();
    match (words.is_empty(), free.as_slice()) {
        (true, _) => Finding::note("roles", "no machine serves at this moment", "pinwheel serve"),
        (false, []) => Finding::good("roles", words.join(", ")),
        (false, free) => Finding::note(
            "roles",
            format!("{}; nobody has {}", words.join(", "), free.join(" and ")),
            format!("start a machine with --roles {}", free.join(",")),
        ),
    }
}

async fn waiting(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let mut begun = store.baton().begin().await.map_err(StoreError::baton)?;
    let dead = ledger::dead(&mut begun.tx(), MOST).await.map_err(StoreError::baton)?;
    let parked = outbox::parked(&mut begun.tx(), MOST).await.map_err(StoreError::baton)?;
    begun.commit().await.map_err(StoreError::baton)?;
    let dead = dead.iter().filter(|it| it.scope == SCOPE).count();
    let jobs = if dead == 0 {
        Finding::good("jobs", "none has failed for good")
    } else {
        let found = format!("{dead} failed too often and are not tried any more");
        Finding::note(
            "jobs",
            found,
            "pinwheel jobs, and once the cause is mended: pinwheel jobs retry",
        )
    };
    let messages = if parked.is_empty() {
        Finding::good("messages", "none is held back")
    } else {
        Finding::note("messages", format!("{} are held back", parked.len()), "pinwheel jobs")
    };
    Ok(vec![jobs, messages])
}
