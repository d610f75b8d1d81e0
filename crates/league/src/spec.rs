//! What a league is founded with: names, teams, hoopers, rules, pace.
//!
//! May live here: the specification and every check on it that needs no file. Never: reading files
//! (`pinwheel::league_file`), what happens after the founding (`state`).

use crate::dice::Seed;
use crate::rules::{Param, Rules};
use crate::sim::{Skills, Strategy};
use serde::{Deserialize, Serialize};

/// Everything needed to found a league. Stored in the founding event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeagueSpec {
    /// Name for people, 1 to 60 characters.
    pub name: String,
    /// Name in addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Where all chance comes from. `None`: the shell's fresh bytes at the founding.
    pub seed: Option<Seed>,
    /// When rounds are played, as a cron expression. Its syntax is the shell's business.
    pub cron: String,
    /// How quickly a game unfolds for spectators.
    pub pace: Pace,
    /// The rules of the first season.
    pub rules: Rules,
    /// An even number of teams, 4 to 16.
    pub teams: Vec<TeamSpec>,
    /// Founded by the program for show, until somebody founds their own.
    #[serde(default)]
    pub demo: bool,
}

/// One team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSpec {
    /// Full name: `St. Johns Herons`.
    pub name: String,
    /// Short name: `Herons`.
    pub nickname: String,
    /// Two to four capital letters: `HER`.
    pub code: String,
    /// Name in addresses.
    pub slug: String,
    /// Ink.
    pub ink: Ink,
    /// One line that the team lives by.
    pub motto: String,
    /// Home venue.
    pub venue: VenueSpec,
    /// One entry per hooper, starters first; at least `roster.size`, at most 8.
    pub hoopers: Vec<HooperSpec>,
    /// The team's dials.
    #[serde(default)]
    pub strategy: Strategy,
}

/// A home venue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VenueSpec {
    /// Its name.
    pub name: String,
    /// Seats, 100 to 50 000.
    pub capacity: u32,
    /// Height above the sea in metres, 0 to 4 000.
    pub altitude_m: u16,
    /// Where it lies on the league's map: kilometres east and north of any common point.
    pub map_km: [i16; 2],
}

/// One hooper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HooperSpec {
    /// Full name.
    pub name: String,
    /// Name in addresses, unique in the league.
    pub slug: String,
    /// A word or two on the kind of hooper: `sharpshooter`.
    pub archetype: String,
    /// Ten skills.
    pub skills: Skills,
    /// A line of character.
    pub line: String,
}

/// How quickly a played game unfolds for spectators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// About twenty minutes a game, half as fast again as the game's own clock.
    Production,
    /// About a minute and a half a game.
    Fast,
    /// All at once.
    Instant,
}

impl Pace {
    /// Every pace.
    pub const ALL: [Self; 3] = [Self::Production, Self::Fast, Self::Instant];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Fast => "fast",
            Self::Instant => "instant",
        }
    }

    /// The pace with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Milliseconds of the spectator's time per tenth of a second of the game's.
    pub fn millis_per_tenth(self) -> i64 {
        match self {
            Self::Production => 66,
            Self::Fast => 5,
            Self::Instant => 0,
        }
    }
}

macro_rules! inks {
    ($($variant:ident $name:literal $hue:literal)*) => {
        /// A team's ink: one of twelve hues that hold their contrast in both themes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Ink { $(#[doc = $name] $variant,)* }

        impl Ink {
            /// Every ink, by hue.
            pub const ALL: [Self; 12] = [$(Self::$variant,)*];

            /// Its name in league files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Its hue in degrees, `0..360`.
            pub fn hue(self) -> u16 {
                match self { $(Self::$variant => $hue,)* }
            }
        }
    };
}

