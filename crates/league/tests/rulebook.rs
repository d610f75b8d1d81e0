//! The tables of RULEBOOK.md §12 are those of the code. A row that differs is printed as it should be.

use league::rules::action::{Odds, Rate, SIDE_PARAMS};
use league::rules::hook::{self, Hooks};
use league::rules::{Action, Hook, Meta, Noun, Param, Var, Who};

const RULEBOOK: &str = include_str!("../../../RULEBOOK.md");

/// Where something is known or can happen, in few words.
fn at(hooks: Hooks) -> String {
    let groups = [
        (hook::EVERYWHERE, "everywhere"),
        (hook::IN_GAME, "in a game"),
        (hook::WITH_BALL, "with the ball"),
        (hook::OF_SHOT, "at a shot"),
    ];
    if let Some((_, name)) = groups.into_iter().find(|it| it.0 == hooks) {
        return name.to_owned();
    }
    let ids: Vec<_> = hooks.list().into_iter().map(Hook::id).collect();
    ids.join(", ")
}

fn rows() -> Vec<String> {
    let mut rows = Vec::new();
    for hook in Hook::ALL {
        rows.push(format!("| `{}` | {} | {} |", hook.id(), hook.side(), hook.about()));
    }
    for var in Var::ALL {
        let (min, max) = var.bounds();
        let range = var.unit().range_in_words(min, max);
        let (id, phrase, known) = (var.id(), var.phrase(), at(var.hooks()));
        rows.push(format!("| `{id}` | {phrase} | {range} | {known} |"));
    }
    for meta in Meta::ALL {
        let (id, default) = (meta.id(), meta.in_words(meta.default_value()));
        rows.push(format!(
            "| `{id}` | {default} | {} | {} |",
            meta.bounds_in_words(),
            meta.about()
        ));
    }
    rows.extend(
        actions()
            .into_iter()
            .map(|(action, cap)| format!("| `{}` | {cap} | {} |", action.id(), at(action.hooks()))),
    );
    rows
}

/// One of every action, and its cap in words.
fn actions() -> Vec<(Action, &'static str)> {
    let (who, param) = (Who::Us, Param::ScoreArc);
    let probability = |target| Action::ModifyProb { target, pp: 1 };
    vec![
        (Action::AddPoints { who, n: 1 }, "-10 to 10 points; no score below 0"),
        (Action::SetValue { n: 1 }, "0 to 20 points"),
        (Action::MultPoints { percent: 50 }, "0 to 500 %"),
        (probability(Odds::Make), "make, foul, block: -25 to 25 percentage points"),
        (probability(Odds::Turnover), "turnover, steal: the same"),
        (probability(Odds::Orb), "orb: the same"),
        (Action::ScaleRate { target: Rate::Foul, percent: 50 }, "0 to 400 %"),
        (Action::Energy { who, n: 1 }, "-3000 to 3000 hundredths of a per cent"),
        (
            Action::Bench { who: Who::Opponent, possessions: 1 },
            "1 to 10 possessions, with a substitute",
        ),
        (Action::GivePossession { who }, "8 a game, all rules together"),
        (Action::EndPossession, "the possession under way"),
        (Action::Clock { secs: 1 }, "-20 to 20 seconds; at most 60 added in a period"),
        (Action::ShotClock { secs: 1 }, "-10 to 10 seconds; stays within 1 to 60"),
        (Action::Foul { who, n: 1 }, "1 more or less, of a hooper or a side"),
        (
            Action::TeamParamDelta { param, n: 1, min: 0, max: 20 },
            "within the parameter's bounds, this game",
        ),
        (Action::NextGameTeamParam { param, n: 1 }, "within the parameter's bounds"),
        (Action::NextGamePoints { n: 1 }, "1 to 10 points"),
        (Action::StandingsPoints { n: 1 }, "-3 to 5 points"),
        (
            Action::GrantTokens { token: league::rules::action::Token::Boost, n: 1 },
            "1 or 2, up to `gov.token_cap`",
        ),
        (Action::SetHome, "one game"),
        (
            Action::Counter {
                counter: league::rules::action::Counter::A,
                op: league::rules::action::Count::Add,
                n: 1,
            },
            "four counters a side, 0 to 99",
        ),
        (
            Action::Announce { template: league::rules::action::Announcement::Horn },
            "one of six calls",
        ),
    ]
}

#[test]
fn the_rule_book_has_every_hook_variable_action_and_number() {
    let missing: Vec<_> =
        rows().into_iter().filter(|it| !RULEBOOK.lines().any(|line| line == it)).collect();
    assert!(missing.is_empty(), "RULEBOOK.md §12 lacks:\n{}", missing.join("\n"));
    for param in SIDE_PARAMS {
        assert!(RULEBOOK.contains(&format!("`{}`", param.id())), "{}", param.id());
    }
    for noun in Noun::ALL {
        assert!(RULEBOOK.contains(noun.name()), "{}", noun.name());
    }
}
