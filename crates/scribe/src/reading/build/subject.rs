//! What a change is about: a number by its name, or by what is said of a thing.
//!
//! May live here: choosing the number. Never: its new value (`change`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use crate::reading::amount::{Amount, Measure};
use crate::reading::ask::Why;
use crate::reading::mean::{Event, Item, Knob, Mean, Topic, Word};
use league::rules::{Meta, Param};

/// What was found in a part of a sentence, by kind.
pub(super) struct Parts<'a> {
    pub items: &'a [Item],
    pub knobs: Vec<Knob>,
    pub topics: Vec<Topic>,
    pub events: Vec<Event>,
    /// The amount, and whether it is a difference: so much more, so much less.
    pub amount: Option<(Amount, Sign)>,
    /// How many amounts there are.
    pub amounts: usize,
}

/// Whether an amount is a value or a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Value,
    More,
    Less,
}

impl<'a> Parts<'a> {
    pub(super) fn of(items: &'a [Item]) -> Self {
        let mut parts =
            Self { items, knobs: vec![], topics: vec![], events: vec![], amount: None, amounts: 0 };
        for item in items {
            match item.mean {
                Mean::Knob(it) => parts.knobs.push(it),
                Mean::Topic(it) => parts.topics.push(it),
                Mean::Event(it) => parts.events.push(it),
                _ => {}
            }
            let sign = match item.mean {
                Mean::Amount | Mean::Topic(Topic::BestOf) => Sign::Value,
                Mean::More => Sign::More,
                Mean::Less => Sign::Less,
                _ => continue,
            };
            // "One more", "a bonus".
            let one = Amount::new(crate::reading::amount::Ratio::whole(1), Measure::Bare);
            let amount = item.amount().unwrap_or(one);
            // Said twice, with its unit, is said once.
            let same = |(it, _): &(Amount, Sign)| *it == amount && amount.measure != Measure::Bare;
            if !parts.amount.as_ref().is_some_and(same) {
                parts.amounts += 1;
            }
            parts.amount = Some((amount, sign));
        }
        parts.knobs.dedup();
        parts.events.dedup();
        parts.topics.dedup();
        parts
    }

    pub(super) fn has(&self, word: Word) -> bool {
        self.items.iter().any(|it| it.is(word))
    }

    fn about(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }

    fn measure(&self) -> Option<Measure> {
        self.amount.map(|(it, _)| it.measure)
    }

    /// The number that this is about.
    pub(super) fn knob(&self) -> Result<Knob, Why> {
        let param = |it| Ok(Knob::Param(it));
        let own_rebound = self.events == [Event::OwnRebound];
        match self.knobs[..] {
            [Knob::Param(Param::ClockShotSecs)] if own_rebound => {
                return param(Param::ClockOrbResetSecs);
            }
            [Knob::Param(Param::EndTargetScore)] if self.about(Topic::Overtime) => {
                return param(Param::OvertimeTarget);
            }
            [Knob::Param(Param::EndTargetScore)] if self.about(Topic::Elam) => {
                return param(Param::EndElamMargin);
            }
            [
                Knob::Param(Param::FoulTeamBonus | Param::FoulPersonalLimit | Param::FoulCallRate),
            ] if self.events == [Event::Foul] => {
                return Ok(self.knobs[0]);
            }
            [only] if self.events.is_empty() && self.topics.is_empty() => return Ok(only),
            [only] if self.events.is_empty() && self.fits_topics(only) => return Ok(only),
            [] => {}
            _ => return Err(Why::Structure),
        }
        if self.events.is_empty() { self.by_topic() } else { self.by_event() }
    }

    /// Whether the topics beside a named number say nothing else.
    fn fits_topics(&self, knob: Knob) -> bool {
        self.topics.iter().all(|it| match it {
            Topic::Votes | Topic::Tokens => matches!(knob, Knob::Meta(_)),
            Topic::Overtime => matches!(knob, Knob::Param(Param::OvertimeTarget)),
            Topic::Elam => matches!(
                knob,
                Knob::Param(
                    Param::EndElamMargin | Param::EndElamAfterPeriod | Param::EndTargetScore
                )
            ),
            Topic::Energy => matches!(knob, Knob::Param(Param::RateEnergyDrain | Param::SubEnergy)),
            Topic::Metas => matches!(knob, Knob::Meta(Meta::SupermajorityMetaPct)),
            Topic::Wild => matches!(knob, Knob::Meta(Meta::SupermajorityWildPct)),
            Topic::Period => {
                matches!(knob, Knob::Param(Param::ClockPeriods | Param::ClockPeriodSecs))
            }
            _ => false,
        })
    }

