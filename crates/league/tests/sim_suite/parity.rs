//! A season among drafted squads: B10; and whether a rating finds out who is better.

use crate::arms::{house, small_hall};
use league::dice::{GameKey, below};
use league::ids::TeamId;
use league::rules::{Param, Rules};
use league::season::regular_season;
use league::sim::{Lineup, Matchup, Skills, Strategy, play};

const TEAMS: u8 = 8;
/// Twelve round robins of eight teams: 84 games each.
const ROBINS: u8 = 12;
const SEASONS: u64 = 96;
/// Seasons in which a rating is compared with the truth.
const RATED_SEASONS: u64 = 24;
/// Games between any two squads that say how strong each is.
const STRENGTH_GAMES: u64 = 100;

/// Eight squads drafted in turn, there and back, from a pool: whoever is next takes the best left.
fn drafted(season: u64) -> Vec<Lineup> {
    let key = GameKey::trial(84, season);
    // A hooper's talent, and how each skill differs from it: bell-shaped.
    let bell = |at: u16, of: u8, width: i32| -> i32 {
        let sum: i32 = (0..4).map(|it| below(key.draw(at, 0, of, it), 101).cast_signed()).sum();
        (sum - 200) * width / 58
    };
    let mut pool: Vec<(i32, Skills)> = (0..u16::from(TEAMS) * 4)
        .map(|at| {
            let talent = 50 + bell(at, 20, 11);
            let skills = Skills::from_values(std::array::from_fn(|it| {
                let of = u8::try_from(it).expect("ten skills");
                u8::try_from((talent + bell(at, of, 11)).clamp(0, 100)).expect("a skill")
            }));
            // Scouts are off by a little.
            (self::talent(&skills) + bell(at, 21, 60), skills)
        })
        .collect();
    pool.sort_by_key(|(seen, _)| std::cmp::Reverse(*seen));
    let mut squads = vec![Vec::new(); usize::from(TEAMS)];
    for (turn, picks) in pool.chunks(usize::from(TEAMS)).enumerate() {
        for (at, pick) in picks.iter().enumerate() {
            let team = if turn % 2 == 0 { at } else { usize::from(TEAMS) - 1 - at };
            squads[team].push(pick.1);
        }
    }
    let squad = |skills| Lineup { skills, strategy: Strategy::default() };
    squads.into_iter().map(squad).collect()
}

fn talent(skills: &Skills) -> i32 {
    skills.values().iter().map(|it| i32::from(*it)).sum()
}

struct Season<'a> {
    squads: &'a [Lineup],
    rules: &'a Rules,
    number: u64,
    played: u64,
}

impl Season<'_> {
    /// Whether the first of two wins at home, and by how much.
    fn meet(&mut self, home: usize, away: usize) -> i32 {
        let (home, away) = (self.squads[home].clone(), self.squads[away].clone());
        let matchup = Matchup { home, away, venue: small_hall(), travel_km: 200 };
        self.played += 1;
        let key = GameKey::trial(1_000 + self.number, self.played);
        let score = play(&matchup, self.rules, key).score;
        i32::from(score[0]) - i32::from(score[1])
    }

    /// Who wins a series; the first has the better place and home in odd games.
    fn series(&mut self, pair: [usize; 2], best_of: u8) -> usize {
        let mut wins = [0_u8; 2];
        for game in 0..best_of {
            let flip = usize::from(game % 2);
            let home_won = self.meet(pair[flip], pair[1 - flip]) > 0;
            wins[if home_won { flip } else { 1 - flip }] += 1;
        }
        pair[usize::from(wins[0] < wins[1])]
    }
}

#[expect(clippy::cast_precision_loss, reason = "a test reads it")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn place(team: TeamId) -> usize {
    usize::from(team.0)
}

