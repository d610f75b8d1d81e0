//! `roles`: who has which, and handing one over.

use super::{complain, say};
use crate::config::Place;
use crate::model::roles::{self, RoleOut};
use crate::roles::Duty;
use crate::store::{Open, Store};
use anyhow::{Context as _, bail};
use baton::lease;
use clap::Subcommand;
use std::process::ExitCode;

/// What can be done with a role.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum What {
    /// Ask the machine that has the role to hand it over now. Safe at any time.
    Yield {
        /// The role: clock or deliver.
        role: String,
    },
    /// The last resort: take the role from whoever has it. What that machine still tries under it is
    /// refused; another takes it at once.
    Expire {
        /// The role: clock or deliver.
        role: String,
    },
}

/// Shows or changes who has which role.
pub(super) async fn run(
    place: &Place,
    what: Option<&What>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let store = place.open(Open::Existing).await?;
    let done = match what {
        None => show(&store, as_json).await,
        Some(What::Yield { role }) => hand_over(&store, duty(role)?).await,
        Some(What::Expire { role }) => expire(&store, duty(role)?).await,
    };
    store.close().await;
    done
}

fn duty(name: &str) -> anyhow::Result<Duty> {
    let Some(duty) = Duty::by_name(name) else {
        bail!("there is no role {name:?}; there are clock and deliver. Nothing was changed")
    };
    Ok(duty)
}

async fn show(store: &Store, as_json: bool) -> anyhow::Result<ExitCode> {
    let found = roles::roles(store).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    if as_json {
        say(&serde_json::to_string(&found).context("write JSON")?);
    } else {
        for it in &found.roles {
            say(&in_words(it));
        }
        say(&roles::work_in_words(&found.work));
    }
    Ok(ExitCode::SUCCESS)
}

/// `clock     fly-3 (term 7) for 12 s, renewed 310 ms ago; waiting: fly-1, fly-2`
pub(crate) fn in_words(role: &RoleOut) -> String {
    let Some(machine) = &role.machine else {
        return format!("{:<9} nobody (last term {})", role.role, role.token);
    };
    let seconds = role.held_ms.unwrap_or(0) / 1_000;
    let renewed = role.renewed_ms_ago.unwrap_or(0);
    let waiting = match role.waiting.as_slice() {
        [] => "nobody waits".to_owned(),
        names => format!("waiting: {}", names.join(", ")),
    };
    let hint = if role.death_is_noticed {
        ""
    } else {
        "; if it dies, others notice only when the lease runs out"
    };
    let yields = if role.asked_to_yield { "; asked to hand over" } else { "" };
    format!(
        "{:<9} {machine} (term {}) for {seconds} s, renewed {renewed} ms ago; {waiting}{hint}{yields}",
        role.role, role.token
    )
}

async fn hand_over(store: &Store, duty: Duty) -> anyhow::Result<ExitCode> {
    let mut begun = store.baton().begin().await?;
    let asked = lease::ask_to_yield(&mut begun.tx(), duty.name()).await?;
    begun.commit().await?;
    if asked {
        say(&format!("Asked: {} is handed over at the holder's next renewal.", duty.name()));
        Ok(ExitCode::SUCCESS)
    } else {
        complain(&format!("nobody has the role {}; nothing was changed", duty.name()));
        Ok(ExitCode::FAILURE)
    }
}

async fn expire(store: &Store, duty: Duty) -> anyhow::Result<ExitCode> {
    let mut begun = store.baton().begin().await?;
    let expired = lease::expire(&mut begun.tx(), duty.name()).await?;
    begun.commit().await?;
    if expired {
        say(&format!(
            "{} is free. Whatever its former holder still tries under it is refused.",
            duty.name()
        ));
        Ok(ExitCode::SUCCESS)
    } else {
        complain(&format!("nobody has the role {}; nothing was changed", duty.name()));
        Ok(ExitCode::FAILURE)
    }
}
