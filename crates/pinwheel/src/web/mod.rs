//! The web: connections, addresses, and who answers them.
//!
//! May live here: HTTP. Must never live here: a rule of the game, what spectators may know
//! (`league::view`), storing anything except through the director.

mod api;
mod assets;
mod connection;
mod events;
mod feeds;
mod health;
mod page;
mod refuse;
mod routes;
mod share;

use crate::app::{App, Hosted};
use league::units::UnixMillis;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

pub(crate) use connection::serve;

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct Web {
    pub(crate) app: Arc<App>,
    pub(crate) stop: CancellationToken,
    /// When serving began.
    pub(crate) started: UnixMillis,
    /// Streams open now.
    pub(crate) streams: Arc<AtomicUsize>,
    /// Renders the numbers for Prometheus.
    pub(crate) metrics: Option<PrometheusHandle>,
    /// How long streams may take to close once a stop was asked for.
    pub(crate) drain: Duration,
}

/// The league that an address means, and the address's beginning: empty, or `/l/slug`.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    pub(crate) hosted: Arc<Hosted>,
    pub(crate) base: String,
}
