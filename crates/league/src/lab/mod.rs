//! What many games add up to: the numbers by which rules are compared and the model is calibrated.
//!
//! May live here: what is counted in a game, the metrics, exact sums with their standard errors,
//! paired differences, the calibration table. Integers throughout. Must never live here: threads,
//! files, how a number is shown.

mod batch;
mod busy;
pub mod calibration;
mod facts;
pub mod golden;
mod levers;
mod metrics;
mod probe;
mod rows;
mod sums;

pub use batch::{Arm, Batch, Pairs, SLICES, ordinary_venue, squad};
pub use busy::busy_effects;
pub use calibration::Row;
pub use facts::Facts;
pub use levers::{own_metric, values};
pub use metrics::{METRICS, Metric, Scale, metric};
pub use probe::{PROBE_GAMES, Probe, probe};
pub use rows::ROWS;
pub use sums::{MICRO, Paired, Sums};
