//! The task behind an elector: gives the machine a clock and a store.
//!
//! May live here: carrying out what the machine says. Must never live here: a decision.
//!
//! It runs on a thread of its own with connections of its own: neither a busy processor pool nor a
//! drained connection pool can keep a holder from renewing, or from learning that it lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::Config;
use super::asking::{carry_out, connect};
use super::machine::{Answer, Ask, Input, Machine, Output, Stage};
use super::standing::{Role, Standing};
use super::term::Term;
use crate::clock::{self, Moment};
use crate::error::{Error, Result};
use crate::hint::{self, Hint, Seeker};
use crate::lease::{self, Acquired, Grant, Hinted, Renewed, Token};
use crate::metrics::{OfElector, Renewal};
use crate::store::{Conn, Place};

/// What the node does when its term begins; see [`Elector::start`](super::Elector::start).
pub(super) type Activate = Arc<
    dyn Fn(Term) -> std::pin::Pin<Box<dyn Future<Output = std::result::Result<(), String>> + Send>>
        + Send
        + Sync,
>;

/// The longest that the loop sleeps: a watchdog looks whether it turns.
pub(super) const TURNS_EVERY: Duration = Duration::from_millis(500);

/// Between attempts to listen for notifications.
const LISTENS_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What others see of the loop without asking it.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// When the loop last turned, on the boot clock.
    pub(super) beat_us: AtomicI64,
    pub(super) term: std::sync::Mutex<Option<Term>>,
}

/// A request under way: it owns the connection, so that abandoning it closes the connection.
struct Asked {
    id: u64,
    ask: Ask,
    sent_at: Moment,
    task: JoinHandle<(Option<Conn>, Result<Answer>)>,
}

pub(super) struct Driver {
    config: Config,
    figures: OfElector,
    /// Distinguishes electors of one process in the log.
    watcher: u64,
    machine: Machine,
    conn: Option<Conn>,
    asked: Option<Asked>,
    seeker: Seeker,
    hints: mpsc::UnboundedReceiver<hint::Event>,
    inputs: mpsc::UnboundedReceiver<Input>,
    /// For tasks that report back.
    inputs_back: mpsc::UnboundedSender<Input>,
    activate: Activate,
    host: Handle,
    term: Option<Term>,
    standing: watch::Sender<Standing>,
    pulse: Arc<Pulse>,
    since: Moment,
}

/// The ends of a driver's channels.
pub(super) struct Ends {
    pub(super) inputs: mpsc::UnboundedReceiver<Input>,
    pub(super) inputs_back: mpsc::UnboundedSender<Input>,
    pub(super) standing: watch::Sender<Standing>,
    pub(super) pulse: Arc<Pulse>,
    pub(super) figures: OfElector,
}

impl Driver {
    /// To be called on the driver's own runtime.
    pub(super) fn new(config: Config, activate: Activate, host: Handle, ends: Ends) -> Self {
        let now = clock::now();
        let seed = u64::from_ne_bytes(random());
        let machine = Machine::new(config.profile, config.by.holder(), seed, now);
        let (events, hints) = mpsc::unbounded_channel();
        let kind = kind_of_hint(&config);
        #[cfg(feature = "redis")]
        let config = on_redis(config, &ends.inputs_back);
        if let (hint::Kind::Off(_), Place::Postgres(options)) = (&kind, &config.place) {
            let (options, key) = (options.clone(), config.key.clone());
            tokio::spawn(listen(options, key, ends.inputs_back.clone()));
        }
        let seeker = Seeker::new(kind, config.profile.ttl, events);
        Self {
            machine,
            watcher: seed >> 32,
            conn: None,
            asked: None,
            seeker,
            hints,
            inputs: ends.inputs,
            inputs_back: ends.inputs_back,
            activate,
            host,
            term: None,
            standing: ends.standing,
            pulse: ends.pulse,
            figures: ends.figures,
            since: now,
            config,
        }
    }

