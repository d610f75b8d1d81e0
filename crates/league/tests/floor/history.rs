//! Goal: whatever people do, the log replays, verifies, and can be recounted by somebody else.
//! Method: random histories; an independent recount that reads nothing but the stored events.

use crate::world::{World, arc, verify, who};
use league::Event;
use league::governance::{
    Act, Ballot, Choice, Closing, Fact, GovernorId, OfferId, Opening, ProposalId, Settings, Tier,
    Tokens,
};
use league::ids::{RuleId, TeamId};
use league::rules::{Label, Noun, Op, Param, Rule};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What one governor tries; most of it is refused.
fn attempt(world: &mut World, (kind, n, a, b): (u8, usize, u8, u8)) {
    let tokens = Tokens { propose: a % 3, amend: b % 2, boost: (a / 3) % 3 };
    let latest = world.league().floor.proposals.len();
    let open = ProposalId(u32::try_from(latest.saturating_sub(usize::from(a % 4))).unwrap_or(0));
    let rules = |a: u8, b: u8| match a % 5 {
        0 => vec![arc(Op::Set, i32::from(b % 9))],
        1 => vec![arc(Op::Add, i32::from(b % 3) + 1), Rule::set(Param::ScoreFt, i32::from(b % 4))],
        2 => vec![Rule::set(Param::LeagueRoundRobins, i32::from(b % 6) + 1)],
        3 => vec![Rule::Repeal { target: RuleId(u16::from(b % 8)) }],
        _ => {
            let text = format!("heist {b}");
            vec![Rule::Label(Label { noun: Noun::Steal, text })]
        }
    };
    let words = format!("words {a} {b}");
    let act = match kind {
        0 | 1 => Act::Propose { words, rules: rules(a, b) },
        2 => Act::Amend { proposal: open, words, rules: rules(b, a) },
        3 => Act::Boost { proposal: open },
        4 => Act::Withdraw { proposal: open },
        5 => Act::Offer { to: who(usize::from(b % 20)), give: tokens, want: Tokens::each(a % 2) },
        6 | 7 => Act::Answer { offer: OfferId(u32::from(a % 12)), accept: kind == 6 },
        8 => Act::TakeBack { offer: OfferId(u32::from(a % 12)) },
        9 => Act::CallReset,
        10..=12 => {
            world.step();
            return;
        }
        13 if b % 4 == 0 => {
            // Everybody agrees, so that some things pass.
            (0..16).for_each(|n| drop(world.try_vote(n, open, Choice::Yes)));
            return;
        }
        _ => {
            let choice = if b % 3 == 0 { Choice::No } else { Choice::Yes };
            drop(world.try_vote(n, open, choice));
            return;
        }
    };
    let before = held(world);
    let done = world.act(n, act);
    conserved(world, &before, done.as_deref().unwrap_or(&[]));
}

fn held(world: &World) -> BTreeMap<GovernorId, Tokens> {
    world.league().floor.purses.iter().map(|(id, it)| (id.clone(), it.held())).collect()
}

fn sum(all: &BTreeMap<GovernorId, Tokens>) -> [i32; 3] {
    let one = |it: &Tokens| [it.propose, it.amend, it.boost].map(i32::from);
    all.values().map(one).fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]])
}

/// Tokens come and go only as the events say; nobody is above the cap.
fn conserved(world: &World, before: &BTreeMap<GovernorId, Tokens>, events: &[Event]) {
    let after = held(world);
    assert!(after.values().all(|it| Tokens::each(6).covers(*it)), "nobody is above the cap");
    let mut expected = sum(before);
    let mut book = |sign: i32, it: Tokens| {
        for (sum, n) in expected.iter_mut().zip([it.propose, it.amend, it.boost]) {
            *sum += sign * i32::from(n);
        }
    };
    for event in events {
        match event {
            Event::Floor(Fact::ProposalOpened { cost, .. }) => book(-1, *cost),
            Event::Floor(Fact::ProposalWithdrawn { refund, .. }) => book(1, *refund),
            Event::Floor(Fact::ProposalBoosted { .. }) => {
                book(-1, Tokens { boost: 1, ..Tokens::default() });
            }
            _ => {}
        }
    }
    assert_eq!(sum(&after), expected, "{events:?}");
}

