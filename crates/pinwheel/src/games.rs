//! Any game by its id, of this season or a past one, as far as spectators may know it.
//!
//! May live here: finding a game in the league and its plays in the log. Must never live here: how a
//! game is shown, what may be known of it (`league::view`).

use crate::director::{Director, Now};
use crate::store::StoreError;
use league::event::GamePlayed;
use league::ids::GameId;
use league::sim::Play;
use league::state::{GameRecord, PastGame};
use league::units::UnixMillis;
use league::view::{Card, GameView, View};
use league::{Event, League};
use std::sync::Arc;

/// One game with its plays, at one instant.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The game as a line in a list.
    pub(crate) card: Card,
    /// The league at that instant.
    pub(crate) now: Arc<Now>,
    /// The instant.
    pub(crate) at: UnixMillis,
    /// The whole game: only [`Loaded::game`] may look at it.
    plays: Arc<[Play]>,
    /// The record of a game of a past season.
    past: Option<GameRecord>,
}

impl Loaded {
    /// The game as far as it has been shown; `None` before the tip-off.
    pub(crate) fn game(&self) -> Option<GameView<'_>> {
        match &self.past {
            Some(record) => Some(GameView::of_past(record, self.card.clone(), &self.plays)),
            None => self.view()?.game(self.card.id, &self.plays),
        }
    }

    /// What spectators may know of the league at that instant.
    pub(crate) fn view(&self) -> Option<View<'_>> {
        View::at(&self.now.state, &self.now.plays, self.at)
    }
}

/// The game with this id, in the league and at the instant of a page; `None` when there is no such
/// game, or it is not known yet.
///
/// # Errors
/// When the log cannot be read, or holds something else where the game should be.
pub(crate) async fn load_at(
    director: &Director,
    now: Arc<Now>,
    at: UnixMillis,
    id: GameId,
) -> Result<Option<Loaded>, StoreError> {
    let Some(view) = View::at(&now.state, &now.plays, at) else { return Ok(None) };
    if let Some(game) = past_game(view.league, id) {
        return past(director, now.clone(), at, &game).await.map(Some);
    }
    let Some(card) = view.card_of(id) else { return Ok(None) };
    let plays = match (now.plays.get(&id), view.position_of(id)) {
        (Some(plays), _) => plays.clone(),
        (None, Some(position)) => stored(director, &now, id, position).await?.plays.into(),
        (None, None) => Arc::default(),
    };
    Ok(Some(Loaded { card, now: now.clone(), at, plays, past: None }))
}

fn past_game(league: &League, id: GameId) -> Option<PastGame> {
    let season = league.past.iter().find(|it| it.number == id.season)?;
    season.games.iter().find(|it| it.id == id).cloned()
}

async fn past(
    director: &Director,
    now: Arc<Now>,
    at: UnixMillis,
    game: &PastGame,
) -> Result<Loaded, StoreError> {
    let played = stored(director, &now, game.id, game.position).await?;
    let rules = now.state.league().map(|it| it.rules.clone()).unwrap_or_default();
    let record = GameRecord::from_log(&played, game.position, &rules);
    let plays: Arc<[Play]> = played.plays.into();
    let card = Card::of_past(game);
    Ok(Loaded { card, now, at, plays, past: Some(record) })
}

/// The game that the log keeps at this position.
async fn stored(
    director: &Director,
    now: &Now,
    id: GameId,
    position: u64,
) -> Result<GamePlayed, StoreError> {
    let damaged = |what: String| {
        let league = director.slug.clone();
        director.store().condemn(&format!("{league}, entry {position}: {what}"));
        StoreError::Damaged { league, position, what }
    };
    let entry = director.store().entry(now.id, position).await?;
    let entry = entry.ok_or_else(|| damaged("it is missing".to_owned()))?;
    match entry.event() {
        Ok(Event::GamePlayed(game)) if game.id == id => Ok(*game),
        Ok(_) => Err(damaged(format!("it does not hold game {id}"))),
        Err(error) => Err(damaged(format!("it does not read as an event ({error})"))),
    }
}
