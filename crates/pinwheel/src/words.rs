//! What people read: names, clocks, phases, dates, and one sentence for each piece of news.
//!
//! Used by pages, streams, the terminal and feeds alike, so that the same thing is always said the
//! same way. May live here: wording. Never: what may be known (`league::view`), markup.

pub(crate) mod floor;

use jiff::tz::TimeZone;
use league::ids::{HooperId, TeamId};
use league::report::About;
use league::rules::Rules;
use league::season::AwardKind;
use league::sim::{self, Ball, Kind, Names, Play, Side};
use league::spec::{HooperSpec, TeamSpec};
use league::units::UnixMillis;
use league::{Event, League};
use serde_json::json;

/// The hoopers and teams of one game, for the play-by-play.
#[derive(Debug)]
pub(crate) struct Squads<'a> {
    sides: [&'a TeamSpec; 2],
}

impl<'a> Squads<'a> {
    /// Home, then away.
    pub(crate) fn of(league: &'a League, [home, away]: [TeamId; 2]) -> Self {
        Self { sides: [league.team(home), league.team(away)] }
    }
}

impl Names for Squads<'_> {
    fn hooper(&self, side: Side, place: u8) -> &str {
        let hooper = self.sides[side as usize].hoopers.get(usize::from(place));
        hooper.map_or("nobody", |it| it.name.as_str())
    }

    fn team(&self, side: Side) -> &str {
        &self.sides[side as usize].nickname
    }
}

/// The last of these plays in words: who, and what they did. Who is empty when it is nobody's doing.
pub(crate) fn play(squads: &Squads<'_>, plays: &[Play]) -> (String, String) {
    let index = plays.len().saturating_sub(1);
    let Some(last) = plays.last() else { return Default::default() };
    let parts = sim::describe_parts(last, squads, index, foul_count(plays));
    (parts.actor.unwrap_or_default().to_owned(), parts.rest)
}

/// Which foul of the hooper's the last play is, from 1; `None` when it is no foul.
fn foul_count(plays: &[Play]) -> Option<u16> {
    let last = plays.last()?;
    let is_foul = |it: &&Play| matches!(it.kind, Kind::Foul | Kind::ShootingFoul);
    let same = |it: &&Play| (it.side, it.actor) == (last.side, last.actor);
    is_foul(&last)
        .then(|| u16::try_from(plays.iter().filter(is_foul).filter(same).count()).unwrap_or(0))
}

/// A report's headline where its game is not at hand.
pub(crate) fn report_title(about: About) -> String {
    match about {
        About::Commentary { game } => format!("Game {}", game.matchup),
        About::Highlights => "Plays to remember".to_owned(),
        About::Round => "The round".to_owned(),
        About::Governance => "The governors".to_owned(),
    }
}

/// The clock: `2:41`, in the last minute `0:41.3`; empty in an untimed phase.
pub(crate) fn clock(rules: &Rules, play: &Play) -> String {
    clock_at(rules, play.period, play.clock)
}

/// Time on court: `12:05`.
pub(crate) fn minutes(tenths: u32) -> String {
    let seconds = tenths / 10;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// As [`clock`], from the phase and tenths of a second.
pub(crate) fn clock_at(rules: &Rules, period: u8, tenths: u16) -> String {
    if period == 0 || !rules.is_timed(period) {
        return String::new();
    }
    let seconds = tenths / 10;
    match tenths {
        0 => "0:00".to_owned(),
        1..600 => format!("0:{seconds:02}.{}", tenths % 10),
        _ => format!("{}:{:02}", seconds / 60, seconds % 60),
    }
}

/// Whose play it is: a side, or nobody's where only the whistle goes.
pub(crate) fn whose(play: &Play) -> Option<Side> {
    let whistle = matches!(
        play.kind,
        Kind::PeriodStart | Kind::PeriodEnd | Kind::TargetSet | Kind::GameEnd | Kind::Capped
    );
    (!whistle).then_some(play.side)
}

/// A side's name for programs; empty for neither.
pub(crate) fn side(side: Option<Side>) -> &'static str {
    match side {
        Some(Side::Home) => "home",
        Some(Side::Away) => "away",
        None => "",
    }
}

/// Who has the ball, for programs; empty for nobody.
pub(crate) fn ball(ball: Ball) -> &'static str {
    match ball {
        Ball::Nobody => "",
        Ball::Home => "home",
        Ball::Away => "away",
    }
}

/// A period's label under these rules: `Q3` of four, `H1` of two, `P3` of any other number, then
/// `Target` for the untimed ending, `OT`, `OT2` for overtimes.
pub(crate) fn phase(rules: &Rules, period: u8) -> String {
    let timed = rules.timed_periods();
    let period = i32::from(period);
    let letter = match timed {
        4 => 'Q',
        2 => 'H',
        _ => 'P',
    };
    match period - rules.regular_phases() {
        _ if period == 0 => "Tip-off".to_owned(),
        _ if period <= timed => format!("{letter}{period}"),
        it if it <= 0 => "Target".to_owned(),
        1 => "OT".to_owned(),
        overtime => format!("OT{overtime}"),
    }
}

