//! The public log: what happened, entry by entry, in words and as stored.
//!
//! May live here: which entries spectators may read, and their public form. Must never live here:
//! entries of a round that is still being shown; what the league's chance comes from.

use crate::director::Director;
use crate::store::{Entry, StoreError};
use crate::words;
use league::chain::hex;
use league::view::{Status, View};
use league::{Event, League};
use serde::Serialize;
use utoipa::ToSchema;

/// A part of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Log {
    /// Oldest first.
    pub(crate) entries: Vec<LogEntry>,
    /// Ask again with this `after` for what follows.
    pub(crate) next_after: u64,
    /// Whether more can be read at once.
    pub(crate) more: bool,
    /// Whether a round is being shown whose games are withheld until it is over.
    pub(crate) withheld: bool,
}

/// One entry of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LogEntry {
    /// Place in the log, from 1.
    pub(crate) position: u64,
    /// When it was stored.
    #[schema(example = "2026-11-20T12:00:00Z")]
    pub(crate) at: String,
    /// The event's type.
    #[schema(example = "game_played")]
    pub(crate) kind: String,
    /// In words.
    pub(crate) text: String,
    /// SHA-256 over the entry as stored and the hash of the entry before, hexadecimal.
    pub(crate) hash: String,
    /// The event as stored; of the founding, without the secret that every game's dice are keyed from.
    pub(crate) event: serde_json::Value,
}

/// Whether a round is being shown.
pub(crate) fn is_withholding(view: &View<'_>) -> bool {
    view.show().is_some_and(|(_, _, _, completed)| {
        let games = view.latest_games();
        let over = games.iter().all(|it| matches!(it.status, Status::Final { .. }));
        // A commit that is still being read in has tipped off without its games.
        !completed && (games.is_empty() || !over)
    })
}

/// The last entry that spectators may read. `end`: the last one there is.
pub(crate) fn readable_until(view: &View<'_>, end: u64) -> u64 {
    if !is_withholding(view) {
        return end;
    }
    let positions = view.latest_games().into_iter().filter_map(|it| view.position_of(it.id));
    // The entry before the first game is the tip-off, which everyone has seen.
    match positions.min() {
        Some(first) => first.saturating_sub(1).min(end),
        None => view.show().map_or(0, |it| it.0).min(end),
    }
}

/// Entries after `after` and up to `until`, at most `limit`.
pub(crate) async fn entries(
    director: &Director,
    after: u64,
    until: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let room = u32::try_from(until.saturating_sub(after)).unwrap_or(u32::MAX);
    if room == 0 {
        return Ok(Vec::new());
    }
    director.store().entries(director.now().id, after, limit.min(room)).await
}

/// The public form of an entry.
pub(crate) fn entry(league: &League, entry: &Entry) -> LogEntry {
    let event = entry.event();
    let text = event.as_ref().map_or_else(|_| String::new(), |it| sentence(league, it));
    let mut body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
    if matches!(event, Ok(Event::LeagueFounded { .. }) | Err(_)) {
        withhold_seed(&mut body);
    }
    LogEntry {
        position: entry.position,
        at: words::iso(entry.at),
        kind: entry.kind.clone(),
        text,
        hash: hex(&entry.hash),
        event: body,
    }
}

/// Takes out what the league's chance comes from: who knows it knows every game to come.
fn withhold_seed(body: &mut serde_json::Value) {
    if let Some(founded) = body.as_object_mut() {
        founded.remove("seed");
        if let Some(spec) = founded.get_mut("spec").and_then(serde_json::Value::as_object_mut) {
            spec.remove("seed");
        }
    }
}

/// One sentence on an event.
pub(crate) fn sentence(league: &League, event: &Event) -> String {
    match event {
        Event::GamePlayed(game) => {
            let [home, away] = [game.home, game.away].map(|it| &league.team(it).nickname);
            format!("{}: {home} {}, {away} {}.", game.id, game.score[0], game.score[1])
        }
        Event::RoundTippedOff { round, pairings, .. } => {
            let codes = |it| &league.team(it).code;
            let games: Vec<String> = pairings
                .iter()
                .map(|it| format!("{}–{}", codes(it.home), codes(it.away)))
                .collect();
            format!("Round {round} tips off: {}.", games.join(", "))
        }
        Event::AwardsGiven { awards, .. } => {
            let lines: Vec<String> = awards
                .iter()
                .map(|it| {
                    let name = words::hooper(league, it.hooper).map_or("nobody", |it| &it.name);
                    format!("{} {name}", words::award(it.kind))
                })
                .collect();
            format!("Awards: {}.", lines.join("; "))
        }
        Event::CronSet { cron } => format!("Rounds are played at {cron} from now on."),
        Event::LeagueFounded { .. }
        | Event::SeasonStarted { .. }
        | Event::RoundCompleted { .. }
        | Event::ReportWritten { .. }
        | Event::TiebreakCalled { .. }
        | Event::PlayoffStageSet { .. }
        | Event::SeriesWon { .. }
        | Event::ChampionCrowned { .. }
        | Event::OffseasonBegan { .. }
        | Event::PaceSet { .. }
        | Event::GovernorJoined { .. }
        | Event::RulesActed { .. }
        | Event::Floor(_) => {
            let news = words::news(league, event).unwrap_or_default();
            news["text"].as_str().unwrap_or_default().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::withhold_seed;

    #[test]
    fn the_founding_is_told_without_its_seed() {
        let mut body = serde_json::json!({
            "type": "league_founded", "seed": "ab", "at": 1, "spec": {"name": "x", "seed": "ab"},
        });
        withhold_seed(&mut body);
        let told = serde_json::json!({"type": "league_founded", "at": 1, "spec": {"name": "x"}});
        assert_eq!(body, told);
    }
}
