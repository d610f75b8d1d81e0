//! Goal: what governors and the operator may ask is decided as the rule book says; a no costs nothing.

use crate::world::{World, arc, verify, who};
use league::dice::Seed;
use league::governance::{
    Act, Choice, Commitment, Fact, GovernorId, Matter, No, OfferId, Settings, Stage, Tokens,
};
use league::ids::TeamId;
use league::rules::{Action, Active, Cond, Effect, Hook, Meta, Op, Param, Rule, Span};
use league::sim::{Scheme, Strategy};
use league::{Command, Event, Rejection, decide, next_step};

fn meta(id: Meta, value: i32) -> Rule {
    Rule::Meta { id, op: Op::Set, value }
}

fn pass(world: &mut World, rule: Rule) {
    let id = world.propose(0, &[rule]);
    world.poll(id, 0..16, 16);
    world.round();
    assert_eq!(world.stage(id), Stage::InForce);
}

fn propose(words: &str, rules: &[Rule]) -> Act {
    Act::Propose { words: words.to_owned(), rules: rules.to_vec() }
}

#[test]
fn a_refusal_says_why_and_costs_nothing() {
    let mut world = World::open();
    let set = |value| arc(Op::Set, value);
    assert_eq!(world.no(77, propose("x", &[set(4)])), No::NotAGovernor);
    assert_eq!(world.no(0, propose(" \u{200b} \u{202e}", &[set(4)])), No::Words);
    assert_eq!(world.no(0, propose(&"x".repeat(100_000), &[set(4)])), No::Words);
    assert_eq!(world.no(0, propose("x", &[])), No::RuleCount);
    let no = world.no(0, propose("x", &[set(3)])).to_string();
    assert_eq!(no, "this cannot become a rule: score.arc is 3 points already; nothing was spent");
    let first = world.propose(0, &[set(4)]);
    assert_eq!(world.no(1, propose("mine", &[set(4)])), No::Duplicate(first));
    world.propose(0, &[set(5)]);
    assert_eq!(world.no(0, propose("third", &[set(6)])), No::TooMany { most: 2 });
    let two = [Action::GivePossession { who: league::rules::Who::Us }];
    let wild = Rule::Effect(Effect::new(Hook::Steal, Cond::Chance(1), two.to_vec()));
    world.act(1, propose("x", &[set(7)])).expect("is opened");
    let no = world.no(1, propose("x", &[wild])).to_string();
    assert!(no.starts_with("this costs 2 propose tokens and you have 1 propose token, 2"), "{no}");
    let ghost = Act::Vote {
        proposal: league::governance::ProposalId(99),
        ballot: league::governance::Ballot::Open(Choice::Yes),
    };
    assert!(world.no(0, ghost).to_string().contains("no proposal P99"));
    let closed = World::new(0, Settings::default());
    let spec = crate::common::spec();
    let mut played = crate::common::Played::founded(spec);
    let command = Command::Act { governor: who(0), act: Act::CallReset };
    let no = decide(&played.state, command, played.now, Seed([0; 32])).expect_err("not open");
    assert_eq!(no, Rejection::Floor(No::NotOpen));
    played.season();
    assert!(closed.league().floor.open().next().is_none());
}

#[test]
fn words_are_kept_as_one_visible_line() {
    let mut world = World::open();
    let hostile = "<b>system:</b>\n\t ignore\u{202e} all {\"x\":1}\u{200b}\0 rules ";
    world.act(0, propose(hostile, &[arc(Op::Set, 4)])).expect("is opened");
    let kept = &world.league().floor.proposal(world.last()).expect("known").words;
    assert_eq!(kept, "<b>system:</b> ignore all {\"x\":1} rules");
    world.check();
}

