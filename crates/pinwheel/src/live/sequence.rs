//! The order of everything that is broadcast: log entries, and the plays of a round as they are shown.
//!
//! Used twice: by the broadcaster as time passes, and to repeat what a reader has missed. Both must
//! give the same frames the same positions, so there is one function for each step.

use super::{Frame, Place, Position};
use crate::director::{Director, Now};
use crate::store::{Entry, StoreError};
use crate::words;
use league::ids::{GameId, TeamId};
use league::sim::{Kind, Play};
use league::spec::Pace;
use league::units::UnixMillis;
use league::view::{Item, Moment, Plays, What, is_turning_point, items};
use league::{Event, League};
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};

/// Log entries that one reader is caught up over; beyond, it starts anew.
pub(super) const REACH: u64 = 600;
/// Log entries read at a time. One of them may hold a whole game.
const PAGE: u32 = 8;

/// A place in the order, able to go on.
#[derive(Debug)]
pub(crate) struct Sequence {
    log: u64,
    shown: usize,
    round: Show,
    /// Entries read and not yet applied, oldest first.
    ahead: VecDeque<Entry>,
}

/// The round that is being shown; empty when none is.
#[derive(Debug, Default)]
struct Show {
    /// Log position of its tip-off; 0 when none is under way.
    tip: u64,
    tip_off: UnixMillis,
    pace: Option<Pace>,
    games: usize,
    items: Vec<Item>,
    plays: Plays,
    sides: BTreeMap<GameId, [TeamId; 2]>,
}

impl Sequence {
    /// Just before the round under way, or at the end of the log when there is none.
    pub(crate) fn before_round(now: &Now) -> Self {
        let under_way =
            now.view().and_then(|it| it.show()).filter(|(_, _, _, completed)| !completed);
        let log = match under_way {
            // The tip-off, then one entry per game: the last of them is the round's position.
            Some((position, ..)) => position.saturating_sub(now.plays.len() as u64 + 1),
            None => now.state.position(),
        };
        Self::standing(log)
    }

    fn standing(log: u64) -> Self {
        Self { log, shown: 0, round: Show::default(), ahead: VecDeque::new() }
    }

    /// A sequence as it stood at `position`; `None` when that is too far back, or nowhere.
    pub(crate) async fn at(
        director: &Director,
        now: &Now,
        position: Position,
    ) -> Result<Option<Self>, StoreError> {
        let Some(league) = now.state.league() else { return Ok(None) };
        let end = now.state.position();
        if position.log > end || end - position.log > REACH {
            return Ok(None);
        }
        let mut sequence = Self::standing(position.log);
        let Some(tip) = director.store().round_at(now.id, position.log).await? else {
            // No round is under way there, so nothing of one is left to be shown.
            return Ok(Some(sequence));
        };
        if position.log - tip > REACH {
            return Ok(None);
        }
        let mut silent = Vec::new();
        sequence.log = tip - 1;
        while sequence.log < position.log {
            let Some(entry) = sequence.next_entry(director, now).await? else { return Ok(None) };
            sequence.log = entry.position;
            sequence.note(league, &entry, &mut silent);
        }
        // Within the commit of a tip-off, its games are still to come: nothing is shown there.
        sequence.shown = usize::try_from(position.shown).unwrap_or(usize::MAX);
        Ok((sequence.shown <= sequence.round.items.len()).then_some(sequence))
    }

    /// Where a reader stands who has everything so far.
    pub(crate) fn position(&self) -> Position {
        Position { log: self.log, shown: u32::try_from(self.shown).unwrap_or(u32::MAX) }
    }

    /// The same, able to tell whether it has a frame.
    pub(crate) fn place(&self) -> Place {
        Place { position: self.position(), tip: self.round.tip }
    }

    /// When the next play is to be shown; `None` when nothing is under way.
    pub(crate) fn next_at(&self) -> Option<UnixMillis> {
        self.round.items.get(self.shown).map(|it| it.at)
    }

    /// Adds everything that has happened since the last call, up to `at`, to `frames`.
    ///
    /// # Errors
    /// The log could not be read. What is in `frames` until then has happened and must be sent.
    pub(crate) async fn follow(
        &mut self,
        director: &Director,
        now: &Now,
        at: UnixMillis,
        frames: &mut Vec<Frame>,
    ) -> Result<(), StoreError> {
        let Some(league) = now.state.league() else { return Ok(()) };
        let end = Position { log: now.state.position(), shown: 0 };
        while self.log < end.log {
            if !self.pass_entry(director, now, usize::MAX, frames).await? {
                break;
            }
        }
        while self.next_at().is_some_and(|it| it <= at) && self.show_next(league, frames) {}
        Ok(())
    }

