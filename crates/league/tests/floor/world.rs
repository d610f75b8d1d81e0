//! A small league with an open Floor, and a shell's private drawer of sealed ballots.

use crate::common::{Played, spec};
use league::chain::{GENESIS, entry_hash};
use league::dice::Seed;
use league::governance::{
    Act, ChairAct, Choice, Closing, GovernorId, No, Opening, ProposalId, Salt, Settings, Stage,
    Tokens,
};
use league::ids::TeamId;
use league::rules::{Op, Param, Rule, Span};
use league::units::UnixMillis;
use league::verify::{Stored, Verifier};
use league::{Command, Event, League, Rejection, State, Step, decide, next_step};
use std::collections::BTreeMap;

/// A league, its clock, and what the shell keeps to itself.
pub(crate) struct World {
    pub(crate) played: Played,
    pub(crate) drawer: BTreeMap<(ProposalId, GovernorId), (Choice, Seed)>,
    salts: u64,
    /// When each event was stored.
    times: Vec<UnixMillis>,
}

pub(crate) fn who(n: usize) -> GovernorId {
    GovernorId(format!("web:{n:04}"))
}

pub(crate) fn arc(op: Op, value: i32) -> Rule {
    Rule::Param { param: Param::ScoreArc, op, value, span: Span::Permanent }
}

/// Feeds a log to the verifier, its chain made to fit.
pub(crate) fn verify(log: &[(UnixMillis, String)]) -> Result<State, String> {
    let mut verifier = Verifier::new();
    let mut hash = GENESIS;
    for (position, (at, body)) in (1..).zip(log) {
        let event: Event = serde_json::from_str(body).map_err(|it| it.to_string())?;
        hash = entry_hash(&hash, position, *at, body);
        let entry = Stored { position, at: *at, kind: event.kind(), body, hash: &hash };
        verifier.feed(entry, &event).map_err(|it| it.to_string())?;
    }
    verifier.finish().map_err(|it| it.to_string())?;
    Ok(verifier.state().clone())
}

impl World {
    /// Governor `n` joins team `n % teams`.
    pub(crate) fn new(governors: usize, settings: Settings) -> Self {
        let played = Played::founded(spec());
        let times = vec![played.now; played.events.len()];
        let mut world = Self { played, drawer: BTreeMap::new(), salts: 0, times };
        world.ask(Command::SetFloor(settings)).expect("opens");
        for n in 0..governors {
            world.join(n, u8::try_from(n % 8).expect("small"));
        }
        world
    }

    /// Sixteen governors, two a team; windows close after a round.
    pub(crate) fn open() -> Self {
        Self::new(16, Settings::default())
    }

    pub(crate) fn league(&self) -> &League {
        self.played.state.league().expect("founded")
    }

    pub(crate) fn join(&mut self, n: usize, team: u8) {
        let (governor, name, team) = (who(n), format!("G{n}"), Some(TeamId(team)));
        self.ask(Command::Join { governor, name, team }).expect("joins");
    }

    /// What the league says to a command, a second later.
    pub(crate) fn ask(&mut self, command: Command) -> Result<Vec<Event>, Rejection> {
        self.played.now = self.played.now.plus(1_000);
        let events = decide(&self.played.state, command, self.played.now, Seed([7; 32]))?;
        for event in &events {
            self.played.state.evolve(event);
        }
        self.played.events.extend(events.clone());
        self.times.resize(self.played.events.len(), self.played.now);
        Ok(events)
    }

    /// The log as it is stored.
    pub(crate) fn log(&self) -> Vec<(UnixMillis, String)> {
        let body = |it: &Event| serde_json::to_string(it).expect("writes");
        self.times.iter().copied().zip(self.played.events.iter().map(body)).collect()
    }

    /// Replays and verifies the whole log.
    pub(crate) fn check(&self) {
        let state = verify(&self.log()).expect("is what it must be");
        assert_eq!(state, self.played.state, "replay is live");
        let snapshot = serde_json::to_string(&state).expect("writes");
        assert_eq!(serde_json::from_str::<State>(&snapshot).expect("reads"), state);
    }

