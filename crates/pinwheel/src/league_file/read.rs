//! From text to a league's specification.

use super::Fault;
use super::value::{Reading, Table};
use crate::demo::{ARCHETYPES, DEFAULT_CRON};
use crate::schedule::Schedule;
use league::dice::Seed;
use league::rules::{Param, Preset, Rules};
use league::sim::{Scheme, Skills, Strategy};
use league::spec::{HooperSpec, Ink, LeagueSpec, Pace, TeamSpec, VenueSpec, slug_of};
use toml::de::DeTable;

/// Largest file that is read, in bytes.
const FILE_MAX: usize = 1 << 20;

/// Reads a league file.
///
/// # Errors
/// Every fault in it, in the order of the text.
pub(crate) fn read(text: &str) -> Result<LeagueSpec, Vec<Fault>> {
    let mut reading = Reading::of(text);
    if text.len() > FILE_MAX {
        reading.fault(
            &(0..0),
            format!("the file has {} bytes; a league file has at most {FILE_MAX}", text.len()),
        );
        return Err(reading.faults());
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        reading.fault(&error.span().unwrap_or(0..0), error.message());
    }
    if !errors.is_empty() {
        return Err(reading.faults());
    }
    let spec = league(&mut reading, &Table::root(document.get_ref()));
    // What could not be read has been noted and stands in for itself as something legal, so that
    // the checks across the whole league find the rest in the same go.
    // Without teams, what contradicts their number is no news, and its advice would be wrong.
    let whole = |it: &league::spec::SpecFault| {
        !spec.teams.is_empty() || !["teams", "rules"].contains(&it.path.as_str())
    };
    for fault in spec.faults().iter().filter(|it| whole(it)) {
        reading.fault_at(&fault.path, &fault.text);
    }
    let faults = reading.faults();
    if faults.is_empty() { Ok(spec) } else { Err(faults) }
}

/// Something legal and unlike everything else, for a name that is missing.
fn stand_in(path: &str) -> String {
    format!("missing {path}")
}

fn league(reading: &mut Reading<'_>, root: &Table<'_, '_>) -> LeagueSpec {
    reading.only(root, &["name", "slug", "seed", "pace", "cron", "rules", "teams"]);
    let name = reading.text(root, "name");
    let slug =
        if root.has("slug") { reading.text(root, "slug") } else { name.as_deref().map(slug_of) };
    let seed = if root.has("seed") {
        reading.text(root, "seed").map(|it| Seed::from_text(&it))
    } else {
        None
    };
    let pace = if root.has("pace") {
        reading.word(root, "pace", &Pace::ALL.map(Pace::name), Pace::by_name)
    } else {
        Some(Pace::Production)
    };
    let cron = reading.text_or(root, "cron", DEFAULT_CRON);
    if let Err(error) = Schedule::parse(&cron) {
        reading.fault_at("cron", &error.to_string());
    }
    let rules = match reading.table(root, "rules") {
        Some(table) => rules(reading, &table),
        None => Rules::default(),
    };
    let tables = reading.tables(root, "teams");
    LeagueSpec {
        name: name.unwrap_or_else(|| stand_in("league")),
        slug: slug.unwrap_or_else(|| "missing".to_owned()),
        seed,
        cron,
        pace: pace.unwrap_or(Pace::Production),
        rules,
        teams: (0..).zip(&tables).map(|(at, it)| team(reading, it, at)).collect(),
        demo: false,
    }
}

