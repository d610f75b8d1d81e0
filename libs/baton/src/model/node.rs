//! A node of the model: the real machine, relay and worker, with the world's store and endpoints.
//!
//! May live here: what a process does. Must never live here: what goes wrong (`run`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::check::Interval;
use super::endpoints;
use super::rows::Effect;
use super::world::{Door, Node, Without, World, now};
use crate::clock::Moment;
use crate::elector::machine::{Answer, Ask, Input, Machine, Output, Stage};
use crate::elector::{Profile, Term};
use crate::error::Result;
use crate::job::{Failure, Job, Limits, Worker};
use crate::lease::{self, Acquired, Fenced, Grant, Identity, Renewed, Token};
use crate::ledger::{self, Claim, Existing, Recorded};
use crate::outbox::{Message, Relay, enqueue};
use crate::store::{Begun, Pool};
use crate::throttle::{self, Allowance, Taken};

pub(super) const LEASE: &str = "clock";
pub(super) const NOTICE: Allowance = Allowance::one_per(Duration::from_millis(700));

pub(super) fn profile() -> Profile {
    Profile { rest: Duration::from_millis(200), ..Profile::with_ttl(Duration::from_secs(1)) }
}

pub(super) fn pool(world: &World, node: usize) -> Pool {
    Pool::Model(Door { world: world.clone(), node })
}

/// Starts a process.
pub(super) fn start(world: &World, rate: u64) -> usize {
    let (inputs, receiver) = mpsc::unbounded_channel();
    let (number, seed) = {
        let mut inner = world.lock();
        let node =
            Node { is_dead: false, paused_until: None, cut_until: None, inputs: inputs.clone() };
        inner.nodes.push(node);
        (inner.nodes.len() - 1, inner.roll(u64::MAX))
    };
    let identity = Identity::known(&format!("n{number}"));
    let mut machine = Machine::new(profile(), identity.holder(), seed, local_now(rate));
    if let Some(Without::Machine(guard)) = world.lock().without {
        machine.without = Some(guard);
    }
    let elector = Elector {
        world: world.clone(),
        node: number,
        rate,
        identity: identity.clone(),
        machine,
        inputs,
        sent: BTreeMap::new(),
        abandoned: BTreeSet::new(),
        term: None,
        from_us: 0,
    };
    tokio::spawn(elector.run(receiver));
    tokio::spawn(work_on_jobs(world.clone(), number, identity));
    tokio::spawn(give_notice(world.clone(), number));
    number
}

fn local_now(rate: u64) -> Moment {
    let true_us = u64::try_from(now().unwrap_or_default().as_micros()).unwrap_or(0);
    Moment::from_micros(true_us * rate / 1000)
}

fn to_true(rate: u64, local: Moment) -> Moment {
    Moment::from_micros(u64::try_from(local.as_micros()).unwrap_or(0) * 1000 / rate)
}

struct Elector {
    world: World,
    node: usize,
    rate: u64,
    identity: Identity,
    machine: Machine,
    inputs: UnboundedSender<Input>,
    /// When each request was sent, by this node's clock.
    sent: BTreeMap<u64, (Moment, Ask)>,
    abandoned: BTreeSet<u64>,
    term: Option<Term>,
    from_us: i64,
}

impl Elector {
    async fn run(mut self, mut receiver: UnboundedReceiver<Input>) {
        let mut input = Input::Woke;
        loop {
            // A frozen process does nothing; what came meanwhile it finds when it wakes.
            self.world.gate(self.node).await;
            let at = local_now(self.rate);
            let before = self.machine.stage();
            let outputs = self.machine.step(input.clone(), at);
            self.check(&input, before, at);
            for output in outputs {
                self.perform(&output);
            }
            if let (Some(term), Some(deadline)) = (&self.term, self.machine.deadline()) {
                term.extend_to(to_true(self.rate, deadline));
            }
            if self.machine.is_stopped() {
                return;
            }
            let wait = self.machine.wake_at().map_or(Duration::from_millis(500), |it| it.since(at));
            // Rounded up: a timer that fires early would only be set again.
            let wait = wait * 1000 / u32::try_from(self.rate).unwrap_or(1000);
            input = tokio::select! {
                biased;
                input = receiver.recv() => input.unwrap_or(Input::Stop),
                () = sleep(wait + Duration::from_millis(1)) => Input::Woke,
            };
        }
    }

