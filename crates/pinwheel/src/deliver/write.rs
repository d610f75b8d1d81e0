//! Writing one report: facts from the log, words from the scribe, the result kept first.
//!
//! May live here: which facts a task needs, and its last transaction. Never: a transaction around
//! the writing.

use super::KEEP;
use super::task::{SCOPE, Task, Writing, game_of};
use crate::app::App;
use crate::director::Director;
use crate::store::{StoreError, private};
use baton::job::{Failure, Job};
use baton::ledger;
use league::event::GamePlayed;
use league::governance::GovernorId;
use league::report::About;
use league::units::UnixMillis;
use league::{Event, League};
use scribe::report::{self, GameFacts, Joined};
use std::sync::Arc;
use std::time::Duration;

/// How long writing one report may take.
const WITHIN: Duration = Duration::from_mins(2);
/// Tasks offered in one transaction.
const BATCH: usize = 100;

/// How the writer behaves; the defaults write at once and well. The rest is for tests, in which it
/// stands for a slow and unreliable model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Habits {
    /// Taken before each report.
    pub(crate) delay: Duration,
    /// Names of reports of which the first attempts fail; `all` for every one.
    pub(crate) fails: Vec<String>,
    /// How many attempts of these fail.
    pub(crate) failures: u32,
}

impl Habits {
    /// Reads what a test asks for.
    pub(crate) fn read(delay_ms: u64, fails: &str) -> Self {
        let (names, failures) = match fails.strip_prefix('!') {
            Some(names) => (names, u32::MAX),
            None => (fails, 2),
        };
        let fails = names.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        Self { delay: Duration::from_millis(delay_ms), fails, failures }
    }
}

/// Writes reports, one task at a time.
#[derive(Debug)]
pub(super) struct Writer {
    app: Arc<App>,
    habits: Habits,
}

/// One round as it lies in the log.
struct Round {
    tip_off: UnixMillis,
    games: Vec<GamePlayed>,
}

impl Writer {
    pub(super) fn new(app: Arc<App>, habits: Habits) -> Self {
        Self { app, habits }
    }

    /// Does one task, whole.
    pub(super) async fn write(&self, job: Job) -> Result<(), Failure> {
        let task: Task = serde_json::from_slice(job.body())
            .map_err(|it| Failure::Never(format!("this is no task of this program: {it}")))?;
        let hosted = self.app.by_slug(&task.league).ok_or_else(|| {
            Failure::Retry(format!("the league {} is not open on this machine yet", task.league))
        })?;
        let director = &hosted.director;
        match &task.write {
            Writing::Governors => fan_out(&job, director, &task).await,
            Writing::Report(name) => {
                let text = self.text(&job, director, &task, name).await?;
                let mut begun = director.store().baton().begin().await?;
                job.complete(&mut begun.tx(), &text).await?;
                Ok(begun.commit().await?)
            }
            Writing::Governor(id) => {
                let text = self.text(&job, director, &task, id).await?;
                let text = String::from_utf8_lossy(&text).into_owned();
                let (store, league) = (director.store(), director.now().id);
                let mut begun = store.baton().begin().await?;
                let about = (task.season, task.round);
                private::keep(&mut begun.tx(), (league, id), about, &text).await.map_err(retry)?;
                job.complete(&mut begun.tx(), b"").await?;
                Ok(begun.commit().await?)
            }
        }
    }

    /// The slow step: kept before anything uses it.
    async fn text(
        &self,
        job: &Job,
        director: &Director,
        task: &Task,
        name: &str,
    ) -> Result<Vec<u8>, Failure> {
        let slow = async {
            tokio::time::sleep(self.habits.delay).await;
            let fails = self.habits.fails.iter().any(|it| it == "all" || it == name);
            if fails && job.claimed().attempt <= self.habits.failures {
                return Err(Failure::Retry("told to fail".to_owned()));
            }
            let round = round(director, task).await.map_err(retry)?;
            let now = director.now();
            let league = now.state.league().ok_or_else(|| Failure::Retry("no league".into()))?;
            words(league, task, &round)
                .map(String::into_bytes)
                .ok_or_else(|| Failure::Never("there is nothing to tell of this".to_owned()))
        };
        job.step("text", WITHIN, slow).await
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands where an error is turned into another"
)]
fn retry(error: StoreError) -> Failure {
    Failure::Retry(error.in_full())
}

