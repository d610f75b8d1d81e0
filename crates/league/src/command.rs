//! What may be asked of a league, and how it says no.

use crate::dice::Seed;
use crate::governance::{Act, ChairAct, Closing, Commitment, GovernorId, NAME_MAX, No, Settings};
use crate::ids::TeamId;
use crate::report::Report;
use crate::spec::{LeagueSpec, Pace};

/// A request, from any surface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Found the league and start its first season.
    Found(Box<LeagueSpec>),
    /// Play this round now.
    PlayRound {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// The seed that was committed to for this round, where one was.
        secret: Option<Seed>,
    },
    /// The round has been shown: count it, and move the season on where it decides something.
    CompleteRound {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// What has been written about it by now. The rest follows; the round waits for nothing.
        reports: Vec<Report>,
        /// What the window's sealed ballots say, in case this round closes it.
        closing: Closing,
    },
    /// Keep a report that was written after its round was completed.
    FileReport {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// The report.
        report: Report,
    },
    /// Leave the offseason.
    StartSeason {
        /// The season to start.
        season: u16,
    },
    /// Change how quickly games unfold.
    SetPace(Pace),
    /// Change when rounds are played. The shell has checked the expression.
    SetCron(String),
    /// Join a team as one of its governors.
    Join {
        /// Who.
        governor: GovernorId,
        /// What people call them.
        name: String,
        /// Which team; `None`: the one with the fewest governors.
        team: Option<TeamId>,
    },
    /// Open the Floor, or run it otherwise.
    SetFloor(Settings),
    /// A governor does something on the Floor.
    Act {
        /// Who.
        governor: GovernorId,
        /// What.
        act: Act,
    },
    /// An admin does something on the Floor. The shell has made sure that it is one.
    Chair {
        /// Who, for everybody to read.
        by: String,
        /// What.
        act: ChairAct,
    },
    /// Close a window that goes by the clock, and count.
    CloseWindow {
        /// Which.
        window: u32,
        /// What its sealed ballots say.
        closing: Closing,
    },
    /// Bind the operator to the seed of the next round, without showing it.
    CommitSeed {
        /// Its hash.
        hash: Commitment,
    },
}

/// Why the league said no. Shown to the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Nothing has been founded here.
    #[error("there is no league here yet; found one first")]
    NoLeague,
    /// Something has been founded here.
    #[error("a league has been founded here already; nothing was changed")]
    AlreadyFounded,
    /// The specification cannot be played.
    #[error("the league cannot be founded: {0}")]
    BadSpec(String),
    /// They have a team.
    #[error("you are a governor of {team} already, and governors stay with their team")]
    AlreadyJoined {
        /// Its name.
        team: String,
    },
    /// There is no such team.
    #[error("there is no such team in this league; nothing was changed")]
    NoSuchTeam,
    /// The round has not been shown, is of another season, or the report does not belong to it.
    #[error("there is nothing to report of here; nothing was changed")]
    NothingToReport,
    /// There is one.
    #[error("this has been reported; nothing was changed")]
    AlreadyReported,
    /// The name cannot be shown.
    #[error("a name has 1 to {NAME_MAX} visible characters; nothing was changed")]
    BadName,
    /// The surface names the person by something that is no name.
    #[error("this person cannot be recognised here; nothing was changed")]
    BadGovernor,
    /// The Floor says no.
    #[error(transparent)]
    Floor(#[from] No),
    /// It is another step's turn.
    #[error("season {season} round {round} is not next: {next}")]
    NotNext {
        /// Asked for.
        season: u16,
        /// Asked for.
        round: u16,
        /// What is.
        next: Step,
    },
}

/// What the clock has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Play a round.
    Play {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
    },
    /// Complete the round being shown.
    Complete {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
    },
    /// Start a season.
    Start {
        /// Season number.
        season: u16,
    },
}

impl Step {
    /// The command that does it.
    pub fn command(self) -> Command {
        match self {
            Self::Play { season, round } => Command::PlayRound { season, round, secret: None },
            Self::Complete { season, round } => {
                let (reports, closing) = (Vec::new(), Closing::default());
                Command::CompleteRound { season, round, reports, closing }
            }
            Self::Start { season } => Command::StartSeason { season },
        }
    }

    /// The request id that makes it happen once, on however many machines: `round:1:7`.
    pub fn request_id(self) -> String {
        match self {
            Self::Play { season, round } => format!("round:{season}:{round}"),
            Self::Complete { season, round } => format!("complete:{season}:{round}"),
            Self::Start { season } => format!("season:{season}"),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Play { season, round } => {
                write!(f, "season {season} round {round} is to be played")
            }
            Self::Complete { season, round } => {
                write!(f, "season {season} round {round} is being shown")
            }
            Self::Start { season } => write!(f, "season {season} is to be started"),
        }
    }
}