    pub(super) async fn run(mut self) {
        let mut input = Input::Woke;
        loop {
            self.pulse.beat_us.store(clock::now().as_micros(), Ordering::Release);
            for output in self.machine.step(input, clock::now()) {
                self.perform(&output);
            }
            if let (Some(term), Some(deadline)) = (&self.term, self.machine.deadline()) {
                term.extend_to(deadline);
            }
            if self.machine.is_stopped() {
                break;
            }
            input = if self.is_ended_behind_its_back() {
                Input::Yield
            } else {
                self.next_input().await
            };
        }
        if let Some(conn) = self.conn.take() {
            // The server notices the end of the process in any case.
            let _ = tokio::time::timeout(self.config.profile.ask_within, conn.close()).await;
        }
    }

    /// The watchdog found the deadline passed in the moment in which a renewal was answered: the work
    /// of the term is cancelled, so the lease is of use to others only.
    fn is_ended_behind_its_back(&self) -> bool {
        let acts = matches!(self.machine.stage(), Stage::Activating(_) | Stage::Active(_));
        acts && self.term.as_ref().is_some_and(|it| it.ended().is_cancelled())
    }

    async fn next_input(&mut self) -> Input {
        let now = clock::now();
        let wake_at = self.machine.wake_at().unwrap_or(now.after(TURNS_EVERY));
        let sleep = wake_at.since(now).min(TURNS_EVERY);
        tokio::select! {
           biased;
            (id, done) = answer_of(&mut self.asked) => self.take_answer(id, done),
            hint = self.hints.recv() => self.take_hint(hint),
            input = self.inputs.recv() => input.unwrap_or(Input::Stop),
            () = tokio::time::sleep(sleep) => Input::Woke,
        }
    }

    fn take_answer(
        &mut self,
        id: u64,
        done: std::result::Result<(Option<Conn>, Result<Answer>), tokio::task::JoinError>,
    ) -> Input {
        let asked = self.asked.take();
        if let Some(asked) = &asked {
            self.count(asked, done.as_ref().ok().and_then(|it| it.1.as_ref().ok()));
        }
        let trouble = match done {
            Ok((conn, Ok(answer))) => {
                self.conn = conn;
                if let Answer::Acquired(Acquired::Granted(grant)) = &answer {
                    self.new_term(grant);
                }
                self.tell_trouble(None);
                return Input::Answered(id, answer);
            }
            // A connection after an error is in doubt; the next request opens another.
            Ok((_, Err(error))) => in_full(&error),
            Err(gone) => gone.to_string(),
        };
        self.tell_trouble(Some(trouble));
        Input::Answered(id, Answer::Unavailable)
    }

    /// What the answer to a request, or none, is to whoever collects figures.
    fn count(&self, asked: &Asked, answer: Option<&Answer>) {
        let took = clock::now().since(asked.sent_at);
        let outcome = match (asked.ask, answer) {
            (_, Some(Answer::Acquired(Acquired::Granted(_)))) => {
                return self.figures.acquired(took);
            }
            (Ask::Renew(..), Some(Answer::Renewed(Renewed::Lost))) => Renewal::Lost,
            (Ask::Renew(..), Some(_)) if self.config.profile.renew_every < took => Renewal::Late,
            (Ask::Renew(..), Some(_)) => Renewal::Kept,
            (Ask::Renew(..), None) => Renewal::Missed,
            (Ask::Acquire(_) | Ask::TakeOver(_) | Ask::Release(_), _) => return,
        };
        self.figures.renewed(outcome);
    }

    fn new_term(&mut self, grant: &Grant) {
        let term = Term::new(grant.clone());
        *self.pulse.term.lock().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(term.clone());
        self.term = Some(term);
    }

