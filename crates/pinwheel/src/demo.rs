//! The eight Portland teams of the demo league and of a fresh league file.
//!
//! May live here: names, colours, skills, characters. Never: how a file is written (`league_file`).

use league::rules::Preset;
use league::sim::{Skills, Strategy};
use league::spec::{HooperSpec, Ink, LeagueSpec, Pace, TeamSpec, VenueSpec, slug_of};

/// Rounds of the demo: every two minutes.
pub(crate) const DEMO_CRON: &str = "*/2 * * * *";
/// Rounds of an ordinary league: every hour.
pub(crate) const DEFAULT_CRON: &str = "0 * * * *";

/// A kind of hooper: ten skills in the order of `Skills::NAMES`, 50 on average.
pub(crate) const ARCHETYPES: [(&str, [u8; 10]); 9] = [
    ("sharpshooter", [38, 62, 82, 48, 44, 38, 34, 46, 58, 60]),
    ("floor general", [42, 50, 48, 74, 80, 44, 34, 48, 72, 52]),
    ("lockdown", [44, 38, 36, 50, 44, 84, 56, 58, 50, 46]),
    ("slasher", [80, 46, 34, 66, 48, 46, 44, 56, 46, 46]),
    ("iron horse", [58, 42, 34, 44, 42, 56, 66, 84, 44, 52]),
    ("savant", [46, 60, 54, 58, 66, 46, 36, 40, 84, 54]),
    ("closer", [60, 64, 58, 54, 42, 40, 36, 44, 50, 82]),
    ("glass cleaner", [64, 36, 28, 38, 38, 60, 86, 58, 44, 40]),
    ("wildcard", [56, 48, 60, 60, 56, 50, 44, 52, 30, 36]),
];

