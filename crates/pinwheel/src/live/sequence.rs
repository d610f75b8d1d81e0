//! The order of everything that is broadcast: log entries, and the plays of a round as they are shown.
//!
//! Used twice: by the broadcaster as time passes, and to repeat what a reader has missed. Both must
//! give the same frames the same positions, so there is one function for each step.

use super::{Frame, Position};
use crate::clock;
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
use std::collections::BTreeMap;

/// Log entries that one reader is caught up over; beyond, it starts anew.
const REACH: u64 = 600;

/// A place in the order, able to go on.
#[derive(Debug)]
pub(crate) struct Sequence {
    log: u64,
    shown: usize,
    round: Show,
}

/// The round that is being shown, or was last.
#[derive(Debug, Default)]
struct Show {
    tip_off: UnixMillis,
    pace: Option<Pace>,
    games: usize,
    items: Vec<Item>,
    plays: Plays,
    sides: BTreeMap<GameId, [TeamId; 2]>,
}

/// The reader's position is too far back, or of no log that exists: it must load the page anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooOld;

/// What a reader who joins now must be sent first.
pub(crate) type Catch = Result<Vec<Frame>, TooOld>;

impl Sequence {
    /// At this moment, with nothing left to show of what is past.
    pub(crate) fn starting(now: &Now, at: UnixMillis) -> Self {
        let mut sequence = Self { log: now.state.position(), shown: 0, round: Show::of(now) };
        sequence.shown = sequence.shown_by(now, at);
        sequence
    }

    /// Where a reader stands who has everything so far.
    pub(crate) fn position(&self) -> Position {
        Position { log: self.log, shown: u32::try_from(self.shown).unwrap_or(u32::MAX) }
    }

    /// When the next play is to be shown; `None` when nothing is under way.
    pub(crate) fn next_at(&self) -> Option<UnixMillis> {
        self.round.items.get(self.shown).map(|it| it.at)
    }

    /// Items of the latest round shown by `at`.
    fn shown_by(&self, now: &Now, at: UnixMillis) -> usize {
        let completed =
            now.view().and_then(|it| it.show()).is_some_and(|(_, _, _, completed)| completed);
        if completed {
            self.round.items.len()
        } else {
            self.round.items.partition_point(|it| it.at <= at)
        }
    }

    /// Everything that has happened since the last call, up to `at`.
    pub(crate) async fn follow(
        &mut self,
        director: &Director,
        now: &Now,
        at: UnixMillis,
    ) -> Result<Vec<Frame>, StoreError> {
        let mut frames = Vec::new();
        let Some(league) = now.state.league() else { return Ok(frames) };
        while self.log < now.state.position() {
            let entries = director.store().entries(now.id, self.log, 64).await?;
            for entry in entries.iter().take_while(|it| it.position <= now.state.position()) {
                self.apply(league, entry, &mut frames);
            }
            if entries.is_empty() {
                break;
            }
        }
        self.show_until(league, at, &mut frames);
        Ok(frames)
    }

    /// The frames after `after` and up to `upto`, for a reader who joins now.
    pub(crate) async fn catch_up(
        director: &Director,
        now: &Now,
        after: Position,
        upto: Position,
    ) -> Result<Catch, StoreError> {
        let Some(league) = now.state.league() else { return Ok(Err(TooOld)) };
        let state_at = now.state.position();
        if after.log > state_at || upto.log.saturating_sub(after.log) > REACH {
            return Ok(Err(TooOld));
        }
        let Some(mut sequence) = Self::at(director, now, after).await? else {
            return Ok(Err(TooOld));
        };
        let mut frames = Vec::new();
        while sequence.log < upto.log {
            let entries = director.store().entries(now.id, sequence.log, 64).await?;
            if entries.is_empty() {
                break;
            }
            for entry in entries.iter().take_while(|it| it.position <= upto.log) {
                sequence.show_until_before(league, entry, &mut frames);
                sequence.apply(league, entry, &mut frames);
            }
        }
        while sequence.position() < upto && sequence.show_next(league, &mut frames) {}
        frames.retain(|it| it.position.is_some_and(|it| it > after));
        Ok(Ok(frames))
    }

    /// A sequence as it stood at `position`; `None` when that is before this season, or nowhere.
    async fn at(
        director: &Director,
        now: &Now,
        position: Position,
    ) -> Result<Option<Self>, StoreError> {
        let mut sequence = Self { log: position.log, shown: 0, round: Show::default() };
        // Rounds are at most a few dozen entries long, so the one under way is found close by.
        let from = position.log.saturating_sub(REACH);
        let limit = u32::try_from(position.log - from).unwrap_or(0);
        let entries = director.store().entries(now.id, from, limit).await?;
        let Some(tip_off) = entries.iter().rposition(|it| it.kind == "round_tipped_off") else {
            return Ok((position.shown == 0).then_some(sequence));
        };
        let mut silent = Vec::new();
        let Some(league) = now.state.league() else { return Ok(None) };
        for entry in &entries[tip_off..] {
            sequence.note(league, entry, &mut silent);
        }
        // A tip-off whose games lie behind the position: its commit is not complete there.
        let shown = usize::try_from(position.shown).unwrap_or(usize::MAX);
        sequence.log = position.log;
        sequence.shown = shown;
        let whole = sequence.round.items.len();
        Ok((shown <= whole || sequence.round.plays.len() < sequence.round.games)
            .then_some(sequence))
    }

