//! What a reader must know of the league: the numbers as they stand, the rules in force, names.
//!
//! May live here: that record. Never: votes, or anything else of the league.

use league::ids::RuleId;
use league::rules::{Government, Meta, Param, Rules};

/// The league as far as a reader needs it.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The numbers of games and seasons as they stand.
    pub rules: Rules,
    /// Government's numbers as they stand.
    pub government: Government,
    /// Rules in force that have a title, so that they can be repealed by it.
    pub active: Vec<Active>,
    /// Names of teams, hoopers and governors: none of them may be favoured.
    pub names: Vec<String>,
}

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Its number.
    pub id: RuleId,
    /// What people call it.
    pub title: String,
}

impl Given {
    /// Numbers as they stand, by id and value in words: `score.arc` is `4`, `end.mode` is `timed`.
    /// What is not named stands as in the house rules. A league that tells its target score, and not
    /// how its games end, ends them by it.
    ///
    /// # Errors
    /// The id or value that is not one.
    pub fn from_numbers<'a>(
        numbers: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Result<Self, String> {
        let mut given = Self::default();
        let (mut target, mut mode) = (false, false);
        for (id, word) in numbers {
            target |= id == Param::EndTargetScore.id();
            mode |= id == Param::EndMode.id();
            given.stands(id, &word)?;
        }
        if target && !mode {
            given.stands(Param::EndMode.id(), "target")?;
        }
        Ok(given)
    }

    fn stands(&mut self, id: &str, word: &str) -> Result<(), String> {
        let wrong = || format!("{id} cannot be {word}");
        if let Some(param) = Param::by_id(id) {
            let value = param.from_word(word).ok_or_else(wrong)?;
            self.rules = self.rules.with(param, value).map_err(|it| it.to_string())?;
            return Ok(());
        }
        let meta = Meta::by_id(id).ok_or_else(|| format!("there is no number called {id}"))?;
        let value = meta.from_word(word).ok_or_else(wrong)?;
        self.government = self.government.with(meta, value).map_err(|it| it.to_string())?;
        Ok(())
    }
}