fn rules(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Rules {
    let names = Preset::ALL.map(Preset::name);
    let preset = if table.has("preset") {
        reading.word(table, "preset", &names, Preset::by_name)
    } else {
        Some(Preset::House)
    };
    let mut rules = preset.unwrap_or(Preset::House).rules();
    for (id, value) in table.leaves() {
        if id == "preset" {
            continue;
        }
        let word = match (value.get_ref().as_integer(), value.get_ref().as_str()) {
            (Some(number), _) => number.as_str().replace('_', ""),
            (_, Some(word)) => word.to_owned(),
            _ => {
                reading.fault(
                    &value.span(),
                    format!("rules.{id} must be a whole number or a word in quotes"),
                );
                continue;
            }
        };
        let changed = match Param::by_id(&id) {
            None => Err(format!("there is no rule called {id}; `pinwheel book` lists them")),
            Some(param) => match param.from_word(&word) {
                None => Err(format!("{id} is {word:?}; it must be {}", param.bounds_in_words())),
                Some(number) => rules.with(param, number).map_err(|it| it.to_string()),
            },
        };
        match changed {
            Ok(changed) => rules = changed,
            Err(text) => reading.fault(&value.span(), text),
        }
    }
    rules
}

fn team(reading: &mut Reading<'_>, table: &Table<'_, '_>, at: u8) -> TeamSpec {
    let known =
        ["name", "nickname", "code", "slug", "colour", "motto", "venue", "strategy", "hoopers"];
    reading.only(table, &known);
    let name = reading.text(table, "name");
    let last_word = name.as_deref().and_then(|it| it.split_whitespace().last()).unwrap_or_default();
    let nickname = reading.text_or(table, "nickname", last_word);
    let code = reading.text(table, "code");
    let slug = reading.text_or(table, "slug", &slug_of(&nickname));
    let ink = reading.word(table, "colour", &Ink::ALL.map(Ink::name), Ink::by_name);
    let motto = reading.text_or(table, "motto", "");
    let venue = if let Some(it) = reading.table(table, "venue") {
        venue(reading, &it)
    } else {
        reading.fault(table.span(), format!("{}.venue is missing", table.path));
        VenueSpec { name: stand_in("venue"), capacity: 100, altitude_m: 0, map_km: [0, 0] }
    };
    let strategy =
        reading.table(table, "strategy").map(|it| strategy(reading, &it)).unwrap_or_default();
    let tables = reading.tables(table, "hoopers");
    // A code that no person would choose.
    let no_code = || format!("ZZ{}{}", char::from(b'A' + at / 26 % 26), char::from(b'A' + at % 26));
    TeamSpec {
        name: name.unwrap_or_else(|| stand_in(&table.path)),
        nickname,
        code: code.unwrap_or_else(no_code),
        slug,
        ink: ink.unwrap_or(Ink::Brick),
        motto,
        venue,
        hoopers: tables.iter().map(|it| hooper(reading, it)).collect(),
        strategy,
    }
}

fn venue(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> VenueSpec {
    reading.only(table, &["name", "capacity", "altitude_m", "map_km"]);
    let name = reading.text(table, "name");
    let capacity = reading.number(table, "capacity", 100..=50_000);
    let altitude = reading.number_or(table, "altitude_m", 0..=4_000, 0);
    let map = if table.has("map_km") {
        reading.pair(table, "map_km", -9_999..=9_999)
    } else {
        Some([0, 0])
    };
    VenueSpec {
        name: name.unwrap_or_else(|| stand_in("venue")),
        capacity: capacity.and_then(|it| u32::try_from(it).ok()).unwrap_or(100),
        altitude_m: u16::try_from(altitude).unwrap_or(0),
        map_km: map.unwrap_or_default().map(|it| i16::try_from(it).unwrap_or(0)),
    }
}

fn strategy(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Strategy {
    reading.only(table, &["pace", "diet", "bench", "scheme"]);
    let mut dial = |key| i8::try_from(reading.number_or(table, key, -10..=10, 0)).unwrap_or(0);
    let (pace, diet, bench) = (dial("pace"), dial("diet"), dial("bench"));
    let schemes = [
        ("man", Scheme::Man),
        ("switch", Scheme::Switch),
        ("zone", Scheme::Zone),
        ("press", Scheme::Press),
    ];
    let by_name = |name: &str| schemes.iter().find(|it| it.0 == name).map(|it| it.1);
    let scheme = if table.has("scheme") {
        reading.word(table, "scheme", &schemes.map(|it| it.0), by_name).unwrap_or_default()
    } else {
        Scheme::default()
    };
    Strategy { pace, diet, scheme, bench }
}

fn hooper(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> HooperSpec {
    reading.only(table, &["name", "slug", "archetype", "line", "skills"]);
    let name = reading.text(table, "name");
    let slug = reading.text_or(table, "slug", &slug_of(name.as_deref().unwrap_or_default()));
    let archetype = reading.text(table, "archetype");
    let line = reading.text_or(table, "line", "");
    let usual = ARCHETYPES.iter().find(|it| Some(it.0) == archetype.as_deref());
    let skills = match (reading.table(table, "skills"), usual) {
        (Some(it), _) => skills(reading, &it),
        (None, Some((_, values))) => Skills::from_values(*values),
        (None, None) => {
            let names = ARCHETYPES.map(|it| it.0).join(", ");
            let path = &table.path;
            reading.fault(
                table.span(),
                format!("{path}.skills is missing; only these archetypes have skills of their own: {names}"),
            );
            Skills::from_values([50; 10])
        }
    };
    HooperSpec {
        name: name.unwrap_or_else(|| stand_in(&table.path)),
        slug: if slug.is_empty() { slug_of(&table.path) } else { slug },
        archetype: archetype.unwrap_or_else(|| "plain".to_owned()),
        skills,
        line,
    }
}

fn skills(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Skills {
    reading.only(table, &Skills::NAMES);
    let values = Skills::NAMES.map(|it| reading.number(table, it, 0..=100));
    Skills::from_values(values.map(|it| it.and_then(|it| u8::try_from(it).ok()).unwrap_or(50)))
}
