//! The elector's decisions: a pure state machine.
//!
//! May live here: what follows from an input at a moment. Must never live here: a clock, a store, a
//! task; `driver` has them, and the model has others.
//!
//! One value says everything: the stage is derived from it and stored nowhere else.

mod answers;
mod words;

use std::sync::Arc;

pub(crate) use words::Guard;
pub use words::{Answer, Ask, Input, Output, Stage};

use super::profile::Profile;
use crate::clock::Moment;
use crate::lease::{Hinted, Token};

/// A request under way.
#[derive(Clone, Copy, Debug)]
struct Asking {
    id: u64,
    sent_at: Moment,
    ask: Ask,
}

#[derive(Clone, Debug)]
enum Phase {
    Standby(Standby),
    Holding(Holding),
    Stopped,
}

#[derive(Clone, Debug)]
struct Standby {
    try_at: Moment,
    /// Not before this, whatever wakes us.
    rest_until: Moment,
    failures: u32,
    /// How often another was found to hold it.
    looks: u32,
    /// The last holder that was seen.
    seen: Option<Token>,
    /// A lease of ours that we do not use: its answer came late or never.
    leftover: Option<Token>,
    is_nudged: bool,
}

#[derive(Clone, Debug)]
struct Holding {
    token: Token,
    /// From here on the term is over, whatever anybody says.
    deadline: Moment,
    renew_at: Moment,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The lease goes to another node when it is not active by `until`. `retry_at` is `None` while
    /// an activation runs.
    Activating {
        failures: u32,
        until: Moment,
        retry_at: Option<Moment>,
    },
    Active,
    Draining {
        until: Moment,
    },
    /// The term has ended and the lease is being given back.
    Releasing {
        try_at: Moment,
        until: Moment,
    },
}

/// The elector of one lease on one node.
#[derive(Clone, Debug)]
pub struct Machine {
    profile: Profile,
    holder: Arc<str>,
    /// Nothing, but in a mutation of the model.
    pub(crate) without: Option<Guard>,
    dice: u64,
    last_id: u64,
    hint: Hinted,
    seek_at: Option<Moment>,
    /// How often in a row the hint was ours and of no use.
    useless: u32,
    asking: Option<Asking>,
    is_stopping: bool,
    phase: Phase,
    published: Stage,
}

impl Machine {
    /// A machine that tries at once. `holder` is the random part of the node's identity; `seed`
    /// spreads its waits.
    pub fn new(profile: Profile, holder: &str, seed: u64, now: Moment) -> Self {
        Self {
            profile,
            holder: holder.into(),
            without: None,
            dice: seed,
            last_id: 0,
            hint: Hinted::No,
            seek_at: Some(now),
            useless: 0,
            asking: None,
            is_stopping: false,
            phase: Phase::Standby(Standby::from(now)),
            published: Stage::Standby,
        }
    }

    /// What the node is.
    pub fn stage(&self) -> Stage {
        let Phase::Holding(it) = &self.phase else { return Stage::Standby };
        match it.step {
            Step::Activating { .. } => Stage::Activating(it.token),
            Step::Active => Stage::Active(it.token),
            Step::Draining { .. } | Step::Releasing { .. } => Stage::Draining(it.token),
        }
    }

    /// Until when the current term may act, by this node's clock.
    pub fn deadline(&self) -> Option<Moment> {
        match &self.phase {
            Phase::Holding(it) => Some(it.deadline),
            Phase::Standby(_) | Phase::Stopped => None,
        }
    }

    /// Whether it has stopped for good.
    pub fn is_stopped(&self) -> bool {
        matches!(self.phase, Phase::Stopped)
    }

    /// When to come again with [`Input::Woke`] if nothing else happens.
    pub fn wake_at(&self) -> Option<Moment> {
        let answer_by = self.asking.map(|it| self.answer_by(&it));
        let own = match &self.phase {
            Phase::Stopped => return None,
            Phase::Standby(_) if self.asking.is_some() => None,
            Phase::Standby(it) => Some(it.try_at.max(it.rest_until)),
            Phase::Holding(it) => Some(self.holding_wakes_at(it)),
        };
        [answer_by, own, self.seek_at].into_iter().flatten().min()
    }

