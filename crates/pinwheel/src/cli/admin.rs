//! `admin-link`: a link that signs in whoever runs the league, once.

use super::manage;
use super::say;
use crate::clock;
use crate::config::Place;
use crate::director::Director;
use crate::store::StoreError;
use crate::store::session::OneTime;
use crate::web::person::{hash_of, random};
use std::process::ExitCode;

/// How long such a link works, in milliseconds.
const LINK_MS: i64 = 24 * 3_600_000;

/// The end of an address that signs its bearer in as whoever runs the league, once within a day.
pub(crate) async fn link(director: &Director) -> Result<String, StoreError> {
    let key = random();
    let until = clock::now().0 + LINK_MS;
    let link = OneTime { hash: &hash_of(&key), governor: "", admin: true, until };
    director.store().keep_link(director.now().id, &link).await?;
    Ok(format!("/in/{key}"))
}

/// Prints one.
pub(super) async fn run(place: &Place) -> anyhow::Result<ExitCode> {
    let director = manage::open(place).await?;
    let path = link(&director).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let slug = &director.slug;
    say(&format!(
        "Put the address of your Pinwheel before this, and open it within a day. It works once:\n/l/{slug}{path}"
    ));
    director.store().close().await;
    Ok(ExitCode::SUCCESS)
}