struct Team {
    name: &'static str,
    nickname: &'static str,
    code: &'static str,
    ink: Ink,
    motto: &'static str,
    venue: (&'static str, u32, u16, [i16; 2]),
    hoopers: [(&'static str, usize, &'static str); 4],
}

const TEAMS: [Team; 8] = [
    Team {
        name: "St. Johns Herons",
        nickname: "Herons",
        code: "HER",
        ink: Ink::Lake,
        motto: "Still water, sudden beak.",
        venue: ("Cathedral Park Cages", 2_400, 20, [-8, 9]),
        hoopers: [
            ("Ines Okafor", 0, "Practises one shot a day, for three hours."),
            ("Teague Amari", 1, "Draws plays on bridge pylons in chalk."),
            ("June Halloran", 2, "Has never lost a staring contest."),
            ("Pell Ruiz", 8, "Nobody knows what comes next, Pell included."),
        ],
    },
    Team {
        name: "Kenton Furnace",
        nickname: "Furnace",
        code: "FUR",
        ink: Ink::Brick,
        motto: "We run hot.",
        venue: ("The Foundry Floor", 3_100, 15, [-3, 8]),
        hoopers: [
            ("Marisol Quint", 3, "Reaches the rim by the shortest road."),
            ("Deshawn Vale", 4, "Plays every minute and asks for more."),
            ("Bo Lindqvist", 6, "Quiet until the last two minutes."),
            ("Odalys Fenn", 7, "Keeps a list of every rebound she missed. It is short."),
        ],
    },
    Team {
        name: "Alberta Lanternfish",
        nickname: "Lanternfish",
        code: "LAN",
        ink: Ink::Indigo,
        motto: "Deeper than you think.",
        venue: ("Last Thursday Hall", 1_800, 60, [2, 6]),
        hoopers: [
            ("Sable Nakamura", 5, "Sees the pass before the passer does."),
            ("Cormac Achebe", 0, "Shoots better with one eye closed."),
            ("Vida Strand", 2, "Guards the lights when nobody else is left."),
            ("Rufus Odell", 3, "Falls upward."),
        ],
    },
    Team {
        name: "Hawthorne Night Owls",
        nickname: "Night Owls",
        code: "OWL",
        ink: Ink::Plum,
        motto: "Awake when it counts.",
        venue: ("The Bagdad Back Lot", 2_200, 55, [3, 1]),
        hoopers: [
            ("Leonie Brandt", 6, "Has a clock at home with only the last minute on it."),
            ("Tobias Wren", 1, "Apologises for his no-look passes."),
            ("Ama Kowalski", 7, "Stands where the ball will be."),
            ("Dov Castellan", 5, "Reads the rule book for pleasure."),
        ],
    },
    Team {
        name: "Sellwood Millrace",
        nickname: "Millrace",
        code: "MIL",
        ink: Ink::Pine,
        motto: "Downstream all day.",
        venue: ("Oaks Bottom Pavilion", 2_600, 12, [2, -6]),
        hoopers: [
            ("Greta Solano", 4, "Once played a double-header on a sprained watch."),
            ("Hollis Park", 3, "Takes stairs three at a time."),
            ("Wren Abubakar", 0, "Collects nets."),
            ("Ike Dahl", 2, "Says nothing, blocks everything."),
        ],
    },
    Team {
        name: "Foster Drift",
        nickname: "Drift",
        code: "DRI",
        ink: Ink::Amber,
        motto: "Somewhere, eventually.",
        venue: ("The Portland Meadows Barn", 1_500, 70, [9, -4]),
        hoopers: [
            ("Calla Mbeki", 8, "Flips a coin before each game and ignores it."),
            ("Stellan Voss", 5, "Counts in sevens."),
            ("Rosa Tillman", 7, "Grew up under a leaking roof; good at what falls."),
            ("Jun Ferreira", 0, "Prefers the long way round."),
        ],
    },
    Team {
        name: "Steel Bridge Rivets",
        nickname: "Rivets",
        code: "RIV",
        ink: Ink::Blue,
        motto: "Holding.",
        venue: ("Span Street Arena", 4_200, 10, [0, 4]),
        hoopers: [
            ("Magda Irons", 2, "Has a handshake people remember."),
            ("Percy Adeyemi", 4, "Walks home after away games."),
            ("Noor Haddad", 1, "Knows what you will do with the ball."),
            ("Blaise Turner", 6, "Wants it. Every time."),
        ],
    },
    Team {
        name: "Mississippi Foxgloves",
        nickname: "Foxgloves",
        code: "FOX",
        ink: Ink::Violet,
        motto: "Pretty from a distance.",
        venue: ("The Garden Gym", 2_000, 50, [-1, 6]),
        hoopers: [
            ("Zadie Laurent", 3, "Slips through doors that are closing."),
            ("Emeka Sorensen", 7, "Tall in a way that seems personal."),
            ("Tilly Okonkwo", 8, "Has played with both shoes untied for luck."),
            ("Arlo Benedetti", 5, "Solves the crossword at half time."),
        ],
    },
];

/// A hooper's skills: the archetype's, each moved by up to four points, the same for the same name.
fn skills(archetype: usize, name: &str) -> Skills {
    let mut values = ARCHETYPES[archetype].1;
    let letters = name.bytes().fold(7_u32, |sum, it| sum.wrapping_mul(31).wrapping_add(it.into()));
    for (at, value) in (0_u32..).zip(&mut values) {
        let step = u8::try_from(letters.wrapping_mul(2 * at + 3) >> 13 & 0xff).unwrap_or(0) % 9;
        *value = (*value + step).saturating_sub(4).min(100);
    }
    Skills::from_values(values)
}

fn team(it: &Team) -> TeamSpec {
    let (venue, capacity, altitude_m, map_km) = it.venue;
    let hooper = |(name, archetype, line): &(&str, usize, &str)| HooperSpec {
        name: (*name).to_owned(),
        slug: slug_of(name),
        archetype: ARCHETYPES[*archetype].0.to_owned(),
        skills: skills(*archetype, name),
        line: (*line).to_owned(),
    };
    TeamSpec {
        name: it.name.to_owned(),
        nickname: it.nickname.to_owned(),
        code: it.code.to_owned(),
        slug: slug_of(it.nickname),
        ink: it.ink,
        motto: it.motto.to_owned(),
        venue: VenueSpec { name: venue.to_owned(), capacity, altitude_m, map_km },
        hoopers: it.hoopers.iter().map(hooper).collect(),
        strategy: Strategy::default(),
    }
}

/// The demo league: the Portland teams, a round every two minutes, a game in a minute and a half.
pub(crate) fn league() -> LeagueSpec {
    LeagueSpec {
        name: "Portland Demo League".to_owned(),
        slug: "demo".to_owned(),
        seed: None,
        cron: DEMO_CRON.to_owned(),
        pace: Pace::Fast,
        rules: Preset::House.rules(),
        teams: TEAMS.iter().map(team).collect(),
        demo: true,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_league_can_be_founded() {
        let spec = super::league();
        assert_eq!(spec.faults(), []);
        let sums = spec.teams.iter().map(|team| {
            team.hoopers.iter().flat_map(|it| it.skills.values()).map(u32::from).sum::<u32>()
        });
        // Even enough that the rules, not the draw, decide a season.
        assert!(
            sums.clone().all(|it| (1_950..=2_250).contains(&it)),
            "{:?}",
            sums.collect::<Vec<_>>()
        );
    }
}
