//! What happened, as prose. Describes, never prescribes.
//!
//! May live here: fact sheets and the built-in templates over them. Must never live here: a result
//! that the facts do not hold.
