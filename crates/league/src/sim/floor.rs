//! What rules need while a game is played: where each effect stands, what has happened so far.
//!
//! Exists only in a game with rules that act. May live here: that state. Never: who acts when
//! (`visit`), what is known (`ask`), what is done (`act`), the order of layers (`layers`).

use super::Matchup;
use super::game::side;
use super::law::Law;
use super::layers::PointLayers;
use super::occasion::Ruling;
use super::play::Zone;
use super::team::PLACES;
use super::trace::{Consequence, Deed, Gift, Mark, Trace};
use crate::rules::{Hook, Param, Rules};

/// Effects that can act in one game; `gov.max_active_effects` allows no more.
pub(super) const EFFECTS: usize = 64;
/// Extra possessions that rules give in one game.
pub(super) const EXTRA_MOST: u8 = 8;

/// How the possession before ended, as `Var::PrevPossession` counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Outcome {
    #[default]
    None = 0,
    Basket = 1,
    FreeThrow = 2,
    Miss = 3,
    Turnover = 4,
    Steal = 5,
}

/// The moment of a hook: who is in it. Everything is seen from the side `us`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub hook: Hook,
    /// Index of the side.
    pub us: usize,
    /// Place in the side's lineup.
    pub actor: Option<usize>,
    /// Place in the other side's lineup.
    pub opponent: Option<usize>,
    pub zone: Option<Zone>,
    /// What the shot is worth by the parameters.
    pub value: Option<i32>,
    /// Index of the play that it belongs to; `None` for the next one.
    pub play: Option<usize>,
}

impl Moment {
    pub(super) fn new(hook: Hook, us: usize) -> Self {
        Self { hook, us, actor: None, opponent: None, zone: None, value: None, play: None }
    }

    #[must_use]
    pub(super) fn of(self, actor: usize, opponent: Option<usize>) -> Self {
        Self { actor: Some(actor), opponent, ..self }
    }
}

/// Where one effect stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Stand {
    /// How often it has acted.
    pub used: u8,
    /// How often its condition, without counting, has held: by side, in the game.
    pub times: [u16; 2],
    /// The same in the period.
    pub times_period: [u16; 2],
    /// How often it has been asked.
    pub asked: u16,
}

/// What rules have moved for the possession, and for the shot that is being taken.
#[derive(Clone, Copy)]
pub(super) struct Mods {
    /// Per cent, in the order of `Rate::ALL`.
    pub rates: [i32; 3],
    /// Percentage points in this possession, in the order of `Odds::ALL`.
    pub pp: [i32; 6],
    /// Percentage points of this shot.
    pub shot: [i32; 6],
    /// Effects that have moved each chance of this shot, a bit each: `possession`, then `shot`.
    pub by: [[u64; 6]; 2],
}

impl Default for Mods {
    fn default() -> Self {
        Self { rates: [100; 3], pp: [0; 6], shot: [0; 6], by: [[0; 6]; 2] }
    }
}

/// The rules of one game at work.
pub(super) struct Floor<'a> {
    pub ruling: Ruling<'a>,
    pub matchup: &'a Matchup,
    /// The numbers that hold while each side has the ball.
    pub rules: [Rules; 2],
    /// The same as the engine reads them, once they differ.
    pub laws: Option<Box<[Law; 2]>>,
    /// Places in `ruling.effects`, by hook, and where each hook's begin.
    pub order: [u8; EFFECTS],
    begin: [u8; Hook::COUNT + 1],
    pub stands: [Stand; EFFECTS],
    pub mods: Mods,
    pub layers: PointLayers,
    /// Effects that count how often their condition has held, a bit each.
    pub counts_times: u64,
    /// Baskets in a row by side, and by hooper.
    pub streaks: [i32; 2],
    pub streaks_of: [[i32; PLACES]; 2],
    pub points_of: [[i32; PLACES]; 2],
    /// Points of each side since the other's last.
    pub runs: [i32; 2],
    pub counters: [[i32; 4]; 2],
    /// How the possession before ended, and how this one stands.
    pub outcomes: [Outcome; 2],
    pub extra_given: u8,
    /// Extra possessions that a side still has.
    pub extra: [u8; 2],
    /// Tenths that rules have added in this period.
    pub clock_added: i32,
    /// Whether a rule has ended the possession.
    pub ends: bool,
    /// Whether somebody may have to leave or sit by rule, or sits.
    pub someone_moves: bool,
    pub replan: bool,
    /// Whether the side whose hook it is has won, once that is known.
    pub winner: Option<usize>,
    pub trace: Trace,
}