    /// What the machine did must agree with what it was told.
    fn check(&mut self, input: &Input, before: Stage, at: Moment) {
        let after = self.machine.stage();
        let mut inner = self.world.lock();
        let is_allowed = before == after
            || matches!(
                (before, after),
                (_, Stage::Standby)
                    | (Stage::Standby, Stage::Activating(_))
                    | (Stage::Activating(_), Stage::Active(_) | Stage::Draining(_))
                    | (Stage::Active(_), Stage::Draining(_))
            );
        if !is_allowed {
            inner.history.broken(12, format!("from {before:?} to {after:?}"));
        }
        if let Input::Answered(id, answer) = input
            && let Some((sent_at, ask)) = self.sent.get(id).copied()
        {
            let until = sent_at.after(profile().ttl.saturating_sub(profile().margin));
            let is_extended = matches!(
                answer,
                Answer::Renewed(Renewed::Kept) | Answer::Acquired(Acquired::Granted(_))
            );
            let believed = self.machine.deadline().filter(|it| until < *it);
            if is_extended && believed.is_some() && self.sent.keys().all(|it| it <= id) {
                inner.history.broken(13, "a deadline does not count from the sending");
            }
            if let (Answer::Renewed(Renewed::Lost), Ask::Renew(token, _)) = (answer, ask)
                && token_of(after) == Some(token)
                && token_of(before) == Some(token)
                && !self.abandoned.contains(id)
            {
                inner.history.broken(12, "a term goes on after its lease was lost");
            }
        }
        if self.machine.deadline().is_some_and(|it| it.after(Duration::from_millis(5)) < at) {
            inner.history.broken(13, "a term goes on past its deadline");
        }
    }

    fn perform(&mut self, output: &Output) {
        match *output {
            Output::Ask(id, ask) => self.ask(id, ask),
            // The connection is closed; what was sent may still be carried out.
            Output::Abandon(id) => drop(self.abandoned.insert(id)),
            Output::Activate(token) => {
                let delay = Duration::from_millis(self.world.lock().roll(20));
                let (inputs, world, node) = (self.inputs.clone(), self.world.clone(), self.node);
                let is_good = self.world.lock().roll(8) != 0;
                tokio::spawn(async move {
                    sleep(delay).await;
                    world.gate(node).await;
                    let result = if is_good { Ok(()) } else { Err(()) };
                    drop(inputs.send(Input::Activated(token, result)));
                });
            }
            Output::Drain(token) => {
                let Some(term) = self.term.clone() else { return };
                term.drain();
                let inputs = self.inputs.clone();
                tokio::spawn(async move {
                    term.drained().await;
                    drop(inputs.send(Input::Drained(token)));
                });
            }
            Output::End(token) => self.end(token),
            Output::SeekHint => {
                let mut inner = self.world.lock();
                inner.hint_queue.push(self.node);
                inner.pass_hint();
            }
            Output::DropHint => {
                let mut inner = self.world.lock();
                inner.hint_queue.retain(|it| *it != self.node);
                inner.hint.take_if(|it| *it == self.node);
                inner.pass_hint();
            }
            Output::Publish(stage) => self.publish(stage),
        }
    }

    fn publish(&mut self, stage: Stage) {
        match stage {
            Stage::Activating(token) => {
                let key = LEASE.into();
                let term = Term::new(Grant { key, by: self.identity.clone(), token });
                self.from_us = now().unwrap_or_default().as_micros();
                self.term = Some(term);
            }
            Stage::Active(_) => {
                let Some(term) = self.term.clone() else { return };
                let (world, node) = (self.world.clone(), self.node);
                let of_term = term.clone();
                term.spawn(async move { act(world, node, of_term).await });
                let (world, of_term) = (self.world.clone(), term.clone());
                let relay = endpoints::relay(&world, node);
                term.spawn(async move { serve(relay, of_term).await });
            }
            Stage::Standby | Stage::Draining(_) => (),
        }
    }

    fn end(&mut self, token: Token) {
        let Some(term) = self.term.take_if(|it| it.token() == token) else { return };
        let until = term.deadline().as_micros().min(now().unwrap_or_default().as_micros());
        term.end();
        let interval = Interval { node: self.node, from_us: self.from_us, until_us: until };
        self.world.lock().history.intervals.push(interval);
    }