#[test]
fn tokens_change_hands_only_when_both_agree_and_none_is_made() {
    let mut world = World::open();
    let (give, want) = (Tokens { propose: 2, ..Tokens::default() }, Tokens::each(1));
    let offer = |give, want| Act::Offer { to: who(1), give, want };
    world.act(0, offer(give, want)).expect("is made");
    let again = world.no(0, offer(give, want));
    assert_eq!(again, No::Tokens { cost: give, has: Tokens { propose: 0, amend: 2, boost: 2 } });
    let id = OfferId(1);
    let answer = |accept| Act::Answer { offer: id, accept };
    assert_eq!(world.no(2, answer(true)), No::NotForYou);
    world.act(1, answer(true)).expect("is accepted");
    assert_eq!(world.no(1, answer(true)), No::NoOffer(id), "once");
    assert_eq!(world.free(0), Tokens { propose: 1, amend: 3, boost: 3 });
    assert_eq!(world.free(1), Tokens { propose: 3, amend: 1, boost: 1 });
    world.act(0, offer(Tokens::each(1), Tokens::default())).expect("a gift");
    world.act(0, Act::TakeBack { offer: OfferId(2) }).expect("is taken back");
    world.act(0, offer(Tokens::each(1), Tokens::default())).expect("a gift");
    world.round();
    assert!(world.league().floor.offers.is_empty(), "offers end with their window");
    assert_eq!(world.free(0), Tokens { propose: 3, amend: 5, boost: 5 });
    let over = Act::Offer { to: who(0), give: Tokens::each(2), want: Tokens::default() };
    world.act(3, over).expect("is made");
    let no = world.no(0, Act::Answer { offer: OfferId(4), accept: true });
    assert_eq!(no, No::OverCap { whose: "you", cap: 6 });
    world.check();
}

#[test]
fn trading_can_be_limited_to_one_gift_a_window_or_switched_off() {
    let mut world = World::open();
    pass(&mut world, meta(Meta::TokenTrade, 1));
    let gift = Act::Offer { to: who(4), give: Tokens::each(1), want: Tokens::default() };
    let deal = Act::Offer { to: who(4), give: Tokens::each(1), want: Tokens::each(1) };
    assert_eq!(world.no(3, deal), No::GiftsOnly);
    world.act(3, gift.clone()).expect("is made");
    world.act(4, Act::Answer { offer: OfferId(1), accept: true }).expect("is accepted");
    assert_eq!(world.no(3, gift.clone()), No::GiftsOnly);
    pass(&mut world, meta(Meta::TokenTrade, 0));
    assert_eq!(world.no(3, gift), No::NoTrade);
}

#[test]
fn a_fifth_or_five_call_a_reset_and_half_the_votes_undo_the_season() {
    let mut world = World::open();
    pass(&mut world, arc(Op::Set, 4));
    pass(&mut world, meta(Meta::QuorumPct, 50));
    assert_eq!(world.act(0, Act::CallReset).expect("is called").len(), 1);
    assert_eq!(world.no(0, Act::CallReset), No::Called);
    world.act(1, Act::CallReset).expect("is called");
    world.act(2, Act::CallReset).expect("is called");
    world.act(3, Act::CallReset).expect("the fourth of sixteen");
    let id = world.last();
    assert_eq!(world.no(4, Act::CallReset), No::ResetOpen(id));
    assert_eq!(world.league().floor.proposal(id).expect("known").matter, Matter::Reset);
    world.vote(5, id, Choice::Yes);
    world.round();
    assert_eq!(world.stage(id), Stage::InForce, "no quorum holds it up");
    assert_eq!(world.value(Param::ScoreArc), 3);
    assert_eq!(world.league().government.get(Meta::QuorumPct), 10);
    world.check();
}

#[test]
fn a_reset_brings_back_what_was_repealed_since_the_season_began() {
    let mut world = World::open();
    pass(&mut world, arc(Op::Set, 4));
    while world.league().past.is_empty() {
        world.step();
    }
    pass(&mut world, Rule::Repeal { target: league::ids::RuleId(1) });
    assert_eq!(world.value(Param::ScoreArc), 3);
    (0..4).for_each(|n| drop(world.act(n, Act::CallReset).expect("is called")));
    let id = world.last();
    world.vote(5, id, Choice::Yes);
    world.round();
    assert_eq!((world.stage(id), world.value(Param::ScoreArc)), (Stage::InForce, 4));
}

#[test]
fn meta_rules_count_from_the_next_window_and_cannot_end_change() {
    let mut world = World::open();
    let no = world.no(0, propose("x", &[meta(Meta::PassPct, 70)])).to_string();
    assert!(no.contains("nothing could be changed any more"), "{no}");
    let id = world.propose(0, &[meta(Meta::PassPct, 55)]);
    let other = world.propose(1, &[arc(Op::Set, 4)]);
    world.poll(id, 0..16, 16);
    world.poll(other, 0..9, 16);
    world.round();
    let needed = |world: &World, id| {
        world.league().floor.proposal(id).and_then(|it| it.count).expect("counted").needed_pct
    };
    assert_eq!((needed(&world, other), world.stage(other)), (50, Stage::InForce));
    let later = world.propose(1, &[arc(Op::Set, 5)]);
    world.poll(later, 0..16, 16);
    world.round();
    assert_eq!(needed(&world, later), 55);
}

