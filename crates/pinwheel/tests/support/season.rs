//! What must hold of a season that was played under faults, and moments that can be repeated.

use super::reader::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// Positions between two log entries in the ids of the broadcast.
pub const SPAN: u64 = 1 << 17;

/// Moments, the same for the same seed.
pub struct Moments(pub u64);

impl Moments {
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (it ^ (it >> 31)) % below
    }
}

/// A number from the environment.
pub fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Every round tipped off once, none left out.
pub fn rounds_once(entries: &[serde_json::Value]) -> usize {
    let number = |it: &serde_json::Value, name: &str| it["event"][name].as_u64().expect("a number");
    let tipped = entries.iter().filter(|it| it["kind"] == "round_tipped_off");
    let rounds: Vec<_> = tipped.map(|it| (number(it, "season"), number(it, "round"))).collect();
    assert_eq!(rounds.first(), Some(&(1, 1)));
    for pair in rounds.windows(2) {
        let [(season, round), next] = [pair[0], pair[1]];
        let follows = next == (season, round + 1) || next == (season + 1, 1);
        assert!(follows, "{:?} follows {:?}", pair[1], pair[0]);
    }
    rounds.len()
}

/// Ids only grow; of every round seen from its tip-off, every play of every game came once, in order.
pub fn every_play_once(seen: &[Seen], entries: &[serde_json::Value], last: u64) -> usize {
    assert!(seen.iter().all(|it| it.name.is_empty()), "nobody was told to start anew");
    for pair in seen.windows(2) {
        assert!(pair[0].id < pair[1].id, "{:?}\nthen {:?}", pair[0], pair[1]);
    }
    let mut plays: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut finals: BTreeMap<String, u32> = BTreeMap::new();
    for it in seen {
        let game = it.data["game"].as_str().unwrap_or_default().to_owned();
        if it.is("play") {
            plays.entry(game).or_default().push(it.data["n"].as_u64().expect("a number"));
        } else if it.is("final") {
            *finals.entry(game).or_default() += 1;
        }
    }
    let tipped: BTreeSet<String> = seen
        .iter()
        .filter(|it| it.is("tipoff"))
        .flat_map(|it| it.data["games"].as_array().expect("games").clone())
        .map(|it| it["id"].as_str().expect("an id").to_owned())
        .collect();
    let first = seen.iter().find(|it| it.is("tipoff")).map_or(0, |it| it.id / SPAN);
    let mut count = 0;
    for entry in entries.iter().filter(|it| it["kind"] == "game_played") {
        let position = entry["position"].as_u64().expect("a number");
        if position < first || position > last {
            continue;
        }
        let game = entry["event"]["id"].as_str().expect("an id");
        let whole = entry["event"]["plays"].as_array().expect("plays").len() as u64;
        assert!(tipped.contains(game), "the tip-off of {game} was seen");
        let got = plays.get(game).map_or(&[][..], |it| &it[..]);
        assert_eq!(got, (0..whole).collect::<Vec<_>>(), "plays of {game}");
        assert_eq!(finals.get(game), Some(&1), "the end of {game}");
        count += got.len();
    }
    assert!(count > 500, "only {count} plays were seen");
    count
}

/// Both were told the same: every log entry and every play in the same order, byte for byte, also
/// when it became due.
///
/// An entry that is stored while a round is shown may come before a play or after it, by when the
/// machine heard of it; the number of the play's id then says so, and nothing else differs.
pub fn same_story(first: &[Seen], again: &[Seen]) {
    let is_item = |it: &&Seen| it.is("play") || it.is("final");
    let told = |it: &Seen, id: u64| {
        let mut data = it.data.clone();
        data["id"] = id.into();
        (it.name.clone(), data.to_string())
    };
    let items = |all: &[Seen]| -> Vec<_> {
        all.iter().filter(is_item).map(|it| told(it, it.id % SPAN)).collect()
    };
    let entries = |all: &[Seen]| -> Vec<_> {
        all.iter().filter(|it| !is_item(it)).map(|it| told(it, it.id / SPAN)).collect()
    };
    assert_eq!(items(first), items(again), "the plays");
    assert_eq!(entries(first), entries(again), "the entries");
}