    fn by_topic(&self) -> Result<Knob, Why> {
        let param = |it| Ok(Knob::Param(it));
        let measure = self.measure();
        let longer = self.has(Word::Longer) || self.has(Word::Shorter);
        match self.topics[..] {
            [Topic::Period] => match measure {
                Some(Measure::Seconds | Measure::Factor | Measure::Percent) => {
                    param(Param::ClockPeriodSecs)
                }
                _ if longer => param(Param::ClockPeriodSecs),
                Some(Measure::Bare) if self.amount.is_some_and(|(_, sign)| sign != Sign::Value) => {
                    param(Param::ClockPeriods)
                }
                Some(Measure::Bare) => Err(Why::Unit(vec![
                    "minutes".into(),
                    "seconds".into(),
                    "number of periods".into(),
                ])),
                _ => Err(Why::MissingValue(vec![])),
            },
            [Topic::Arc] => match measure {
                Some(Measure::Length | Measure::Percent | Measure::Factor) => {
                    param(Param::CourtArcCm)
                }
                Some(Measure::Bare | Measure::Points) if self.has(Word::Worth) => {
                    param(Param::ScoreArc)
                }
                Some(_) => {
                    Err(Why::Unit(vec!["centimetres".into(), "metres".into(), "feet".into()]))
                }
                None if self.has(Word::Default) => param(Param::CourtArcCm),
                None => Err(Why::MissingValue(vec![])),
            },
            [Topic::Overtime] => match measure {
                Some(Measure::Seconds) => param(Param::OvertimeSecs),
                Some(Measure::Points) => param(Param::OvertimeTarget),
                Some(_) => Err(Why::Unit(vec!["minutes".into(), "points".into()])),
                None => Err(Why::MissingValue(vec![])),
            },
            [Topic::Elam] => match measure {
                Some(Measure::Points | Measure::Bare) => param(Param::EndElamMargin),
                Some(_) => Err(Why::Structure),
                None => param(Param::EndMode),
            },
            [Topic::Semis, Topic::BestOf] | [Topic::BestOf, Topic::Semis] => {
                param(Param::LeagueSemisBestOf)
            }
            [Topic::Final, Topic::BestOf] | [Topic::BestOf, Topic::Final] => {
                param(Param::LeagueFinalBestOf)
            }
            [Topic::Break, Topic::Energy] | [Topic::Energy, Topic::Break] => {
                param(Param::EnergyRecoverBreak)
            }
            [Topic::Halftime, Topic::Energy] | [Topic::Energy, Topic::Halftime] => {
                param(Param::EnergyRecoverHalf)
            }
            [Topic::Metas, ..] | [Topic::Votes, Topic::Metas] => {
                Ok(Knob::Meta(Meta::SupermajorityMetaPct))
            }
            [Topic::Wild, ..] | [Topic::Votes, Topic::Wild] => {
                Ok(Knob::Meta(Meta::SupermajorityWildPct))
            }
            _ => Err(Why::Structure),
        }
    }

    fn by_event(&self) -> Result<Knob, Why> {
        let missing = || Err(Why::MissingValue(vec![]));
        let [event] = self.events[..] else { return Err(Why::Structure) };
        let topics_fit = self.topics.iter().all(|it| *it == Topic::Arc && event == Event::Arc);
        if !self.knobs.is_empty() || !topics_fit {
            return Err(Why::Structure);
        }
        if let Some(param) = event.value() {
            return Ok(Knob::Param(param));
        }
        match (event.rate(), self.measure()) {
            (Some(param), Some(Measure::Percent | Measure::Factor)) => Ok(Knob::Param(param)),
            (Some(param), _)
                if self.has(Word::Double) || self.has(Word::Halve) || self.has(Word::Default) =>
            {
                Ok(Knob::Param(param))
            }
            (_, None) => missing(),
            _ => Err(Why::Structure),
        }
    }
}