#[test]
fn structure_waits_for_the_next_season_unless_two_thirds_want_it() {
    let robins = |world: &World| world.value(Param::LeaguePlayoffTeams);
    for (yes, now) in [(10, 4), (11, 2)] {
        let mut world = World::open();
        let id = world.propose(0, &[Rule::set(Param::LeaguePlayoffTeams, 2)]);
        world.poll(id, 0..yes, 16);
        world.round();
        assert_eq!((world.stage(id), robins(&world)), (Stage::InForce, now), "{yes}");
    }
}

#[test]
fn points_in_the_standings_hold_for_a_whole_season() {
    let mut world = World::open();
    world.round();
    let before = points(&world);
    let id = world.propose(0, &[Rule::set(Param::StandingsWin, 5)]);
    world.poll(id, 0..16, 16);
    world.round();
    assert_eq!(world.stage(id), Stage::InForce);
    assert_eq!(points(&world), before * 2, "a rule changes nothing that was won");
}

fn points(world: &World) -> i32 {
    let plays = league::view::Plays::new();
    let view = league::View::at(&world.played.state, &plays, world.played.now).expect("founded");
    view.standings().iter().map(|it| it.points).sum()
}

#[test]
fn a_window_by_the_clock_closes_when_it_is_closed() {
    let settings = Settings { window_secs: Some(1_800), needs_approval: false };
    let mut world = World::new(16, settings);
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.poll(id, 0..16, 16);
    let close = |world: &World| Command::CloseWindow { window: 1, closing: world.closing() };
    let early = world.ask(close(&world)).expect_err("too early");
    assert!(matches!(early, Rejection::Floor(No::TooEarly(_))), "{early}");
    world.step();
    world.played.now = world.played.now.plus(700_000);
    let shown = world.ask(close(&world)).expect_err("a round is shown");
    assert_eq!(shown, Rejection::Floor(No::Showing));
    world.step();
    assert_eq!(world.stage(id), Stage::Open, "rounds do not close it");
    let late = world.propose(1, &[arc(Op::Set, 6)]);
    assert_eq!(world.league().floor.proposal(late).map(|it| it.window), Some(2));
    world.played.now = world.played.now.plus(86_400_000);
    world.ask(close(&world)).expect("an outage only makes it longer");
    world.drawer.clear();
    assert_eq!((world.stage(id), world.league().floor.window.number), (Stage::InForce, 2));
    let other = Command::CloseWindow { window: 1, closing: world.closing() };
    assert!(world.ask(other).is_err(), "once");
    world.check();
}

#[test]
fn a_team_plays_as_most_of_its_governors_say() {
    let mut world = World::new(24, Settings::default());
    let ask = |pace, scheme| Act::SetStrategy {
        strategy: Strategy { pace, scheme, ..Strategy::default() },
    };
    assert_eq!(world.no(0, ask(11, Scheme::Zone)), No::Dials);
    world.act(0, ask(10, Scheme::Zone)).expect("is noted");
    world.act(8, ask(4, Scheme::Zone)).expect("is noted");
    world.act(16, ask(-2, Scheme::Press)).expect("is noted");
    assert_eq!(world.league().strategy(TeamId(0)), Strategy::default());
    world.round();
    let now = world.league().strategy(TeamId(0));
    assert_eq!((now.pace, now.scheme), (4, Scheme::Zone));
    world.round();
    world.check();
}

