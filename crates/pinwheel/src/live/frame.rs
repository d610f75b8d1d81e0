//! One broadcast event, formatted once, and which readers want it.

use super::{Place, Position};
use bytes::Bytes;
use league::ids::GameId;

/// One broadcast event: a piece of an event stream, shared by every reader.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Where a reader stands who has it; `None` for what belongs to no order.
    place: Option<Place>,
    about: About,
    /// `id: …\ndata: {…}\n\n`.
    text: Bytes,
    /// Where the JSON lies in `text`, its line end included.
    json: std::ops::Range<usize>,
}

/// What a frame is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// A play of this game; `true` when it moves the score, the period or the state of the game.
    Game(GameId, bool),
    /// The league: rounds, stages, settings.
    League,
    /// The benchmark's own events.
    Bench,
    /// A sign of life, for everybody.
    Life,
}

impl Frame {
    /// A play or the end of a game. `milestone`: the score or the period moved.
    pub(crate) fn game(
        place: Place,
        game: GameId,
        milestone: bool,
        data: &serde_json::Value,
    ) -> Self {
        Self::new(place.position, Some(place), About::Game(game, milestone), data)
    }

    /// Something about the whole league.
    pub(crate) fn league(place: Place, data: &serde_json::Value) -> Self {
        Self::new(place.position, Some(place), About::League, data)
    }

    /// A synthetic event of the benchmark.
    pub(crate) fn bench(position: Position, data: &serde_json::Value) -> Self {
        Self::new(position, None, About::Bench, data)
    }

    /// A comment line.
    pub(crate) fn comment() -> Self {
        Self { place: None, about: About::Life, text: Bytes::from_static(b":\n\n"), json: 0..0 }
    }

    /// Why nothing can be stored at this moment; `None`: it can again. For everybody.
    pub(crate) fn trouble(why: Option<&str>) -> Self {
        let data = format!("{}\n", serde_json::json!({ "type": "trouble", "text": why }));
        let head = "data: ";
        let json = head.len()..head.len() + data.len();
        Self { place: None, about: About::Life, text: format!("{head}{data}\n").into(), json }
    }

    /// Tells the reader that it must load the page anew; it stands at `position` then.
    pub(crate) fn reset(position: Position) -> Self {
        let data = format!("{{\"type\":\"reset\",\"id\":{position}}}\n");
        let head = format!("event: reset\nid: {position}\ndata: ");
        let json = head.len()..head.len() + data.len();
        Self { place: None, about: About::Life, text: format!("{head}{data}\n").into(), json }
    }

    fn new(id: Position, place: Option<Place>, about: About, data: &serde_json::Value) -> Self {
        let head = format!("id: {id}\ndata: ");
        let data = format!("{data}\n");
        let json = head.len()..head.len() + data.len();
        Self { place, about, text: format!("{head}{data}\n").into(), json }
    }

    /// Where a reader stands who has it; `None` for what belongs to no order.
    pub(crate) fn position(&self) -> Option<Position> {
        self.place.map(|it| it.position)
    }

    /// Whether a reader at this place has it already.
    pub(crate) fn is_had_at(&self, reader: &Place) -> bool {
        self.place.is_some_and(|it| match self.about {
            About::Game(..) => reader.has_item(&it),
            About::League | About::Bench | About::Life => reader.has_entry(&it),
        })
    }

    /// As a piece of a `text/event-stream`.
    pub(crate) fn sse(&self) -> Bytes {
        self.text.clone()
    }

    /// As a line of `application/x-ndjson`; an empty line for comments.
    pub(crate) fn ndjson(&self) -> Bytes {
        if self.json.is_empty() {
            Bytes::from_static(b"\n")
        } else {
            self.text.slice(self.json.clone())
        }
    }
}

/// Which frames a reader wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a topic of its own")]
pub(crate) struct Topics {
    /// Everything except the benchmark's.
    all: bool,
    /// Score and period changes of every game.
    scores: bool,
    /// Every play of these games.
    games: Vec<GameId>,
    /// The league's own events.
    league: bool,
    bench: bool,
}

/// Most topics one stream may ask for.
const TOPICS_MAX: usize = 32;

impl Topics {
    /// Reads `game:s1r3g2,scores,league`. Empty text: everything.
    ///
    /// # Errors
    /// Names the topic that does not exist.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut topics = Self::default();
        let names: Vec<&str> = text.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        if names.len() > TOPICS_MAX {
            return Err(format!(
                "{} topics; one stream may ask for at most {TOPICS_MAX}",
                names.len()
            ));
        }
        topics.all = names.is_empty();
        for name in names {
            match (name, name.strip_prefix("game:")) {
                ("all", _) => topics.all = true,
                ("scores", _) => topics.scores = true,
                ("league", _) => topics.league = true,
                ("bench", _) => topics.bench = true,
                (_, Some(id)) => {
                    topics.games.push(
                        id.parse()
                            .map_err(|_| format!("{id:?} is not a game id such as s1r3g2"))?,
                    );
                }
                _ => {
                    return Err(format!(
                        "there is no topic {name:?}; topics are game:ID, scores, league and all"
                    ));
                }
            }
        }
        Ok(topics)
    }

    /// Whether a reader of these topics wants the frame.
    pub(crate) fn want(&self, frame: &Frame) -> bool {
        match frame.about {
            About::Life => true,
            About::Bench => self.bench,
            About::League => self.all || self.league || self.scores || !self.games.is_empty(),
            About::Game(id, milestone) => {
                self.all || (self.scores && milestone) || self.games.contains(&id)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_the_same_event_in_both_forms() {
        let position = Position { log: 2, shown: 3 };
        let frame = Frame::league(Place { position, tip: 0 }, &serde_json::json!({"type": "x"}));
        assert_eq!(frame.sse(), "id: 262147\ndata: {\"type\":\"x\"}\n\n");
        assert_eq!(frame.ndjson(), "{\"type\":\"x\"}\n");
        assert_eq!(Frame::reset(position).ndjson(), "{\"type\":\"reset\",\"id\":262147}\n");
    }

    #[test]
    fn topics_choose_and_wrong_ones_are_named() {
        let game: GameId = "s1r1g1".parse().expect("an id");
        let position = Place::default();
        let play = Frame::game(position, game, false, &serde_json::json!({}));
        let basket = Frame::game(position, game, true, &serde_json::json!({}));
        let wants = |text: &str| {
            let topics = Topics::parse(text).expect("topics");
            [topics.want(&play), topics.want(&basket)]
        };
        assert_eq!(wants(""), [true, true]);
        assert_eq!(wants("scores"), [false, true]);
        assert_eq!(wants("game:s1r1g1"), [true, true]);
        assert_eq!(wants("game:s1r1g2,league"), [false, false]);
        assert!(Topics::parse("gmae:1").is_err() && Topics::parse("game:1").is_err());
        assert!(Topics::parse(&"scores,".repeat(40)).is_err());
    }
}
