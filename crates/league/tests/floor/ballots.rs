//! Goal: votes weigh what they should, and nobody learns before the close what they say.

use crate::world::{World, arc, who};
use league::Event;
use league::chain::{GENESIS, entry_hash};
use league::dice::Seed;
use league::governance::{
    Act, Ballot, Choice, Closing, Fact, No, Opening, ProposalId, Salt, Settings, Stage, Verdict,
    seal,
};
use league::rules::{Action, Cond, Effect, Hook, Meta, Op, Param, Rule};
use league::{Command, Rejection, Step, next_step};

fn meta(id: Meta, value: i32) -> Rule {
    Rule::Meta { id, op: Op::Set, value }
}

/// Enacts rules by everybody's vote.
fn enact(world: &mut World, rules: &[Rule]) -> ProposalId {
    let id = world.propose(0, rules);
    world.poll(id, 0..16, 16);
    world.round();
    assert_eq!(world.stage(id), Stage::InForce);
    id
}

#[test]
fn a_hundred_puppets_in_one_team_cannot_move_its_weight() {
    let settings = Settings::default();
    let mut world = World::new(16, settings);
    // Team 0 alone is for it, with three voters or with a hundred.
    world.join(900, 0);
    let few = world.propose(0, &[arc(Op::Set, 4)]);
    (0..16).for_each(|n| {
        world.vote(n, few, if n % 8 == 0 { Choice::Yes } else { Choice::No });
    });
    world.vote(900, few, Choice::Yes);
    world.round();
    (1_000..1_100).for_each(|n| world.join(n, 0));
    let many = world.propose(1, &[arc(Op::Set, 5)]);
    (0..16).for_each(|n| {
        world.vote(n, many, if n % 8 == 0 { Choice::Yes } else { Choice::No });
    });
    (1_000..1_100).for_each(|n| world.vote(n, many, Choice::Yes));
    world.round();
    let bp = |world: &World, id| {
        world.league().floor.proposal(id).and_then(|it| it.count).expect("counted").support_bp
    };
    assert_eq!((bp(&world, few), bp(&world, many)), (1_764, 1_764), "1 of 1 + 7 × 2/3");
    let count = world.league().floor.proposal(many).and_then(|it| it.count).expect("counted");
    assert!(count.has_quorum, "and who never votes holds nobody up");
}

#[test]
fn the_last_ballot_counts_and_counts_once() {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.poll(id, 0..16, 16);
    world.poll(id, 0..0, 16);
    world.round();
    let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count.cast, count.counted, count.in_favour, count.support_bp), (16, 16, 0, 0));
}

#[test]
fn the_mark_depends_on_the_tier_and_must_be_exceeded() {
    let wild = Effect::new(Hook::Steal, Cond::True, vec![Action::EndPossession]);
    let wild = Effect { hook: Hook::Rebound, ..wild };
    let cases = [
        (arc(Op::Set, 4), 50, 8, 9),
        (Rule::set(Param::LeagueRoundRobins, 2), 60, 9, 10),
        (meta(Meta::QuorumPct, 20), 60, 9, 10),
        (Rule::Effect(wild), 67, 10, 11),
    ];
    for (rule, needed, fails, passes) in cases {
        for (yes, passed) in [(fails, false), (passes, true)] {
            let mut world = World::open();
            let id = world.propose(0, std::slice::from_ref(&rule));
            world.poll(id, 0..yes, 16);
            world.round();
            let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
            assert_eq!((count.needed_pct, count.passes()), (needed, passed), "{rule:?} {yes}");
            assert_eq!(world.stage(id) == Stage::InForce, passed, "{rule:?} {yes}");
        }
    }
}

#[test]
fn a_quorum_is_needed() {
    let mut world = World::open();
    enact(&mut world, &[meta(Meta::QuorumPct, 20)]);
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    (0..3).for_each(|n| world.vote(n, id, Choice::Yes));
    world.round();
    let Stage::Failed { why } = world.stage(id) else { panic!("3 of 16") };
    assert_eq!(why, "18.75 % took part and 20 % were needed");
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    (0..4).for_each(|n| world.vote(n, id, Choice::Yes));
    world.round();
    assert_eq!(world.stage(id), Stage::InForce);
}

