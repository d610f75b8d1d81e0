//! Is this log what the league's own rules say it must be? Checked entry by entry, from the first.
//!
//! The strongest check there is: every commit is decided again from the state before it, which
//! plays every game of this engine's version again, and what comes out must be what is stored.
//! May live here: what follows from what. Must never live here: reading entries (the shell's), or
//! how a difference is drawn.

mod compare;
mod round;

pub use compare::Finding;

use crate::chain::{GENESIS, Hash, entry_hash, hex};
use crate::command::Command;
use crate::decide::decide;
use crate::dice::Seed;
use crate::event::Event;
use crate::governance::Fact;
use crate::sim::ENGINE_VERSION;
use crate::state::State;
use crate::units::UnixMillis;
use std::collections::VecDeque;

/// One entry as stored.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// Its place in the log, from 1.
    pub position: u64,
    /// When it was stored.
    pub at: UnixMillis,
    /// The event's type name.
    pub kind: &'a str,
    /// The event exactly as stored: the chain covers these bytes.
    pub body: &'a str,
    /// Hash over the entry and the hash before it.
    pub hash: &'a Hash,
}

/// The first entry that is not what it must be, and everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The entry.
    pub position: u64,
    /// What is wrong, the most telling last; never empty.
    pub findings: Vec<Finding>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "entry {}", self.position)?;
        self.findings.iter().try_for_each(|it| write!(f, "\n  {it}"))
    }
}

/// How much has been checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Log entries.
    pub entries: u64,
    /// Commits decided again.
    pub commits: u64,
    /// Rounds.
    pub rounds: u64,
    /// Games played again.
    pub games: u64,
    /// Their plays.
    pub plays: u64,
    /// Games of other engine versions: their scores are counted, they cannot be played again.
    pub games_of_other_engines: u64,
    /// Seasons begun.
    pub seasons: u64,
    /// Ballots cast.
    pub ballots: u64,
    /// Proposals counted again.
    pub tallies: u64,
}

/// Checks a log as it is fed, entry by entry.
#[derive(Debug)]
pub struct Verifier {
    state: State,
    hash: Hash,
    at: UnixMillis,
    /// What must follow for the commit that is being read to be whole.
    due: VecDeque<Event>,
    /// The state before the commit being read, while its round was played by another engine.
    other_engine: Option<round::OtherEngine>,
    counts: Counts,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// Before the first entry.
    pub fn new() -> Self {
        Self {
            state: State::default(),
            hash: GENESIS,
            at: UnixMillis(0),
            due: VecDeque::new(),
            other_engine: None,
            counts: Counts::default(),
        }
    }

    /// The fold of everything fed so far.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The hash of the last entry fed.
    pub fn hash(&self) -> &Hash {
        &self.hash
    }

    /// When the last entry was stored.
    pub fn at(&self) -> UnixMillis {
        self.at
    }

    /// How much has been checked.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Checks one entry and folds it in. `event`: what its body reads as.
    ///
    /// # Errors
    /// Everything that is wrong with it. Nothing after it can be judged.
    pub fn feed(&mut self, entry: Stored<'_>, event: &Event) -> Result<(), Difference> {
        let wanted = self.state.position() + 1;
        if entry.position != wanted {
            let finding = Finding::new("the entry's position", entry.position, wanted);
            return Err(Difference { position: wanted, findings: vec![finding] });
        }
        let mut findings = self.form(entry, event);
        if let Err(more) = self.content(entry, event) {
            findings.extend(more);
        }
        if !findings.is_empty() {
            return Err(Difference { position: entry.position, findings });
        }
        self.hash = *entry.hash;
        self.at = entry.at;
        self.state.evolve(event);
        self.count(event);
        Ok(())
    }

    /// What there is to say of an entry whose body does not read as an event.
    pub fn unreadable(&self, entry: Stored<'_>, why: &dyn std::fmt::Display) -> Difference {
        let mut findings = Vec::new();
        let hash = entry_hash(&self.hash, entry.position, entry.at, entry.body);
        if hash != *entry.hash {
            findings.push(Finding::new("its hash", hex(entry.hash), hex(&hash)));
        }
        findings.push(Finding::new("its body", format!("{} ({why})", entry.body), "an event"));
        Difference { position: entry.position, findings }
    }

    /// The log ends here: no commit may be left half way.
    ///
    /// # Errors
    /// Names what is missing.
    pub fn finish(&self) -> Result<Counts, Difference> {
        let missing = match (&self.other_engine, self.due.front()) {
            (Some(round), _) if !round.is_whole() => "game_played",
            (_, Some(event)) => event.kind(),
            _ => return Ok(self.counts),
        };
        let finding = Finding::new("the rest of the commit", "nothing", missing);
        Err(Difference { position: self.state.position() + 1, findings: vec![finding] })
    }

    /// What can be said without knowing the league: chain, order of time, name of the kind.
    fn form(&self, entry: Stored<'_>, event: &Event) -> Vec<Finding> {
        let mut findings = Vec::new();
        let hash = entry_hash(&self.hash, entry.position, entry.at, entry.body);
        if hash != *entry.hash {
            findings.push(Finding::new("its hash", hex(entry.hash), hex(&hash)));
        }
        if entry.kind != event.kind() {
            findings.push(Finding::new("its kind", entry.kind, event.kind()));
        }
        if entry.at < self.at {
            let least = format!("{} or later, the time of the entry before", self.at.0);
            findings.push(Finding::new("its time", entry.at.0, least));
        }
        findings
    }

