//! Keys and versions: the same thing has the same name on every machine and in every build.

use baton::hint::{file_of, number_of};
use baton::lease::{self, Acquired, Hinted, Identity, Token};
use baton::outbox::nonce;
use baton::testing::Stage;
use baton::{inbox, schema};

use super::support::{LONG, attempt, delivered, granted};

/// A generator that is good enough for spreading.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 16
}

/// Texts of any length over letters that are easily confused.
fn texts() -> Vec<String> {
    const LETTERS: [char; 16] =
        ['a', 'A', '/', '.', '%', ' ', '\'', '"', '\\', '-', '_', '\n', 'é', 'к', '2', '0'];
    let mut state = 7;
    let mut text = || {
        let length = random(&mut state) % 40 + 1;
        (0..length).map(|_| LETTERS[(random(&mut state) % 16) as usize]).collect::<String>()
    };
    let mut texts: Vec<String> = (0..5_000).map(|_| text()).collect();
    texts.extend((0..300).map(|it| "x".repeat(it)));
    texts.sort();
    texts.dedup();
    texts
}

#[test]
fn t12_every_text_has_a_number_and_a_file_of_its_own() {
    let texts = texts();
    let database = std::path::Path::new("data/x.db");
    let distinct = |mut it: Vec<String>| {
        it.sort();
        it.dedup();
        it.len()
    };
    let numbers = texts.iter().map(|it| number_of(it).to_string()).collect();
    assert_eq!(distinct(numbers), texts.len());
    let files: Vec<_> = texts.iter().map(|it| file_of(database, it)).collect();
    for file in &files {
        let name = file.file_name().and_then(|it| it.to_str()).expect("a name");
        assert!(name.len() <= 255, "{name}");
        assert_eq!(file.parent(), Some(std::path::Path::new("data/x.db.lease")), "{name}");
    }
    assert_eq!(distinct(files.iter().map(|it| it.display().to_string()).collect()), texts.len());
    // The whole range of PostgreSQL's locks, both signs.
    assert!(texts.iter().any(|it| number_of(it) < i64::MIN / 2));
    assert!(texts.iter().any(|it| i64::MAX / 2 < number_of(it)));
}

/// Frozen: what an old build waits for a new one must keep, and what it sent is not sent again.
#[test]
fn t30_a_hash_is_the_same_in_every_process_and_every_build() {
    assert_eq!(number_of("clock"), 7_279_837_951_318_842_757);
    assert_eq!(nonce("round 7, part 1"), "8Ro7v5l8U6AWQAP4ngBJQJZaG");
    assert_eq!(inbox::scope("chat"), "inbox/chat");
}

both! {
    async fn t12_every_text_is_a_lease_of_its_own(stage: &Stage) {
        let mut conn = stage.conn().await;
        let mut begun = conn.begin().await.expect("a transaction");
        let alike = ["clock", "Clock", " clock", "clock "].map(String::from);
        for key in texts().iter().step_by(17).chain(&alike) {
            let by = Identity::known(key);
            let it = lease::acquire(&mut begun.tx(), key, &by, LONG, Hinted::No).await;
            let Ok(Acquired::Granted(grant)) = it else { panic!("{key:?}: {it:?}") };
            assert_eq!(grant.token, Token::new(1), "{key:?}");
        }
    }

    // The protocol is a row. A build of yesterday, whose statements are written out here, and this
    // one keep each other out; and a build of tomorrow may have added to the tables.
    async fn t13_builds_of_different_versions_keep_each_other_out(stage: &Stage) {
        stage
            .run(
                "ALTER TABLE baton_lease ADD COLUMN added_tomorrow INTEGER NOT NULL DEFAULT 7;
                 INSERT INTO baton_schema (version) VALUES (1000)",
            )
            .await;
        let mut conn = stage.conn().await;
        let mut begun = conn.begin().await.expect("a transaction");
        schema::apply(&mut begun.tx()).await.expect("tables of a newer build are left alone");
        assert_eq!(schema::version(&mut begun.tx()).await.expect("an answer"), 1000);
        begun.commit().await.expect("a commit");
        let grant = granted(&mut conn, "this build").await;
        stage.run(OF_YESTERDAY).await;
        assert!(crate::support::is_current(&mut conn, &grant).await, "it did not get in");
        assert!(lease::release(&mut conn.tx(), &grant).await.expect("an answer"));
        stage.run(OF_YESTERDAY).await;
        let Acquired::HeldBy(held) = attempt(&mut conn, "this build").await else {
            panic!("both hold it")
        };
        assert_eq!((held.holder.as_str(), held.token), ("yesterday", Token::new(2)));
    }

    // A repeat and an error are different answers: an error never looks like "done before".
    async fn t30_an_error_is_not_taken_for_a_repeat(stage: &Stage) {
        let pool = stage.pool().await;
        assert_eq!(delivered(&pool, "1").await.expect("an answer"), inbox::Accepted::New);
        assert_eq!(delivered(&pool, "1").await.expect("an answer"), inbox::Accepted::Duplicate);
        stage.run("ALTER TABLE baton_ledger RENAME TO elsewhere").await;
        assert!(delivered(&pool, "1").await.is_err() && delivered(&pool, "2").await.is_err());
        stage.run("ALTER TABLE elsewhere RENAME TO baton_ledger").await;
        assert_eq!(delivered(&pool, "2").await.expect("an answer"), inbox::Accepted::New);
    }

    // The steps of the schema are numbered, each is done once, also when several nodes start.
    async fn t9_tables_are_made_once_whoever_comes_first(stage: &Stage) {
        stage.run("DROP TABLE baton_schema").await;
        let nodes = (0..4).map(|_| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                let mut begun = conn.begin().await.expect("a transaction");
                schema::apply(&mut begun.tx()).await.expect("the tables");
                begun.commit().await.expect("a commit");
            })
        });
        for node in nodes.collect::<Vec<_>>() {
            node.await.expect("a node");
        }
        let mut conn = stage.conn().await;
        assert_eq!(schema::version(&mut conn.tx()).await.expect("it"), schema::NEWEST);
        assert!(matches!(attempt(&mut conn, "ann").await, Acquired::Granted(_)));
    }
}

/// Acquiring as the first build did it, until a time that is always ahead: frozen.
const OF_YESTERDAY: &str = "INSERT INTO baton_lease AS l (key, holder, token, expires_at, boot, name, hinted, granted_at, \
     renewed_at, yield_token) SELECT 'clock', 'yesterday', 1, 9000000000000000, boot, 'yesterday', \
     0, 0, 0, 0 FROM baton_lease WHERE key = 'clock' \
     ON CONFLICT (key) DO UPDATE SET holder = 'yesterday', token = l.token + 1, \
     expires_at = 9000000000000000 WHERE l.holder IS NULL";
