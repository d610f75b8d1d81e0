//! The league file: how people write down a league (TOML), read with every fault at once.
//!
//! May live here: reading, faults with line and column, writing a commented file. Never: what a
//! legal league is (`league::spec`).

mod read;
mod value;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;

use std::fmt;

/// One thing wrong with a league file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column in characters, from 1.
    pub(crate) column: usize,
    /// What is wrong and what would be right.
    pub(crate) text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        read(text).expect_err("faulty").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_written_file_reads_back_as_the_same_league() {
        let spec = crate::demo::league();
        let read = read(&write(&spec)).expect("legal");
        assert_eq!(read, league::spec::LeagueSpec { demo: false, ..spec });
    }

    #[test]
    fn every_fault_is_named_at_once_with_its_place() {
        let text = write(&crate::demo::league())
            .replace("pace = \"fast\"", "pace = \"quick\"")
            .replace("capacity = 2400", "capacity = 99999999")
            .replace("code = \"FUR\"", "code = \"HER\"")
            .replace("motto = \"Holding.\"", "moto = \"Holding.\"")
            .replacen("finish = ", "finish = 1", 1);
        let faults = faults(&text);
        let all = faults.join("\n");
        for part in [
            "\"quick\" is not one of production, fast, instant",
            "99999999; allowed are 100 to 50000",
            "\"HER\" is taken by",
            "unknown key \"moto\"; did you mean \"motto\"?",
            "allowed are 0 to 100",
        ] {
            assert!(all.contains(part), "{part} missing from:\n{all}");
        }
        assert!(faults[0].starts_with("line "), "{all}");
    }

    #[test]
    fn advice_is_what_would_help() {
        let head = "name = \"L\"\nslug = \"l\"\n";
        assert_eq!(
            faults(head),
            [
                "line 1, column 1: teams is missing: write a [[teams]] for each, an even number from 4 to 16"
            ]
        );
        let text = write(&crate::demo::league());
        let all = faults(&text.replacen("nickname = ", "nick = ", 1)).join("\n");
        assert!(all.contains("unknown key \"nick\"; did you mean \"nickname\"?"), "{all}");
        let all = faults(&text.replace("cron = \"*/2 * * * *\"", "cron = \"* * *\"")).join("\n");
        assert!(all.contains("three fields") && !all.contains("omponent"), "{all}");
        for archetype in crate::demo::ARCHETYPES {
            assert!(text.contains(archetype.0), "{} is not named in the file", archetype.0);
        }
        assert!(text.contains("each 0 to 100"), "skills are explained");
    }

    #[test]
    fn broken_toml_is_a_fault_with_a_place() {
        let all = faults("name = \nslug = \"x\"\nteams = 3");
        assert!(all[0].starts_with("line 1, column"), "{all:?}");
    }

    #[test]
    fn rules_start_from_a_preset_and_are_checked() {
        let text = write(&crate::demo::league());
        let changed = text.replace(
            "preset = \"house\"",
            "preset = \"fiba3x3\"\nscore.arc = 4\nend.mode = \"timed\"",
        );
        let spec = read(&changed).expect("legal");
        assert_eq!(spec.rules.get(league::rules::Param::ScoreArc), 4);
        assert_eq!(spec.rules.get(league::rules::Param::EndMode), 0);
        let wrong = text.replace("preset = \"house\"", "clock.shot_secs = 90\nclock.shot = 3");
        let all = faults(&wrong).join("\n");
        assert!(
            all.contains("nearest legal value is 60") && all.contains("no rule called clock.shot"),
            "{all}"
        );
    }
}
