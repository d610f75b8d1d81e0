//! From a league's specification to a commented file.

use crate::demo::ARCHETYPES;
use league::rules::{Param, Preset, Unit};
use league::sim::Skills;
use league::spec::{HooperSpec, Ink, LeagueSpec, TeamSpec};
use std::fmt::Write as _;

/// A league file that reads back as `spec`, with a comment for everything one may change.
pub(crate) fn write(spec: &LeagueSpec) -> String {
    let mut out = String::from(HEAD);
    let preset =
        Preset::ALL.into_iter().find(|it| it.rules() == spec.rules).unwrap_or(Preset::House);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "name = {:?}
slug = {:?}                # name in addresses

# How quickly a game unfolds: production (about 20 minutes), fast (a minute and a half), instant.
pace = {:?}

# When rounds are played, UTC: minute hour day month weekday (or six fields, seconds first).
cron = {:?}

# All chance comes from the seed. Leave it out for a fresh one; write any words to play the very
# same league again.
# seed = \"any words\"

[rules]
# One of {}.
preset = {:?}
# Every rule that differs from the preset, on a line of its own. All rules, with their presets' values:
",
        spec.name,
        spec.slug,
        spec.pace.name(),
        spec.cron,
        Preset::ALL.map(Preset::name).join(", "),
        preset.name(),
    );
    for param in Param::ALL {
        let now = spec.rules.get(param);
        let value = match param.unit() {
            Unit::Choice(_) => format!("{:?}", param.in_words(now)),
            Unit::Points | Unit::Seconds | Unit::Percent | Unit::Centimetres | Unit::Count => {
                now.to_string()
            }
        };
        let mark = if now == preset.rules().get(param) { "# " } else { "" };
        let setting = format!("{mark}{} = {value}", param.id());
        let _ = writeln!(
            out,
            "{setting:<34} # {}; {}",
            param.name().to_lowercase(),
            param.bounds_in_words()
        );
    }
    for (at, team) in spec.teams.iter().enumerate() {
        write_team(&mut out, team);
        if at == 0 {
            out.push_str(&hoopers_in_words());
        }
        for hooper in &team.hoopers {
            write_hooper(&mut out, hooper);
        }
    }
    out
}

/// What one may write about a hooper.
fn hoopers_in_words() -> String {
    let archetypes = ARCHETYPES.map(|it| it.0);
    format!(
        "
# Three to eight hoopers a team, the first three start.
# archetype: {},
#   {}, or any words of yours.
# skills: ten, each 0 to 100; 50 is an average. Leave them out for those of the archetype.
#   finish (at the rim), mid, long (beyond the arc), handle, pass, defend, board (rebounds),
#   endurance, decide (what to do with the ball), nerve (late in a close game)
",
        archetypes[..5].join(", "),
        archetypes[5..].join(", ")
    )
}

const HEAD: &str = "\
# A Pinwheel league. Check it with `pinwheel check FILE`, play it with `pinwheel serve --league FILE`.
# Names, teams and hoopers are yours to change; what is left out gets the value shown here.

";

fn write_team(out: &mut String, team: &TeamSpec) {
    let venue = &team.venue;
    let _ = write!(
        out,
        "
[[teams]]
name = {:?}
nickname = {:?}
code = {:?}                  # two to four capital letters
slug = {:?}
colour = {:?}               # {}
motto = {:?}

[teams.venue]
name = {:?}
capacity = {}                # 100 to 50000 seats
altitude_m = {}              # 0 to 4000
map_km = [{}, {}]            # kilometres east and north of the middle of town
",
        team.name,
        team.nickname,
        team.code,
        team.slug,
        team.ink.name(),
        Ink::ALL.map(Ink::name).join(", "),
        team.motto,
        venue.name,
        venue.capacity,
        venue.altitude_m,
        venue.map_km[0],
        venue.map_km[1],
    );
}

fn write_hooper(out: &mut String, hooper: &HooperSpec) {
    let skills: Vec<String> = Skills::NAMES
        .iter()
        .zip(hooper.skills.values())
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    let _ = write!(
        out,
        "
[[teams.hoopers]]
name = {:?}
slug = {:?}
archetype = {:?}
line = {:?}
skills = {{ {} }}
",
        hooper.name,
        hooper.slug,
        hooper.archetype,
        hooper.line,
        skills.join(", "),
    );
}
