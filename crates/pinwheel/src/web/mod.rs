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
pub(crate) mod person;
mod refuse;
mod routes;
mod share;

use crate::app::{App, Hosted};
use crate::commands::Refused;
use crate::director::SubmitError;
use crate::roles::Roles;
use crate::store::StoreError;
use axum::http::StatusCode;
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
    /// What this machine stands for.
    pub(crate) roles: Arc<Roles>,
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

/// The status of an answer that is a no.
pub(crate) fn status_of(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Unread(_) | Refused::Submit(SubmitError::Store(StoreError::OtherRequest)) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refused::Submit(SubmitError::Rejected(_)) => StatusCode::CONFLICT,
        Refused::Submit(SubmitError::Store(_) | SubmitError::Busy) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// The league that an address means, and the address's beginning: empty, or `/l/slug`.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    pub(crate) hosted: Arc<Hosted>,
    pub(crate) base: String,
}
