//! Government: how the people of a league change its rules.
//!
//! May live here: what governors may do on the Floor, as facts and decisions. Must never live here:
//! how a person is recognised, who is an admin, what a ballot says before its window closes (all the
//! shell's), what a game does with a rule (`sim`).
//!
//! In reading order: people join (`people`); what they may ask for (`act`) is decided (`desk`,
//! `trade`) and becomes facts (`fact`), which are folded into the Floor (`floor`, `fold`, `keep`); a window
//! is closed (`close`): ballots are opened (`ballot`, `open`), weighed (`weigh`), counted (`count`), set in
//! order (`group`), and what passes is enacted (`enact`, `reset`).

mod act;
mod asked;
mod ballot;
mod close;
mod count;
mod desk;
mod enact;
mod fact;
mod floor;
mod fold;
mod group;
mod keep;
mod no;
mod open;
mod people;
mod proposal;
mod reset;
mod strategy;
mod tokens;
mod trade;
mod weigh;

pub use act::{Act, ChairAct, Settings};
pub use ballot::{Ballot, Choice, Closing, Commitment, Opening, Probed, SCORE_MAX, Salt, seal};
pub use count::Count;
pub use fact::{Ending, Fact, Verdict};
pub use floor::{Floor, Window};
pub use no::No;
pub use people::{Governor, GovernorId, Governors, NAME_MAX};
pub use proposal::{Cast, Matter, Proposal, ProposalId, Stage, Tier, WORDS_MAX};
pub use tokens::{Purse, Tokens};
pub use trade::{Offer, OfferId};

pub(crate) use close::{close, complete, of_round, settle_held};
pub(crate) use desk::{act, chair, commit_seed, set};
pub(crate) use people::join;
