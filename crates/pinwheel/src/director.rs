//! One league in this process: the state folded from its log, and the one path by which it changes.
//!
//! command → `decide` → commit → log → state. The state is only ever changed by what has been read
//! back from the log, so that a commit of this process and one of another look the same.
//! May live here: catching up, deciding, retrying. Never: a rule of the game, drawing, sending.

use crate::clock;
use crate::deliver;
use crate::store::{Commit, Committed, Entry, LeagueHead, Store, StoreError};
use crate::telemetry;
use crate::words;
use baton::Grant;
use league::chain::{GENESIS, Hash, entry_hash, hex};
use league::dice::Seed;
use league::view::{Plays, View};
use league::{Command, Event, League, Rejection, State, Step, decide};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, watch};

/// Commits that may come in between before a request gives up.
const TRIES: usize = 20;
/// How many milliseconds are waited, each time, when the database could not be reached: some two seconds in all.
const PAUSES_MS: [u64; 7] = [20, 50, 100, 200, 400, 600, 800];
/// Log entries read at a time.
const PAGE: u32 = 256;
/// Entries after which the fold is stored again.
const SNAPSHOT_EVERY: u64 = 200;

/// A league's state at a position of its log, with the plays of its latest round.
#[derive(Clone, Debug)]
pub(crate) struct Now {
    /// Key of the league's rows; 0 before the founding.
    pub(crate) id: i64,
    /// The fold.
    pub(crate) state: State,
    /// Plays of the latest round.
    pub(crate) plays: Plays,
    hash: Hash,
}

impl Now {
    /// What spectators may know now; `None` before the founding.
    pub(crate) fn view(&self) -> Option<View<'_>> {
        View::at(&self.state, &self.plays, clock::now())
    }
}

/// One league in this process.
#[derive(Debug)]
pub(crate) struct Director {
    /// Name in addresses.
    pub(crate) slug: String,
    store: Store,
    now: watch::Sender<Arc<Now>>,
    /// One request at a time decides; the database would refuse the second anyway.
    turn: Mutex<Turn>,
}

#[derive(Debug, Default)]
struct Turn {
    snapshot_at: u64,
    /// Another one's commit came first: what is known here must be brought up to date.
    is_stale: bool,
}

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SubmitError {
    /// The league said no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The database did.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Others kept coming first.
    #[error(
        "the league is too busy: {TRIES} other changes came first. Nothing was changed; try again"
    )]
    Busy,
}

/// A request carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// What to tell the asker.
    pub(crate) answer: String,
    /// The request had been carried out before.
    pub(crate) repeated: bool,
    /// How long the commit took; `None` when nothing had to be stored.
    pub(crate) stored_in: Option<Duration>,
}

impl Director {
    /// Folds the league's log: from its snapshot when there is one, else from the start.
    pub(crate) async fn open(store: Store, slug: &str) -> Result<Self, StoreError> {
        let heads = store.leagues().await?;
        let head = heads.into_iter().find(|it| it.slug == slug);
        let mut now = Now { id: 0, state: State::default(), plays: Plays::new(), hash: GENESIS };
        let mut snapshot_at = 0;
        if let Some(head) = &head {
            now.id = head.id;
            if let Some(snapshot) = usable_snapshot(&store, head).await? {
                now.hash = snapshot.hash;
                now.state = snapshot.state;
                snapshot_at = now.state.position();
                load_plays(&store, &mut now).await?;
            }
        }
        let director = Self {
            slug: slug.to_owned(),
            store,
            now: watch::Sender::new(Arc::new(now)),
            turn: Mutex::default(),
        };
        director.turn.lock().await.snapshot_at = snapshot_at;
        director.catch_up().await?;
        let stands_at = director.now().state.position();
        match head {
            // What the head row promises and the log does not hold could never be built upon.
            Some(head) if stands_at < head.position => Err(StoreError::Damaged {
                league: slug.to_owned(),
                position: stands_at + 1,
                what: format!("it and what follows is missing; there should be {}", head.position),
            }),
            _ => Ok(director),
        }
    }

