//! What follows from an answer of the store, or from none.
//!
//! May live here: answers. Must never live here: what is due by time alone (`machine`).

use std::time::Duration;

use super::super::profile::{Profile, Watch};
use super::{Answer, Ask, Asking, Guard, Holding, Machine, Output, Phase, Step};
use crate::clock::Moment;
use crate::lease::{Acquired, Held, Hinted, Renewed};

impl Machine {
    pub(super) fn answered(&mut self, id: u64, answer: Answer, now: Moment, out: &mut Vec<Output>) {
        let Some(asking) = self.asking else { return };
        if asking.id != id && self.has(Guard::Numbered) {
            return;
        }
        self.asking = None;
        match answer {
            Answer::Acquired(it) => self.acquired(it, &asking, now, out),
            Answer::Renewed(it) => self.renewed(it, &asking, now, out),
            Answer::Released => self.gave_back(now, out),
            Answer::Unavailable => self.unavailable(now),
        }
    }

    fn acquired(&mut self, answer: Acquired, asking: &Asking, now: Moment, out: &mut Vec<Output>) {
        let deadline = self.deadline_from(asking, now);
        let Phase::Standby(standby) = &mut self.phase else { return };
        standby.failures = 0;
        let grant = match answer {
            Acquired::Granted(grant) => grant,
            Acquired::HeldBy(held) => return self.held(&held, asking, now, out),
        };
        let token = grant.token;
        if self.is_stopping || deadline <= now {
            // Too late to be of use.
            standby.leftover = Some(token);
            return;
        }
        let until = now.after(self.profile.activate_within);
        let step = Step::Activating { failures: 0, until, retry_at: None };
        let renew_at = asking.sent_at.after(self.profile.renew_every);
        // What was got while the request was under way is not in the row yet.
        let told = match asking.ask {
            Ask::Acquire(hint) => hint,
            Ask::TakeOver(_) => Hinted::Yes,
            Ask::Renew(..) | Ask::Release(_) => Hinted::No,
        };
        let renew_at = if told == self.hint { renew_at } else { now };
        self.phase = Phase::Holding(Holding { token, deadline, renew_at, step });
        self.useless = 0;
        out.push(Output::Activate(token));
    }

    fn deadline_from(&self, asking: &Asking, now: Moment) -> Moment {
        let from = if self.has(Guard::FromSending) { asking.sent_at } else { now };
        from.after(self.profile.ttl.saturating_sub(self.profile.margin))
    }

    fn held(&mut self, held: &Held, asking: &Asking, now: Moment, out: &mut Vec<Output>) {
        let dice = self.roll();
        let Profile { herd, backoff, watch, renew_every, .. } = self.profile;
        let hint = self.hint;
        let Phase::Standby(it) = &mut self.phase else { return };
        if *held.holder == *self.holder {
            // An attempt of ours whose answer was lost: nobody acts under that token.
            it.leftover = Some(held.token);
            it.try_at = now;
            return;
        }
        it.seen = Some(held.token);
        it.looks = it.looks.saturating_add(1);
        let spread = herd * (dice % 1024) / 1024;
        it.try_at = match watch {
            Watch::Deadline => now.after(held.expires_in + Duration::from_millis(1) + spread),
            Watch::Backoff => now.after(backoff.wait(it.looks, dice)),
        };
        if std::mem::take(&mut it.is_nudged) && hint == Hinted::No {
            it.try_at = it.try_at.min(now.after(spread + Duration::from_millis(1)));
        }
        if hint == Hinted::No {
            return;
        }
        if held.hinted == Hinted::Yes && asking.ask != Ask::TakeOver(held.token) {
            // Its holder keeps what we have got: it is gone.
            it.try_at = now;
        } else {
            // The holder has to do without it as long as it is ours. Usually it waits for it, and we
            // only came first; if it does not, waiting for it is idle work.
            self.drop_hint(now, out);
            let rest = Duration::from_millis(50).saturating_mul(1 << self.useless.min(10));
            self.useless += 1;
            self.seek_at = Some(now.after(rest.min(renew_every) + spread));
        }
    }

    fn renewed(&mut self, answer: Renewed, asking: &Asking, now: Moment, out: &mut Vec<Output>) {
        let deadline = self.deadline_from(asking, now);
        let hint = self.hint;
        let spread = (self.profile.renew_every / 10) * (self.roll() % 1024) / 1024;
        let Phase::Holding(it) = &mut self.phase else { return };
        if answer == Renewed::Lost {
            if self.has(Guard::HeedLost) {
                self.step_down(now, out);
            }
            return;
        }
        it.deadline = it.deadline.max(deadline);
        let is_told = asking.ask == Ask::Renew(it.token, hint);
        let next = asking.sent_at.after(self.profile.renew_every).before(spread);
        it.renew_at = if is_told { next } else { now };
        if answer == Renewed::KeptButAskedToYield {
            self.drain(now, out);
        }
    }

    fn gave_back(&mut self, now: Moment, out: &mut Vec<Output>) {
        match &mut self.phase {
            Phase::Standby(it) => it.leftover = None,
            Phase::Holding(_) => self.released(now, out),
            Phase::Stopped => (),
        }
    }

    /// The outcome is unknown: nothing is believed that was not believed before.
    pub(super) fn unavailable(&mut self, now: Moment) {
        let dice = self.roll();
        let Profile { backoff, renew_every, .. } = self.profile;
        match &mut self.phase {
            Phase::Standby(it) => {
                it.failures = it.failures.saturating_add(1);
                // What could not be given back expires by itself.
                it.leftover = None;
                it.try_at = now.after(backoff.wait(it.failures, dice));
            }
            Phase::Holding(it) => {
                let soon = now.after(renew_every / 4);
                it.renew_at = soon;
                if let Step::Releasing { try_at, .. } = &mut it.step {
                    *try_at = soon;
                }
            }
            Phase::Stopped => (),
        }
    }
}
