//! The model's tests: many seeds, and each guard taken away.
//!
//! May live here: how many runs, and what must be found. Must never live here: an invariant.

use std::time::Instant;

use super::run::{Plan, Report, run};
use super::world::Without;
use crate::elector::machine::Guard;

/// How many schedules are run: `BATON_SCHEDULES`, else a number that a test run can afford.
fn schedules() -> u64 {
    let asked = std::env::var("BATON_SCHEDULES").ok().and_then(|it| it.parse().ok());
    asked.unwrap_or(if cfg!(debug_assertions) { 1_000 } else { 3_000 })
}

/// Runs the seeds on both cores and answers what was broken first, by seed.
fn broken(seeds: std::ops::Range<u64>, without: Option<Without>) -> Option<(u64, Report)> {
    let middle = seeds.start.midpoint(seeds.end);
    let half = |seeds: std::ops::Range<u64>| {
        seeds.into_iter().find_map(|seed| {
            let report = run(Plan { seed, without });
            (!report.violations.is_empty()).then_some((seed, report))
        })
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| half(seeds.start..middle));
        let second = half(middle..seeds.end);
        first.join().expect("a thread").or(second)
    })
}

#[test]
fn the_invariants_hold() {
    let count = schedules();
    let before = Instant::now();
    if let Some((seed, report)) = broken(0..count, None) {
        panic!("seed {seed}: {:#?}", report.violations);
    }
    let Report { commits, faults, .. } = run(Plan { seed: 1, without: None });
    let spent = before.elapsed();
    println!("{count} schedules in {spent:?}; the second: {commits} commits, {faults} faults");
}

#[test]
fn a_seed_gives_the_same_run_again() {
    let commits = |seed| run(Plan { seed, without: None }).commits;
    assert_eq!([commits(7), commits(8)], [commits(7), commits(8)]);
}

/// What is taken away, and the invariants of which one must then be seen to break.
const MUTATIONS: [(Without, &[u8]); 23] = [
    (Without::TokenInFence, &[2, 3]),
    (Without::TokenInRenewal, &[8, 6]),
    (Without::HolderInRelease, &[7]),
    (Without::RowLock, &[2, 3, 11]),
    (Without::DatabaseClock, &[5]),
    (Without::ExpiryInRenewal, &[6]),
    (Without::HintOfTheHolder, &[4]),
    (Without::UniqueKey, &[14, 15]),
    (Without::ClaimTime, &[16]),
    (Without::ClaimToken, &[14, 15, 17]),
    (Without::PlaceUnderLock, &[23]),
    (Without::SendingFirst, &[24]),
    (Without::SameNonce, &[22]),
    (Without::HeadOfLine, &[23]),
    (Without::ThrottleCondition, &[25]),
    (Without::NoticeCondition, &[25]),
    (Without::CompareOnGivingBack, &[25]),
    (Without::OneTransaction, &[18]),
    (Without::Machine(Guard::Deadline), &[5, 13]),
    (Without::Machine(Guard::FromSending), &[5, 13]),
    (Without::Machine(Guard::Numbered), &[5, 12, 13]),
    (Without::Machine(Guard::EndFirst), &[11]),
    (Without::Machine(Guard::HeedLost), &[5, 12]),
];

#[test]
fn each_guard_is_needed() {
    let mut unseen = Vec::new();
    for (without, expected) in MUTATIONS {
        match broken(0..400, Some(without)) {
            None => unseen.push(format!("{without:?}: nothing was seen")),
            Some((seed, report)) => {
                let seen: Vec<u8> = report.violations.iter().map(|it| it.0).collect();
                println!("{without:?}: seed {seed} breaks {:?}", report.violations[0]);
                if !seen.iter().any(|it| expected.contains(it)) {
                    unseen.push(format!("{without:?}: seed {seed}, {:?}", report.violations));
                }
            }
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}
