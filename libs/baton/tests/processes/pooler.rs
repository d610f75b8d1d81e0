//! PostgreSQL behind a transaction pooler: no hint, and said so; everything else the same.

use std::time::Duration;

use baton::elector::{Config, Elector, Profile};
use baton::hint::Hint;
use baton::hint::pooler::{Pooling, detect};
use baton::lease::{Acquired, Fenced, Hinted, Identity, Token, acquire, fence};
use baton::testing::{Durability, Pooler, Server};
use baton::{Place, schema};

use super::node::PATIENCE;

#[tokio::test]
async fn behind_a_transaction_pooler_the_lease_holds_and_the_hint_is_off() {
    let server = Server::start(Durability::None);
    let Place::Postgres(direct) = server.database("league").await else { panic!("PostgreSQL") };
    let pooler = Pooler::start(&server);
    let pooled = pooler.options("league");
    assert_eq!(detect(&direct).await.expect("an answer"), Pooling::None);
    assert_eq!(detect(&pooled).await.expect("an answer"), Pooling::Transaction);

    let place = Place::Pooled(pooled.clone());
    let mut conn = place.connect().await.expect("a connection");
    let mut begun = conn.begin().await.expect("a transaction");
    schema::apply(&mut begun.tx()).await.expect("baton's tables");
    begun.commit().await.expect("a commit");
    let profile = Profile::with_ttl(Duration::from_secs(2));

    // T15: two who meet the same server process are still two.
    let by = |name| Identity::known(name);
    let mut other = place.connect().await.expect("a connection");
    let mut begun = conn.begin().await.expect("a transaction");
    let first = acquire(&mut begun.tx(), "clock", &by("ann"), profile.ttl, Hinted::No).await;
    begun.commit().await.expect("a commit");
    let Ok(Acquired::Granted(grant)) = first else { panic!("{first:?}") };
    let mut begun = other.begin().await.expect("a transaction");
    let second = acquire(&mut begun.tx(), "clock", &by("ben"), profile.ttl, Hinted::No).await;
    assert!(matches!(second, Ok(Acquired::HeldBy(_))), "{second:?}");
    assert_eq!(fence(&mut begun.tx(), &grant).await.expect("an answer"), Fenced::Current);
    begun.commit().await.expect("a commit");

    // Told about the pooler or not, the elector finds out, says so, and goes by expiry.
    for (place, key, token) in [(place, "clock", 2), (Place::Postgres(pooled), "other", 1)] {
        let config = Config { profile, ..Config::new(place, key, by("eve")) };
        let elector = Elector::start(config, |_| async { Ok(()) }).expect("an elector");
        let mut watch = elector.watch();
        let off = watch.wait_for(|it| matches!(it.hint, Hint::Off(_)));
        tokio::time::timeout(PATIENCE, off).await.expect("it is said").expect("it runs");
        if key == "clock" {
            let active = tokio::time::timeout(PATIENCE, elector.active()).await;
            let term = active.expect("it becomes active").expect("a term");
            assert_eq!(term.token(), Token::new(token));
        }
        elector.stop().await;
    }
}
