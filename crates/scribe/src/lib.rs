//! The scribe translates: words into readings, and what happened into prose.
//!
//! May live here: the offline grammar, the templates, and later a model's side of both. Must never
//! live here: a decision, a store, or anything that sees more than it is given.

pub mod reading;
pub mod report;
