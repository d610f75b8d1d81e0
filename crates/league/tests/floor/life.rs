//! Goal: a proposal lives as the rule book says, from its words to its repeal.
//! Method: small histories by hand, in a league with an open Floor.

use crate::world::{World, arc, who};
use league::Event;
use league::governance::{Act, Choice, No, ProposalId, Stage};
use league::ids::RuleId;
use league::rules::{Op, Param, Rule};
use league::sim::Kind;

fn arc_baskets(events: &[Event]) -> Vec<u8> {
    let games = events.iter().filter_map(|it| match it {
        Event::GamePlayed(game) => Some(game),
        _ => None,
    });
    let made = games.flat_map(|it| &it.plays).filter(|it| it.kind == Kind::Made);
    let mut values: Vec<u8> =
        made.filter(|it| it.zone == league::sim::Zone::Arc).map(|it| it.points).collect();
    values.sort_unstable();
    values.dedup();
    values
}

#[test]
fn a_proposal_passes_is_played_under_and_is_repealed() {
    let mut world = World::open();
    assert_eq!(arc_baskets(&world.step()), [3]);
    world.step();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    assert_eq!((id, world.free(0).propose), (ProposalId(1), 3), "two of each window, less one");
    world.poll(id, 0..11, 16);
    assert_eq!(world.value(Param::ScoreArc), 3, "not before the window closes");
    assert_eq!(arc_baskets(&world.step()), [3]);
    world.step();
    assert_eq!(world.stage(id), Stage::InForce);
    assert_eq!(world.value(Param::ScoreArc), 4);
    let events = world.step();
    assert_eq!(arc_baskets(&events), [4], "the next game is played under it");
    world.step();
    let repeal = world.propose(1, &[Rule::Repeal { target: RuleId(1) }]);
    world.poll(repeal, 0..11, 16);
    world.round();
    assert_eq!((world.stage(id), world.stage(repeal)), (Stage::Repealed, Stage::InForce));
    assert_eq!(arc_baskets(&world.step()), [3]);
}

#[test]
fn a_proposal_that_lacks_votes_fails_and_says_why() {
    let mut world = World::open();
    let (few, none) = (world.propose(0, &[arc(Op::Set, 4)]), world.propose(1, &[arc(Op::Add, 3)]));
    world.poll(few, 0..8, 16);
    world.round();
    let Stage::Failed { why } = world.stage(few) else { panic!("a tie fails") };
    assert_eq!(why, "50.00 % were in favour and more than 50 % were needed");
    assert_eq!(world.stage(none), Stage::Failed { why: "nobody voted".to_owned() });
    assert_eq!(world.value(Param::ScoreArc), 3);
}

#[test]
fn only_its_author_withdraws_it_and_only_before_the_first_ballot() {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    assert_eq!(world.no(1, Act::Withdraw { proposal: id }), No::NotYours(id));
    world.act(0, Act::Withdraw { proposal: id }).expect("is withdrawn");
    assert_eq!((world.stage(id), world.free(0).propose), (Stage::Withdrawn, 2));
    let again = world.propose(0, &[arc(Op::Set, 4)]);
    world.vote(3, again, Choice::No);
    assert_eq!(world.no(0, Act::Withdraw { proposal: again }), No::HasBallots(again));
    let _ = who(0);
}