    fn ask(&mut self, id: u64, ask: Ask) {
        if let Ask::Release(token) = ask
            && self.term.as_ref().is_some_and(|it| it.token() == token)
        {
            let mut inner = self.world.lock();
            inner.history.broken(11, "a lease is given back before its term has ended");
        }
        self.sent.insert(id, (local_now(self.rate), ask));
        let (pool, by) = (pool(&self.world, self.node), self.identity.clone());
        let inputs = self.inputs.clone();
        tokio::spawn(async move {
            let answer = carry_out(&pool, &by, ask).await.unwrap_or(Answer::Unavailable);
            drop(inputs.send(Input::Answered(id, answer)));
        });
    }
}

fn token_of(stage: Stage) -> Option<Token> {
    match stage {
        Stage::Standby => None,
        Stage::Activating(it) | Stage::Active(it) | Stage::Draining(it) => Some(it),
    }
}

async fn carry_out(pool: &Pool, by: &Identity, ask: Ask) -> Result<Answer> {
    let mut begun = pool.begin().await?;
    let mut tx = begun.tx();
    let ttl = profile().ttl;
    let grant = |token| Grant { key: LEASE.into(), by: by.clone(), token };
    let answer = match ask {
        Ask::Acquire(hinted) => {
            Answer::Acquired(lease::acquire(&mut tx, LEASE, by, ttl, hinted).await?)
        }
        Ask::TakeOver(seen) => {
            Answer::Acquired(lease::take_over(&mut tx, LEASE, by, ttl, seen).await?)
        }
        Ask::Renew(token, hinted) => {
            Answer::Renewed(lease::renew(&mut tx, &grant(token), ttl, hinted).await?)
        }
        Ask::Release(token) => {
            lease::release(&mut tx, &grant(token)).await?;
            Answer::Released
        }
    };
    begun.commit().await?;
    Ok(answer)
}

async fn serve(relay: Relay, term: Term) {
    relay.run(&term).await;
}

async fn effect(begun: &mut Begun<'_>, effect: Effect) -> Result<()> {
    match begun {
        Begun::Model(it) => it.effect(effect).await,
        Begun::Sqlite(_) | Begun::Lent(_) | Begun::Postgres(_) | Begun::Pooled(_) => {
            panic!("only in the model")
        }
    }
}

/// What only the holder may do, again and again.
async fn act(world: World, node: usize, term: Term) {
    while !term.draining().is_cancelled() {
        let wait = Duration::from_millis(10 + world.lock().roll(150));
        sleep(wait).await;
        // What fails is tried anew in the next round.
        let _ = act_once(&world, node, &term).await;
    }
}

async fn act_once(world: &World, node: usize, term: &Term) -> Result<()> {
    let mut begun = pool(world, node).begin().await?;
    if lease::fence(&mut begun.tx(), term.grant()).await? == Fenced::Stale {
        return Ok(());
    }
    let under = Some((LEASE.into(), term.token().number(), term.grant().by.holder().into()));
    effect(&mut begun, Effect { under, what: "act".into() }).await?;
    begun.commit().await
}

/// Takes a delivery: any node may. Answers what the deliverer is told.
pub(super) async fn deliver(world: World, node: usize, id: String, is_single: bool) -> Result<()> {
    let pool = pool(&world, node);
    let answer = if is_single {
        record(&world, &pool, &id).await?
    } else {
        claim_and_complete(&pool, node, &id).await?
    };
    let Some(answer) = answer else { return Ok(()) };
    let mut inner = world.lock();
    let first = inner.history.answers.entry(id.clone()).or_insert_with(|| answer.clone());
    if *first != answer {
        inner.history.broken(15, format!("{id} was answered in two ways"));
    }
    Ok(())
}

fn messages(id: &str) -> [Message<'_>; 1] {
    let destination = endpoints::destination_of(id);
    [Message { destination, dedupe_key: id, endpoint: destination, body: id.as_bytes() }]
}

