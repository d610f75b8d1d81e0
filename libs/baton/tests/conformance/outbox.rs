//! The outbox: said in order, as often as the endpoint's class allows, and never by a stale relay.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use baton::elector::Backoff;
use baton::lease::{self, Acquired, Grant, Hinted, Identity};
use baton::outbox::{
    AtLeastOnce, AtMostOnce, Deliver, Enqueued, Ensure, Found, Late, Message, Nonce, Outcome,
    Outgoing, Passed, Relay, RelayTerms, SendWithNonce, VerifyThenCreate, enqueue, forget,
    overview, parked, resend,
};
use baton::testing::Stage;
use baton::{Pool, audit};

const TTL: Duration = Duration::from_hours(1);

/// A receiver that does what its script says, and then whatever is asked.
#[derive(Clone, Default)]
struct Receiver {
    script: Arc<Mutex<VecDeque<Outcome>>>,
    /// What arrived: text and nonce.
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Receiver {
    fn with(script: impl IntoIterator<Item = Outcome>) -> Self {
        let script = Arc::new(Mutex::new(script.into_iter().collect()));
        Self { script, ..Self::default() }
    }

    fn take(&self, message: &Outgoing, nonce: String) -> Outcome {
        let text = String::from_utf8(message.body.clone()).expect("text");
        self.seen.lock().expect("it").push((text, nonce));
        let outcome = self.script.lock().expect("it").pop_front();
        outcome.unwrap_or(Outcome::Sent(Some(format!("r{}", message.seq))))
    }

    fn texts(&self) -> Vec<String> {
        self.seen.lock().expect("it").iter().map(|it| it.0.clone()).collect()
    }
}

impl Deliver for Receiver {
    async fn deliver(&self, message: Outgoing) -> Outcome {
        self.take(&message, String::new())
    }
}

impl SendWithNonce for Receiver {
    const WINDOW: Duration = Duration::from_mins(2);
    const LATE: Late = Late::Park;

    async fn send(&self, message: Outgoing, nonce: String) -> Outcome {
        self.take(&message, nonce)
    }
}

impl Ensure for Receiver {
    async fn find(&self, message: Outgoing) -> Found {
        let text = String::from_utf8(message.body).expect("text");
        let is_there = self.texts().contains(&text);
        if is_there { Found::Yes(text) } else { Found::No }
    }

    async fn create(&self, message: Outgoing) -> Outcome {
        self.take(&message, String::new())
    }
}

fn terms() -> RelayTerms {
    let first = Duration::from_secs(10);
    RelayTerms {
        attempts: 3,
        backoff: Backoff { first, percent: 200, most: first * 10 },
        look_every: Duration::from_millis(5),
        ..RelayTerms::default()
    }
}

async fn granted(stage: &Stage) -> Grant {
    let mut conn = stage.conn().await;
    let by = Identity::known("ann");
    let it = lease::acquire(&mut conn.tx(), "deliver", &by, TTL, Hinted::No).await;
    match it.expect("an answer") {
        Acquired::Granted(grant) => grant,
        Acquired::HeldBy(held) => panic!("{held:?}"),
    }
}

async fn say(pool: &Pool, texts: &[&str]) -> Vec<Enqueued> {
    let mut begun = pool.begin().await.expect("a transaction");
    let messages: Vec<Message<'_>> = texts
        .iter()
        .map(|it| Message {
            destination: "chat",
            dedupe_key: it,
            endpoint: "x",
            body: it.as_bytes(),
        })
        .collect();
    let enqueued = enqueue(&mut begun.tx(), &messages).await.expect("an answer");
    begun.commit().await.expect("a commit");
    enqueued
}

/// Passes until the destination is empty or rests.
async fn drain(relay: &Relay, grant: &Grant) -> Passed {
    loop {
        let passed = relay.pass(grant, "chat").await.expect("an answer");
        if passed != Passed::One {
            return passed;
        }
    }
}

both! {
    async fn messages_arrive_in_the_order_of_their_commits(stage: &Stage) {
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        assert_eq!(say(&pool, &["a", "b"]).await, [Enqueued::New(1), Enqueued::New(2)]);
        assert_eq!(say(&pool, &["c", "a"]).await, [Enqueued::New(3), Enqueued::Already]);
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts(), ["a", "b", "c"]);
    }