    pub(crate) fn act(&mut self, n: usize, act: Act) -> Result<Vec<Event>, Rejection> {
        self.ask(Command::Act { governor: who(n), act })
    }

    pub(crate) fn no(&mut self, n: usize, act: Act) -> No {
        match self.act(n, act) {
            Err(Rejection::Floor(no)) => no,
            other => panic!("no refusal of the Floor: {other:?}"),
        }
    }

    pub(crate) fn chair(&mut self, act: ChairAct) -> Result<Vec<Event>, Rejection> {
        self.ask(Command::Chair { by: "web:admin".to_owned(), act })
    }

    pub(crate) fn propose(&mut self, n: usize, rules: &[Rule]) -> ProposalId {
        let (words, rules) = ("please".to_owned(), rules.to_vec());
        self.act(n, Act::Propose { words, rules }).expect("is opened");
        self.last()
    }

    pub(crate) fn last(&self) -> ProposalId {
        *self.league().floor.proposals.last_key_value().expect("one").0
    }

    pub(crate) fn try_vote(
        &mut self,
        n: usize,
        proposal: ProposalId,
        choice: Choice,
    ) -> Result<Vec<Event>, Rejection> {
        self.salts += 1;
        let salt = Seed::from_text(&format!("salt {}", self.salts));
        let ballot = self.league().floor.ballot(proposal, &who(n), choice, salt);
        let ballot = ballot.map_err(Rejection::Floor)?;
        let done = self.act(n, Act::Vote { proposal, ballot })?;
        self.drawer.insert((proposal, who(n)), (choice, salt));
        Ok(done)
    }

    pub(crate) fn vote(&mut self, n: usize, proposal: ProposalId, choice: Choice) {
        self.try_vote(n, proposal, choice).expect("is cast");
    }

    /// Governors of `range` say yes, all others of `all` no.
    pub(crate) fn poll(&mut self, id: ProposalId, yes: std::ops::Range<usize>, all: usize) {
        for n in 0..all {
            self.vote(n, id, if yes.contains(&n) { Choice::Yes } else { Choice::No });
        }
    }

    /// What the shell hands over when a window is closed.
    pub(crate) fn closing(&self) -> Closing {
        let opening = |(key, it): (&(ProposalId, GovernorId), &(Choice, Seed))| Opening::Linked {
            proposal: key.0,
            governor: key.1.clone(),
            choice: it.0,
            salt: Salt(it.1),
        };
        Closing {
            through: self.played.state.position(),
            openings: self.drawer.iter().map(opening).collect(),
            probed: None,
        }
    }

    /// One step of the clock, ten minutes later.
    pub(crate) fn step(&mut self) -> Vec<Event> {
        self.played.now = self.played.now.plus(600_000);
        let step = next_step(self.league());
        let command = match step {
            Step::Complete { season, round } => {
                let (reports, closing) = (Vec::new(), self.closing());
                Command::CompleteRound { season, round, reports, closing }
            }
            Step::Play { .. } | Step::Start { .. } => step.command(),
        };
        let before = self.league().floor.window.number;
        let events = self.ask(command).expect("is next");
        if self.league().floor.window.number != before {
            self.drawer.clear();
        }
        events
    }

    /// Plays a round and completes it, which closes a window of one round.
    pub(crate) fn round(&mut self) -> Vec<Event> {
        self.step();
        self.step()
    }

    pub(crate) fn stage(&self, id: ProposalId) -> Stage {
        self.league().floor.proposal(id).expect("is known").stage.clone()
    }

    pub(crate) fn free(&self, n: usize) -> Tokens {
        self.league().floor.purse(&who(n)).free()
    }

    pub(crate) fn value(&self, param: Param) -> i32 {
        self.league().rules.get(param)
    }
}
