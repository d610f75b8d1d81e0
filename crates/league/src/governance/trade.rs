//! Trading tokens: an offer, put aside until the other one answers.
//!
//! May live here: offers and the decisions about them. Never: what tokens are for (`desk`).

use super::desk::Asked;
use super::fact::{Ending, Fact};
use super::floor::Floor;
use super::no::No;
use super::people::GovernorId;
use super::tokens::{Batch, Tokens};
use crate::rules::Meta;
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};

/// Most tokens of a kind in an offer.
const OFFER_MAX: u8 = 20;
/// Most offers of one governor that stand at once.
const OFFERS_MAX: usize = 5;

/// An offer of tokens, numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfferId(pub u32);

impl std::fmt::Display for OfferId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "T{}", self.0)
    }
}

/// An offer that stands until it is answered, taken back, or its window closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who made it.
    pub from: GovernorId,
    /// To whom.
    pub to: GovernorId,
    /// What is given.
    pub give: Tokens,
    /// What is asked for it.
    pub want: Tokens,
    /// When it was made.
    pub made_at: UnixMillis,
    /// What is given, with its age, put aside.
    pub(super) stake: Vec<Batch>,
}

/// How tokens may change hands; the values of `gov.token_trade`.
fn may_trade(floor: &Floor, from: &GovernorId, is_gift: bool) -> Result<(), No> {
    match floor.number(Meta::TokenTrade) {
        0 => Err(No::NoTrade),
        1 if !is_gift || floor.givers.contains(from) => Err(No::GiftsOnly),
        _ => Ok(()),
    }
}

pub(super) fn offer(
    asked: Asked<'_>,
    to: GovernorId,
    give: Tokens,
    want: Tokens,
) -> Result<Fact, No> {
    let floor = asked.floor;
    may_trade(floor, &asked.who, want.is_empty())?;
    if to == asked.who {
        return Err(No::Oneself);
    }
    if !asked.league.governors.contains_key(&to) {
        return Err(No::NoSuchGovernor);
    }
    let most = Tokens::each(OFFER_MAX);
    if give.plus(want).is_empty() || !most.covers(give) || !most.covers(want) {
        return Err(No::NothingOffered);
    }
    if OFFERS_MAX <= floor.offers.values().filter(|it| it.from == asked.who).count() {
        return Err(No::TooManyOffers(OFFERS_MAX));
    }
    let has = floor.purse(&asked.who).free();
    if !has.covers(give) {
        return Err(No::Tokens { cost: give, has });
    }
    let offer = OfferId(floor.last_offer + 1);
    Ok(Fact::TradeOffered { offer, from: asked.who, to, give, want, at: asked.at })
}

pub(super) fn answer(asked: Asked<'_>, id: OfferId, accept: bool) -> Result<Fact, No> {
    let offer = asked.floor.offers.get(&id).ok_or(No::NoOffer(id))?;
    if offer.to != asked.who {
        return Err(No::NotForYou);
    }
    let ending = if accept { Ending::Accepted } else { Ending::Declined };
    if accept {
        can_accept(asked.floor, offer)?;
    }
    Ok(Fact::TradeEnded { offer: id, by: asked.who, ending, at: asked.at })
}

fn can_accept(floor: &Floor, offer: &Offer) -> Result<(), No> {
    // Looked at again: the window's numbers cannot change under an offer, but purses do.
    may_trade(floor, &offer.from, offer.want.is_empty())?;
    let (theirs, own) = (floor.purse(&offer.from), floor.purse(&offer.to));
    if !own.free().covers(offer.want) {
        return Err(No::Tokens { cost: offer.want, has: own.free() });
    }
    let most = floor.number(Meta::TokenCap);
    let cap = Tokens::each(u8::try_from(most).unwrap_or(u8::MAX));
    let over = |whose| No::OverCap { whose, cap: i32::try_from(most).unwrap_or(i32::MAX) };
    if !fits(own.held(), offer.want, offer.give, cap) {
        return Err(over("you"));
    }
    if !fits(theirs.held(), offer.give, offer.want, cap) {
        return Err(over("they"));
    }
    Ok(())
}

/// Whether a purse stays within the cap for every kind that it gets more of.
fn fits(held: Tokens, less: Tokens, more: Tokens, cap: Tokens) -> bool {
    let after = held.minus(less).plus(more);
    let grows = |it: &crate::rules::action::Token| less.get(*it) < more.get(*it);
    let kinds = crate::rules::action::Token::ALL.iter().filter(|it| grows(it));
    kinds.into_iter().all(|it| after.get(*it) <= cap.get(*it))
}

pub(super) fn take_back(asked: Asked<'_>, id: OfferId) -> Result<Fact, No> {
    let offer = asked.floor.offers.get(&id).ok_or(No::NoOffer(id))?;
    if offer.from != asked.who {
        return Err(No::NotForYou);
    }
    let ending = Ending::TakenBack;
    Ok(Fact::TradeEnded { offer: id, by: asked.who, ending, at: asked.at })
}