    /// Whether the event follows from the state: by deciding the commit again at its first entry.
    fn content(&mut self, entry: Stored<'_>, event: &Event) -> Result<(), Vec<Finding>> {
        if let Some(round) = self.other_engine.as_mut().filter(|it| !it.is_whole()) {
            return round.check(&self.state, event);
        }
        self.other_engine = None;
        if let Some(due) = self.due.pop_front() {
            if let (Event::GamePlayed(stored), Event::GamePlayed(_)) = (event, &due)
                && stored.engine != ENGINE_VERSION
            {
                self.due.clear();
                let round = self.other_engine.insert(round::OtherEngine::new(&self.state));
                return round.check(&self.state, event);
            }
            if entry.at != self.at {
                return Err(vec![Finding::new("its time", entry.at.0, self.at.0)]);
            }
            return compare::events(event, &due);
        }
        let Some((command, now)) = command_of(event) else {
            let wanted = "an event that begins a commit";
            return Err(vec![Finding::new("the event here", event.kind(), wanted)]);
        };
        let now = now.unwrap_or(entry.at);
        // Entries never go back in time, decisions may: their clock is the machine's.
        let at = now.max(self.at);
        if entry.at != at {
            return Err(vec![Finding::new("its time", entry.at.0, at.0)]);
        }
        let decided = decide(&self.state, command, now, fresh_of(event)).map_err(|no| {
            vec![Finding::new("the event here", event.kind(), format!("nothing: {no}"))]
        })?;
        self.counts.commits += 1;
        self.due = decided.into();
        match self.due.pop_front() {
            Some(first) => compare::events(event, &first),
            None => Err(vec![Finding::new("the event here", event.kind(), "nothing")]),
        }
    }

    fn count(&mut self, event: &Event) {
        self.counts.entries += 1;
        match event {
            Event::RoundTippedOff { .. } => self.counts.rounds += 1,
            Event::Floor(Fact::ProposalTallied { .. }) => self.counts.tallies += 1,
            Event::Floor(Fact::VoteCast { .. }) => self.counts.ballots += 1,
            Event::SeasonStarted { .. } => self.counts.seasons += 1,
            Event::GamePlayed(game) if game.engine == ENGINE_VERSION => {
                self.counts.games += 1;
                self.counts.plays += game.plays.len() as u64;
            }
            Event::GamePlayed(_) => self.counts.games_of_other_engines += 1,
            Event::LeagueFounded { .. }
            | Event::RoundCompleted { .. }
            | Event::ReportWritten { .. }
            | Event::TiebreakCalled { .. }
            | Event::PlayoffStageSet { .. }
            | Event::SeriesWon { .. }
            | Event::ChampionCrowned { .. }
            | Event::AwardsGiven { .. }
            | Event::OffseasonBegan { .. }
            | Event::PaceSet { .. }
            | Event::CronSet { .. }
            | Event::GovernorJoined { .. }
            | Event::RulesActed { .. }
            | Event::Floor(_) => {}
        }
    }
}

/// The command whose commit begins with this event, and when it was decided, as far as the event
/// says; `None` for events that only follow others.
fn command_of(event: &Event) -> Option<(Command, Option<UnixMillis>)> {
    Some(match event {
        Event::LeagueFounded { spec, at, .. } => (Command::Found(spec.clone()), Some(*at)),
        Event::SeasonStarted { season, at, .. } => {
            (Command::StartSeason { season: *season }, Some(*at))
        }
        Event::RoundTippedOff { season, round, tip_off, secret, .. } => {
            let (season, round, secret) = (*season, *round, *secret);
            (Command::PlayRound { season, round, secret }, Some(*tip_off))
        }
        Event::RoundCompleted { season, round, at, reports, closing } => {
            let (season, round, reports) = (*season, *round, reports.clone());
            let closing = closing.clone().unwrap_or_default();
            (Command::CompleteRound { season, round, reports, closing }, Some(*at))
        }
        Event::Floor(fact) => {
            let (command, at) = fact.request()?;
            (command, Some(at))
        }
        Event::ReportWritten { season, round, report, at } => {
            let (season, round, report) = (*season, *round, report.clone());
            (Command::FileReport { season, round, report }, Some(*at))
        }
        Event::PaceSet { pace } => (Command::SetPace(*pace), None),
        Event::CronSet { cron } => (Command::SetCron(cron.clone()), None),
        Event::GovernorJoined { governor, name, team, at } => {
            let (governor, name) = (governor.clone(), name.clone());
            (Command::Join { governor, name, team: Some(*team) }, Some(*at))
        }
        Event::GamePlayed(_)
        | Event::RulesActed { .. }
        | Event::TiebreakCalled { .. }
        | Event::PlayoffStageSet { .. }
        | Event::SeriesWon { .. }
        | Event::ChampionCrowned { .. }
        | Event::AwardsGiven { .. }
        | Event::OffseasonBegan { .. } => return None,
    })
}

/// The chance that the shell gave to the decision: only a founding without a seed of its own keeps it.
fn fresh_of(event: &Event) -> Seed {
    if let Event::LeagueFounded { seed, .. } = event { *seed } else { Seed([0; 32]) }
}