    async fn what_is_rolled_back_is_never_said(stage: &Stage) {
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        let mut begun = pool.begin().await.expect("a transaction");
        let message = Message { destination: "chat", dedupe_key: "a", endpoint: "x", body: b"a" };
        enqueue(&mut begun.tx(), &[message]).await.expect("an answer");
        begun.rollback().await.expect("a rollback");
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert!(receiver.texts().is_empty());
    }

    async fn the_head_holds_back_those_behind_it_until_it_is_parked(stage: &Stage) {
        let failure = || Outcome::Failed("busy".into());
        let receiver = Receiver::with([failure(), failure(), failure()]);
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        say(&pool, &["a", "b"]).await;
        for _ in 0..3 {
            let passed = drain(&relay, &grant).await;
            assert!(matches!(passed, Passed::Rests(_)), "{passed:?}");
            stage.advance(Duration::from_mins(1)).await;
        }
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts(), ["a", "a", "a", "b"]);
        let mut conn = stage.conn().await;
        let letters = parked(&mut conn.tx(), 10).await.expect("a list");
        assert_eq!((letters.len(), letters[0].dedupe_key.as_str()), (1, "a"));
        assert!(resend(&mut conn.tx(), "chat", letters[0].seq).await.expect("an answer"));
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").parked, 0);
    }

    // D20: an unknown outcome is sent again under the same nonce, while the receiver remembers.
    async fn a_nonce_stays_the_same_and_its_window_is_heeded(stage: &Stage) {
        let unknown = || Outcome::Unknown("no answer".into());
        let receiver = Receiver::with([unknown(), Outcome::Sent(None), unknown()]);
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", Nonce(receiver.clone()));
        say(&pool, &["a", "b"]).await;
        assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
        stage.advance(Duration::from_secs(30)).await;
        assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
        stage.advance(Duration::from_mins(3)).await;
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        let seen = receiver.seen.lock().expect("it").clone();
        assert_eq!(seen.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["a", "a", "b"]);
        assert!(seen[0].1 == seen[1].1 && seen[1].1 != seen[2].1, "{seen:?}");
        let mut conn = stage.conn().await;
        let decisions = audit::last(&mut conn.tx(), 10).await.expect("a list");
        assert_eq!(decisions.len(), 2, "each decision about the unknown is written down");
        assert_eq!(parked(&mut conn.tx(), 10).await.expect("a list")[0].dedupe_key, "b");
    }

    // D5, T39: looked for before it is made again.
    async fn what_can_be_found_is_made_once(stage: &Stage) {
        let receiver = Receiver::with([Outcome::Unknown("made, but no answer".into())]);
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay =
            Relay::new(pool.clone(), terms()).endpoint("x", VerifyThenCreate(receiver.clone()));
        say(&pool, &["thread"]).await;
        assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
        stage.advance(Duration::from_mins(1)).await;
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts(), ["thread"]);
    }

    async fn at_most_once_parks_what_may_have_been_sent(stage: &Stage) {
        let receiver = Receiver::with([Outcome::Unknown("no answer".into())]);
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtMostOnce(receiver.clone()));
        say(&pool, &["a", "b"]).await;
        assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
        stage.advance(Duration::from_mins(1)).await;
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts(), ["a", "b"]);
        let mut conn = stage.conn().await;
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").parked, 1);
    }

    async fn a_receiver_that_is_busy_does_not_use_up_attempts(stage: &Stage) {
        let later = || Outcome::Later(Duration::from_secs(7));
        let receiver = Receiver::with((0..5).map(|_| later()));
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtMostOnce(receiver.clone()));
        say(&pool, &["a"]).await;
        for _ in 0..5 {
            assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
            stage.advance(Duration::from_secs(8)).await;
        }
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts().len(), 6);
    }

    async fn a_stale_relay_sends_nothing_and_settles_nothing(stage: &Stage) {
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        say(&pool, &["a"]).await;
        let mut conn = stage.conn().await;
        assert!(lease::expire(&mut conn.tx(), "deliver").await.expect("an answer"));
        assert_eq!(relay.pass(&grant, "chat").await.expect("an answer"), Passed::Stale);
        assert!(receiver.texts().is_empty());
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").open, 1);
    }

    // The lease is lost while the endpoint works: the successor finds the message as unknown.
    async fn a_relay_that_loses_its_lease_leaves_the_outcome_unknown(stage: &Stage) {
        struct Slow(Pool, Receiver);
        impl Deliver for Slow {
            async fn deliver(&self, message: Outgoing) -> Outcome {
                let mut begun = self.0.begin().await.expect("a transaction");
                lease::expire(&mut begun.tx(), "deliver").await.expect("an answer");
                begun.commit().await.expect("a commit");
                self.1.take(&message, String::new())
            }
        }
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let slow = Slow(pool.clone(), receiver.clone());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtMostOnce(slow));
        say(&pool, &["a"]).await;
        assert_eq!(relay.pass(&grant, "chat").await.expect("an answer"), Passed::Stale);
        let mut conn = stage.conn().await;
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").unknown, 1);
        let next = granted(stage).await;
        assert_eq!(drain(&relay, &next).await, Passed::Empty);
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").parked, 1);
        assert_eq!(receiver.texts(), ["a"]);
    }

    async fn a_panic_of_an_endpoint_is_an_unknown_outcome(stage: &Stage) {
        struct Broken;
        impl Deliver for Broken {
            async fn deliver(&self, _: Outgoing) -> Outcome {
                panic!("broken")
            }
        }
        let (pool, grant) = (stage.pool().await, granted(stage).await);
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtMostOnce(Broken));
        say(&pool, &["a"]).await;
        assert!(matches!(drain(&relay, &grant).await, Passed::Rests(_)));
        let mut conn = stage.conn().await;
        assert_eq!(overview(&mut conn.tx()).await.expect("an answer").unknown, 1);
    }

    async fn what_was_sent_is_forgotten_in_time(stage: &Stage) {
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver));
        say(&pool, &["a"]).await;
        drain(&relay, &grant).await;
        let mut conn = stage.conn().await;
        assert_eq!(forget(&mut conn.tx(), TTL, 10).await.expect("an answer"), 0);
        stage.advance(TTL).await;
        assert_eq!(forget(&mut conn.tx(), TTL, 10).await.expect("an answer"), 1);
    }

    // Places are given out under the destination's lock, so no reader passes one over.
    async fn many_writers_leave_no_gap_that_a_reader_misses(stage: &Stage) {
        let writers = (0..4).map(|writer| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                for number in 0..10 {
                    let key = format!("{writer}/{number}");
                    let mut begun = conn.begin().await.expect("a transaction");
                    let message =
                        Message { destination: "chat", dedupe_key: &key, endpoint: "x", body: b"" };
                    enqueue(&mut begun.tx(), &[message]).await.expect("an answer");
                    begun.commit().await.expect("a commit");
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.expect("a writer");
        }
        let (pool, grant, receiver) = (stage.pool().await, granted(stage).await, Receiver::default());
        let relay = Relay::new(pool, terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        assert_eq!(drain(&relay, &grant).await, Passed::Empty);
        assert_eq!(receiver.texts().len(), 40);
    }

    async fn a_running_relay_serves_every_destination(stage: &Stage) {
        use baton::elector::{Config, Elector, WhenStuck};
        let (pool, receiver) = (stage.pool().await, Receiver::default());
        let relay = Relay::new(pool.clone(), terms()).endpoint("x", AtLeastOnce(receiver.clone()));
        let config = Config {
            when_stuck: WhenStuck::Report,
            ..Config::new(stage.place().clone(), "deliver", Identity::known("ann"))
        };
        let running = relay.clone();
        let elector = Elector::start(config, move |term| {
            let (relay, of_term) = (running.clone(), term.clone());
            term.spawn(async move { relay.run(&of_term).await });
            async { Ok(()) }
        })
        .expect("an elector");
        for number in 0..20 {
            let (destination, key) = (format!("chat {}", number % 5), number.to_string());
            let mut begun = pool.begin().await.expect("a transaction");
            let message =
                Message { destination: &destination, dedupe_key: &key, endpoint: "x", body: b"" };
            enqueue(&mut begun.tx(), &[message]).await.expect("an answer");
            begun.commit().await.expect("a commit");
            relay.nudge();
        }
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while receiver.texts().len() < 20 {
            assert!(std::time::Instant::now() < deadline, "{} arrived", receiver.texts().len());
            tokio::task::yield_now().await;
        }
        elector.stop().await;
        assert_eq!(receiver.texts().len(), 20);
    }
}