    fn tell_trouble(&self, trouble: Option<String>) {
        let trouble: Option<Arc<str>> = trouble.map(Into::into);
        let is_new = self.standing.borrow().trouble != trouble;
        if is_new {
            if let Some(trouble) = &trouble {
                let (key, instance) = (&self.config.key, self.config.by.holder());
                tracing::warn!(key, instance, watcher = self.watcher, %trouble, "store unavailable");
            }
            self.standing.send_modify(|it| it.trouble = trouble);
        }
    }

    fn take_hint(&mut self, event: Option<hint::Event>) -> Input {
        let (hint, hinted) = match event {
            Some(hint::Event::Got) => (Hint::Kept, Hinted::Yes),
            Some(hint::Event::Lost) | None => (Hint::Waiting, Hinted::No),
            Some(hint::Event::Off(why)) => {
                if !matches!(self.standing.borrow().hint, Hint::Off(_)) {
                    let (key, instance) = (&self.config.key, self.config.by.holder());
                    tracing::warn!(key, instance, watcher = self.watcher, why, "hint is off");
                }
                self.standing.send_modify(|it| it.hint = Hint::Off(why.into()));
                return Input::Woke;
            }
        };
        self.standing.send_modify(|it| it.hint = hint);
        Input::Hint(hinted)
    }

    fn perform(&mut self, output: &Output) {
        match *output {
            Output::Ask(id, ask) => self.ask(id, ask),
            Output::Abandon(id) => {
                if let Some(asked) = self.asked.take_if(|it| it.id == id) {
                    self.abandon(&asked);
                }
            }
            Output::Activate(token) => self.activate(token),
            Output::Drain(token) => self.drain(token),
            Output::End(token) => {
                if let Some(term) = self.term.take_if(|it| it.token() == token) {
                    term.end();
                }
            }
            Output::SeekHint => self.seeker.seek(),
            Output::DropHint => {
                self.seeker.let_go();
                self.standing.send_if_modified(|it| {
                    let was_kept = it.hint == Hint::Kept;
                    if was_kept {
                        it.hint = Hint::Waiting;
                    }
                    was_kept
                });
            }
            Output::Publish(stage) => self.publish(stage),
        }
    }

    fn abandon(&self, asked: &Asked) {
        asked.task.abort();
        let within = self.config.profile.ask_within;
        if asked.sent_at.after(within) <= clock::now() {
            self.count(asked, None);
            let why = format!("the store did not answer within {} ms", within.as_millis());
            self.tell_trouble(Some(why));
        }
    }

    fn ask(&mut self, id: u64, ask: Ask) {
        if matches!(ask, Ask::Acquire(_) | Ask::TakeOver(_)) {
            self.figures.attempted();
        }
        let conn = self.conn.take();
        let config = self.config.clone();
        let task = tokio::spawn(async move {
            let mut conn = match conn {
                Some(conn) => conn,
                None => match connect(&config).await {
                    Ok(conn) => conn,
                    Err(error) => return (None, Err(error)),
                },
            };
            let answer = carry_out(&mut conn, &config, ask).await;
            let conn = answer.is_ok().then_some(conn);
            (conn, answer)
        });
        self.asked = Some(Asked { id, ask, sent_at: clock::now(), task });
    }

    fn activate(&mut self, token: Token) {
        let Some(term) = self.term.clone().filter(|it| it.token() == token) else { return };
        if let Some(deadline) = self.machine.deadline() {
            term.extend_to(deadline);
        }
        let (back, ended) = (self.inputs_back.clone(), term.ended().clone());
        let (key, watcher) = (self.config.key.clone(), self.watcher);
        let activate = self.activate.clone();
        self.host.spawn(async move {
            // Called there, too: what blocks or panics in it must not do so on this thread, nor look
            // like an activation that never ends.
            let activation = tokio::spawn(async move { activate(term).await });
            let abort = activation.abort_handle();
            let result = tokio::select! {
                biased;
                done = activation => done.unwrap_or_else(|gone| Err(gone.to_string())),
                () = ended.cancelled() => return abort.abort(),
            };
            if let Err(why) = &result {
                tracing::warn!(key, watcher, %token, why, "activation failed");
            }
            drop(back.send(Input::Activated(token, result.map_err(|_| ()))));
        });
    }

