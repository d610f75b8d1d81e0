//! The fact sheet of one game: everything that a report may say of it.
//!
//! May live here: facts, taken from the plays. Must never live here: wording.

use league::event::GamePlayed;
use league::ids::{GameId, HooperId, TeamId};
use league::rules::Rules;
use league::sim::{BoxScore, Line, Names, Play, Side, Zone, describe};
use league::spec::{LeagueSpec, TeamSpec};
use league::view::{Course, Run};

/// One game, as a report may tell of it.
#[derive(Clone, Debug)]
pub struct GameFacts<'a> {
    /// Which game.
    pub id: GameId,
    /// Home, then away.
    pub teams: [&'a TeamSpec; 2],
    /// Their ids.
    pub team_ids: [TeamId; 2],
    /// Final points, home then away.
    pub score: [u16; 2],
    /// Leads, runs, ties.
    pub course: Course,
    /// Points at the end of the regular phases differ from the final ones: it went on after them.
    pub went_to_overtime: bool,
    /// The best scorer of each side, home then away; `None` when a side has none with a point.
    pub stars: [Option<Star<'a>>; 2],
    plays: &'a [Play],
}

/// A hooper with what they did in one game.
#[derive(Clone, Copy, Debug)]
pub struct Star<'a> {
    /// Who.
    pub id: HooperId,
    /// Full name.
    pub name: &'a str,
    /// What they did.
    pub line: Line,
}

impl<'a> GameFacts<'a> {
    /// The facts of a stored game. `rules`: those it was played by.
    pub fn of(spec: &'a LeagueSpec, rules: &Rules, game: &'a GamePlayed) -> Self {
        let team = |id: TeamId| &spec.teams[usize::from(id.0).min(spec.teams.len() - 1)];
        let team_ids = [game.home, game.away];
        let teams = team_ids.map(team);
        let sizes = game.squads.map(usize::from);
        let boxes = BoxScore::from_plays(sizes, usize::from(game.on_court), &game.plays);
        let regular = usize::try_from(rules.regular_phases()).unwrap_or(usize::MAX);
        let stars = [0, 1].map(|side| {
            let lines = (0_u8..).zip(&boxes.sides[side].hoopers).zip(&teams[side].hoopers);
            let of = |((slot, line), hooper): ((u8, &Line), &'a league::spec::HooperSpec)| Star {
                id: HooperId::new(team_ids[side], slot),
                name: &hooper.name,
                line: *line,
            };
            let scored = lines.map(of).filter(|it| it.line.points > 0);
            // Of equal ones the first in the lineup: the same every time.
            scored.rev_max()
        });
        Self {
            id: game.id,
            teams,
            team_ids,
            score: game.score,
            course: Course::of(&game.plays),
            went_to_overtime: boxes.sides[0].by_period.len() > regular,
            stars,
            plays: &game.plays,
        }
    }

    /// The winner's side.
    pub fn winner(&self) -> Side {
        if self.score[0] > self.score[1] { Side::Home } else { Side::Away }
    }

    /// Points between the two at the end.
    pub fn margin(&self) -> u16 {
        self.score[0].abs_diff(self.score[1])
    }

    /// Points of both.
    pub fn total(&self) -> u16 {
        self.score[0] + self.score[1]
    }

    /// A side's team.
    pub fn team(&self, side: Side) -> &'a TeamSpec {
        self.teams[side as usize]
    }

    /// The score as it is told: the winner's points first.
    pub fn result(&self) -> String {
        let [high, low] = [self.score[0].max(self.score[1]), self.score[0].min(self.score[1])];
        format!("{high}–{low}")
    }

    /// How far behind the winner was at worst.
    pub fn comeback(&self) -> u16 {
        self.course.largest[self.winner().other() as usize]
    }

    /// The longest run of points by one side.
    pub fn longest_run(&self) -> Option<Run> {
        self.course.longest
    }

    /// The better of the two best scorers.
    pub fn best(&self) -> Option<Star<'a>> {
        self.stars.iter().flatten().copied().rev_max()
    }

    /// The last play that scored for the winner, in words.
    pub fn last_word(&self) -> Option<String> {
        let own = |it: &(usize, &Play)| it.1.points > 0 && it.1.side == self.winner();
        let (index, play) = self.plays.iter().enumerate().rfind(own)?;
        Some(describe(play, self, index))
    }

    /// The basket from furthest out, in words, if one went in from two metres beyond the arc.
    pub fn deepest(&self) -> Option<String> {
        let deep = |it: &(usize, &Play)| it.1.points > 0 && it.1.zone == Zone::Deep;
        let (index, play) = self.plays.iter().enumerate().find(deep)?;
        Some(describe(play, self, index))
    }

    /// The largest single number of points that one play brought, with its words.
    pub fn richest(&self) -> Option<(u16, String)> {
        let rich = self.plays.iter().enumerate().filter(|it| it.1.points > 0);
        let (index, play) = rich.rev().max_by_key(|it| it.1.points)?;
        Some((u16::from(play.points), describe(play, self, index)))
    }

    /// A number that tells this game from its neighbours, for variety.
    pub(super) fn salt(&self) -> usize {
        usize::from(self.id.season) * 7
            + usize::from(self.id.round) * 5
            + usize::from(self.id.matchup)
    }
}

/// The most points; of equal ones the first.
trait RevMax<'a> {
    fn rev_max(self) -> Option<Star<'a>>;
}

impl<'a, I: Iterator<Item = Star<'a>>> RevMax<'a> for I {
    fn rev_max(self) -> Option<Star<'a>> {
        self.fold(None, |best: Option<Star<'a>>, it| match best {
            Some(best) if best.line.points >= it.line.points => Some(best),
            _ => Some(it),
        })
    }
}

impl Names for GameFacts<'_> {
    fn hooper(&self, side: Side, place: u8) -> &str {
        let hooper = self.team(side).hoopers.get(usize::from(place));
        hooper.map_or("nobody", |it| it.name.as_str())
    }

    fn team(&self, side: Side) -> &str {
        &self.teams[side as usize].nickname
    }
}
