//! `read`: what the reader makes of words, before anybody proposes them.
//!
//! May live here: the command, files of texts, a reading as text and as JSON. Must never live here:
//! reading (`scribe`), and anything that changes a league.

use super::out::{Out, Tone, unless_closed};
use anyhow::{Context as _, bail};
use league::ids::RuleId;
use league::rules::{Effect, Number, Op, Rule, Span, Unit, sentence};
use scribe::reading::{Active, Given, Outcome, Reading, read};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is to be read.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// A proposal in plain words, read against the house rules.
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    words: Option<String>,
    /// Texts, one JSON object a line: `id`, `text`, and `given` with numbers as they stand.
    #[arg(long, value_name = "FILE.jsonl")]
    file: Option<PathBuf>,
    /// Print one JSON object for each text.
    #[arg(long)]
    json: bool,
}

/// A text with the state that it is read in.
struct Text {
    id: Option<String>,
    words: String,
    given: Given,
}

/// Reads and prints.
pub(super) fn run(wanted: &Wanted) -> anyhow::Result<ExitCode> {
    let texts = match (&wanted.words, &wanted.file) {
        (Some(words), _) => vec![Text { id: None, words: words.clone(), given: Given::default() }],
        (None, Some(file)) => load(file)?,
        (None, None) => bail!("say what to read, or name a file with --file"),
    };
    let out = Out::new();
    unless_closed(
        texts.iter().try_for_each(|it| tell(out, it, wanted.json)).map(|()| ExitCode::SUCCESS),
    )
}

fn load(file: &Path) -> anyhow::Result<Vec<Text>> {
    let text = std::fs::read_to_string(file)
        .map_err(|it| anyhow::anyhow!("{} cannot be read: {}", file.display(), super::why(&it)))?;
    let lines = text.lines().enumerate().filter(|(_, it)| !it.trim().is_empty());
    lines
        .map(|(at, line)| one(line).with_context(|| format!("{} line {}", file.display(), at + 1)))
        .collect()
}

fn one(line: &str) -> anyhow::Result<Text> {
    let value: Value = serde_json::from_str(line).context("is not JSON")?;
    let text = value["text"].as_str().context("has no `text`")?.to_owned();
    let id = value["id"].as_str().map(str::to_owned);
    Ok(Text { id, words: text, given: given(&value["given"])? })
}

/// The state of a league. What it says beyond numbers, rules in force and names means nothing here.
fn given(value: &Value) -> anyhow::Result<Given> {
    let facts = value.as_object().into_iter().flatten();
    let numbers = facts
        .filter(|(id, _)| Number::by_id(id).is_some())
        .map(|(id, it)| (id.as_str(), it.as_str().map_or_else(|| it.to_string(), str::to_owned)));
    let mut given = Given::from_numbers(numbers).map_err(anyhow::Error::msg)?;
    for rule in value["active"].as_array().into_iter().flatten() {
        let id = rule["id"].as_str().map(|it| it.trim_start_matches(char::is_alphabetic));
        let id = id
            .and_then(|it| it.parse().ok())
            .or_else(|| rule["id"].as_u64().and_then(|it| u16::try_from(it).ok()));
        let title = rule["title"].as_str().unwrap_or_default().to_owned();
        given.active.extend(id.map(|id| Active { id: RuleId(id), title }));
    }
    for list in ["teams", "hoopers", "players", "governors", "names"] {
        let names = value[list].as_array().into_iter().flatten();
        given.names.extend(names.filter_map(Value::as_str).map(str::to_owned));
    }
    Ok(given)
}

fn tell(out: Out, text: &Text, as_json: bool) -> anyhow::Result<()> {
    let reading = read(&text.words, &text.given);
    if as_json {
        out.json_line(&object(text, &reading))?;
        return Ok(());
    }
    if let Some(id) = &text.id {
        out.heading(&format!("{id}  {}", text.words.escape_debug()))?;
    }
    for line in lines(&reading, &text.given) {
        out.line(&line)?;
    }
    if !reading.ignored.is_empty() {
        out.line(&out.tone(Tone::Faint, &format!("not used: {}", reading.ignored.join(", "))))?;
    }
    for flag in &reading.flags {
        out.line(&out.tone(Tone::Faint, &format!("note: {}", flag.id())))?;
    }
    Ok(())
}

