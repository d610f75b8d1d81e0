//! Goal: every command that RUNBOOK.md, README.md and docs/operate.md tell people to type does what it
//! says.
//! Method: the commands are taken from the texts and run, each on a league beside which a server runs.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use support::{Server, folder, must, pinwheel, text, until};

const TEXTS: [&str; 3] = [
    include_str!("../../../RUNBOOK.md"),
    include_str!("../../../README.md"),
    include_str!("../../../docs/operate.md"),
];

/// Commands as they stand in the texts: between backticks, or a line of their own.
fn commands() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for text in TEXTS {
        let quoted = text.split('`').skip(1).step_by(2);
        for piece in quoted.flat_map(str::lines) {
            let line = piece.split("  #").next().unwrap_or_default().trim();
            if line.starts_with("pinwheel ") {
                found.insert(line.to_owned());
            }
        }
    }
    found
}

/// The words after `pinwheel`, with what stands for something put in its place.
fn words(command: &str, files: &Path) -> Vec<String> {
    let file = |name: &str| files.join(name).display().to_string();
    let mut words = Vec::new();
    let mut quoted: Option<String> = None;
    for word in command.split_whitespace().skip(1) {
        if let Some(text) = &mut quoted {
            text.push(' ');
            text.push_str(word.trim_end_matches('"'));
            if word.ends_with('"') {
                words.extend(quoted.take());
            }
        } else if let Some(begin) = word.strip_prefix('"').filter(|it| !it.ends_with('"')) {
            quoted = Some(begin.to_owned());
        } else {
            words.push(match word {
                "FILE" => file("copy.sqlite"),
                "ROLE" => "clock".to_owned(),
                other => other.trim_matches('"').to_owned(),
            });
        }
    }
    words
}

/// Commands that serve, or that only work where this test is not.
fn is_elsewhere(words: &[String]) -> bool {
    let first = words.first().map(String::as_str);
    let needs =
        words.iter().any(|it| it.contains("…") || it.contains("URL") || it.contains("postgres:"));
    needs || matches!(first, Some("serve" | "watch" | "help" | "migrate-to"))
}

#[test]
fn what_the_texts_tell_people_to_type_works() {
    let (data, files) = (folder(), folder());
    let args = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let mut server = Server::start(data.path(), &args);
    must(data.path(), &["advance", "3"]);
    let all = commands();
    assert!(all.len() >= 20, "the texts name commands: {all:?}");
    let mut ran = 0;
    for command in &all {
        let words = words(command, files.path());
        if is_elsewhere(&words) {
            continue;
        }
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        // A server has the folder: putting a backup back is refused, and says so.
        let refused = args[0] == "restore";
        // A role that was just taken away is nobody's for a moment.
        let output = until(command, || {
            let output = pinwheel(data.path(), &args);
            let nobody = text(&output).contains("nobody has the role");
            (!nobody).then_some(output)
        });
        let said = text(&output);
        assert_eq!(output.status.success(), !refused, "{command}: {said}");
        assert!(!said.contains("unrecognized") && !said.contains("panicked"), "{command}: {said}");
        ran += 1;
    }
    println!("{ran} of {} commands ran", all.len());
    server.stop();
}
