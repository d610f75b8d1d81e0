//! The league decides: a command and the state in, events or a no out. Changes nothing, waits for
//! nothing.

use crate::along::Along;
use crate::calendar::hash_of;
use crate::chain::hex;
use crate::command::{Command, Rejection, Step};
use crate::dice::Seed;
use crate::event::{Event, GamePlayed};
use crate::governance;
use crate::governance::{ChairAct, Closing, No};
use crate::ids::{GameId, TeamId};
use crate::report::{self, Report};
use crate::rules::{Hook, InForce, Param, Rules};
use crate::season::{self, GameStage, Pairing, Series};
use crate::sim::{self, ENGINE_VERSION, Lineup, Matchup, Ruling, Venue};
use crate::spec::{LeagueSpec, TeamSpec};
use crate::state::{League, Round, Season, Stage, State};
use crate::units::UnixMillis;

/// Answers `command` with the events it causes.
///
/// - `now`: the shell's clock.
/// - `fresh`: 32 random bytes of the shell's; used only where the command needs new chance.
///
/// # Errors
/// The rulebook's no, to be shown to whoever asked.
pub fn decide(
    state: &State,
    command: Command,
    now: UnixMillis,
    fresh: Seed,
) -> Result<Vec<Event>, Rejection> {
    let Some(league) = state.league() else {
        return match command {
            Command::Found(spec) => found(*spec, now, fresh),
            Command::PlayRound { .. }
            | Command::CompleteRound { .. }
            | Command::FileReport { .. }
            | Command::StartSeason { .. }
            | Command::SetPace(_)
            | Command::SetCron(_)
            | Command::Join { .. }
            | Command::SetFloor(_)
            | Command::Act { .. }
            | Command::Chair { .. }
            | Command::CloseWindow { .. }
            | Command::CommitSeed { .. } => Err(Rejection::NoLeague),
        };
    };
    match command {
        Command::Found(_) => Err(Rejection::AlreadyFounded),
        Command::PlayRound { season, round, secret } => {
            expect(league, Step::Play { season, round })?;
            if !league.fits(secret) {
                return Err(No::WrongSecret.into());
            }
            Ok(play_round(league, secret, now))
        }
        Command::CompleteRound { season, round, reports, closing } => {
            expect(league, Step::Complete { season, round })?;
            let closing = governance::of_round(league, &closing)?;
            Ok(complete_round(state, now, &reports, closing))
        }
        Command::FileReport { season, round, report } => {
            report::file(league, (season, round), report, now)
        }
        Command::StartSeason { season } => {
            expect(league, Step::Start { season })?;
            Ok(start_season(state, season, now))
        }
        Command::SetPace(pace) => Ok(vec![Event::PaceSet { pace }]),
        Command::SetCron(cron) => Ok(vec![Event::CronSet { cron }]),
        Command::Join { governor, name, team } => {
            governance::join(league, governor, &name, team, now)
        }
        Command::SetFloor(settings) => Ok(governance::set(league, settings, now)?),
        Command::Act { governor, act } => Ok(governance::act(league, governor, act, now)?),
        Command::Chair { by, act } => chair(state, league, &by, act, now),
        Command::CloseWindow { window, closing } => {
            let mut along = Along::from(state);
            governance::close(&mut along, window, &closing, now)?;
            Ok(along.events)
        }
        Command::CommitSeed { hash } => Ok(governance::commit_seed(league, hash, now)?),
    }
}

fn chair(
    state: &State,
    league: &League,
    by: &str,
    act: ChairAct,
    now: UnixMillis,
) -> Result<Vec<Event>, Rejection> {
    let mut along = Along::from(state);
    along.extend(governance::chair(league, by, act, now)?);
    governance::settle_held(&mut along);
    Ok(along.events)
}

/// The next season, and what rules do when one starts.
fn start_season(state: &State, season: u16, now: UnixMillis) -> Vec<Event> {
    let mut along = Along::from(state);
    if let Some(league) = along.league() {
        let (teams, rules, seed) = (league.spec.teams.len(), league.rules.clone(), league.seed);
        along.push(season_started(teams, &rules, seed, season, now));
    }
    if let Some(league) = along.league() {
        let acted = league.acted(Hook::SeasonStart, &league.teams(), |_| None, league.seed);
        along.extend(acted);
    }
    along.events
}

/// What the clock has to do next in this league.
pub fn next_step(league: &League) -> Step {
    let Season { number, stage, rounds, .. } = &league.season;
    let season = *number;
    let last = rounds.last();
    let next = last.map_or(1, |it| it.number + 1);
    match last {
        Some(it) if it.completed_at.is_none() => Step::Complete { season, round: it.number },
        _ if matches!(stage, Stage::Setup | Stage::Offseason) => Step::Start { season: season + 1 },
        _ => Step::Play { season, round: next },
    }
}

