//! Messages: said once, by whoever may, and one that hangs holds up none but its own.

use std::sync::{Arc, Mutex};

use baton::elector::Elector;
use baton::outbox::{
    AtLeastOnce, AtMostOnce, Deliver, Ensure, Found, Message, Outcome, Outgoing, Passed, Relay,
    RelayTerms, VerifyThenCreate, enqueue,
};
use baton::testing::Stage;
use baton::{Pool, Term};

use super::support::{active, eventually, granted, long, without_hint};

/// Notes what arrives; messages that say "hang" are never answered.
#[derive(Clone, Default)]
struct Receiver(Arc<Mutex<Vec<String>>>);

impl Receiver {
    fn texts(&self) -> Vec<String> {
        self.0.lock().expect("it").clone()
    }

    async fn take(&self, message: Outgoing) -> Outcome {
        let text = String::from_utf8(message.body).expect("text");
        let hangs = text == "hang";
        self.0.lock().expect("it").push(text);
        if hangs {
            std::future::pending::<()>().await;
        }
        Outcome::Sent(None)
    }
}

impl Deliver for Receiver {
    async fn deliver(&self, message: Outgoing) -> Outcome {
        self.take(message).await
    }
}

impl Ensure for Receiver {
    async fn find(&self, message: Outgoing) -> Found {
        let text = String::from_utf8(message.body).expect("text");
        let is_there = self.texts().contains(&text);
        if is_there { Found::Yes(text) } else { Found::No }
    }

    async fn create(&self, message: Outgoing) -> Outcome {
        self.take(message).await
    }
}

async fn say(pool: &Pool, destination: &str, dedupe_key: &str, text: &str) {
    let mut begun = pool.begin().await.expect("a transaction");
    let message = Message { destination, dedupe_key, endpoint: "chat", body: text.as_bytes() };
    enqueue(&mut begun.tx(), &[message]).await.expect("an answer");
    begun.commit().await.expect("a commit");
}

fn terms() -> RelayTerms {
    let look_every = std::time::Duration::from_millis(20);
    RelayTerms { look_every, ..RelayTerms::default() }
}

async fn drain(relay: &Relay, stage: &Stage, destination: &str) {
    let mut conn = stage.conn().await;
    let grant = granted(&mut conn, "relay").await;
    while relay.pass(&grant, destination).await.expect("an answer") == Passed::One {}
}

both! {
    // The answer to a callback is a message under the callback's own id: whoever stores it, and
    // however often it was delivered, it is said once, also by a standby's hand.
    async fn t41_a_callback_is_answered_once_whoever_stores_it(stage: &Stage) {
        let receiver = Receiver::default();
        let [ann, ben] = [stage.pool().await, stage.pool().await];
        for pool in [&ann, &ben, &ann] {
            say(pool, "callbacks", "callback 7", "answered").await;
        }
        let relay = Relay::new(ann, terms()).endpoint("chat", AtMostOnce(receiver.clone()));
        drain(&relay, stage, "callbacks").await;
        assert_eq!(receiver.texts(), ["answered"]);
    }

    // What is to be so is compared first, and set only when it differs.
    async fn t34_what_is_so_already_is_not_set_again(stage: &Stage) {
        let receiver = Receiver::default();
        let pool = stage.pool().await;
        let relay =
            Relay::new(pool.clone(), terms()).endpoint("chat", VerifyThenCreate(receiver.clone()));
        for start in ["first start", "second start"] {
            say(&pool, "settings", start, "webhook = here").await;
        }
        drain(&relay, stage, "settings").await;
        assert_eq!(receiver.texts(), ["webhook = here"]);
    }

    // An answer that does not come holds up its own destination, and no other.
    async fn d8_a_destination_that_hangs_holds_up_no_other(stage: &Stage) {
        let (receiver, pool) = (Receiver::default(), stage.pool().await);
        let relay =
            Relay::new(pool.clone(), terms()).endpoint("chat", AtLeastOnce(receiver.clone()));
        say(&pool, "chat 1", "1", "hang").await;
        say(&pool, "chat 1", "2", "waits for it").await;
        let runs = relay.clone();
        let elector = Elector::start(without_hint(stage, "ann", long()), move |term: Term| {
            let (relay, of_term) = (runs.clone(), term.clone());
            term.spawn(async move { relay.run(&of_term).await });
            std::future::ready(Ok(()))
        })
        .expect("an elector");
        active(&elector).await;
        eventually("the first hangs", async || !receiver.texts().is_empty()).await;
        for chat in ["chat 2", "chat 3"] {
            say(&pool, chat, chat, chat).await;
        }
        relay.nudge();
        eventually("the others pass", async || receiver.texts().len() == 3).await;
        let mut texts = receiver.texts();
        texts.sort();
        assert_eq!(texts, ["chat 2", "chat 3", "hang"]);
    }
}
