//! The lab's answers as tables and as JSON.
//!
//! May live here: columns and fields. Must never live here: playing.

use crate::cli::out::Sheet;
use crate::lab::curve::Curve;
use crate::lab::numbers::{shown, signed};
use league::lab::{Batch, METRICS, Pairs};
use serde_json::{Value, json};

/// Millionths as a number for programs.
fn real(millionths: i64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "a program reads it as a float anyway")]
    Value::from(millionths as f64 / 1e6)
}

pub(super) fn run(batch: &Batch) -> Sheet {
    let mut sheet = Sheet::new(&["number", ">value", ">± error"]).whole();
    for (metric, sums) in METRICS.iter().zip(&batch.sums) {
        if let Some(value) = sums.value() {
            sheet.row(vec![
                metric.name.to_owned(),
                shown(metric, value),
                shown(metric, sums.error()),
            ]);
        }
    }
    sheet
}

pub(super) fn run_json(rules: &str, games: u64, batch: &Batch) -> Value {
    let numbers: Vec<Value> = METRICS
        .iter()
        .zip(&batch.sums)
        .map(|(metric, sums)| {
            json!({
                "id": metric.id, "name": metric.name,
                "value": sums.value().map(real), "standard_error": real(sums.error()),
            })
        })
        .collect();
    json!({ "rules": rules, "games": games, "numbers": numbers })
}

pub(super) fn compare(pairs: &Pairs) -> Sheet {
    let mut sheet = Sheet::new(&["number", ">A", ">B", ">change", ">±"]).whole();
    for (metric, paired) in METRICS.iter().zip(&pairs.metrics) {
        let [a, b] = paired.arms.map(|it| it.value());
        let (Some(a), Some(b), Some(change)) = (a, b, paired.difference()) else { continue };
        let clear = change.abs() > 2 * paired.error();
        let change = if clear { signed(metric, change) } else { "none clear".to_owned() };
        sheet.row(vec![
            metric.name.to_owned(),
            shown(metric, a),
            shown(metric, b),
            change,
            shown(metric, paired.error()),
        ]);
    }
    sheet
}

pub(super) fn compare_json(rules: [&str; 2], games: u64, pairs: &Pairs) -> Value {
    let numbers: Vec<Value> = METRICS
        .iter()
        .zip(&pairs.metrics)
        .map(|(metric, paired)| {
            let [a, b] = paired.arms.map(|it| it.value().map(real));
            json!({
                "id": metric.id, "name": metric.name, "a": a, "b": b,
                "change": paired.difference().map(real), "standard_error": real(paired.error()),
            })
        })
        .collect();
    json!({
        "a": rules[0], "b": rules[1], "games": games, "other_winner": pairs.flips,
        "numbers": numbers,
    })
}

pub(super) fn lever(curve: &Curve) -> Sheet {
    let mut sheet = Sheet::new(&[">value", ">number", ">± error", ""]);
    for point in &curve.points {
        let number = point.measured.map_or_else(|| "–".to_owned(), |it| shown(curve.metric, it));
        let force = if point.value == curve.current { "in force" } else { "" };
        sheet.row(vec![
            curve.param.in_words(point.value),
            number,
            shown(curve.metric, point.error),
            force.to_owned(),
        ]);
    }
    sheet
}

pub(super) fn lever_json(rules: &str, curve: &Curve) -> Value {
    let points: Vec<Value> = curve
        .points
        .iter()
        .map(|it| {
            json!({
                "value": it.value, "number": it.measured.map(real),
                "standard_error": real(it.error),
            })
        })
        .collect();
    json!({
        "rules": rules, "param": curve.param.id(), "metric": curve.metric.id,
        "in_force": curve.current, "games": curve.games, "points": points,
        "left_out": curve.left_out,
    })
}