    fn holding_wakes_at(&self, it: &Holding) -> Moment {
        let idle = self.asking.is_none();
        let step = match it.step {
            Step::Activating { retry_at, until, .. } => {
                Some(retry_at.map_or(until, |it| it.min(until)))
            }
            Step::Active => None,
            Step::Draining { until } => Some(until),
            Step::Releasing { try_at, until } => Some(if idle { try_at.min(until) } else { until }),
        };
        let renew = (idle && !matches!(it.step, Step::Releasing { .. })).then_some(it.renew_at);
        [step, renew].into_iter().flatten().fold(it.deadline, Moment::min)
    }

    fn answer_by(&self, asking: &Asking) -> Moment {
        asking.sent_at.after(self.profile.ask_within)
    }

    /// Takes an input at a moment; answers what to do, in this order.
    ///
    /// Moments must not go back.
    pub fn step(&mut self, input: Input, now: Moment) -> Vec<Output> {
        let mut out = Vec::new();
        // First of all: what comes after the deadline finds the term over.
        self.heed_deadline(now, &mut out);
        match input {
            Input::Woke => (),
            Input::Answered(id, answer) => self.answered(id, answer, now, &mut out),
            Input::Hint(hint) => self.hinted(hint, now),
            Input::Freed => self.nudge(now),
            Input::Activated(token, result) => self.activated(token, result, now),
            Input::Drained(token) => self.drained(token, now, &mut out),
            Input::Yield => self.drain(now, &mut out),
            Input::Stop => {
                self.is_stopping = true;
                self.drain(now, &mut out);
            }
        }
        self.proceed(now, &mut out);
        if self.stage() != self.published {
            self.published = self.stage();
            out.push(Output::Publish(self.published));
        }
        out
    }

    fn has(&self, guard: Guard) -> bool {
        self.without != Some(guard)
    }

    fn heed_deadline(&mut self, now: Moment, out: &mut Vec<Output>) {
        if let Phase::Holding(it) = &self.phase
            && it.deadline <= now
            && self.has(Guard::Deadline)
        {
            let token = it.token;
            self.step_down(now, out);
            // The store may think it ours for a little longer; giving it back helps the others.
            if let Phase::Standby(it) = &mut self.phase {
                it.leftover = Some(token);
            }
        }
    }

    /// Leaves the term at once, without asking anybody.
    fn step_down(&mut self, now: Moment, out: &mut Vec<Output>) {
        let Phase::Holding(it) = &self.phase else { return };
        if !matches!(it.step, Step::Releasing { .. }) || !self.has(Guard::EndFirst) {
            out.push(Output::End(it.token));
        }
        if let Some(asking) = self.asking.take() {
            out.push(Output::Abandon(asking.id));
        }
        self.drop_hint(now, out);
        self.phase = Phase::Standby(Standby::from(now));
    }

    fn drop_hint(&mut self, now: Moment, out: &mut Vec<Output>) {
        out.push(Output::DropHint);
        self.hint = Hinted::No;
        let rest = self.profile.renew_every;
        self.seek_at = Some(now.after(rest));
    }

    fn hinted(&mut self, hint: Hinted, now: Moment) {
        self.hint = hint;
        self.seek_at = match hint {
            Hinted::Yes => None,
            Hinted::No => Some(now.after(self.profile.renew_every)),
        };
        if let Phase::Holding(it) = &mut self.phase {
            // The store shall know at once: until then a crash costs the whole lease.
            it.renew_at = now;
        } else if hint == Hinted::Yes {
            self.nudge(now);
        }
    }

    fn nudge(&mut self, now: Moment) {
        if let Phase::Standby(it) = &mut self.phase {
            it.try_at = now;
            it.looks = 0;
            it.is_nudged = self.asking.is_some();
        }
    }

    fn activated(&mut self, token: Token, result: Result<(), ()>, now: Moment) {
        let activation_retry = self.profile.activation_retry;
        let Phase::Holding(it) = &mut self.phase else { return };
        let Step::Activating { failures, until, retry_at: None } = it.step else { return };
        if it.token != token {
            return;
        }
        let again = || {
            let retry_at = Some(now.after(activation_retry));
            Step::Activating { failures: failures + 1, until, retry_at }
        };
        it.step = result.map_or_else(|()| again(), |()| Step::Active);
    }

    fn drain(&mut self, now: Moment, out: &mut Vec<Output>) {
        let drain = self.profile.drain;
        let Phase::Holding(it) = &mut self.phase else { return };
        if matches!(it.step, Step::Activating { .. } | Step::Active) {
            it.step = Step::Draining { until: now.after(drain) };
            out.push(Output::Drain(it.token));
        }
    }

