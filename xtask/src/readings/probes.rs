//! Probes of the given effects, as moments: the file says them in words.
//!
//! May live here: those. Must never live here: anything about how they are read.

use serde_json::{Value, json};

/// The moments of the proposal with this id, if the file tells its probe in words.
pub(super) fn of(id: &str) -> Option<Value> {
    let behind = |by: i32, does: Value| json!({"hook": "shot.attempt", "with": {"score_diff": -by}, "does": does});
    let better = json!([{"act": "modify_prob", "target": "make", "pp": 4}]);
    let block = |does: Value| json!({"hook": "block", "with": {}, "does": does});
    let ball = json!([{"act": "give_possession", "who": "us"}]);
    let home = json!([{"act": "set_home"}]);
    let made = |secs: i32, does: Value| json!({"hook": "shot.made", "with": {"period_clock_secs": secs}, "does": does});
    Some(match id {
        "P08" => json!([made(1, json!([{"act": "set_value", "n": 5}])), made(5, json!([]))]),
        "P09" => json!([
            behind(20, better.clone()),
            behind(25, better),
            behind(19, json!([])),
            behind(-20, json!([]))
        ]),
        "P10" => json!([
            block(json!([])), block(ball.clone()), {"new": "period"}, block(json!([])), block(ball.clone()),
            block(json!([])), block(ball)
        ]),
        "P12" => json!([
            {"hook": "round.start", "with": {"team.rank": 8, "league.teams": 8}, "does": home},
            {"hook": "round.start", "with": {"team.rank": 7, "league.teams": 8}, "does": []}
        ]),
        _ => return None,
    })
}
