//! One proposal with what it should be read as.
//!
//! May live here: the form of the files. Must never live here: judging.

use anyhow::{Context, Result, anyhow};
use league::ids::RuleId;
use scribe::reading::{Active, Given};
use serde_json::Value;

/// A proposal.
pub(crate) struct Item {
    pub(crate) id: String,
    /// The text, then its paraphrases.
    pub(crate) texts: Vec<String>,
    pub(crate) given: Given,
    pub(crate) expect: Value,
}

impl Item {
    pub(crate) fn parse(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).context("a line of proposals is JSON")?;
        let text = |it: &Value| it.as_str().map(str::to_owned);
        let id = text(&value["id"]).context("a proposal has an id")?;
        let mut texts = vec![text(&value["text"]).with_context(|| format!("{id} has a text"))?];
        texts.extend(value["paraphrases"].as_array().into_iter().flatten().filter_map(text));
        let given = given(&value["given"]).map_err(|it| anyhow!("{id}: {it}"))?;
        Ok(Self { id, texts, given, expect: value["expect"].clone() })
    }

    /// The kinds that are right.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        let more =
            self.expect["accept_kinds"].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.expect["kind"].as_str().into_iter().chain(more).collect()
    }
}

/// The state that a proposal is made in.
fn given(value: &Value) -> Result<Given, String> {
    let fields = value.as_object().into_iter().flatten();
    let numbers = fields.filter(|(id, _)| id.contains('.')).map(|(id, it)| {
        let word = it.as_str().map_or_else(|| it.to_string(), str::to_owned);
        (id.as_str(), word)
    });
    let mut given = Given::from_numbers(numbers)?;
    for rule in value["active"].as_array().into_iter().flatten() {
        let id = rule["id"].as_str().unwrap_or_default();
        given.active.push(Active {
            id: rule_id(id),
            title: rule["title"].as_str().unwrap_or_default().to_owned(),
        });
    }
    for list in ["teams", "hoopers", "governors"] {
        let names = value[list].as_array().into_iter().flatten().filter_map(Value::as_str);
        given.names.extend(names.map(str::to_owned));
    }
    Ok(given)
}

/// The number in a rule's id, whatever letter is before it.
pub(crate) fn rule_id(id: &str) -> RuleId {
    RuleId(id.trim_start_matches(char::is_alphabetic).parse().unwrap_or(0))
}