/// A reading in words.
fn lines(reading: &Reading, given: &Given) -> Vec<String> {
    match &reading.outcome {
        Outcome::Rules(ways) => {
            let mut lines = Vec::new();
            for (at, rules) in ways.iter().enumerate() {
                lines.extend((at > 0).then(|| "or".to_owned()));
                lines.extend(rules.iter().map(|it| sentence(it) + &moved(it, given)));
            }
            lines
        }
        Outcome::Ask { question, options, .. } => listed(question, options),
        Outcome::Refuse { because, alternatives, .. } => {
            listed(&format!("No. {because}"), alternatives)
        }
    }
}

fn listed(text: &str, items: &[String]) -> Vec<String> {
    std::iter::once(text.to_owned()).chain(items.iter().map(|it| format!("  - {it}"))).collect()
}

/// ` (3 points → 4 points)`, where a number changes.
fn moved(rule: &Rule, given: &Given) -> String {
    let Some((number, op, value)) = Number::of(rule) else { return String::new() };
    let before = stands(number, given);
    let after = i32::try_from(op.apply(before, value)).unwrap_or(i32::MAX);
    format!(" ({} → {})", number.in_words(before), number.in_words(after))
}

fn stands(number: Number, given: &Given) -> i32 {
    match number {
        Number::Param(it) => given.rules.get(it),
        Number::Meta(it) => given.government.get(it),
    }
}

/// The kind of a set of rules: an effect if there is one, meta if government is touched.
fn kind(rules: &[Rule]) -> &'static str {
    if rules.iter().any(|it| matches!(it, Rule::Effect(_))) {
        "effect"
    } else if rules.iter().all(|it| matches!(it, Rule::Param { .. })) {
        "param"
    } else {
        "meta"
    }
}

/// A reading as one JSON object.
fn object(text: &Text, reading: &Reading) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    if let Some(id) = &text.id {
        put("id", json!(id));
    }
    match &reading.outcome {
        Outcome::Rules(ways) => {
            let rules = ways.first().map_or(&[][..], Vec::as_slice);
            put("kind", json!(kind(rules)));
            for (name, value) in of_rules(rules, &text.given) {
                put(name, value);
            }
            let others: Vec<Value> = ways
                .iter()
                .skip(1)
                .map(|it| json!(it.iter().map(sentence).collect::<Vec<_>>()))
                .collect();
            put("alternatives", json!(others));
        }
        Outcome::Ask { reason, question, options } => {
            put("kind", json!("clarify"));
            put("reason", json!(reason));
            put("question", json!(question));
            put("options", json!(options));
        }
        Outcome::Refuse { reason, because, alternatives } => {
            put("kind", json!("reject"));
            put("reason", json!(reason));
            put("because", json!(because));
            put("alternatives", json!(alternatives));
        }
    }
    let spans = reading.used.iter().map(|it| {
        json!({"start": it.start, "end": it.end, "text": text.words.get(it.clone()).unwrap_or_default()})
    });
    put("spans", Value::Array(spans.collect()));
    put("ignored", json!(reading.ignored));
    put("flags", json!(reading.flags.iter().map(|it| it.id()).collect::<Vec<_>>()));
    Value::Object(object)
}