async fn record(world: &World, pool: &Pool, id: &str) -> Result<Option<Vec<u8>>> {
    let is_whole = world.lock().has(Without::OneTransaction);
    let answer = world.lock().roll(1_000_000).to_be_bytes().to_vec();
    let mut begun = pool.begin().await?;
    let keep = Duration::from_hours(1);
    let recorded = ledger::record(&mut begun.tx(), ("once", id), "", &answer, keep).await?;
    if let Recorded::Existing(existing) = recorded {
        return Ok(if let Existing::Done(it) = existing { Some(it) } else { None });
    }
    if !is_whole {
        begun.commit().await?;
        begun = pool.begin().await?;
    }
    enqueue(&mut begun.tx(), &messages(id)).await?;
    effect(&mut begun, Effect { under: None, what: format!("once/{id}") }).await?;
    begun.commit().await?;
    Ok(Some(answer))
}

async fn claim_and_complete(pool: &Pool, node: usize, id: &str) -> Result<Option<Vec<u8>>> {
    let who = Identity::known(&format!("n{node}"));
    let mut begun = pool.begin().await?;
    let claim =
        ledger::claim(&mut begun.tx(), ("claimed", id), "", &who, &endpoints::TERMS).await?;
    begun.commit().await?;
    let claimed = match claim {
        Claim::Claimed(it) => it,
        Claim::Existing(Existing::Done(it)) => return Ok(Some(it)),
        Claim::Existing(_) => return Ok(None),
    };
    let answer = claimed.token.to_be_bytes().to_vec();
    let mut begun = pool.begin().await?;
    enqueue(&mut begun.tx(), &messages(id)).await?;
    effect(&mut begun, Effect { under: None, what: format!("claimed/{id}") }).await?;
    if !ledger::complete(&mut begun.tx(), &claimed, &answer, &endpoints::TERMS).await? {
        return Ok(None);
    }
    begun.commit().await?;
    Ok(Some(answer))
}

async fn work_on_jobs(world: World, node: usize, identity: Identity) {
    let limits = Limits {
        at_once: 2,
        job_within: Duration::from_secs(3),
        look_every: Duration::from_millis(300),
    };
    let worker = Worker::new(pool(&world, node), "jobs", identity, endpoints::TERMS, limits);
    let never = CancellationToken::new();
    worker
        .run(&never, move |job| {
            let world = world.clone();
            async move { narrate(world, node, job).await }
        })
        .await;
}

async fn narrate(world: World, node: usize, job: Job) -> std::result::Result<(), Failure> {
    let key = job.claimed().key.to_string();
    let slow = endpoints::call(world.clone(), node, key.clone());
    let output = job.step("draft", Duration::from_secs(1), slow).await?;
    let id = format!("{key}-told");
    let mut begun = pool(&world, node).begin().await?;
    job.complete(&mut begun.tx(), &output).await?;
    enqueue(&mut begun.tx(), &messages(&id)).await?;
    effect(&mut begun, Effect { under: None, what: format!("jobs/{key}/{id}") }).await?;
    begun.commit().await?;
    Ok(())
}

/// A standby tells people that nobody acts, once in a while.
async fn give_notice(world: World, node: usize) {
    loop {
        let wait = Duration::from_millis(100 + world.lock().roll(400));
        sleep(wait).await;
        world.gate(node).await;
        // When the store does not answer nothing is said.
        let _ = notice(&world, node).await;
    }
}

async fn notice(world: &World, node: usize) -> Result<()> {
    let pool = pool(world, node);
    let mut begun = pool.begin().await?;
    // Some notices are for standbys only, others for any node.
    let key = if world.lock().roll(2) == 0 { "idle" } else { "any" };
    let taken = if key == "idle" {
        throttle::take_unless_held(&mut begun.tx(), key, &NOTICE, LEASE).await?
    } else {
        throttle::take(&mut begun.tx(), key, &NOTICE).await?
    };
    let Taken::Slot(slot) = taken else { return Ok(()) };
    begun.commit().await?;
    let is_sent = world.lock().roll(3) != 0;
    if is_sent {
        let at = slot.due().saturating_sub(i64::try_from(NOTICE.every.as_micros()).unwrap_or(0));
        world.lock().history.notices.entry(key.into()).or_default().push(at);
        return Ok(());
    }
    let wait = Duration::from_millis(world.lock().roll(900));
    sleep(wait).await;
    let mut begun = pool.begin().await?;
    throttle::give_back(&mut begun.tx(), slot).await?;
    begun.commit().await
}