/// A period in words, as the script says it too: `third period`, `target phase`, `overtime 2`.
pub(crate) fn phase_in_words(rules: &Rules, period: u8) -> String {
    const ORDINALS: [&str; 9] =
        ["no", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
    let label = phase(rules, period);
    let noun = match label.as_bytes().first() {
        Some(b'Q') => "quarter",
        Some(b'H') => "half",
        Some(b'P') => "period",
        Some(b'O') => return label.replacen("OT", "overtime ", 1).trim_end().to_owned(),
        _ if period == 0 => return "before the tip-off".to_owned(),
        _ => return "target phase".to_owned(),
    };
    format!("{} {noun}", ORDINALS.get(usize::from(period)).unwrap_or(&"next"))
}

/// A kind's name for programs.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::PeriodStart => "period_start",
        Kind::PeriodEnd => "period_end",
        Kind::TargetSet => "target_set",
        Kind::Made => "made",
        Kind::Missed => "missed",
        Kind::Blocked => "blocked",
        Kind::FreeThrowMade => "free_throw_made",
        Kind::FreeThrowMissed => "free_throw_missed",
        Kind::OffensiveRebound => "offensive_rebound",
        Kind::DefensiveRebound => "defensive_rebound",
        Kind::Turnover => "turnover",
        Kind::Steal => "steal",
        Kind::ShotClock => "shot_clock",
        Kind::ShootingFoul => "shooting_foul",
        Kind::Foul => "foul",
        Kind::Substitution => "substitution",
        Kind::FouledOut => "fouled_out",
        Kind::GameEnd => "game_end",
        Kind::Capped => "capped",
        Kind::OutOfPlay => "out_of_play",
        Kind::RulePoints => "rule_points",
        Kind::RulePointsTaken => "rule_points_taken",
        Kind::ExtraPossession => "extra_possession",
        Kind::Announcement => "announcement",
    }
}

/// The hooper with this id.
pub(crate) fn hooper(league: &League, id: HooperId) -> Option<&HooperSpec> {
    league.team(id.team()).hoopers.get(usize::from(id.slot()))
}

/// An award in words.
pub(crate) fn award(kind: AwardKind) -> &'static str {
    match kind {
        AwardKind::MostValuable => "Most valuable hooper",
        AwardKind::BestDefender => "Best defender",
        AwardKind::MostEfficient => "Most efficient scorer",
        AwardKind::Points => "Points leader",
        AwardKind::Rebounds => "Rebounds leader",
        AwardKind::Assists => "Assists leader",
        AwardKind::Steals => "Steals leader",
        AwardKind::Blocks => "Blocks leader",
    }
}

/// A number of hundredths as people write it: `1234` is `12.3`.
pub(crate) fn tenths_of(hundredths: i32) -> String {
    let tenths = league::units::div_round(i64::from(hundredths), 10);
    let sign = if tenths < 0 { "−" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// A share in per cent with one decimal, or a dash for nothing of nothing: `45.5`.
pub(crate) fn percent(made: u32, tried: u32) -> String {
    if tried == 0 {
        return "–".to_owned();
    }
    let permille = league::units::div_round(i64::from(made) * 1000, i64::from(tried));
    format!("{}.{}", permille / 10, permille % 10)
}

/// An average with one decimal, or a dash: `12.4`.
pub(crate) fn average(sum: i64, games: u32) -> String {
    if games == 0 {
        return "–".to_owned();
    }
    tenths_of(i32::try_from(league::units::div_round(sum * 100, i64::from(games))).unwrap_or(0))
}

/// A share of wins as the table shows it: `.667`, `1.000`.
pub(crate) fn win_share(wins: u16, losses: u16) -> String {
    let games = u32::from(wins) + u32::from(losses);
    if games == 0 {
        return "–".to_owned();
    }
    let permille = league::units::div_round(i64::from(wins) * 1000, i64::from(games));
    if permille == 1000 { "1.000".to_owned() } else { format!(".{permille:03}") }
}

/// Half games as the table shows them: `–`, `1`, `2½`.
pub(crate) fn games_behind(half_games: i32) -> String {
    match (half_games / 2, half_games % 2) {
        (0, 0) => "–".to_owned(),
        (0, _) => "½".to_owned(),
        (whole, 0) => whole.to_string(),
        (whole, _) => format!("{whole}½"),
    }
}

/// A signed number with a true minus sign: `+3`, `−4`, `0`.
pub(crate) fn signed(number: i64) -> String {
    match number {
        0 => "0".to_owned(),
        it if it > 0 => format!("+{it}"),
        it => format!("−{}", it.unsigned_abs()),
    }
}

/// An instant in UTC as programs read it: `2026-11-20T12:00:00Z`.
pub(crate) fn iso(at: UnixMillis) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An instant in UTC as people read it: `Fri 20 Nov, 12:00 UTC`.
pub(crate) fn date(at: UnixMillis) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(TimeZone::UTC).strftime("%a %-d %b, %H:%M UTC").to_string()
}

/// The hour of an instant in UTC: `12:00 UTC`.
pub(crate) fn hour(at: UnixMillis) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(TimeZone::UTC).strftime("%H:%M UTC").to_string()
}

