//! What listens to a stream from outside: the parser, a reader that survives restarts, a crowd.
//!
//! May live here: what the load tool and the tests of other crates share. Must never live here:
//! chores (they are in the binary), and anything that the product runs.

pub mod arrival;
pub mod http;
pub mod load;
pub mod proc;
pub mod reader;
pub mod sse;
