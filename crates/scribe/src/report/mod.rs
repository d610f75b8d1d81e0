//! What happened, as prose. Describes, never prescribes.
//!
//! May live here: fact sheets and the built-in templates over them. Must never live here: a result
//! that the facts do not hold, or advice.

mod facts;
mod game;
mod governors;
mod phrase;
mod round;

pub use facts::{GameFacts, Star};
pub use game::commentary;
pub use governors::{Joined, governance, private};
pub use round::{highlights, round_report};

/// The author's name of everything that is written here.
pub const TEMPLATES: &str = "templates";
