//! A small league and a loop that plays it, for the tests of the season.

use league::dice::Seed;
use league::rules::Preset;
use league::sim::{Skills, Strategy};
use league::spec::{HooperSpec, Ink, LeagueSpec, Pace, TeamSpec, VenueSpec};
use league::units::UnixMillis;
use league::{Command, Event, Stage, State, decide, next_step};

/// Eight teams of four, a little different from one another.
pub(crate) fn spec() -> LeagueSpec {
    LeagueSpec {
        name: "Test League".into(),
        slug: "test".into(),
        seed: Some(Seed::from_text("test")),
        cron: "* * * * *".into(),
        pace: Pace::Fast,
        rules: Preset::House.rules(),
        teams: (0..8).map(team).collect(),
        demo: false,
    }
}

fn team(at: u8) -> TeamSpec {
    let hooper = |slot: u8| HooperSpec {
        name: format!("Hooper {at}{slot}"),
        slug: format!("hooper-{at}{slot}"),
        archetype: "plain".into(),
        skills: Skills::from_values([46 + at, 50, 52, 48 + slot, 50, 50, 50, 50, 50, 50]),
        line: String::new(),
    };
    TeamSpec {
        name: format!("Team {at}"),
        nickname: format!("T{at}"),
        code: format!("T{}", char::from(b'A' + at)),
        slug: format!("t{at}"),
        ink: Ink::ALL[usize::from(at)],
        motto: String::new(),
        venue: VenueSpec {
            name: "Hall".into(),
            capacity: 2_000,
            altitude_m: 10,
            map_km: [at.into(), 0],
        },
        hoopers: (0..4).map(hooper).collect(),
        strategy: Strategy::default(),
    }
}

/// A league that is played by asking what comes next.
pub(crate) struct Played {
    pub(crate) state: State,
    pub(crate) events: Vec<Event>,
    pub(crate) now: UnixMillis,
}

impl Played {
    pub(crate) fn founded(spec: LeagueSpec) -> Self {
        let mut played =
            Self { state: State::default(), events: Vec::new(), now: UnixMillis(1_000) };
        played.ask(Command::Found(Box::new(spec)));
        played
    }

    pub(crate) fn ask(&mut self, command: Command) {
        let events = decide(&self.state, command, self.now, Seed([7; 32])).expect("is next");
        for event in &events {
            self.state.evolve(event);
        }
        self.events.extend(events);
    }

    /// One step of the clock, ten minutes later.
    pub(crate) fn step(&mut self) {
        self.now = self.now.plus(600_000);
        let step = next_step(self.state.league().expect("founded"));
        self.ask(step.command());
    }

    /// Steps until the season's champion is crowned.
    pub(crate) fn season(&mut self) {
        for _ in 0..200 {
            self.step();
            if self.view_stage() == Stage::Offseason {
                return;
            }
        }
        panic!("the season does not end");
    }

    pub(crate) fn view_stage(&self) -> Stage {
        league::View::at(&self.state, &league::view::Plays::new(), self.now)
            .expect("founded")
            .stage()
    }
}