    /// The league as of the last entry read.
    pub(crate) fn now(&self) -> Arc<Now> {
        self.now.borrow().clone()
    }

    /// Wakes when the log has moved on.
    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Now>> {
        self.now.subscribe()
    }

    /// The database.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Reads what has been added to the log, by whichever process.
    pub(crate) async fn catch_up(&self) -> Result<(), StoreError> {
        let mut turn = self.turn.lock().await;
        self.catch_up_in(&mut turn).await
    }

    async fn catch_up_in(&self, turn: &mut Turn) -> Result<(), StoreError> {
        let mut now = self.now();
        if now.id == 0 {
            let heads = self.store.leagues().await?;
            let Some(head) = heads.into_iter().find(|it| it.slug == self.slug) else {
                return Ok(());
            };
            now = Arc::new(Now { id: head.id, ..(*now).clone() });
        }
        // Told once, at the end: a commit must not be seen half.
        let mut next: Option<Now> = None;
        loop {
            let at = next.as_ref().unwrap_or(&now).state.position();
            let entries = self.store.entries(now.id, at, PAGE).await?;
            if entries.is_empty() {
                break;
            }
            let next = next.get_or_insert_with(|| (*now).clone());
            for entry in &entries {
                if let Err(error) = fold(&self.slug, next, entry) {
                    if let StoreError::Outdated { league, position, kind } = &error {
                        self.store.outdate(league, *position, kind);
                    }
                    return Err(error);
                }
            }
            if entries.len() < PAGE as usize {
                break;
            }
        }
        let Some(next) = next else { return Ok(()) };
        let now = Arc::new(next);
        #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
        let position = now.state.position() as f64;
        metrics::gauge!(telemetry::POSITION, "league" => self.slug.clone()).set(position);
        self.now.send_replace(now.clone());
        if now.state.position() >= turn.snapshot_at + SNAPSHOT_EVERY {
            turn.snapshot_at = now.state.position();
            self.save_snapshot_later(now);
        }
        Ok(())
    }

    /// Stores the fold on a task of its own: nobody's request waits for it, or fails with it.
    fn save_snapshot_later(&self, now: Arc<Now>) {
        let (store, slug) = (self.store.clone(), self.slug.clone());
        tokio::spawn(async move {
            if let Err(error) = store.save_snapshot(now.id, &now.state, &now.hash).await {
                tracing::warn!(league = %slug, error = %error.in_full(), "no snapshot was stored");
            }
        });
    }

    /// Stores the fold, so that the next start is quick.
    pub(crate) async fn save_snapshot(&self) -> Result<(), StoreError> {
        let now = self.now();
        if now.id == 0 {
            Ok(())
        } else {
            self.store.save_snapshot(now.id, &now.state, &now.hash).await
        }
    }

    /// Carries out a command once, however often `request` is repeated, on whichever machine.
    ///
    /// # Errors
    /// The league's no, or why it could not be stored. Then nothing was changed.
    pub(crate) async fn submit(
        &self,
        request: &str,
        command: Command,
    ) -> Result<Done, SubmitError> {
        self.submit_under(None, request, command).await
    }

    /// The same under a role: whoever has lost it stores nothing.
    pub(crate) async fn submit_under(
        &self,
        under: Option<&Grant>,
        request: &str,
        command: Command,
    ) -> Result<Done, SubmitError> {
        let mut turn = self.turn.lock().await;
        let (mut losses, mut conflicts) = (PAUSES_MS.iter(), 0);
        loop {
            match self.attempt(&mut turn, request, &command, under).await {
                Ok(done) => return Ok(done),
                Err(SubmitError::Store(StoreError::Conflict { .. })) if conflicts < TRIES => {
                    metrics::counter!(telemetry::CONFLICTS).increment(1);
                    conflicts += 1;
                    turn.is_stale = true;
                }
                Err(SubmitError::Store(StoreError::Conflict { .. })) => {
                    return Err(SubmitError::Busy);
                }
                // Whether it was carried out is not known; the request's id will tell.
                Err(SubmitError::Store(error)) if error.is_passing() => match losses.next() {
                    Some(pause) => tokio::time::sleep(Duration::from_millis(*pause)).await,
                    None => return Err(error.into()),
                },
                Err(error) => return Err(error),
            }
        }
    }

