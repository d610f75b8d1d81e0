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
    let faults = match &spec {
        // Cross-checks make sense only once every part reads.
        Some(spec) => {
            for fault in spec.faults() {
                reading.fault_at(&fault.path, &fault.text);
            }
            reading.faults()
        }
        None => reading.faults(),
    };
    match spec {
        Some(spec) if faults.is_empty() => Ok(spec),
        _ => Err(faults),
    }
}

fn league(reading: &mut Reading<'_>, root: &Table<'_, '_>) -> Option<LeagueSpec> {
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
        None => Some(Rules::default()),
    };
    let tables = reading.tables(root, "teams");
    let teams: Vec<Option<TeamSpec>> = tables.iter().map(|it| team(reading, it)).collect();
    Some(LeagueSpec {
        name: name?,
        slug: slug?,
        seed,
        cron,
        pace: pace?,
        rules: rules?,
        teams: teams.into_iter().collect::<Option<_>>()?,
        demo: false,
    })
}

fn rules(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Option<Rules> {
    let names = Preset::ALL.map(Preset::name);
    let preset = if table.has("preset") {
        reading.word(table, "preset", &names, Preset::by_name)
    } else {
        Some(Preset::House)
    };
    let mut rules = preset.unwrap_or(Preset::House).rules();
    let mut legal = preset.is_some();
    for (id, value) in reading.leaves(table, "") {
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
                legal = false;
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
            Err(text) => {
                reading.fault(&value.span(), text);
                legal = false;
            }
        }
    }
    legal.then_some(rules)
}

fn team(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Option<TeamSpec> {
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
    let venue = match reading.table(table, "venue") {
        Some(it) => venue(reading, &it),
        None => {
            reading.fault(table.span(), format!("{}.venue is missing", table.path));
            None
        }
    };
    let strategy =
        reading.table(table, "strategy").map(|it| strategy(reading, &it)).unwrap_or_default();
    let tables = reading.tables(table, "hoopers");
    let hoopers: Vec<Option<HooperSpec>> = tables.iter().map(|it| hooper(reading, it)).collect();
    Some(TeamSpec {
        name: name?,
        nickname,
        code: code?,
        slug,
        ink: ink?,
        motto,
        venue: venue?,
        hoopers: hoopers.into_iter().collect::<Option<_>>()?,
        strategy,
    })
}

fn venue(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Option<VenueSpec> {
    reading.only(table, &["name", "capacity", "altitude_m", "map_km"]);
    let name = reading.text(table, "name");
    let capacity = reading.number(table, "capacity", 100..=50_000);
    let altitude = reading.number_or(table, "altitude_m", 0..=4_000, 0);
    let map = if table.has("map_km") {
        reading.pair(table, "map_km", -9_999..=9_999)
    } else {
        Some([0, 0])
    };
    Some(VenueSpec {
        name: name?,
        capacity: u32::try_from(capacity?).ok()?,
        altitude_m: u16::try_from(altitude).ok()?,
        map_km: map?.map(|it| i16::try_from(it).unwrap_or(0)),
    })
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

fn hooper(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Option<HooperSpec> {
    reading.only(table, &["name", "slug", "archetype", "line", "skills"]);
    let name = reading.text(table, "name");
    let slug = reading.text_or(table, "slug", &slug_of(name.as_deref().unwrap_or_default()));
    let archetype = reading.text(table, "archetype");
    let line = reading.text_or(table, "line", "");
    let usual = ARCHETYPES.iter().find(|it| Some(it.0) == archetype.as_deref());
    let skills = match (reading.table(table, "skills"), usual) {
        (Some(it), _) => skills(reading, &it),
        (None, Some((_, values))) => Some(Skills::from_values(*values)),
        (None, None) => {
            let names = ARCHETYPES.map(|it| it.0).join(", ");
            let path = &table.path;
            reading.fault(
                table.span(),
                format!("{path}.skills is missing; only these archetypes have skills of their own: {names}"),
            );
            None
        }
    };
    Some(HooperSpec { name: name?, slug, archetype: archetype?, skills: skills?, line })
}

fn skills(reading: &mut Reading<'_>, table: &Table<'_, '_>) -> Option<Skills> {
    reading.only(table, &Skills::NAMES);
    let values = Skills::NAMES.map(|it| reading.number(table, it, 0..=100));
    let mut skills = [0; 10];
    for (skill, value) in skills.iter_mut().zip(values) {
        *skill = u8::try_from(value?).ok()?;
    }
    Some(Skills::from_values(skills))
}
