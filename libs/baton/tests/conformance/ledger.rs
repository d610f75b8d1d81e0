//! The ledger: claimed once, answered once, replayed for ever after.

use std::time::Duration;

use baton::Conn;
use baton::lease::Identity;
use baton::ledger::{
    After, Claim, Claimed, Claimer, Existing, Recorded, State, Terms, answers, claim, claim_new,
    complete, dead, fail, forget, look, next, offer, offer_all, record, renew, retry, waiting,
};
use baton::testing::Stage;

const KEY: (&str, &str) = ("deliveries", "message 7");

fn terms() -> Terms {
    Terms { attempts: 3, ..Terms::default() }
}

fn ann() -> Identity {
    Identity::known("ann")
}

async fn attempt(conn: &mut Conn) -> Claim {
    claim(&mut conn.tx(), KEY, "print", &ann(), &terms()).await.expect("an answer")
}

fn claimed(claim: Claim) -> Claimed {
    match claim {
        Claim::Claimed(it) => it,
        Claim::Existing(it) => panic!("{it:?}"),
    }
}

fn existing(claim: Claim) -> Existing {
    match claim {
        Claim::Claimed(it) => panic!("{it:?}"),
        Claim::Existing(it) => it,
    }
}

async fn is_completed(conn: &mut Conn, claimed: &Claimed, result: &[u8]) -> bool {
    complete(&mut conn.tx(), claimed, result, &terms()).await.expect("an answer")
}