    /// Applies one entry: flushes what it ends, remembers what it begins, tells what it says.
    fn apply(&mut self, league: &League, entry: &Entry, frames: &mut Vec<Frame>) {
        if matches!(entry.kind.as_str(), "round_completed" | "round_tipped_off") {
            while self.show_next(league, frames) {}
        }
        self.log = entry.position;
        self.note(league, entry, frames);
    }

    /// Takes an entry in without flushing anything.
    fn note(&mut self, league: &League, entry: &Entry, frames: &mut Vec<Frame>) {
        let Ok(event) = entry.event() else { return };
        match event {
            Event::RoundTippedOff { pairings, tip_off, pace, .. } => {
                self.shown = 0;
                self.round =
                    Show { tip_off, pace: Some(pace), games: pairings.len(), ..Show::default() };
                if let Ok(event) = entry.event() {
                    self.tell(league, &event, frames);
                }
            }
            Event::GamePlayed(game) => {
                self.round.sides.insert(game.id, [game.home, game.away]);
                self.round.plays.insert(game.id, game.plays.into());
                if self.round.plays.len() == self.round.games {
                    self.round.arrange();
                }
            }
            other => self.tell(league, &other, frames),
        }
    }

    fn tell(&self, league: &League, event: &Event, frames: &mut Vec<Frame>) {
        let position = self.position();
        if let Some(mut data) = words::news(league, event) {
            data["id"] = json!(position.number());
            data["published_ns"] = json!(clock::now_ns());
            frames.push(Frame::league(position, &data));
        }
    }

    /// Shows every item whose time has come by `at`.
    fn show_until(&mut self, league: &League, at: UnixMillis, frames: &mut Vec<Frame>) {
        while self.next_at().is_some_and(|it| it <= at) && self.show_next(league, frames) {}
    }

    /// In repeating: what was shown before this entry was stored.
    fn show_until_before(&mut self, league: &League, entry: &Entry, frames: &mut Vec<Frame>) {
        self.show_until(league, entry.at, frames);
    }

    /// Shows the next item; `false` when there is none.
    fn show_next(&mut self, league: &League, frames: &mut Vec<Frame>) -> bool {
        let Some(item) = self.round.items.get(self.shown).copied() else { return false };
        self.shown += 1;
        let Some(plays) = self.round.plays.get(&item.game) else { return true };
        let Some(sides) = self.round.sides.get(&item.game) else { return true };
        frames.push(frame_of(league, self.position(), item, *sides, plays));
        true
    }
}

impl Show {
    fn of(now: &Now) -> Self {
        let Some(view) = now.view() else { return Self::default() };
        let Some((_, tip_off, pace, _)) = view.show() else { return Self::default() };
        let sides = view.latest_games().into_iter().map(|it| (it.id, [it.home, it.away])).collect();
        let (games, plays) = (now.plays.len(), now.plays.clone());
        let mut show = Self { tip_off, pace: Some(pace), games, items: Vec::new(), plays, sides };
        show.arrange();
        show
    }

    fn arrange(&mut self) {
        let games = self.plays.iter().map(|(id, plays)| (*id, &plays[..]));
        self.items = items(self.tip_off, self.pace.unwrap_or(Pace::Instant), games);
    }
}

fn frame_of(
    league: &League,
    position: Position,
    item: Item,
    sides: [TeamId; 2],
    plays: &[Play],
) -> Frame {
    let (n, over) = match item.what {
        What::Play(n) => (usize::try_from(n).unwrap_or(0), false),
        What::Final => (plays.len().saturating_sub(1), true),
    };
    let prefix = &plays[..=n.min(plays.len().saturating_sub(1))];
    let moment = Moment::after(prefix);
    if over {
        let data = json!({
            "type": "final", "id": position.number(), "published_ns": clock::now_ns(),
            "game": item.game, "score": moment.score,
        });
        return Frame::game(position, item.game, true, &data);
    }
    let play = &plays[n];
    let (actor, text) = words::play(&words::Squads::of(league, sides), prefix);
    let data = json!({
        "type": "play", "id": position.number(), "published_ns": clock::now_ns(),
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
    Frame::game(position, item.game, milestone, &data)
}