    /// One try: what is new in the log, the decision, the commit.
    async fn attempt(
        &self,
        turn: &mut Turn,
        request: &str,
        command: &Command,
        under: Option<&Grant>,
    ) -> Result<Done, SubmitError> {
        let fingerprint = fingerprint(command);
        if turn.is_stale || self.now().id == 0 {
            self.catch_up_in(turn).await?;
            turn.is_stale = false;
        }
        let now = self.now();
        let at = clock::now();
        // Decided upon what is known here: the commit refuses what others have overtaken, and
        // answers what was asked before. Only a no must not be a stale one, or one to a repeat.
        let events = match decide::decide(&now.state, command.clone(), at, fresh()) {
            Ok(events) => events,
            Err(no) => {
                if now.id != 0
                    && let Some(known) = self.store.answer(now.id, request).await?
                {
                    let answer = known.to(&fingerprint)?;
                    metrics::counter!(telemetry::REPEATED).increment(1);
                    return Ok(Done { answer, repeated: true, stored_in: None });
                }
                let known = now.state.position();
                self.catch_up_in(turn).await?;
                let actual = self.now().state.position();
                if actual == known {
                    return Err(no.into());
                }
                return Err(StoreError::Conflict { expected: known, actual }.into());
            }
        };
        let answer = answer_of(now.state.league(), &events);
        let commit = Commit {
            league: self.slug.clone(),
            request: request.to_owned(),
            fingerprint,
            expected: now.state.position(),
            offers: deliver::offers(&self.slug, now.state.position(), &events),
            events,
            answer: answer.clone(),
            under: under.cloned(),
            at,
        };
        let began = Instant::now();
        let committed = self.store.commit(commit).await;
        let stored_in = began.elapsed();
        metrics::histogram!(telemetry::COMMIT_SECONDS).record(stored_in.as_secs_f64());
        let committed = committed?;
        self.catch_up_in(turn).await?;
        Ok(match committed {
            Committed::New { .. } => Done { answer, repeated: false, stored_in: Some(stored_in) },
            Committed::Repeated { answer } => {
                metrics::counter!(telemetry::REPEATED).increment(1);
                Done { answer, repeated: true, stored_in: None }
            }
        })
    }
}

/// A snapshot that fits the log: its last entry is in the log, with the hash it had.
async fn usable_snapshot(
    store: &Store,
    head: &LeagueHead,
) -> Result<Option<crate::store::Snapshot>, StoreError> {
    let Some(snapshot) = store.snapshot(head.id).await? else { return Ok(None) };
    let entry = store.entry(head.id, snapshot.state.position()).await?;
    Ok(entry.is_some_and(|it| it.hash == snapshot.hash).then_some(snapshot))
}

/// Reads the plays of the latest round, which a snapshot does not hold.
async fn load_plays(store: &Store, now: &mut Now) -> Result<(), StoreError> {
    let Some(view) = View::at(&now.state, &now.plays, clock::now()) else { return Ok(()) };
    let positions: Vec<u64> =
        view.latest_games().iter().filter_map(|it| view.position_of(it.id)).collect();
    for position in positions {
        if let Some(entry) = store.entry(now.id, position).await?
            && let Ok(Event::GamePlayed(game)) = entry.event()
        {
            now.plays.insert(game.id, game.plays.into());
        }
    }
    Ok(())
}