both! {
    async fn a_repeat_is_given_the_stored_answer(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = claimed(attempt(&mut conn).await);
        assert_eq!((first.token, first.attempt), (1, 1));
        assert!(matches!(existing(attempt(&mut conn).await), Existing::InFlight(_)));
        assert!(is_completed(&mut conn, &first, b"yes").await);
        for _ in 0..2 {
            assert_eq!(existing(attempt(&mut conn).await), Existing::Done(b"yes".to_vec()));
        }
        assert!(!is_completed(&mut conn, &first, b"no").await, "the answer never changes");
        assert_eq!(existing(attempt(&mut conn).await), Existing::Done(b"yes".to_vec()));
    }

    async fn another_body_under_the_same_key_is_refused(stage: &Stage) {
        let mut conn = stage.conn().await;
        claimed(attempt(&mut conn).await);
        let other = claim(&mut conn.tx(), KEY, "forged", &ann(), &terms()).await;
        assert_eq!(existing(other.expect("an answer")), Existing::Different);
        let other = record(&mut conn.tx(), KEY, "forged", b"", terms().keep).await;
        assert_eq!(other.expect("an answer"), Recorded::Existing(Existing::Different));
    }

    // T29: done is written in the transaction of the effects, so both last or neither.
    async fn an_answer_and_its_effects_last_together(stage: &Stage) {
        let mut conn = stage.conn().await;
        let mut begun = conn.begin().await.expect("a transaction");
        let recorded = record(&mut begun.tx(), KEY, "print", b"1", terms().keep).await;
        assert_eq!(recorded.expect("an answer"), Recorded::New);
        drop(begun);
        let again = record(&mut conn.tx(), KEY, "print", b"2", terms().keep).await;
        assert_eq!(again.expect("an answer"), Recorded::New, "the first was rolled back");
        let again = record(&mut conn.tx(), KEY, "print", b"3", terms().keep).await;
        let stored = Existing::Done(b"2".to_vec());
        assert_eq!(again.expect("an answer"), Recorded::Existing(stored));
    }

    // D3: a claim that its holder cannot finish is taken over, and only under the next token.
    async fn a_dead_claim_is_taken_over_and_its_holder_is_refused(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = claimed(attempt(&mut conn).await);
        stage.advance(terms().claim / 2).await;
        assert!(renew(&mut conn.tx(), &first, &terms()).await.expect("an answer"));
        stage.advance(terms().claim * 3 / 4).await;
        assert!(matches!(existing(attempt(&mut conn).await), Existing::InFlight(_)));
        stage.advance(terms().claim).await;
        let second = claimed(attempt(&mut conn).await);
        assert_eq!((second.token, second.attempt), (2, 2));
        assert!(!is_completed(&mut conn, &first, b"stale").await);
        assert!(!renew(&mut conn.tx(), &first, &terms()).await.expect("an answer"));
        let failed = fail(&mut conn.tx(), &first, "stale", After::Never, &terms()).await;
        assert!(!failed.expect("an answer"));
        assert!(is_completed(&mut conn, &second, b"fresh").await);
    }

    // T24, T31: attempts, backoff, and a list of dead letters that an operator sees.
    async fn failures_rest_and_die_and_are_retried_by_an_operator(stage: &Stage) {
        let mut conn = stage.conn().await;
        for number in 1..=3 {
            let claimed = claimed(attempt(&mut conn).await);
            let error = format!("failure {number}");
            let failed = fail(&mut conn.tx(), &claimed, &error, After::Retry, &terms()).await;
            assert!(failed.expect("an answer"));
            if number < 3 {
                let resting = existing(attempt(&mut conn).await);
                assert!(matches!(resting, Existing::Failed { .. }), "{resting:?}");
                stage.advance(Duration::from_mins(1)).await;
            }
        }
        assert_eq!(existing(attempt(&mut conn).await), Existing::Dead("failure 3".into()));
        let letters = dead(&mut conn.tx(), 10).await.expect("a list");
        assert_eq!((letters.len(), letters[0].attempts), (1, 3));
        assert!(retry(&mut conn.tx(), KEY).await.expect("an answer"));
        assert_eq!(claimed(attempt(&mut conn).await).token, 4);
        assert!(!retry(&mut conn.tx(), KEY).await.expect("an answer"));
    }

    // A poison message whose handler kills the process never says that it failed.
    async fn what_kills_every_holder_is_buried(stage: &Stage) {
        let mut conn = stage.conn().await;
        for _ in 0..3 {
            claimed(attempt(&mut conn).await);
            stage.advance(terms().claim).await;
        }
        assert!(matches!(existing(attempt(&mut conn).await), Existing::Dead(_)));
        assert_eq!(next(&mut conn.tx(), KEY.0, &ann(), &terms()).await.expect("an answer"), None);
    }

    async fn offered_work_is_claimed_oldest_first(stage: &Stage) {
        let mut conn = stage.conn().await;
        for key in ["b", "a", "c"] {
            let body = key.as_bytes();
            let offered = offer(&mut conn.tx(), ("work", key), "", body, terms().keep).await;
            assert_eq!(offered.expect("an answer"), Recorded::New);
        }
        let repeat = offer(&mut conn.tx(), ("work", "a"), "", b"other", terms().keep).await;
        assert_eq!(repeat.expect("an answer"), Recorded::Existing(Existing::Queued));
        assert_eq!(waiting(&mut conn.tx(), 2).await.expect("a list").len(), 2);
        for expected in ["b", "a", "c"] {
            let it = next(&mut conn.tx(), "work", &ann(), &terms()).await.expect("an answer");
            let it = it.expect("work");
            assert_eq!((&*it.claimed.key, it.body.as_slice()), (expected, expected.as_bytes()));
        }
        assert_eq!(next(&mut conn.tx(), "work", &ann(), &terms()).await.expect("an answer"), None);
    }

    async fn of_many_workers_each_piece_goes_to_one(stage: &Stage) {
        let mut conn = stage.conn().await;
        for number in 0..40 {
            let key = number.to_string();
            let offered = offer(&mut conn.tx(), ("work", &key), "", b"", terms().keep).await;
            offered.expect("an answer");
        }
        let workers = (0..4).map(|_| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                let mut keys = Vec::new();
                loop {
                    let mut begun = conn.begin().await.expect("a transaction");
                    let it = next(&mut begun.tx(), "work", &ann(), &terms()).await;
                    begun.commit().await.expect("a commit");
                    let Some(it) = it.expect("an answer") else { return keys };
                    keys.push(it.claimed.key.to_string());
                }
            })
        });
        let mut keys = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            keys.extend(worker.await.expect("a worker"));
        }
        keys.sort();
        let total = keys.len();
        keys.dedup();
        // Those who met a locked row may leave early; nothing is given twice, and all were given.
        assert_eq!((total, keys.len()), (40, 40));
    }

    async fn batches_claim_what_is_new(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = claim_new(&mut conn.tx(), "updates", &["2", "1", "2"], &ann(), &terms()).await;
        assert_eq!(first.expect("an answer"), ["2", "1"]);
        let keys = ["3", "1", "é\"\\\n", "2"];
        let second = claim_new(&mut conn.tx(), "updates", &keys, &ann(), &terms()).await;
        assert_eq!(second.expect("an answer"), ["3", "é\"\\\n"]);
        let none = claim_new(&mut conn.tx(), "updates", &[], &ann(), &terms()).await;
        assert!(none.expect("an answer").is_empty());
    }

    async fn much_work_is_offered_at_once_each_piece_once(stage: &Stage) {
        let mut conn = stage.conn().await;
        let keep = terms().keep;
        let offers = [("b", "two"), ("a", "one \"1\"\n"), ("é", "ü")];
        let new = offer_all(&mut conn.tx(), "work", &offers, keep).await;
        assert_eq!(new.expect("an answer"), 3);
        let again = offer_all(&mut conn.tx(), "work", &[("a", "other"), ("c", "")], keep).await;
        assert_eq!(again.expect("an answer"), 1);
        assert_eq!(offer_all(&mut conn.tx(), "work", &[], keep).await.expect("an answer"), 0);
        let mut bodies = Vec::new();
        while let Some(it) = next(&mut conn.tx(), "work", &ann(), &terms()).await.expect("one") {
            bodies.push(String::from_utf8(it.body).expect("text"));
            if &*it.claimed.key != "b" {
                assert!(is_completed(&mut conn, &it.claimed, it.claimed.key.as_bytes()).await);
            }
        }
        bodies.sort();
        assert_eq!(bodies, ["", "one \"1\"\n", "two", "ü"]);
        let known = answers(&mut conn.tx(), "work", &["a", "b", "c", "é", "x"]).await;
        let known = known.expect("an answer");
        assert_eq!(known.keys().collect::<Vec<_>>(), ["a", "c", "é"]);
        assert_eq!(known["é"], "é".as_bytes());
    }

    // Each caller is given its own answer, as if it had asked alone.
    async fn those_who_claim_together_are_answered_apart(stage: &Stage) {
        let claimer = Claimer::start(stage.pool().await, ann(), terms());
        let asking: Vec<_> = (0..60)
            .map(|number| {
                let claimer = claimer.clone();
                let (scope, key) = (["a", "b"][number % 2], (number / 4).to_string());
                tokio::spawn(async move { claimer.claim(scope, &key).await.expect("an answer") })
            })
            .collect();
        let mut won = 0;
        for claim in asking {
            match claim.await.expect("an answer") {
                Claim::Claimed(it) => won += i32::from((it.token, it.attempt) == (1, 1)),
                Claim::Existing(it) => assert!(matches!(it, Existing::InFlight(_)), "{it:?}"),
            }
        }
        assert_eq!(won, 30, "each of the keys was asked for twice");
        stage.advance(terms().claim).await;
        let again = claimed(claimer.claim("a", "0").await.expect("an answer"));
        assert_eq!((again.token, again.attempt), (2, 2), "its holder is believed to be dead");
        let mut conn = stage.conn().await;
        assert!(is_completed(&mut conn, &again, b"yes").await);
        let done = claimer.claim("a", "0").await.expect("an answer");
        assert_eq!(existing(done), Existing::Done(b"yes".to_vec()));
    }

    // What the store refuses one of them, it does not refuse the others.
    async fn one_that_is_refused_does_not_fail_those_beside_it(stage: &Stage) {
        let claimer = Claimer::start(stage.pool().await, ann(), terms());
        // Text that PostgreSQL does not store; SQLite does.
        let (good, odd) = tokio::join!(claimer.claim("a", "good"), claimer.claim("a", "\0"));
        claimed(good.expect("an answer"));
        let is_sqlite = stage.conn().await.tx().is_sqlite();
        assert_eq!(odd.is_ok(), is_sqlite, "{odd:?}");
        stage.run("ALTER TABLE baton_ledger RENAME TO elsewhere").await;
        assert!(claimer.claim("a", "good").await.is_err());
    }

    async fn only_old_answers_are_forgotten(stage: &Stage) {
        let mut conn = stage.conn().await;
        let done = claimed(attempt(&mut conn).await);
        assert!(is_completed(&mut conn, &done, b"yes").await);
        let busy = claim(&mut conn.tx(), ("deliveries", "busy"), "", &ann(), &terms()).await;
        claimed(busy.expect("an answer"));
        assert_eq!(forget(&mut conn.tx(), 100).await.expect("an answer"), 0);
        stage.advance(terms().keep * 2).await;
        assert_eq!(forget(&mut conn.tx(), 100).await.expect("an answer"), 1);
        assert!(look(&mut conn.tx(), KEY).await.expect("an answer").is_none());
        let busy = look(&mut conn.tx(), ("deliveries", "busy")).await.expect("an answer");
        assert_eq!(busy.map(|it| it.state), Some(State::InFlight));
    }
}