fn expect(league: &League, asked: Step) -> Result<(), Rejection> {
    let next = next_step(league);
    if next == asked {
        return Ok(());
    }
    let (season, round) = match asked {
        Step::Play { season, round } | Step::Complete { season, round } => (season, round),
        Step::Start { season } => (season, 0),
    };
    Err(Rejection::NotNext { season, round, next })
}

fn found(spec: LeagueSpec, now: UnixMillis, fresh: Seed) -> Result<Vec<Event>, Rejection> {
    let faults = spec.faults();
    if let Some(first) = faults.first() {
        return Err(Rejection::BadSpec(format!("{}: {}", first.path, first.text)));
    }
    let seed = spec.seed.unwrap_or(fresh);
    let started = season_started(spec.teams.len(), &spec.rules, seed, 1, now);
    Ok(vec![Event::LeagueFounded { spec: Box::new(spec), seed, at: now }, started])
}

fn season_started(
    teams: usize,
    rules: &crate::rules::Rules,
    seed: Seed,
    season: u16,
    now: UnixMillis,
) -> Event {
    let key = seed.derive(&format!("schedule:{season}")).game_key();
    let robins = u8::try_from(rules.get(Param::LeagueRoundRobins)).unwrap_or(1);
    let schedule = season::regular_season(u8::try_from(teams).unwrap_or(u8::MAX), robins, key);
    Event::SeasonStarted { season, schedule, at: now }
}

/// Who meets whom in the next round, as far as it is decided. Empty when nothing is to be played.
pub(crate) fn next_pairings(season: &Season) -> Vec<Pairing> {
    match season.stage {
        Stage::Regular | Stage::Tiebreak => season.to_come.first().cloned().unwrap_or_default(),
        Stage::Playoffs => playoff_pairings(season),
        Stage::Setup | Stage::Offseason => Vec::new(),
    }
}

/// The next game of every series of the stage that is not decided.
fn playoff_pairings(season: &Season) -> Vec<Pairing> {
    let Some(stage) = season.bracket.last() else { return Vec::new() };
    let stage_at = u8::try_from(season.bracket.len() - 1).unwrap_or(0);
    let open = (0_u8..).zip(stage).filter_map(|(at, series)| {
        let wins = series_wins(season, stage_at, at, *series);
        let needed = season::wins_needed(series.best_of);
        (wins[0] < needed && wins[1] < needed).then(|| {
            let game = wins[0] + wins[1] + 1;
            let [home, away] = season::home_of(series, game);
            Pairing { home, away, stage: GameStage::Playoff { stage: stage_at, series: at, game } }
        })
    });
    open.collect()
}

/// Games won so far, better seed first.
fn series_wins(season: &Season, stage_at: u8, at: u8, series: Series) -> [u8; 2] {
    let mut wins = [0, 0];
    for (_, game) in season.games() {
        if matches!(game.stage, GameStage::Playoff { stage, series, .. } if (stage, series) == (stage_at, at))
        {
            wins[usize::from(game.winner() != series.high)] += 1;
        }
    }
    wins
}

/// The seed of a game: from the league's, and from everything that tells this game apart.
pub fn game_seed(league: Seed, id: GameId) -> Seed {
    seed_of_engine(league, id, ENGINE_VERSION)
}

/// The seed that another version of the engine gave the game.
pub(crate) fn seed_of_engine(league: Seed, id: GameId, engine: u16) -> Seed {
    league.derive(&format!("game:{id}:engine:{engine}"))
}

/// What the engine is given for this pairing under the league's rules.
pub fn matchup(league: &League, home: TeamId, away: TeamId) -> Matchup {
    let mut matchup = meeting(&league.rules, league.team(home), league.team(away));
    matchup.home.strategy = league.strategy(home);
    matchup.away.strategy = league.strategy(away);
    matchup
}

/// A team at home and its visitors, as a game by these rules sees them.
pub fn meeting(rules: &Rules, home: &TeamSpec, away: &TeamSpec) -> Matchup {
    let squad = usize::try_from(rules.get(Param::RosterSize)).unwrap_or(usize::MAX);
    let lineup = |team: &TeamSpec| Lineup {
        skills: team.hoopers.iter().take(squad).map(|it| it.skills).collect(),
        strategy: team.strategy,
    };
    let [dx, dy] =
        [0, 1].map(|it| i64::from(home.venue.map_km[it]) - i64::from(away.venue.map_km[it]));
    Matchup {
        home: lineup(home),
        away: lineup(away),
        venue: Venue { capacity: home.venue.capacity, altitude_m: home.venue.altitude_m },
        travel_km: u16::try_from((dx * dx + dy * dy).unsigned_abs().isqrt()).unwrap_or(u16::MAX),
    }
}