/// Applies one entry, after checking that it follows from the one before.
fn fold(slug: &str, now: &mut Now, entry: &Entry) -> Result<(), StoreError> {
    let damaged = |what: String| StoreError::Damaged {
        league: slug.to_owned(),
        position: entry.position,
        what,
    };
    if entry.position != now.state.position() + 1 {
        return Err(damaged(format!("entry {} is missing", now.state.position() + 1)));
    }
    if entry_hash(&now.hash, entry.position, entry.at, &entry.body) != entry.hash {
        return Err(damaged("its hash does not follow from the entry before it".to_owned()));
    }
    // The chain fits, so these are the bytes that were written: by somebody who knows more.
    let event = entry.event().map_err(|_| StoreError::Outdated {
        league: slug.to_owned(),
        position: entry.position,
        kind: entry.kind.clone(),
    })?;
    now.hash = entry.hash;
    now.state.evolve(&event);
    if let Event::RoundTippedOff { .. } = event {
        now.plays.clear();
    } else if let Event::GamePlayed(game) = event {
        now.plays.insert(game.id, game.plays.into());
    }
    Ok(())
}

/// What tells one request from another under the same id.
fn fingerprint(command: &Command) -> String {
    let asked = match command {
        // Two machines complete a round with whatever reports each has found: the same request.
        Command::CompleteRound { season, round, .. } => {
            format!("{:?}", Step::Complete { season: *season, round: *round })
        }
        Command::FileReport { season, round, report } => {
            format!("report {season} {round} {:?}", report.about)
        }
        Command::Found(_)
        | Command::PlayRound { .. }
        | Command::StartSeason { .. }
        | Command::SetPace(_)
        | Command::SetCron(_)
        | Command::Join { .. }
        | Command::SetFloor(_)
        | Command::Act { .. }
        | Command::Chair { .. }
        | Command::CommitSeed { .. } => format!("{command:?}"),
        // Two machines close a window with the ballots that each has found: the same request.
        Command::CloseWindow { window, .. } => format!("close window {window}"),
    };
    let hash: Hash = Sha256::digest(asked).into();
    hex(&hash)
}

/// 32 bytes from the operating system's dice.
fn fresh() -> Seed {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    Seed(bytes)
}

/// What the asker is told.
fn answer_of(league: Option<&League>, events: &[Event]) -> String {
    let mut told = events.iter().filter_map(|event| match event {
        Event::LeagueFounded { spec, .. } => Some(format!("{} is founded.", spec.name)),
        Event::SeasonStarted { season, .. } => Some(format!("Season {season} has started.")),
        Event::RoundTippedOff { season, round, pairings, .. } => {
            let games = pairings.len();
            Some(format!("Season {season}, round {round}: {games} games have tipped off."))
        }
        Event::RoundCompleted { season, round, .. } => {
            Some(format!("Season {season}, round {round} is complete."))
        }
        Event::ReportWritten { round, .. } => Some(format!("A report of round {round} is filed.")),
        Event::TiebreakCalled { .. } => {
            Some("Level at the playoff line: deciding games follow.".to_owned())
        }
        Event::PlayoffStageSet { .. } => Some("The next stage of the playoffs is set.".to_owned()),
        Event::ChampionCrowned { season, .. } => Some(format!("Season {season} has its champion.")),
        Event::OffseasonBegan { .. } => Some("The offseason has begun.".to_owned()),
        Event::PaceSet { pace } => {
            Some(format!("From the next round on, games unfold at pace {}.", pace.name()))
        }
        Event::CronSet { cron } => Some(format!("Rounds are played at {cron}.")),
        Event::GovernorJoined { name, team, .. } => {
            let team = league.map_or("your team", |it| it.team(*team).name.as_str());
            Some(format!("Welcome, {name}: you are a governor of {team} now."))
        }
        Event::Floor(fact) => league.map(|it| words::floor::fact(it, fact)),
        Event::GamePlayed(_)
        | Event::SeriesWon { .. }
        | Event::AwardsGiven { .. }
        | Event::RulesActed { .. } => None,
    });
    let first = told.next().unwrap_or_default();
    told.fold(first, |text, it| format!("{text} {it}"))
}