/// B10: over 96 seasons of 84 games the spread of win shares is a league's, and the first of the table
/// wins the title in 35 to 60 % of them.
#[test]
fn b10_a_season_is_neither_a_lottery_nor_a_formality() {
    let rules = house(&[]);
    let (mut spread, mut titles) = (0.0, 0);
    for number in 0..SEASONS {
        let squads = drafted(number);
        let mut season = Season { squads: &squads, rules: &rules, number, played: 0 };
        let mut wins = vec![0_usize; squads.len()];
        for round in regular_season(TEAMS, ROBINS, GameKey::trial(5, number)) {
            for pairing in round {
                let (home, away) = (place(pairing.home), place(pairing.away));
                wins[if season.meet(home, away) > 0 { home } else { away }] += 1;
            }
        }
        let shares: Vec<f64> = wins.iter().map(|it| share(*it, 84)).collect();
        spread += shares.iter().map(|it| (it - 0.5).powi(2)).sum::<f64>() / 8.0;
        let mut table: Vec<usize> = (0..squads.len()).collect();
        table.sort_by_key(|it| std::cmp::Reverse(wins[*it]));
        let finalists =
            [[table[0], table[3]], [table[1], table[2]]].map(|pair| season.series(pair, 3));
        titles += usize::from(season.series(finalists, 5) == table[0]);
    }
    #[expect(clippy::cast_precision_loss, reason = "a test reads it")]
    let seasons = SEASONS as f64;
    let spread = (spread / seasons).sqrt();
    assert!((0.12..=0.17).contains(&spread), "spread of win shares {spread:.3}");
    let first = share(titles, 96);
    assert!((0.35..=0.60).contains(&first), "the first of the table wins {first:.2}");
}

/// How strong a squad is: its average lead over every other, of `STRENGTH_GAMES` games against each on
/// neutral ground with dice of their own. Nothing that a season sees.
fn strengths(squads: &[Lineup], number: u64) -> Vec<f64> {
    let rules = house(&[(Param::HomeAdvantage, 0)]);
    let mut lead = vec![0_i32; squads.len()];
    let mut season = Season { squads, rules: &rules, number: 500 + number, played: 0 };
    for one in 0..squads.len() {
        for other in 0..one {
            for _ in 0..STRENGTH_GAMES {
                let margin = season.meet(one, other);
                lead[one] += margin;
                lead[other] -= margin;
            }
        }
    }
    lead.into_iter().map(f64::from).collect()
}

/// Elo, which sees the results of 84 games a team and nothing else, finds the teams' true order: rank
/// correlation with their strength, average of 24 seasons.
#[test]
fn elo_recovers_true_talent() {
    let rules = house(&[]);
    let mut agreement = 0.0;
    for number in 0..RATED_SEASONS {
        let squads = drafted(number);
        let mut season = Season { squads: &squads, rules: &rules, number, played: 0 };
        let mut elo = vec![1_500.0_f64; squads.len()];
        for pairing in
            regular_season(TEAMS, ROBINS, GameKey::trial(5, number)).into_iter().flatten()
        {
            let (home, away) = (place(pairing.home), place(pairing.away));
            let margin = season.meet(home, away);
            rate(&mut elo, home, away, margin);
        }
        agreement += correlation(&elo, &strengths(&squads, number));
    }
    #[expect(clippy::cast_precision_loss, reason = "a test reads it")]
    let mean = agreement / RATED_SEASONS as f64;
    assert!(mean >= 0.9, "rank correlation of Elo and strength {mean:.3}");
}

/// One game in an Elo rating with the margin in it: 20 points for an ordinary one (13), 65 for home.
fn rate(elo: &mut [f64], home: usize, away: usize, margin: i32) {
    let gap = elo[home] + 65.0 - elo[away];
    let expected = 1.0 / (1.0 + 10.0_f64.powf(-gap / 400.0));
    let weight = f64::from(margin.abs()).ln_1p() * 7.5;
    let won = if margin > 0 { 1.0 } else { 0.0 };
    elo[home] += weight * (won - expected);
    elo[away] -= weight * (won - expected);
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |of: &[f64]| -> Vec<f64> {
        of.iter()
            .map(|it| f64::from(u8::try_from(of.iter().filter(|o| *o < it).count()).expect("few")))
            .collect()
    };
    let (a, b) = (ranks(a), ranks(b));
    let mean = |of: &[f64]| of.iter().sum::<f64>() / 8.0;
    let (ma, mb) = (mean(&a), mean(&b));
    let both: f64 = a.iter().zip(&b).map(|(x, y)| (x - ma) * (y - mb)).sum();
    let square = |of: &[f64], m: f64| of.iter().map(|x| (x - m).powi(2)).sum::<f64>();
    both / (square(&a, ma) * square(&b, mb)).sqrt().max(1e-9)
}