/// A tally from the events alone: shares nothing with the league's code but the events' form.
#[derive(Default)]
struct Recount {
    teams: BTreeMap<GovernorId, TeamId>,
    /// Tier and whether it is a reset.
    proposals: BTreeMap<ProposalId, (Tier, bool)>,
    sealed: BTreeMap<(ProposalId, GovernorId), [u8; 32]>,
    said: BTreeMap<ProposalId, BTreeMap<GovernorId, bool>>,
    tallies: usize,
}

impl Recount {
    fn read(&mut self, event: &Event) {
        match event {
            Event::GovernorJoined { governor, team, .. } => {
                self.teams.insert(governor.clone(), *team);
            }
            Event::RoundCompleted { closing: Some(closing), .. } => self.open(closing),
            Event::Floor(Fact::ProposalOpened { proposal, tier, rules, .. }) => {
                self.proposals.insert(*proposal, (*tier, rules.is_empty()));
            }
            Event::Floor(Fact::VoteCast {
                proposal, governor, ballot: Ballot::Sealed(it), ..
            }) => {
                self.sealed.insert((*proposal, governor.clone()), it.0);
            }
            Event::Floor(Fact::ProposalTallied { proposal, count, .. }) => {
                let (passes, bp) = self.tally(*proposal);
                assert_eq!((count.passes(), count.support_bp), (passes, bp), "{proposal}");
                self.tallies += 1;
            }
            _ => {}
        }
    }

    fn open(&mut self, closing: &Closing) {
        for opening in &closing.openings {
            let Opening::Linked { proposal, governor, choice, salt } = opening else { continue };
            let yes = *choice == Choice::Yes;
            let mut hasher = Sha256::new();
            hasher.update(b"pinwheel ballot 1");
            hasher.update(proposal.0.to_be_bytes());
            hasher.update(salt.0.0);
            hasher.update([0, u8::from(yes)]);
            hasher.update(governor.0.as_bytes());
            let sealed = self.sealed[&(*proposal, governor.clone())];
            assert_eq!(<[u8; 32]>::from(hasher.finalize()), sealed, "the seal");
            self.said.entry(*proposal).or_default().insert(governor.clone(), yes);
        }
    }