    fn drained(&mut self, token: Token, now: Moment, out: &mut Vec<Output>) {
        if let Phase::Holding(it) = &self.phase
            && it.token == token
            && matches!(it.step, Step::Draining { .. })
        {
            self.begin_release(now, out);
        }
    }

    fn begin_release(&mut self, now: Moment, out: &mut Vec<Output>) {
        let until = now.after(self.profile.ask_within);
        let ends_now = self.has(Guard::EndFirst);
        let Phase::Holding(it) = &mut self.phase else { return };
        it.step = Step::Releasing { try_at: now, until };
        if ends_now {
            out.push(Output::End(it.token));
        }
        // A renewal under way would only be in the way.
        if let Some(asking) = self.asking.take() {
            out.push(Output::Abandon(asking.id));
        }
    }

    fn released(&mut self, now: Moment, out: &mut Vec<Output>) {
        self.step_down(now, out);
        let rest_until = now.after(self.profile.rest);
        self.seek_at = Some(rest_until);
        if let Phase::Standby(it) = &mut self.phase {
            it.rest_until = rest_until;
        }
    }

    /// Does what is due.
    fn proceed(&mut self, now: Moment, out: &mut Vec<Output>) {
        if let Some(asking) = self.asking
            && self.answer_by(&asking) <= now
        {
            out.push(Output::Abandon(asking.id));
            self.asking = None;
            self.unavailable(now);
        }
        match self.phase.clone() {
            Phase::Stopped => return,
            Phase::Standby(it) => self.proceed_standby(&it, now, out),
            Phase::Holding(it) => self.proceed_holding(&it, now, out),
        }
        if self.seek_at.is_some_and(|it| it <= now) {
            self.seek_at = None;
            if !self.is_stopping {
                out.push(Output::SeekHint);
            }
        }
    }

    fn proceed_standby(&mut self, it: &Standby, now: Moment, out: &mut Vec<Output>) {
        if self.asking.is_some() {
            return;
        }
        if let Some(token) = it.leftover {
            self.ask(Ask::Release(token), now, out);
        } else if self.is_stopping {
            out.push(Output::DropHint);
            self.hint = Hinted::No;
            self.phase = Phase::Stopped;
        } else if it.try_at.max(it.rest_until) <= now {
            let ask = match (self.hint, it.seen) {
                // Whether the holder that was seen kept the hint since, the row knows.
                (Hinted::Yes, Some(token)) => Ask::TakeOver(token),
                (hint, _) => Ask::Acquire(hint),
            };
            if let Phase::Standby(it) = &mut self.phase {
                it.is_nudged = false;
            }
            self.ask(ask, now, out);
        }
    }

    fn proceed_holding(&mut self, it: &Holding, now: Moment, out: &mut Vec<Output>) {
        match it.step {
            Step::Activating { until, .. } if until <= now => self.drain(now, out),
            Step::Activating { failures, until, retry_at: Some(at) } if at <= now => {
                self.set_step(Step::Activating { failures, until, retry_at: None });
                out.push(Output::Activate(it.token));
            }
            Step::Draining { until } if until <= now => {
                self.begin_release(now, out);
                return self.ask(Ask::Release(it.token), now, out);
            }
            Step::Releasing { until, .. } if until <= now => return self.released(now, out),
            Step::Releasing { try_at, .. } => {
                if self.asking.is_none() && try_at <= now {
                    self.ask(Ask::Release(it.token), now, out);
                }
                return;
            }
            Step::Activating { .. } | Step::Active | Step::Draining { .. } => (),
        }
        if self.asking.is_none() && it.renew_at <= now {
            self.ask(Ask::Renew(it.token, self.hint), now, out);
        }
    }

    fn set_step(&mut self, step: Step) {
        if let Phase::Holding(it) = &mut self.phase {
            it.step = step;
        }
    }

    fn ask(&mut self, ask: Ask, now: Moment, out: &mut Vec<Output>) {
        self.last_id += 1;
        self.asking = Some(Asking { id: self.last_id, sent_at: now, ask });
        out.push(Output::Ask(self.last_id, ask));
    }

    /// A step of a linear generator; spreading needs no better.
    fn roll(&mut self) -> u32 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from(self.dice >> 40).unwrap_or(0)
    }
}

impl Standby {
    fn from(now: Moment) -> Self {
        Self {
            try_at: now,
            rest_until: now,
            failures: 0,
            looks: 0,
            seen: None,
            leftover: None,
            is_nudged: false,
        }
    }
}