#[test]
fn nothing_of_a_ballot_is_in_the_log_before_the_close() {
    let told = |choice: Choice| {
        let mut world = World::open();
        let id = world.propose(0, &[arc(Op::Set, 4)]);
        (0..16).for_each(|n| world.vote(n, id, choice));
        world.step();
        let text = |it: &Event| serde_json::to_string(it).expect("writes");
        (world.played.events.iter().map(text).collect::<Vec<_>>(), world)
    };
    let (yes, world) = told(Choice::Yes);
    let (no, _) = told(Choice::No);
    for (a, b) in yes.iter().zip(&no) {
        assert!(!a.contains("yes") && !a.contains("\"choice\""), "{a}");
        let is_same = a == b || a.contains("vote_cast") || a.contains("game_played");
        assert!(is_same, "only seals may differ, and what is mixed from them:\n{a}\n{b}");
    }
    let state = serde_json::to_string(&world.played.state).expect("writes");
    for (_, salt) in world.drawer.values() {
        assert!(!state.contains(&league::chain::hex(&salt.0)), "nor is it in memory");
    }
}

#[test]
fn a_receipt_proves_that_a_ballot_is_in_the_log_and_was_counted() {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.poll(id, 0..11, 16);
    let cast = world.league().floor.proposal(id).expect("known").ballots[&who(5)];
    let (choice, salt) = world.drawer[&(id, who(5))];
    assert_eq!(cast.ballot, Ballot::Sealed(seal(id, &who(5), choice, salt)));
    let at = usize::try_from(cast.position).expect("small") - 1;
    let Event::Floor(Fact::VoteCast { ballot, .. }) = &world.played.events[at] else {
        panic!("the receipt names the log entry")
    };
    assert_eq!(*ballot, cast.ballot);
    let events = world.round();
    let wanted = Opening::Linked { proposal: id, governor: who(5), choice, salt: Salt(salt) };
    let opened = events.iter().any(|it| match it {
        Event::RoundCompleted { closing: Some(closing), .. } => closing.openings.contains(&wanted),
        _ => false,
    });
    assert!(opened, "and what it says was counted");
}

#[test]
fn openings_that_do_not_fit_are_refused_and_missing_ones_are_told() {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.poll(id, 0..16, 16);
    world.step();
    let Step::Complete { season, round } = next_step(world.league()) else { panic!("is shown") };
    let complete =
        |closing: Closing| Command::CompleteRound { season, round, reports: Vec::new(), closing };
    let good = world.closing();
    let mut refused = |change: fn(&mut Closing)| {
        let mut closing = good.clone();
        change(&mut closing);
        match world.ask(complete(closing)) {
            Err(Rejection::Floor(no)) => no,
            other => panic!("accepted: {other:?}"),
        }
    };
    let flipped = refused(|it| {
        if let Opening::Linked { choice, .. } = &mut it.openings[3] {
            *choice = Choice::No;
        }
    });
    assert!(matches!(flipped, No::BadOpening(_)), "{flipped}");
    let twice = refused(|it| it.openings.push(it.openings[0].clone()));
    assert!(matches!(twice, No::BadOpening(_)), "{twice}");
    let stale = refused(|it| it.through = 5);
    assert!(matches!(stale, No::StaleOpenings(_)), "{stale}");
    let mut closing = good.clone();
    closing.openings.truncate(14);
    world.ask(complete(closing)).expect("a lost ballot stops nothing");
    let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count.cast, count.counted), (16, 14));
}

#[test]
fn a_ballot_that_says_nonsense_is_void_and_holds_nothing_up() {
    let mut world = World::open();
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    assert!(world.try_vote(3, id, Choice::Rank(1)).is_err(), "the shell asks before it seals");
    let (choice, salt) = (Choice::Rank(1), Seed([3; 32]));
    let ballot = Ballot::Sealed(seal(id, &who(3), choice, salt));
    world.act(3, Act::Vote { proposal: id, ballot }).expect("nobody can see it");
    world.drawer.insert((id, who(3)), (choice, salt));
    world.vote(4, id, Choice::Yes);
    world.vote(5, id, Choice::Yes);
    world.round();
    let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count.cast, count.counted), (3, 2));
    world.check();
}