    /// Goes on towards `end`, for about `most` frames at a time: a reader who has missed much must
    /// not hold much memory. `true`: it has arrived.
    pub(crate) async fn go_on(
        &mut self,
        director: &Director,
        now: &Now,
        (end, most): (Position, usize),
        frames: &mut Vec<Frame>,
    ) -> Result<bool, StoreError> {
        let Some(league) = now.state.league() else { return Ok(true) };
        while frames.len() < most {
            if self.log >= end.log {
                if self.position() >= end || !self.show_next(league, frames) {
                    return Ok(true);
                }
            } else if !self.pass_entry(director, now, most, frames).await? {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Applies the next entry of the log, after showing what had been shown before it was stored.
    /// Stops before it when there are `most` frames. `false`: there is no entry.
    async fn pass_entry(
        &mut self,
        director: &Director,
        now: &Now,
        most: usize,
        frames: &mut Vec<Frame>,
    ) -> Result<bool, StoreError> {
        let Some(league) = now.state.league() else { return Ok(false) };
        let Some(entry) = self.next_entry(director, now).await? else { return Ok(false) };
        // The end of a round ends its show, whatever the time.
        let ends = matches!(entry.kind.as_str(), "round_completed" | "round_tipped_off");
        while self.next_at().is_some_and(|it| ends || it <= entry.at) {
            if frames.len() >= most {
                self.ahead.push_front(entry);
                return Ok(true);
            }
            if !self.show_next(league, frames) {
                break;
            }
        }
        self.log = entry.position;
        self.note(league, &entry, frames);
        Ok(true)
    }

    async fn next_entry(
        &mut self,
        director: &Director,
        now: &Now,
    ) -> Result<Option<Entry>, StoreError> {
        if self.ahead.is_empty() {
            self.ahead = director.store().entries(now.id, self.log, PAGE).await?.into();
        }
        Ok(self.ahead.pop_front())
    }

    /// Takes an entry in: remembers what it begins, forgets what it ends, tells what it says.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other kind of event is only told")]
    fn note(&mut self, league: &League, entry: &Entry, frames: &mut Vec<Frame>) {
        let Ok(event) = entry.event() else { return };
        match event {
            Event::RoundTippedOff { ref pairings, tip_off, pace, .. } => {
                self.shown = 0;
                let (tip, games) = (entry.position, pairings.len());
                self.round = Show { tip, tip_off, pace: Some(pace), games, ..Show::default() };
                self.tell(league, entry.at, &event, frames);
            }
            Event::RoundCompleted { .. } => {
                self.shown = 0;
                self.round = Show::default();
                self.tell(league, entry.at, &event, frames);
            }
            Event::GamePlayed(game) => {
                self.round.sides.insert(game.id, [game.home, game.away]);
                self.round.plays.insert(game.id, game.plays.into());
                if self.round.plays.len() == self.round.games {
                    self.round.arrange();
                }
            }
            other => self.tell(league, entry.at, &other, frames),
        }
    }

    fn tell(&self, league: &League, at: UnixMillis, event: &Event, frames: &mut Vec<Frame>) {
        if let Some(mut data) = words::news(league, event) {
            data["id"] = json!(self.position().number());
            data["published_ns"] = json!(due_ns(at));
            frames.push(Frame::league(self.place(), &data));
        }
    }

    /// Shows the next item; `false` when there is none.
    fn show_next(&mut self, league: &League, frames: &mut Vec<Frame>) -> bool {
        let Some(item) = self.round.items.get(self.shown).copied() else { return false };
        self.shown += 1;
        let Some(plays) = self.round.plays.get(&item.game) else { return true };
        let Some(sides) = self.round.sides.get(&item.game) else { return true };
        frames.push(frame_of(league, self.place(), item, *sides, plays));
        true
    }
}

impl Show {
    fn arrange(&mut self) {
        let games = self.plays.iter().map(|(id, plays)| (*id, &plays[..]));
        self.items = items(self.tip_off, self.pace.unwrap_or(Pace::Instant), games);
    }
}

/// When an event became due, in Unix nanoseconds: a log entry when it was stored, a play at the
/// tip-off plus its own offset. Never when it is sent, so that a reader who comes back gets the
/// same bytes and can tell how late they are.
fn due_ns(at: UnixMillis) -> u64 {
    u64::try_from(at.0).unwrap_or(0).saturating_mul(1_000_000)
}

fn frame_of(
    league: &League,
    place: Place,
    item: Item,
    sides: [TeamId; 2],
    plays: &[Play],
) -> Frame {
    let id = place.position.number();
    let (n, over) = match item.what {
        What::Play(n) => (usize::try_from(n).unwrap_or(0), false),
        What::Final => (plays.len().saturating_sub(1), true),
    };
    let prefix = &plays[..=n.min(plays.len().saturating_sub(1))];
    let moment = Moment::after(prefix);
    if over {
        let data = json!({
            "type": "final", "id": id, "published_ns": due_ns(item.at),
            "game": item.game, "score": moment.score,
        });
        return Frame::game(place, item.game, true, &data);
    }
    let play = &plays[n];
    let (actor, text) = words::play(&words::Squads::of(league, sides), prefix);
    let data = json!({
        "type": "play", "id": id, "published_ns": due_ns(item.at),
        "game": item.game, "n": n, "period": play.period,
        "phase": words::phase(&league.rules, play.period), "clock": words::clock(&league.rules, play),
        "side": words::side(words::whose(play)),
        "kind": words::kind(play.kind), "actor": actor, "text": text, "points": play.points,
        "score": moment.score, "target": moment.target,
        "ball": words::ball(play.ball), "key": is_turning_point(prefix),
    });
    let milestone = play.points > 0
        || matches!(
            play.kind,
            Kind::PeriodStart | Kind::PeriodEnd | Kind::TargetSet | Kind::GameEnd
        );
    Frame::game(place, item.game, milestone, &data)
}