    fn drain(&mut self, token: Token) {
        let Some(term) = self.term.clone() else { return };
        term.drain();
        let back = self.inputs_back.clone();
        tokio::spawn(async move {
            term.drained().await;
            drop(back.send(Input::Drained(token)));
        });
    }

    /// The one line per transition.
    fn publish(&mut self, stage: Stage) {
        let role = match (stage, &self.term) {
            (Stage::Activating(_), Some(term)) => Role::Activating(term.clone()),
            (Stage::Active(_), Some(term)) => Role::Active(term.clone()),
            (Stage::Draining(_), Some(term)) => Role::Draining(term.clone()),
            // While the lease is given back there is no term any more.
            (Stage::Draining(_), None) => return,
            (Stage::Standby | Stage::Activating(_) | Stage::Active(_), _) => Role::Standby,
        };
        let now = clock::now();
        let after_ms = u64::try_from(now.since(self.since).as_millis()).unwrap_or(u64::MAX);
        self.since = now;
        let from = self.standing.borrow().role.name();
        let (key, to, token) = (&self.config.key, role.name(), role.token().map(Token::number));
        let (instance, name) = (self.config.by.holder(), self.config.by.name());
        let watcher = self.watcher;
        tracing::info!(key, instance, name, watcher, from, to, token, after_ms, "role changed");
        self.figures.became(&role);
        self.standing.send_modify(|it| it.role = role);
    }
}

fn kind_of_hint(config: &Config) -> hint::Kind {
    #[cfg(feature = "redis")]
    if config.redis.is_some() {
        return hint::Kind::Off("the lease is exclusive by a key in Redis, which has a time only");
    }
    match config.hint {
        super::Hints::On => hint::Kind::of(&config.place, &config.key),
        super::Hints::Off => hint::Kind::Off("switched off by configuration"),
    }
}

/// A connection of the elector's own, and an ear for those who give the lease back.
#[cfg(feature = "redis")]
fn on_redis(config: Config, back: &mpsc::UnboundedSender<Input>) -> Config {
    let redis = config.redis.as_ref().map(crate::redis::Redis::apart);
    if let Some(redis) = &redis {
        let ear = redis.listen(&crate::redis::topic(&config.key));
        let back = back.clone();
        tokio::spawn(async move {
            loop {
                ear.heard().await;
                if back.send(Input::Freed).is_err() {
                    return;
                }
            }
        });
    }
    Config { redis, ..config }
}

/// Waits for the request under way; for ever when there is none.
async fn answer_of(
    asked: &mut Option<Asked>,
) -> (u64, std::result::Result<(Option<Conn>, Result<Answer>), tokio::task::JoinError>) {
    match asked {
        Some(asked) => (asked.id, (&mut asked.task).await),
        None => std::future::pending().await,
    }
}

/// Without a hint a notification tells that the lease was given back. It may get lost; then the
/// deadline tells.
async fn listen(options: PgConnectOptions, key: String, back: mpsc::UnboundedSender<Input>) {
    let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options);
    loop {
        if let Ok(mut listener) = PgListener::connect_with(&pool).await
            && listener.listen(lease::CHANNEL).await.is_ok()
        {
            while let Ok(notification) = listener.recv().await {
                if notification.payload() == key && back.send(Input::Freed).is_err() {
                    return;
                }
            }
        }
        tokio::time::sleep(LISTENS_AGAIN_AFTER).await;
    }
}

pub(super) fn random() -> [u8; 8] {
    let mut bytes = [0; 8];
    // Only spreads waits and names log lines.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

fn in_full(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(it) = cause {
        text = format!("{text}: {it}");
        cause = it.source();
    }
    text
}