/// A log event as news for the stream; `None` for what is no news of its own.
pub(crate) fn news(league: &League, event: &Event) -> Option<serde_json::Value> {
    let name = |id: &TeamId| league.team(*id).name.clone();
    let notice = |text: String| Some(json!({"type": "notice", "text": text}));
    match event {
        Event::LeagueFounded { spec, .. } => notice(format!("{} is founded.", spec.name)),
        Event::SeasonStarted { season, .. } => Some(
            json!({"type": "season", "season": season, "text": format!("Season {season} begins.")}),
        ),
        Event::RoundTippedOff { season, round, pairings, tip_off, pace, .. } => {
            let games = (1_u8..).zip(pairings).map(|(matchup, it)| {
                let id = league::ids::GameId { season: *season, round: *round, matchup };
                json!({"id": id, "home": league.team(it.home).slug, "away": league.team(it.away).slug})
            });
            Some(json!({
                "type": "tipoff", "season": season, "round": round, "tip_off": iso(*tip_off),
                "pace": pace.name(), "games": games.collect::<Vec<_>>(),
            }))
        }
        Event::GamePlayed(_) | Event::AwardsGiven { .. } => None,
        Event::RoundCompleted { season, round, reports, .. } => Some(json!({
            "type": "round", "season": season, "round": round, "text": format!("Round {round} is complete."),
            "reports": reports,
        })),
        Event::ReportWritten { season, round, report, .. } => Some(json!({
            "type": "report", "season": season, "round": round, "report": report,
            "text": format!("Told: {}.", report_title(report.about)),
        })),
        Event::TiebreakCalled { teams, .. } => {
            let names: Vec<String> = teams.iter().map(name).collect();
            notice(format!("Level at the playoff line: {} play deciding games.", names.join(", ")))
        }
        Event::PlayoffStageSet { series, .. } => {
            let pairs: Vec<String> = series
                .iter()
                .map(|it| format!("{} against {}", name(&it.high), name(&it.low)))
                .collect();
            notice(format!("The playoffs go on: {}.", pairs.join("; ")))
        }
        Event::SeriesWon { winner, loser, games, .. } => {
            notice(format!("{} beat {} {}–{}.", name(winner), name(loser), games[0], games[1]))
        }
        Event::ChampionCrowned { season, team } => {
            Some(json!({"type": "champion", "season": season, "team": league.team(*team).slug,
                "text": format!("{} are champions of season {season}.", name(team))}))
        }
        Event::OffseasonBegan { season, .. } => notice(format!("Season {season} is over.")),
        Event::PaceSet { pace } => {
            notice(format!("From the next round on, games unfold at pace {}.", pace.name()))
        }
        Event::GovernorJoined { name: person, team, .. } => {
            notice(format!("{person} is now a governor of {}.", name(team)))
        }
        Event::RulesActed { hook, deeds } => notice(floor::deeds(league, *hook, deeds)),
        Event::Floor(fact) => notice(floor::fact(league, fact)),
        Event::CronSet { .. } => notice("The times of the rounds have changed.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use league::rules::Preset;

    #[test]
    fn clocks_and_phases_read_as_on_a_scoreboard() {
        let house = Preset::House.rules();
        let clocks = [0, 7, 599, 600, 1610, 3000].map(|it| clock_at(&house, 1, it));
        assert_eq!(clocks, ["0:00", "0:00.7", "0:59.9", "1:00", "2:41", "5:00"]);
        assert_eq!(clock_at(&house, 4, 0), "", "nobody looks at a clock that is off");
        assert_eq!(
            [0, 1, 3, 4, 5].map(|it| phase(&house, it)),
            ["Tip-off", "P1", "P3", "Target", "OT"]
        );
        let fiba = Preset::Fiba3x3.rules();
        assert_eq!([1, 2, 3].map(|it| phase(&fiba, it)), ["P1", "OT", "OT2"]);
        let words = [3, 4, 5, 6].map(|it| phase_in_words(&house, it));
        assert_eq!(words, ["third period", "target phase", "overtime", "overtime 2"]);
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([win_share(2, 1), win_share(3, 0), win_share(0, 0)], [".667", "1.000", "–"]);
        assert_eq!([0, 1, 2, 5].map(games_behind), ["–", "½", "1", "2½"]);
        assert_eq!([signed(3), signed(-4), signed(0)], ["+3", "−4", "0"]);
        assert_eq!([percent(5, 11), percent(0, 0), average(25, 2)], ["45.5", "–", "12.5"]);
        assert_eq!(tenths_of(-125), "−1.3");
    }
}