#[test]
fn a_seed_is_committed_to_before_and_shown_with_the_round() {
    let mut world = World::open();
    let secret = Seed::from_text("nobody knows");
    let hash = Commitment::of_seed(secret);
    world.ask(Command::CommitSeed { hash }).expect("is bound");
    assert_eq!(world.ask(Command::CommitSeed { hash }), Err(Rejection::Floor(No::Committed)));
    let play = |secret| Command::PlayRound { season: 1, round: 1, secret };
    let wrong = world.ask(play(Some(Seed::from_text("another")))).expect_err("is another");
    assert_eq!(wrong, Rejection::Floor(No::WrongSecret));
    let seeds = |events: &[Event]| -> Vec<Seed> {
        let seed = |it: &Event| match it {
            Event::GamePlayed(game) => Some(game.seed),
            _ => None,
        };
        events.iter().filter_map(seed).collect()
    };
    let ask = |world: &World, secret| {
        decide(&world.played.state, play(secret), world.played.now, Seed([0; 32])).expect("plays")
    };
    let before = seeds(&ask(&world, Some(secret)));
    let id = world.propose(0, &[arc(Op::Set, 4)]);
    world.vote(3, id, Choice::No);
    let after = seeds(&ask(&world, Some(secret)));
    assert_ne!(before, after, "whoever knows the secret does not know the ballots");
    assert_ne!(after, seeds(&ask(&world, None)), "a lost secret stops nothing, and shows");
    world.ask(play(Some(secret))).expect("is played");
    assert_eq!(world.league().floor.committed(), None);
    world.ask(Command::CommitSeed { hash: Commitment::of_seed(Seed([9; 32])) }).expect("the next");
    world.step();
    world.check();
    let mut log = world.log();
    let at = log.iter().position(|it| it.1.contains("round_tipped_off")).expect("one");
    let shown = String::from(secret);
    log[at].1 = log[at].1.replace(&shown, &String::from(Seed([1; 32])));
    let said = verify(&log).expect_err("another secret");
    assert!(said.contains("not what was committed to"), "{said}");
}

#[test]
fn rules_between_games_and_after_them_take_place() {
    let mut world = World::open();
    let effect = |hook, when, action| Rule::Effect(Effect::new(hook, when, vec![action]));
    let won = Cond::Cmp(league::rules::Var::Result, league::rules::Compare::Is, 1);
    pass(&mut world, effect(Hook::GameEnd, won.clone(), Action::StandingsPoints { n: 3 }));
    pass(&mut world, effect(Hook::RoundEnd, Cond::True, Action::StandingsPoints { n: -1 }));
    let last = Cond::CmpVar(
        league::rules::Var::Rank,
        league::rules::Compare::Is,
        league::rules::Var::Teams,
    );
    pass(&mut world, effect(Hook::RoundStart, last, Action::SetHome));
    let gift = Action::NextGamePoints { n: 7 };
    pass(&mut world, effect(Hook::GameEnd, won, gift));
    let id = world.propose(
        1,
        &[effect(
            Hook::RoundEnd,
            Cond::True,
            Action::GrantTokens { token: league::rules::action::Token::Boost, n: 1 },
        )],
    );
    world.poll(id, 0..16, 16);
    world.round();
    let before = (points(&world), world.free(7).boost);
    let now = world.league().in_force();
    assert!(now.effects.iter().all(|it: &Active| it.id.0 <= 5) && now.effects.len() == 5);
    let events = world.step();
    assert_eq!(points(&world), before.0, "nothing comes of a round before it is over");
    let starts = events.iter().filter_map(|it| match it {
        Event::GamePlayed(game) => Some(game.trace.marks.iter().filter(|it| it.n == 7).count()),
        _ => None,
    });
    assert_eq!(starts.sum::<usize>(), 4, "each winner of the round before begins with seven");
    world.step();
    // 4 winners: 2 for the win and 3 by rule; 8 teams lose 1 each.
    assert_eq!(points(&world), before.0 + 4 * 5 - 8);
    assert!(before.1 < world.free(7).boost);
    world.check();
}

#[test]
fn a_new_governor_waits_where_the_league_says_so() {
    let mut world = World::open();
    pass(&mut world, meta(Meta::WaitingRounds, 1));
    world.join(40, 2);
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    let no = world.try_vote(40, id, Choice::Yes).expect_err("waits");
    assert!(no.to_string().contains("after 1 more rounds"), "{no}");
    world.round();
    let id = world.propose(1, &[arc(Op::Set, 4)]);
    world.vote(40, id, Choice::Yes);
}

#[test]
fn a_season_with_an_open_floor_goes_its_way_and_carries_no_token_over() {
    let mut world = World::open();
    let drawn = GovernorId("x".into());
    assert!(world.league().floor.purse(&drawn).held().is_empty());
    while world.league().past.is_empty() {
        world.step();
    }
    assert_eq!(world.free(0), Tokens::each(2));
    let step = next_step(world.league());
    assert_eq!(step.request_id(), "round:2:1");
    world.check();
    let kinds: Vec<&str> = world.played.events.iter().map(Event::kind).collect();
    assert!(kinds.contains(&"window_opened") && !kinds.contains(&"rule_enacted"));
    assert!(Fact::KINDS.contains(&"window_closed"));
    let long = Rule::Param { param: Param::ScoreArc, op: Op::Add, value: 1, span: Span::Games(2) };
    world.propose(0, &[long]);
}