/// The round's facts, read from the log.
async fn round(director: &Director, task: &Task) -> Result<Round, StoreError> {
    /// More games than a round can have.
    const PAGE: u32 = 64;
    let id = director.now().id;
    let entries = director.store().entries(id, task.tip - 1, PAGE).await?;
    let mut round = Round { tip_off: UnixMillis(0), games: Vec::new() };
    for entry in entries {
        match entry.event() {
            Ok(Event::RoundTippedOff { tip_off, .. }) if entry.position == task.tip => {
                round.tip_off = tip_off;
            }
            Ok(Event::GamePlayed(game))
                if (game.id.season, game.id.round) == (task.season, task.round) =>
            {
                round.games.push(*game);
            }
            _ => break,
        }
    }
    round.games.sort_by_key(|it| it.id);
    Ok(round)
}

/// The words; `None` when the facts do not hold what is to be told.
fn words(league: &League, task: &Task, round: &Round) -> Option<String> {
    let spec = &league.spec;
    let facts: Vec<GameFacts<'_>> =
        round.games.iter().map(|it| GameFacts::of(spec, &league.rules, it)).collect();
    let (season, number) = (task.season, task.round);
    match &task.write {
        Writing::Governors => None,
        Writing::Governor(id) => {
            let governor = league.governors.get(&GovernorId(id.clone()))?;
            Some(report::private(&governor.name, spec, governor.team, &facts))
        }
        Writing::Report(name) => match About::by_name(name)? {
            about @ About::Commentary { .. } => {
                let game = game_of(about)?;
                facts.iter().find(|it| it.id == game).map(report::commentary)
            }
            About::Highlights => Some(report::highlights(&facts)),
            About::Round => Some(report::round_report(season, number, &facts)),
            About::Governance => Some(governance(league, round)),
        },
    }
}

/// Who joined since the tip-off before this one.
fn governance(league: &League, round: &Round) -> String {
    let before = league.tip_off_before(round.tip_off).unwrap_or(league.founded_at);
    let was_there = |at: UnixMillis| at <= round.tip_off;
    let mut joined: Vec<_> = league
        .governors
        .values()
        .filter(|it| before < it.joined_at && was_there(it.joined_at))
        .collect();
    joined.sort_by_key(|it| it.joined_at);
    let in_all = league.governors.values().filter(|it| was_there(it.joined_at)).count();
    let joined: Vec<_> = joined.iter().map(|it| Joined { name: &it.name, team: it.team }).collect();
    report::governance(&league.spec, &joined, in_all)
}

/// Offers one task for each governor of the time, in bounded transactions. Done again it offers
/// nothing anew.
async fn fan_out(job: &Job, director: &Director, task: &Task) -> Result<(), Failure> {
    let round = round(director, task).await.map_err(retry)?;
    let now = director.now();
    let league = now.state.league().ok_or_else(|| Failure::Retry("no league".into()))?;
    let there = league.governors.iter().filter(|it| it.1.joined_at <= round.tip_off);
    let offers: Vec<(String, String)> = there
        .map(|(id, _)| Task { write: Writing::Governor(id.0.clone()), ..task.clone() }.offer())
        .collect();
    let pool = director.store().baton();
    for batch in offers.chunks(BATCH) {
        let batch: Vec<(&str, &str)> = batch.iter().map(|it| (&*it.0, &*it.1)).collect();
        let mut begun = pool.begin().await?;
        ledger::offer_all(&mut begun.tx(), SCOPE, &batch, KEEP).await?;
        begun.commit().await?;
    }
    let mut begun = pool.begin().await?;
    job.complete(&mut begun.tx(), b"").await?;
    Ok(begun.commit().await?)
}
