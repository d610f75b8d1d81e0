//! Two nodes in one process: one acts, hands over, and the other goes on where it stopped.
//!
//! May live here: what a newcomer should see first. Must never live here: a test. Run it with
//! `cargo run -p baton --example two_nodes`.

#![expect(clippy::print_stdout, reason = "it shows what happens")]

use baton::elector::{Config, Elector};
use baton::lease::{Fenced, Identity, fence};
use baton::ledger::{Recorded, Terms, record};
use baton::{Place, Pool, Term, schema};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("baton-example-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let file = folder.join("example.db");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    let pool = Pool::Sqlite(pool);
    let mut begun = pool.begin().await?;
    schema::apply(&mut begun.tx()).await?;
    begun.commit().await?;

    let place = Place::Sqlite(options);
    let start = |name: &str| {
        let config = Config::new(place.clone(), "clock", Identity::new(name));
        Elector::start(config, |_term| async { Ok(()) })
    };
    let (ann, ben) = (start("ann")?, start("ben")?);
    // Whoever is active rings; the other is only waited for.
    let (term, first, second) = tokio::select! {
        Some(term) = ann.active() => (term, ann, ben),
        Some(term) = ben.active() => (term, ben, ann),
    };
    for hour in 1..=2 {
        ring(&pool, &term, hour).await?;
    }
    first.stop().await;
    let next = second.active().await.ok_or("the other node stopped")?;
    // The same hour again: it was rung, whoever rang it.
    for hour in 2..=3 {
        ring(&pool, &next, hour).await?;
    }
    // The former holder is fenced off, whatever it still believes.
    ring(&pool, &term, 4).await?;
    second.stop().await;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// Rings an hour: once, and only by the holder of the lease.
async fn ring(pool: &Pool, term: &Term, hour: u32) -> Result<(), Failure> {
    let (by, token) = (term.grant().by.name().to_owned(), term.token());
    let mut begun = pool.begin().await?;
    if fence(&mut begun.tx(), term.grant()).await? == Fenced::Stale {
        println!("{by} may not ring hour {hour}: token {token} is not current");
        return Ok(());
    }
    let (key, keep) = (format!("hour {hour}"), Terms::default().keep);
    let recorded = record(&mut begun.tx(), ("bell", &key), "", b"rung", keep).await?;
    if recorded == Recorded::New {
        // The caller's own writes belong here, in the same transaction.
        begun.commit().await?;
        println!("{by} rings hour {hour} under token {token}");
    } else {
        println!("{by} sees that hour {hour} was rung");
    }
    Ok(())
}