    /// Whether it passes, and its support in basis points, in fractions of whole numbers.
    fn tally(&self, id: ProposalId) -> (bool, u16) {
        let empty = BTreeMap::new();
        let said = self.said.get(&id).unwrap_or(&empty);
        let members = |team: TeamId| self.teams.values().filter(|it| **it == team).count();
        let teams: BTreeSet<TeamId> = self.teams.values().copied().collect();
        // Over one denominator that every team of up to twenty divides.
        let (mut yes, mut all, mut turnout) = (0_i128, 0_i128, 0_i128);
        let one: i128 = 232_792_560;
        for team in &teams {
            let votes = said.iter().filter(|it| self.teams[it.0] == *team);
            let votes: Vec<bool> = votes.map(|it| *it.1).collect();
            let n = i128::try_from(votes.len()).expect("few");
            let ayes = i128::try_from(votes.iter().filter(|it| **it).count()).expect("few");
            yes += one / n.max(3) * ayes;
            all += one / n.max(3) * n;
            turnout += one * n / i128::try_from(members(*team)).expect("few");
        }
        let (tier, is_reset) = self.proposals[&id];
        let (mark, quorum) = match tier {
            _ if is_reset => (50, 0),
            Tier::Ordinary => (50, 10),
            Tier::Structure => (60, 10),
            Tier::Wild => (67, 10),
        };
        let has_quorum = turnout * 100 >= quorum * one * i128::try_from(teams.len()).expect("few");
        let bp = u16::try_from(yes * 10_000 / all.max(1)).expect("a share");
        (has_quorum && yes * 100 > mark * all, bp)
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 24, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_history_conserves_tokens_replays_verifies_and_can_be_recounted(
        tries in prop::collection::vec((0..24_u8, 0..18_usize, any::<u8>(), any::<u8>()), 30..160),
    ) {
        let mut world = World::open();
        for it in tries {
            attempt(&mut world, it);
        }
        world.check();
        let mut recount = Recount::default();
        world.played.events.iter().for_each(|it| recount.read(it));
        let told = world.league().floor.proposals.values().filter(|it| it.count.is_some()).count();
        prop_assert_eq!(recount.tallies, told);
    }
}

/// Two rounds with something of everything.
fn rich() -> World {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.act(3, Act::Boost { proposal: id }).expect("is boosted");
    world.poll(id, 0..11, 16);
    let give = Tokens::each(1);
    world.act(1, Act::Offer { to: who(2), give, want: give }).expect("is made");
    world.act(2, Act::Answer { offer: OfferId(1), accept: true }).expect("is accepted");
    world.round();
    let repeal = world.propose(1, &[Rule::Repeal { target: RuleId(1) }]);
    world.poll(repeal, 0..16, 16);
    world.round();
    world.check();
    world
}

#[test]
fn whoever_tampers_with_a_vote_a_tally_or_the_book_is_caught() {
    let world = rich();
    let cases = [
        ("\"vote_cast\"", "\"governor\":\"web:0004\"", "\"governor\":\"web:0999\""),
        ("\"vote_cast\"", "\"sealed\":\"", "\"sealed\":\"00"),
        ("\"openings\"", "\"choice\":\"no\"", "\"choice\":\"yes\""),
        ("\"openings\"", "\"through\":", "\"through\":0"),
        ("\"proposal_tallied\"", "\"support_bp\":", "\"support_bp\":1"),
        ("\"proposal_tallied\"", "\"verdict\":\"passed\"", "\"verdict\":\"failed\",\"why\":\"no\""),
        ("\"rule_enacted\"", "\"value\":4", "\"value\":9"),
        ("\"rule_enacted\"", "\"tier\":\"ordinary\"", "\"tier\":\"wild\""),
        ("\"window_opened\"", "\"propose\":2", "\"propose\":5"),
        ("\"proposal_opened\"", "\"cost\":{\"propose\":1}", "\"cost\":{}"),
        ("\"proposal_opened\"", "\"words\":\"please\"", "\"words\":\"please \""),
        ("\"trade_ended\"", "\"by\":\"web:0002\"", "\"by\":\"web:0001\""),
        ("\"proposal_boosted\"", "\"governor\":\"web:0003\"", "\"governor\":\"web:0777\""),
    ];
    for (line, from, to) in cases {
        let mut log = world.log();
        let at = log.iter().position(|it| it.1.contains(line) && it.1.contains(from));
        let at = at.unwrap_or_else(|| panic!("no {line} with {from}"));
        log[at].1 = log[at].1.replacen(from, to, 1);
        assert!(verify(&log).is_err(), "{line}: {from} became {to} unseen");
    }
    for kind in ["proposal_tallied", "rule_enacted", "window_closed", "window_opened"] {
        let mut log = world.log();
        let at = log.iter().position(|it| it.1.contains(&format!("\"{kind}\""))).expect("one");
        log.remove(at);
        assert!(verify(&log).is_err(), "{kind} was dropped unseen");
    }
    let mut log = world.log();
    let cast = log.iter().position(|it| it.1.contains("\"vote_cast\"")).expect("one");
    log.remove(cast);
    assert!(verify(&log).is_err(), "a dropped ballot leaves an opening without one");
}

/// How long is printed, never judged: machines differ. What is counted is judged.
#[test]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a measurement")]
fn ten_thousand_ballots_are_counted() {
    let mut world = World::new(10_000, Settings::default());
    let id = world.propose(0, &[Rule::Label(Label { noun: Noun::Steal, text: "heist".into() })]);
    for n in 0..10_000 {
        world.vote(n, id, if n % 3 == 0 { Choice::No } else { Choice::Yes });
    }
    world.step();
    let before = std::time::Instant::now();
    world.step();
    println!("completing a round with a tally of 10 000 ballots: {:?}", before.elapsed());
    let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count.counted, count.passes()), (10_000, true));
}