fn play_round(league: &League, secret: Option<Seed>, now: UnixMillis) -> Vec<Event> {
    let season = &league.season;
    let round = season.rounds.last().map_or(1, |it| it.number + 1);
    let (in_force, seed) = (league.in_force(), league.round_seed(secret));
    let pairings = next_pairings(season);
    let sides = pairings.iter().flat_map(|it| [it.home, it.away]).collect::<Vec<_>>();
    let acted = league.acted(Hook::RoundStart, &sides, |_| None, seed);
    let pairings = match &acted {
        Some(Event::RulesActed { deeds, .. }) => {
            season::at_home(pairings, deeds, |team| league.rank(team))
        }
        _ => pairings,
    };
    let mut games: Vec<GamePlayed> = (1_u8..)
        .zip(&pairings)
        .map(|(matchup, it)| {
            play_game(
                league,
                &in_force,
                seed,
                (*it, GameId { season: season.number, round, matchup }),
            )
        })
        .collect();
    // Logged in the order in which they end, so that spectators learn results in log order.
    games.sort_by_key(|it| (it.plays.last().map_or(0, |it| it.elapsed), it.id));
    let (season, tip_off, pace) = (season.number, now, league.pace);
    let tipped = Event::RoundTippedOff { season, round, pairings, tip_off, pace, secret };
    std::iter::once(tipped)
        .chain(acted)
        .chain(games.into_iter().map(|it| Event::GamePlayed(Box::new(it))))
        .collect()
}

fn play_game(
    league: &League,
    in_force: &InForce,
    seed: Seed,
    (pairing, id): (Pairing, GameId),
) -> GamePlayed {
    let matchup = matchup(league, pairing.home, pairing.away);
    let seed = game_seed(seed, id);
    let occasion = league.occasion(pairing);
    let ruling = Ruling { effects: &in_force.effects, occasion: &occasion };
    let game = sim::play_ruled(&matchup, &in_force.rules, seed.game_key(), ruling);
    let size = |it: &Lineup| u8::try_from(it.skills.len()).unwrap_or(u8::MAX);
    GamePlayed {
        id,
        home: pairing.home,
        away: pairing.away,
        stage: pairing.stage,
        engine: ENGINE_VERSION,
        seed,
        rules: hex(&hash_of(in_force)),
        squads: [size(&matchup.home), size(&matchup.away)],
        on_court: u8::try_from(in_force.rules.get(Param::RosterOnCourt)).unwrap_or(3),
        score: game.score,
        plays: game.plays,
        trace: game.trace,
    }
}

/// Counts the round, then moves the season on as far as its results decide, then the Floor.
fn complete_round(
    state: &State,
    now: UnixMillis,
    reports: &[Report],
    closing: Option<Closing>,
) -> Vec<Event> {
    // The clone is folded along, so that each decision sees what the one before it caused.
    let mut along = Along::from(state);
    if let Some(league) = state.league()
        && let Some(round) = league.season.rounds.last()
    {
        let season = league.season.number;
        let (number, games) = (round.number, round.pairings.len());
        let reports = report::that_fit(season, (number, games), reports);
        let closing = closing.clone();
        along.push(Event::RoundCompleted { season, round: number, at: now, reports, closing });
        along.extend(round_ended(league, round));
    }
    along.extend(state.league().map(series_won).unwrap_or_default());
    while let Some(event) = along.league().and_then(|league| progress(league, now)) {
        along.push(event);
    }
    governance::complete(&mut along, closing, now);
    along.events
}

/// What rules do when a round ends. `league`: before it was completed, so by the rules it was played by.
fn round_ended(league: &League, round: &Round) -> Option<Event> {
    let won = |team: TeamId| {
        let mut games = round.games.iter().filter(|it| [it.home, it.away].contains(&team));
        games.next().map(|it| it.winner() == team)
    };
    let sides = round.pairings.iter().flat_map(|it| [it.home, it.away]).collect::<Vec<_>>();
    let seed = league.season.round_seed.unwrap_or(league.seed);
    league.acted(Hook::RoundEnd, &sides, won, seed)
}

