//! One game from wherever it is kept: the round being shown, the log, a past season.
//!
//! May live here: finding it. Must never live here: what of it may be shown (`league::view`).

use super::Visit;
use crate::store::StoreError;
use league::Event;
use league::ids::GameId;
use league::sim::Play;
use league::state::GameRecord;
use league::view::{Card, GameView};
use std::sync::Arc;

/// A game that an address names.
pub(super) enum Found {
    /// It has tipped off.
    Begun(Loaded),
    /// It has not.
    Ahead(Card),
}

/// A game that has tipped off, with all its plays: those to come too. Look at it through `view`.
pub(super) struct Loaded {
    id: GameId,
    plays: Arc<[Play]>,
    past: Option<Box<(GameRecord, Card)>>,
}

impl Loaded {
    /// The game as far as it has been shown.
    pub(super) fn view<'p>(&'p self, visit: &Visit) -> Option<GameView<'p>> {
        match &self.past {
            Some(past) => Some(GameView::of_past(&past.0, past.1.clone(), &self.plays)),
            None => visit.view()?.game(self.id, &self.plays),
        }
    }

    /// Whether it belongs to a season that is over.
    pub(super) fn is_past(&self) -> bool {
        self.past.is_some()
    }
}

/// The game with this id; `None` when there is none, or it cannot be known yet.
pub(super) async fn game(visit: &Visit, id: GameId) -> Result<Option<Found>, StoreError> {
    let Some(view) = visit.view() else { return Ok(None) };
    if let Some(plays) = visit.now.plays.get(&id) {
        return Ok(Some(Found::Begun(Loaded { id, plays: plays.clone(), past: None })));
    }
    if let Some(position) = view.position_of(id) {
        let loaded = read(visit, id, position).await?.map(|(plays, _)| plays);
        return Ok(loaded.map(|plays| Found::Begun(Loaded { id, plays, past: None })));
    }
    let season = view.league.past.iter().find(|it| it.number == id.season);
    if let Some(past) = season.and_then(|it| it.games.iter().find(|it| it.id == id)) {
        let Some((plays, record)) = read(visit, id, past.position).await? else { return Ok(None) };
        let past = Some(Box::new((record, Card::of_past(past))));
        return Ok(Some(Found::Begun(Loaded { id, plays, past })));
    }
    Ok(view.card_of(id).map(Found::Ahead))
}

/// The plays and the record of a game from the log.
async fn read(
    visit: &Visit,
    id: GameId,
    position: u64,
) -> Result<Option<(Arc<[Play]>, GameRecord)>, StoreError> {
    let Some(league) = visit.now.state.league() else { return Ok(None) };
    let entry = visit.here.hosted.director.store().entry(visit.now.id, position).await?;
    let event = entry.and_then(|it| it.event().ok());
    let Some(Event::GamePlayed(game)) =
        event.filter(|it| matches!(it, Event::GamePlayed(game) if game.id == id))
    else {
        return Ok(None);
    };
    let record = GameRecord::from_log(&game, position, &league.rules);
    Ok(Some((game.plays.into(), record)))
}
