//! The calibration table again: 6 000 games under each setting, fixed keys.

use league::lab::calibration::Setting;
use league::lab::{Batch, ROWS, Row};
use league::sim::Fit;
use std::collections::BTreeMap;

const GAMES: u64 = 6_000;

#[test]
fn every_row_of_the_table_holds() {
    let mut played: BTreeMap<Setting, Batch> = BTreeMap::new();
    for setting in ROWS.iter().flat_map(Row::settings) {
        played
            .entry(setting)
            .or_insert_with(|| Batch::play(&setting.arm(&Fit::COMMITTED), 0..GAMES));
    }
    let of = |setting: Setting| played[&setting].clone();
    let out: Vec<String> = ROWS
        .iter()
        .map(|row| (row, row.measured(&of)))
        .filter(|(row, it)| !row.holds(*it))
        .map(|(row, it)| {
            format!("{} {}: {it:?} millionths, range {:?}", row.id, row.what, row.range)
        })
        .collect();
    assert!(out.is_empty(), "{out:#?}");
}

#[test]
fn every_row_of_the_issue_is_there() {
    for number in 1..=22 {
        let id = format!("C{number}");
        assert!(ROWS.iter().any(|it| it.id == id), "{id} is not measured");
    }
}

#[test]
fn a_model_without_a_home_edge_would_be_caught() {
    let row = ROWS.iter().find(|it| it.id == "C13").expect("a row");
    let flat = Fit { home_shot: 0, ..Fit::COMMITTED };
    let of = |setting: Setting| Batch::play(&setting.arm(&flat), 0..2_000);
    assert!(!row.holds(row.measured(&of)));
}