/// The next thing that the season's results decide; `None` when the next round does.
fn progress(league: &League, now: UnixMillis) -> Option<Event> {
    let season = &league.season;
    let number = season.number;
    match season.stage {
        Stage::Regular | Stage::Tiebreak if season.to_come.is_empty() => Some(end_of_table(league)),
        Stage::Playoffs => series_progress(league),
        Stage::Setup | Stage::Regular | Stage::Tiebreak | Stage::Offseason => None,
    }
    .or_else(|| {
        (season.stage == Stage::Playoffs && season.champion.is_some()).then(|| {
            if season.awards.is_empty() {
                Event::AwardsGiven { season: number, awards: season::awards(season) }
            } else {
                Event::OffseasonBegan { season: number, at: now }
            }
        })
    })
}

fn end_of_table(league: &League) -> Event {
    let season = &league.season;
    let rows = season.full_table(&league.table_rules());
    let line =
        usize::try_from(league.rules.get(Param::LeaguePlayoffTeams)).unwrap_or(2).min(rows.len());
    let level = season::level_at_line(&rows, line);
    // One set of deciding games; whoever is level even then is separated by the lot.
    if season.stage == Stage::Regular && !level.is_empty() {
        return Event::TiebreakCalled {
            season: season.number,
            rounds: season::deciding_rounds(&level),
            teams: level,
        };
    }
    let seeds: Vec<TeamId> = rows.iter().take(line).map(|it| it.team).collect();
    let series = season::first_stage(&seeds, best_of(league));
    Event::PlayoffStageSet { season: season.number, series }
}

/// Longest length of a series by how many series its stage has.
fn best_of(league: &League) -> impl Fn(usize) -> u8 + use<> {
    let games = |param| u8::try_from(league.rules.get(param)).unwrap_or(1);
    let (semis, last) = (games(Param::LeagueSemisBestOf), games(Param::LeagueFinalBestOf));
    move |count| if count == 1 { last } else { semis }
}

/// The series that the last round has decided.
fn series_won(league: &League) -> Vec<Event> {
    let season = &league.season;
    let Some(stage) = season.bracket.last() else { return Vec::new() };
    let stage_at = u8::try_from(season.bracket.len() - 1).unwrap_or(0);
    let just_played = |at: u8| {
        let games = season.rounds.last().map_or(&[][..], |it| &it.games);
        games.iter().any(|it| {
            matches!(it.stage, GameStage::Playoff { stage, series, .. } if (stage, series) == (stage_at, at))
        })
    };
    let decided =
        (0_u8..).zip(stage).filter(|(at, _)| just_played(*at)).filter_map(|(at, series)| {
            let [high, low] = series_wins(season, stage_at, at, *series);
            let (winner, loser, games) = if high > low {
                (series.high, series.low, [high, low])
            } else {
                (series.low, series.high, [low, high])
            };
            let won = games[0] >= season::wins_needed(series.best_of);
            won.then_some(Event::SeriesWon { season: season.number, winner, loser, games })
        });
    decided.collect()
}

fn series_progress(league: &League) -> Option<Event> {
    let season = &league.season;
    let stage = season.bracket.last()?;
    let stage_at = u8::try_from(season.bracket.len() - 1).unwrap_or(0);
    let mut winners = Vec::new();
    for (at, series) in (0_u8..).zip(stage) {
        let wins = series_wins(season, stage_at, at, *series);
        let needed = season::wins_needed(series.best_of);
        if wins[0] < needed && wins[1] < needed {
            return None;
        }
        let high_won = wins[0] >= needed;
        winners.push(if high_won {
            (series.high, series.high_seed)
        } else {
            (series.low, series.low_seed)
        });
    }
    if let [(team, _)] = winners[..] {
        return season
            .champion
            .is_none()
            .then_some(Event::ChampionCrowned { season: season.number, team });
    }
    Some(Event::PlayoffStageSet {
        season: season.number,
        series: season::next_stage(&winners, best_of(league)),
    })
}

/// Since when the league has been waiting for its next tick; `None` when it should not wait.
///
/// That is when the latest round was over for spectators: a tick that falls while one is being
/// shown is passed over, and one that was slept through is still owed. The first round of a new
/// league is played at once: whoever founds one wants to watch it.
pub fn waits_since(league: &League) -> Option<UnixMillis> {
    let season = &league.season;
    match season.rounds.last() {
        Some(round) => {
            let longest = round.games.iter().map(|it| it.duration).max().unwrap_or(0);
            let shown = round.tip_off.plus(i64::from(longest) * round.pace.millis_per_tenth());
            // `advance` completes a round early.
            Some(round.completed_at.map_or(shown, |it| it.min(shown)))
        }
        None => (season.number > 1).then_some(season.started_at),
    }
}