/// What rules say, by kind.
fn of_rules(rules: &[Rule], given: &Given) -> Vec<(&'static str, Value)> {
    let changes: Vec<Value> = rules.iter().filter_map(|it| change(it, given)).collect();
    let (mut effects, mut repeals, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for rule in rules {
        match rule {
            Rule::Effect(it) => effects.push(effect(it)),
            Rule::Repeal { target } => repeals.push(target.to_string()),
            Rule::Label(it) => labels.push(json!({"noun": it.noun.id(), "text": it.text})),
            Rule::Param { .. } | Rule::Meta { .. } => {}
        }
    }
    let mut parts = vec![("sentences", json!(rules.iter().map(sentence).collect::<Vec<_>>()))];
    parts.push(("changes", json!(changes)));
    parts.push(("effects", json!(effects)));
    parts.extend((!repeals.is_empty()).then(|| ("repeal", json!(repeals))));
    parts.extend((!labels.is_empty()).then(|| ("labels", json!(labels))));
    let lasting = rules.iter().map(Rule::span).find(|it| *it != Span::Permanent);
    parts.extend(lasting.map(|it| ("duration", duration(it))));
    parts
}

fn change(rule: &Rule, given: &Given) -> Option<Value> {
    let (number, op, value) = Number::of(rule)?;
    let resolved = i32::try_from(op.apply(stands(number, given), value)).unwrap_or(i32::MAX);
    let (op, value) = match op {
        Op::Set => ("set", in_its_words(number, value)),
        Op::Add => ("add", json!(value)),
        Op::MulPermille => ("mul", json!(f64::from(value) / 1_000.0)),
    };
    let resolved = in_its_words(number, resolved);
    let duration = duration(rule.span());
    Some(
        json!({"param": number.id(), "op": op, "value": value, "resolved": resolved, "duration": duration}),
    )
}

/// A number, or the name of a choice.
fn in_its_words(number: Number, value: i32) -> Value {
    match number.unit() {
        Unit::Choice(_) => json!(number.in_words(value)),
        Unit::Points | Unit::Seconds | Unit::Percent | Unit::Centimetres | Unit::Count => {
            json!(value)
        }
    }
}

fn duration(span: Span) -> Value {
    match span {
        Span::Permanent => json!("permanent"),
        Span::Rounds(n) => json!({"rounds": n}),
        Span::Games(n) => json!({"games": n}),
        Span::UntilSeasonEnd => json!("season"),
    }
}

fn effect(effect: &Effect) -> Value {
    json!({
        "hook": effect.hook.id(),
        "when": effect.when,
        "do": effect.actions,
        "duration": duration(effect.span),
        "cap_per_game": effect.cap_per_game,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Value {
        let text = one(line).expect("a text");
        object(&text, &read(&text.words, &text.given))
    }

    #[test]
    fn a_change_is_told_with_what_comes_of_it() {
        let told = told(
            r#"{"id":"A","text":"Cut the foul-out limit by one.","given":{"foul.personal_limit":6,"weather":"wet"}}"#,
        );
        assert_eq!(told["kind"], "param");
        assert_eq!(
            told["changes"][0],
            json!({"param": "foul.personal_limit", "op": "add", "value": -1, "resolved": 5, "duration": "permanent"})
        );
        assert_eq!(told["spans"][0]["start"], 0);
    }

    #[test]
    fn an_effect_a_question_and_a_refusal_have_their_fields() {
        let effect = told(r#"{"text":"Every steal is worth a point for two rounds."}"#);
        assert_eq!(
            (&effect["kind"], &effect["effects"][0]["hook"]),
            (&json!("effect"), &json!("steal"))
        );
        assert_eq!(effect["duration"], json!({"rounds": 2}));
        let asked = told(r#"{"text":"Make it better."}"#);
        assert_eq!((&asked["kind"], &asked["reason"]), (&json!("clarify"), &json!("no_mechanism")));
        let refused = told(r#"{"text":"My team gets ten points."}"#);
        assert_eq!(
            (&refused["kind"], &refused["reason"]),
            (&json!("reject"), &json!("equal_protection"))
        );
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        assert!(one("{}").is_err());
        assert!(one("nonsense").is_err());
        assert!(one(r#"{"text":"x","given":{"score.arc":99}}"#).is_err());
    }
}