#[test]
fn a_league_may_vote_openly_or_never_tell() {
    let mut world = World::open();
    enact(&mut world, &[meta(Meta::Ballot, 0)]);
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    let sealed = Ballot::Sealed(seal(id, &who(3), Choice::Yes, Seed([3; 32])));
    let no = world.no(3, Act::Vote { proposal: id, ballot: sealed });
    assert_eq!(no, No::Secrecy { wanted: "open" });
    let no = world.no(3, Act::Vote { proposal: id, ballot: Ballot::Open(Choice::Score(3)) });
    assert_eq!(no, No::Choice { wanted: "yes or no" });
    for n in 0..16 {
        world.act(n, Act::Vote { proposal: id, ballot: Ballot::Open(Choice::Yes) }).expect("cast");
    }
    world.round();
    assert_eq!(world.stage(id), Stage::InForce);

    let mut world = World::open();
    enact(&mut world, &[meta(Meta::Ballot, 2)]);
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    world.poll(id, 0..11, 16);
    let events = world.round();
    assert_eq!(world.stage(id), Stage::InForce);
    let text = events.iter().map(|it| serde_json::to_string(it).expect("writes"));
    let told = text.filter(|it| it.contains("openings")).collect::<String>();
    assert!(!told.contains("web:") && !told.contains("salt"), "whose it was stays unknown: {told}");
    world.check();
}

#[test]
fn other_methods_count_in_their_own_way() {
    let mut world = World::open();
    enact(&mut world, &[meta(Meta::VoteMethod, 2)]);
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    (0..16).for_each(|n| world.vote(n, id, Choice::Score(if n < 8 { 5 } else { 1 })));
    world.round();
    let count = world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count.support_bp, world.stage(id)), (6_000, Stage::InForce));

    // Ranked: the group's winner is who beats all others, not who is liked by most.
    let mut world = World::open();
    enact(&mut world, &[meta(Meta::VoteMethod, 3)]);
    let ids: Vec<_> =
        [(0, 4), (1, 5), (2, 6)].map(|(n, value)| world.propose(n, &[arc(Op::Set, value)])).into();
    for n in 0..16 {
        let ranks = match n {
            0..7 => [1, 2, 3],
            7..10 => [2, 1, 3],
            _ => [3, 1, 2],
        };
        ids.iter().zip(ranks).for_each(|(id, rank)| world.vote(n, *id, Choice::Rank(rank)));
    }
    world.round();
    assert_eq!(world.value(Param::ScoreArc), 5);
    assert_eq!(world.stage(ids[0]), Stage::Superseded { by: ids[1] });
    world.check();
}

#[test]
fn quadratic_votes_cost_their_square() {
    let mut world = World::open();
    enact(&mut world, &[meta(Meta::WeightMode, 1)]);
    enact(&mut world, &[meta(Meta::VoteMethod, 4)]);
    let ids =
        [world.propose(1, &[arc(Op::Set, 4)]), world.propose(2, &[Rule::set(Param::ScoreFt, 2)])];
    for n in 0..16 {
        world.vote(n, ids[0], Choice::Votes(if n < 4 { 5 } else { -1 }));
        world.vote(n, ids[1], Choice::Votes(if n < 4 { 3 } else { 4 }));
    }
    world.round();
    let count = |id| world.league().floor.proposal(id).and_then(|it| it.count).expect("counted");
    assert_eq!((count(ids[0]).counted, count(ids[0]).support_bp), (16, 6_250), "20 of 32");
    assert_eq!((count(ids[1]).cast, count(ids[1]).counted), (16, 12), "nothing was left for them");
}

#[test]
fn a_round_being_played_says_the_same_whatever_the_seal_hides() {
    let chain = |seed: u8| {
        let mut world = World::open();
        let id = world.propose(0, &[arc(Op::Set, 4)]);
        let ballot = Ballot::Sealed(seal(id, &who(0), Choice::Yes, Seed([seed; 32])));
        world.act(0, Act::Vote { proposal: id, ballot }).expect("is cast");
        world.step();
        let texts = world.played.events.iter().map(|it| serde_json::to_string(it).expect("writes"));
        texts.fold(GENESIS, |hash, it| entry_hash(&hash, 1, league::units::UnixMillis(0), &it))
    };
    assert_ne!(chain(1), chain(2), "the log keeps the seal");
    assert_eq!(chain(1), chain(1));
}

#[test]
fn verdicts_read_as_one_word() {
    let text = serde_json::to_string(&Verdict::Superseded { by: ProposalId(3) }).expect("writes");
    assert_eq!(text, r#"{"verdict":"superseded","by":3}"#);
}
