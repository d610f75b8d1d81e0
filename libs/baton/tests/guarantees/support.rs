//! What several guarantees need: electors, grants, and waiting for a condition.
//!
//! May live here: helpers without an opinion. Must never live here: a test.

use std::future::Future;
use std::time::{Duration, Instant};

use baton::elector::{Config, Elector, Hints, Profile, Role, Standing, WhenStuck};
use baton::inbox::{Accepted, Delivery, accept};
use baton::lease::{Acquired, Fenced, Grant, Hinted, Identity, acquire, fence};
use baton::ledger::{Next, Terms, next};
use baton::testing::Stage;
use baton::{Conn, Pool, Term};

/// What everything in here waits for at most.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);
/// So long that nothing in here can be due to its end.
pub(crate) const LONG: Duration = Duration::from_mins(10);
pub(crate) const KEY: &str = "clock";

pub(crate) fn identity(name: &str) -> Identity {
    Identity::known(name)
}

/// A lease that does not expire here, renewed so often that whatever a renewal tells is known soon.
pub(crate) fn long() -> Profile {
    Profile {
        renew_every: Duration::from_millis(100),
        ask_within: Duration::from_secs(5),
        activation_retry: Duration::from_millis(5),
        ..Profile::with_ttl(LONG)
    }
}

pub(crate) fn config(stage: &Stage, name: &str, profile: Profile) -> Config {
    Config {
        profile,
        when_stuck: WhenStuck::Report,
        ..Config::new(stage.place().clone(), KEY, identity(name))
    }
}

/// One that nothing but the row tells of the holder's end.
pub(crate) fn without_hint(stage: &Stage, name: &str, profile: Profile) -> Config {
    Config { hint: Hints::Off, ..config(stage, name, profile) }
}

pub(crate) fn start(config: Config) -> Elector {
    Elector::start(config, |_term| async { Ok(()) }).expect("an elector")
}

/// Waits until the elector publishes something.
pub(crate) async fn until(elector: &Elector, condition: impl FnMut(&Standing) -> bool) -> Standing {
    let mut watch = elector.watch();
    in_time(watch.wait_for(condition)).await.expect("the elector runs").clone()
}

pub(crate) async fn active(elector: &Elector) -> Term {
    let standing = until(elector, |it| it.role.active().is_some()).await;
    standing.role.active().expect("a term").clone()
}

pub(crate) fn is_standby(standing: &Standing) -> bool {
    matches!(standing.role, Role::Standby)
}

/// The future's result; a failure when it takes too long.
pub(crate) async fn in_time<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future).await.expect("it happens in time")
}

/// Asks until the answer is yes.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, mut ask: impl FnMut() -> F) {
    let deadline = Instant::now() + PATIENCE;
    while !ask().await {
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::task::yield_now().await;
    }
}

pub(crate) async fn attempt(conn: &mut Conn, name: &str) -> Acquired {
    acquire(&mut conn.tx(), KEY, &identity(name), LONG, Hinted::No).await.expect("an answer")
}

/// The lease, acquired by hand; its holder never renews it.
pub(crate) async fn granted(conn: &mut Conn, name: &str) -> Grant {
    match attempt(conn, name).await {
        Acquired::Granted(grant) => grant,
        Acquired::HeldBy(held) => panic!("held by {held:?}"),
    }
}

pub(crate) async fn is_current(conn: &mut Conn, grant: &Grant) -> bool {
    fence(&mut conn.tx(), grant).await.expect("an answer") == Fenced::Current
}

/// A delivery of the chat, stored as a node stores it before it answers.
pub(crate) async fn delivered(pool: &Pool, id: &str) -> Result<Accepted, baton::Error> {
    let delivery = Delivery { source: "chat", id, body: id.as_bytes(), also: None };
    let mut begun = pool.begin().await?;
    let accepted = accept(&mut begun.tx(), &delivery, &Terms::default()).await?;
    begun.commit().await?;
    Ok(accepted)
}

/// The next delivery of the chat that somebody may work on.
pub(crate) async fn taken(conn: &mut Conn, name: &str) -> Option<Next> {
    let mut begun = conn.begin().await.expect("a transaction");
    let by = identity(name);
    let it = next(&mut begun.tx(), "inbox/chat", &by, &Terms::default()).await;
    let it = it.expect("an answer");
    begun.commit().await.expect("a commit");
    it
}
