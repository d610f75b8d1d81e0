//! Whether roles work here: taken, renewed, fenced off, handed over.
//!
//! On a lease of the doctor's own: no role is touched.

use super::{Finding, ms};
use crate::store::Store;
use baton::elector::{Config, Profile};
use baton::hint::Hint;
use baton::lease::{self, Acquired, Fenced, Hinted, Renewed};
use baton::{Elector, Error, Identity};
use std::time::{Duration, Instant};

/// The doctor's own lease.
const KEY: &str = "doctor";
/// It lasts so long without renewal.
const TTL: Duration = Duration::from_secs(2);
/// How long is waited for what should take milliseconds.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) async fn examine(store: &Store, findings: &mut Vec<Finding>) {
    match steps(store).await {
        Ok(finding) => findings.push(finding),
        Err(error) => {
            findings.push(Finding::bad("leases", error.to_string(), "pinwheel migrate"));
            return;
        }
    }
    findings.push(hand_over(store).await);
}

/// One lease through its life; a stale holder at the end of it.
async fn steps(store: &Store) -> Result<Finding, Error> {
    let (first, second) = (Identity::new("doctor"), Identity::new("doctor's helper"));
    let pool = store.baton();
    let mut begun = pool.begin().await?;
    // Another doctor may be at it: its lease runs out by itself.
    let got = lease::acquire(&mut begun.tx(), KEY, &first, TTL, Hinted::No).await?;
    begun.commit().await?;
    let Acquired::Granted(old) = got else {
        return Ok(Finding::note("leases", "another doctor is at it at this moment", "try again"));
    };
    let mut begun = pool.begin().await?;
    let renewed = lease::renew(&mut begun.tx(), &old, TTL, Hinted::No).await?;
    let before = lease::fence(&mut begun.tx(), &old).await?;
    begun.commit().await?;
    let mut begun = pool.begin().await?;
    let expired = lease::expire(&mut begun.tx(), KEY).await?;
    let taken = lease::acquire(&mut begun.tx(), KEY, &second, TTL, Hinted::No).await?;
    begun.commit().await?;
    let mut begun = pool.begin().await?;
    let after = lease::fence(&mut begun.tx(), &old).await?;
    begun.rollback().await?;
    let mut given_back = false;
    if let Acquired::Granted(new) = &taken {
        let mut begun = pool.begin().await?;
        given_back = lease::release(&mut begun.tx(), new).await?;
        begun.commit().await?;
    }
    let all = [
        ("renewed", renewed == Renewed::Kept),
        ("a current holder let through", before == Fenced::Current),
        ("expired", expired),
        ("taken by another", matches!(taken, Acquired::Granted(_))),
        ("the former holder fenced off", after == Fenced::Stale),
        ("given back", given_back),
    ];
    let failed: Vec<&str> = all.iter().filter(|it| !it.1).map(|it| it.0).collect();
    Ok(if failed.is_empty() {
        Finding::good(
            "leases",
            "taken, renewed, taken by another; the former holder was fenced off",
        )
    } else {
        let found = format!("a lease was not: {}", failed.join(", "));
        Finding::bad("leases", found, "report this with the output of pinwheel doctor --json")
    })
}

/// Two electors, as two machines would have them: how long until the second goes on.
async fn hand_over(store: &Store) -> Finding {
    const CHECK: &str = "hand-over";
    let elector = |name: &str| {
        let mut config = Config::new(store.address().place(), KEY, Identity::new(name));
        config.profile = Profile::with_ttl(TTL);
        Elector::start(config, |_| async { Ok(()) })
    };
    let (first, second) = match (elector("doctor"), elector("doctor's helper")) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(error), _) | (_, Err(error)) => return Finding::bad(CHECK, error.to_string(), ""),
    };
    // Whichever of them is first hands over to the other.
    let one = async { (first.active().await.is_some(), 0) };
    let other = async { (second.active().await.is_some(), 1) };
    let won = tokio::time::timeout(PATIENCE, async {
        tokio::select! { it = one => it, it = other => it }
    });
    let (holder, waiting) = match won.await {
        Ok((true, 0)) => (first, second),
        Ok((true, _)) => (second, first),
        _ => {
            return Finding::bad(
                CHECK,
                "neither of two became the holder in time",
                "pinwheel doctor",
            );
        }
    };
    // It must have seen who holds the lease: a machine that stands by for a while has.
    let mut standing = waiting.watch();
    let is_ready =
        |it: &baton::elector::Standing| it.hint == Hint::Waiting || matches!(it.hint, Hint::Off(_));
    let _ = tokio::time::timeout(PATIENCE, standing.wait_for(is_ready)).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    let ((), next) = tokio::join!(holder.stop(), tokio::time::timeout(PATIENCE, waiting.active()));
    let took = began.elapsed();
    let unhinted = match waiting.standing().hint {
        Hint::Off(why) => Some(why),
        Hint::Waiting | Hint::Kept => None,
    };
    waiting.stop().await;
    match (next, unhinted) {
        (Ok(Some(_)), None) => Finding::good(CHECK, format!("took {}", ms(took))),
        (Ok(Some(_)), Some(why)) => Finding::note(
            CHECK,
            format!("took {}; a death is noticed only when the lease runs out: {why}", ms(took)),
            "",
        ),
        _ => Finding::bad(CHECK, "the second did not go on in time", "pinwheel roles"),
    }
}
