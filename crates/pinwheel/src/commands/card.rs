//! An answer without a look of its own: every surface draws it in its own way.

use serde::Serialize;
use utoipa::ToSchema;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Card {
    /// A few words.
    pub(crate) title: String,
    /// One or two sentences.
    pub(crate) text: String,
    /// Names and values.
    pub(crate) facts: Vec<Fact>,
    /// Where to read on: paths within the league.
    pub(crate) links: Vec<Link>,
}

/// One line of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Fact {
    /// What it is.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: String,
}

/// Where to read on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Link {
    /// What is there.
    pub(crate) name: String,
    /// A path within the league, such as `/teams/owls`.
    pub(crate) path: String,
}

impl Card {
    pub(super) fn new(title: &str, text: &str) -> Self {
        let (title, text) = (title.to_owned(), text.to_owned());
        Self { title, text, facts: Vec::new(), links: Vec::new() }
    }

    pub(super) fn fact(mut self, name: &str, value: &str) -> Self {
        self.facts.push(Fact { name: name.to_owned(), value: value.to_owned() });
        self
    }

    pub(super) fn link(mut self, name: &str, path: &str) -> Self {
        self.links.push(Link { name: name.to_owned(), path: path.to_owned() });
        self
    }

    /// As plain text, for the terminal.
    pub(crate) fn in_words(&self) -> String {
        let facts = self.facts.iter().map(|it| format!("  {}: {}", it.name, it.value));
        [format!("{}. {}", self.title, self.text)]
            .into_iter()
            .chain(facts)
            .collect::<Vec<_>>()
            .join("\n")
    }
}