impl<'a> Floor<'a> {
    /// `None` where no rule could ever act.
    pub(super) fn new(
        ruling: Ruling<'a>,
        matchup: &'a Matchup,
        rules: &Rules,
    ) -> Option<Box<Self>> {
        if ruling.effects.is_empty() && ruling.occasion.brings_nothing() {
            return None;
        }
        let mut order = [0; EFFECTS];
        let mut begin = [0; Hook::COUNT + 1];
        let mut len = 0;
        for (at, hook) in Hook::ALL.into_iter().enumerate() {
            for (place, active) in (0_u8..).zip(ruling.effects.iter().take(EFFECTS)) {
                if active.effect.hook == hook {
                    order[usize::from(len)] = place;
                    len += 1;
                }
            }
            begin[at + 1] = len;
        }
        let counting = (0..).zip(ruling.effects.iter().take(EFFECTS));
        let counts_times = counting
            .filter(|(_, it)| it.effect.when.counts_times())
            .fold(0, |bits, (place, _): (u32, _)| bits | 1 << place);
        Some(Box::new(Self {
            ruling,
            matchup,
            rules: [rules.clone(), rules.clone()],
            laws: None,
            order,
            begin,
            stands: [Stand::default(); EFFECTS],
            mods: Mods::default(),
            layers: PointLayers::default(),
            counts_times,
            streaks: [0; 2],
            streaks_of: [[0; PLACES]; 2],
            points_of: [[0; PLACES]; 2],
            runs: [0; 2],
            counters: [[0; 4]; 2],
            outcomes: [Outcome::None; 2],
            extra_given: 0,
            extra: [0; 2],
            clock_added: 0,
            ends: false,
            someone_moves: false,
            replan: false,
            winner: None,
            trace: Trace::default(),
        }))
    }

    /// Places in `order` of the effects at this hook.
    pub(super) fn at(&self, hook: Hook) -> std::ops::Range<usize> {
        usize::from(self.begin[hook as usize])..usize::from(self.begin[hook as usize + 1])
    }

    /// Notes a deed of the effect `which`.
    pub(super) fn mark(&mut self, play: usize, which: usize, deed: Deed, n: i32) {
        let rule = self.ruling.effects[which].id;
        let play = u16::try_from(play).unwrap_or(u16::MAX);
        self.trace.marks.push(Mark { play, rule, deed, n: i16::try_from(n).unwrap_or(0) });
    }

    /// Notes what follows outside the game.
    pub(super) fn give(&mut self, us: usize, which: usize, gift: Gift) {
        let rule = self.ruling.effects[which].id;
        self.trace.consequences.push(Consequence { side: side(us), rule, gift });
    }

    /// Points of `place` of the side `us`.
    pub(super) fn note_points(&mut self, us: usize, place: Option<usize>, points: i32) {
        self.runs[us] += points;
        if points > 0 {
            self.runs[1 - us] = 0;
        }
        if let Some(place) = place {
            self.points_of[us][place] += points;
        }
    }

    /// A shot of `place` of the side `us` has gone in or not.
    pub(super) fn note_shot(&mut self, us: usize, place: usize, made: bool) {
        let grown = |streak: i32| if made { streak + 1 } else { 0 };
        self.streaks[us] = grown(self.streaks[us]);
        self.streaks_of[us][place] = grown(self.streaks_of[us][place]);
        self.outcomes[1] = if made { Outcome::Basket } else { Outcome::Miss };
    }

    /// Changes a number while the side has the ball; the nearest legal one within `least..=most`.
    pub(super) fn change(&mut self, us: usize, param: Param, n: i32, within: (i32, i32)) {
        let wanted = self.rules[us].get(param).saturating_add(n);
        let value = param.nearest(wanted.clamp(within.0.min(within.1), within.1));
        if let Ok(changed) = self.rules[us].with(param, value) {
            self.rules[us] = changed;
            self.replan = true;
        }
    }

    /// The trace of a game that is over: how often each rule acted is added up.
    pub(super) fn finish(mut self, plays: usize) -> Trace {
        let last = u16::try_from(plays.saturating_sub(1)).unwrap_or(u16::MAX);
        self.trace.marks.iter_mut().for_each(|it| it.play = it.play.min(last));
        let stands = self.ruling.effects.iter().zip(&self.stands);
        let fired = stands.filter(|(_, it)| it.used > 0);
        self.trace.fired = fired.map(|(active, it)| (active.id, it.used.into())).collect();
        self.trace
    }
}