inks! {
    Brick "brick" 18
    Rust "rust" 42
    Amber "amber" 68
    Olive "olive" 95
    Moss "moss" 130
    Pine "pine" 160
    Teal "teal" 185
    Lake "lake" 215
    Blue "blue" 250
    Indigo "indigo" 280
    Violet "violet" 310
    Plum "plum" 345
}

impl Ink {
    /// The ink with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The ink that visitors print in against `home`: their own, or when it is less than 60 degrees
    /// away, the nearest that is not.
    #[must_use]
    pub fn against(self, home: Self) -> Self {
        let apart = |a: Self, b: Self| {
            let gap = a.hue().abs_diff(b.hue());
            gap.min(360 - gap)
        };
        if apart(self, home) >= 60 {
            return self;
        }
        let far = Self::ALL.into_iter().filter(|it| apart(*it, home) >= 60);
        far.min_by_key(|it| apart(*it, self)).unwrap_or(self)
    }
}

/// One thing wrong with a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFault {
    /// Where: `teams[2].hoopers[0].slug`; empty for the league as a whole.
    pub path: String,
    /// What is wrong and what would be right.
    pub text: String,
}

/// Fewest and most teams.
pub const TEAMS: std::ops::RangeInclusive<usize> = 4..=16;
/// Fewest and most hoopers of one team.
pub const HOOPERS: std::ops::RangeInclusive<usize> = 3..=8;
/// Longest name, in characters.
pub const NAME_MAX: usize = 60;
/// Longest motto or line of character, in characters.
pub const LINE_MAX: usize = 200;

/// Turns a name into its form for addresses: `St. Johns Herons` becomes `st-johns-herons`.
pub fn slug_of(name: &str) -> String {
    let words = name.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

impl LeagueSpec {
    /// Everything wrong with this specification; empty when a league can be founded with it.
    pub fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |path: String, text: String| faults.push(SpecFault { path, text });
        check_text(&mut fault, "name", &self.name, NAME_MAX);
        check_slug(&mut fault, "slug", &self.slug);
        let count = self.teams.len();
        if !TEAMS.contains(&count) || count % 2 == 1 {
            fault(
                "teams".into(),
                format!("a league has an even number of teams from 4 to 16, not {count}"),
            );
        }
        let playoff_teams = self.rules.get(Param::LeaguePlayoffTeams);
        if usize::try_from(playoff_teams).is_ok_and(|it| it > count) {
            fault(
                "rules".into(),
                format!("league.playoff_teams is {playoff_teams} but the league has {count} teams"),
            );
        }
        for (at, team) in self.teams.iter().enumerate() {
            team.check(&format!("teams[{at}]"), &mut fault);
        }
        let hoopers = || {
            self.teams.iter().enumerate().flat_map(|(t, team)| {
                team.hoopers
                    .iter()
                    .enumerate()
                    .map(move |(h, it)| (format!("teams[{t}].hoopers[{h}].slug"), it.slug.as_str()))
            })
        };
        let field = |name: &'static str, of: fn(&TeamSpec) -> &str| {
            self.teams
                .iter()
                .enumerate()
                .map(move |(at, it)| (format!("teams[{at}].{name}"), of(it)))
        };
        unique(&mut fault, field("slug", |it| &it.slug));
        unique(&mut fault, field("code", |it| &it.code));
        unique(&mut fault, hoopers());
        let smallest = self.teams.iter().map(|it| it.hoopers.len()).min().unwrap_or(0);
        for contradiction in self.rules.contradictions(smallest) {
            fault("rules".into(), contradiction.to_string());
        }
        faults
    }
}

