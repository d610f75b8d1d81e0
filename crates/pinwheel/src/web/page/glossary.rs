//! The words of the league.
//!
//! May live here: one entry per word, in alphabetical order; the words are those of the design. Must
//! never live here: a number that a vote may change.

/// One word and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    /// Its name in addresses: `/glossary#elam-ending`.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
}

macro_rules! terms {
    ($($id:literal $name:literal $about:literal)*) => {
        /// Every word, by name.
        pub(super) const TERMS: [Term; [$($id,)*].len()] =
            [$(Term { id: $id, name: $name, about: $about },)*];
    };
}

terms! {
    "altitude" "Altitude" "How high a venue lies above the sea. The higher it is, the sooner visitors tire."
    "arc" "Arc" "The line on the floor beyond which a basket counts more. Its distance is a rule, so it can be moved."
    "archetype" "Archetype" "What kind of hooper somebody is, in a word or two: sharpshooter, lockdown, floor general."
    "assist" "Assist" "A pass that leads directly to a basket."
    "awards" "Awards" "Given when a champion is crowned, by numbers alone: nobody votes on them."
    "bonus" "Bonus" "Once a side has too many fouls in a period, every further one gives the other side free throws."
    "book" "Book" "All the rules in force, with what each may become and where it started. Every number in it can be changed."
    "bracket" "Bracket" "Who meets whom in the playoffs. The best team meets the last that qualified, so the two best can only meet in the final."
    "champion" "Champion" "The team that wins the final."
    "deciding-game" "Deciding game" "Played when teams on both sides of the playoff line are level on every count. It separates them and counts for nothing else."
    "deep" "Deep" "Two metres or more beyond the arc. A shot from there counts like any other from beyond the arc, unless the Book gives it a value of its own."
    "effect" "Effect" "A rule that acts by itself while a game is played, for instance after a certain kind of basket."
    "elam-ending" "Elam ending" "An ending without a clock, named after Nick Elam who proposed it: the clock is switched off late in the game, a target score is set, and the first side to reach it wins."
    "floor" "Floor" "Where governors propose, amend and vote, between rounds. It is not open in this version of Pinwheel."
    "foul-limit" "Foul limit" "A hooper with this many fouls leaves the game."
    "game-score" "Game score" "One number for a whole box score: what helps a side counts for a hooper, misses, turnovers and fouls count against. It decides who is most valuable."
    "games-behind" "Games behind" "How many games a team is away from the leader: the mean of the difference in wins and the difference in losses. ½ is half a game."
    "governor" "Governor" "A person who joins a team, proposes changes to the rules, and votes on them. Governors never play. Joining is not open in this version of Pinwheel."
    "head-to-head" "Head to head" "The games that two teams, or several that are level, have played against each other."
    "home-advantage" "Home advantage" "What the home side gains from its crowd, the altitude and the visitors’ journey. How much is a rule."
    "hooper" "Hooper" "A simulated basketball player. Hoopers belong to one team for good."
    "league" "League" "One community’s teams, rules and seasons."
    "lot" "Lot" "The order in which the teams stand in the league file. It separates teams only when nothing else does."
    "pace" "Pace" "How quickly a played game unfolds for spectators: in about twenty minutes, in a minute and a half, or all at once."
    "playoffs" "Playoffs" "The knock-out part of a season, in series of several games."
    "plus-minus" "Plus-minus" "Points of the own side less the opponent’s while a hooper was on court."
    "points-per-100" "Points per 100 shots" "How many points a hooper makes of a hundred shots, a free throw counted as 0.44 of a shot. See true shooting."
    "possession" "Possession" "One side’s turn with the ball, until it shoots, loses the ball or is fouled."
    "preset" "Preset" "A set of rules that a league can start from."
    "proposal" "Proposal" "A change to the rules in plain words, together with what the machine understood of it. Governors vote on what was understood."
    "round" "Round" "One block of games in which every team plays once."
    "round-robin" "Round robin" "As many rounds as it takes for every team to meet every other once."
    "seed" "Seed" "Of a game: the number its dice come from. It is told once the game is over, so that anybody can play the game again and get the same result. Of a team: its place in the playoffs’ draw."
    "series" "Series" "Several games between the same two teams in the playoffs. Best of five is won by the first with three."
    "shot-clock" "Shot clock" "How long a side may keep the ball before it must shoot."
    "spectator" "Spectator" "Anybody who watches. A spectator learns of a play when it is shown and not before."
    "split" "Split" "A hooper’s numbers over some of the games only: at home, away, in wins, against one opponent."
    "target" "Target" "The score that wins a game. Under the Elam ending it is the leader’s score plus a margin."
    "tick" "Tick" "One firing of the league’s clock. It plays the next round, or moves the season on."
    "tie-breakers" "Tie-breakers" "What separates teams with the same points in the standings, in this order: head to head, point difference, points scored, deciding games, the lot."
    "true-shooting" "True shooting" "A measure of scoring that counts shots and free throws together. Pinwheel prints it as points per 100 shots, because a vote may change what a basket is worth."
    "turnover" "Turnover" "A ball lost without a shot."
    "usage" "Usage" "The share of a side’s shots that one hooper takes. Taking many makes each of them a little worse."
    "venue" "Venue" "A team’s home. Its size, its altitude and the journey there matter to the visitors."
    "window" "Window" "The time in which a ballot collects votes."
}

#[cfg(test)]
mod tests {
    use super::TERMS;

    #[test]
    fn words_are_in_order_and_each_has_an_anchor_of_its_own() {
        assert!(TERMS.is_sorted_by(|a, b| a.name.to_lowercase() < b.name.to_lowercase()));
        for term in TERMS {
            assert!(TERMS.iter().filter(|it| it.id == term.id).count() == 1, "{}", term.id);
            assert!(term.about.ends_with('.'), "{}", term.id);
        }
    }
}