impl TeamSpec {
    fn check(&self, path: &str, fault: &mut impl FnMut(String, String)) {
        check_text(fault, &format!("{path}.name"), &self.name, NAME_MAX);
        check_text(fault, &format!("{path}.nickname"), &self.nickname, 24);
        check_slug(fault, &format!("{path}.slug"), &self.slug);
        check_line(fault, &format!("{path}.motto"), &self.motto);
        check_text(fault, &format!("{path}.venue.name"), &self.venue.name, NAME_MAX);
        if !(2..=4).contains(&self.code.len())
            || !self.code.bytes().all(|it| it.is_ascii_uppercase())
        {
            fault(
                format!("{path}.code"),
                format!("{:?} is not a code: two to four capital letters A to Z", self.code),
            );
        }
        if !(100..=50_000).contains(&self.venue.capacity) {
            fault(
                format!("{path}.venue.capacity"),
                format!("{} seats; a venue has 100 to 50000", self.venue.capacity),
            );
        }
        if self.venue.altitude_m > 4_000 {
            fault(
                format!("{path}.venue.altitude_m"),
                format!("{} m; a venue lies at 0 to 4000 m", self.venue.altitude_m),
            );
        }
        if !HOOPERS.contains(&self.hoopers.len()) {
            fault(
                format!("{path}.hoopers"),
                format!("a team has 3 to 8 hoopers, not {}", self.hoopers.len()),
            );
        }
        for (at, hooper) in self.hoopers.iter().enumerate() {
            let path = format!("{path}.hoopers[{at}]");
            check_text(fault, &format!("{path}.name"), &hooper.name, NAME_MAX);
            check_slug(fault, &format!("{path}.slug"), &hooper.slug);
            check_text(fault, &format!("{path}.archetype"), &hooper.archetype, 24);
            check_line(fault, &format!("{path}.line"), &hooper.line);
            for (name, value) in Skills::NAMES.iter().zip(hooper.skills.values()) {
                if value > 100 {
                    fault(format!("{path}.skills.{name}"), format!("{value}; a skill is 0 to 100"));
                }
            }
        }
    }
}

fn check_text(fault: &mut impl FnMut(String, String), path: &str, text: &str, max: usize) {
    let length = text.chars().count();
    if text.trim().is_empty() || length > max {
        fault(
            path.to_owned(),
            format!("{length} characters; allowed are 1 to {max}, not all blank"),
        );
    } else if text.chars().any(char::is_control) {
        fault(
            path.to_owned(),
            "contains a control character; use one line of plain text".to_owned(),
        );
    }
}

fn check_line(fault: &mut impl FnMut(String, String), path: &str, text: &str) {
    if !text.is_empty() {
        check_text(fault, path, text, LINE_MAX);
    }
}

fn check_slug(fault: &mut impl FnMut(String, String), path: &str, slug: &str) {
    let legal = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    if slug.is_empty() || slug.len() > 48 || !slug.bytes().all(legal) || slug.starts_with('-') {
        fault(
            path.to_owned(),
            format!("{slug:?} is not a slug: 1 to 48 of a-z, 0-9 and -, not starting with -"),
        );
    }
}

fn unique<'a>(
    fault: &mut impl FnMut(String, String),
    values: impl Iterator<Item = (String, &'a str)>,
) {
    let mut seen = std::collections::BTreeMap::new();
    for (path, value) in values {
        if let Some(first) = seen.get(value) {
            fault(path, format!("{value:?} is taken by {first}; it must be unique in the league"));
        } else {
            seen.insert(value, path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_change_ink_only_when_it_is_too_close() {
        assert_eq!(Ink::Brick.against(Ink::Lake), Ink::Brick);
        let changed = Ink::Teal.against(Ink::Lake);
        assert!(changed.hue().abs_diff(Ink::Lake.hue()) >= 60, "{changed:?}");
        for home in Ink::ALL {
            for away in Ink::ALL {
                let gap = away.against(home).hue().abs_diff(home.hue());
                assert!(gap.min(360 - gap) >= 60, "{home:?} {away:?}");
            }
        }
    }

    #[test]
    fn a_slug_is_made_from_any_name() {
        assert_eq!(slug_of("St. Johns Herons"), "st-johns-herons");
        assert_eq!(slug_of("  --É!"), "");
    }
}
