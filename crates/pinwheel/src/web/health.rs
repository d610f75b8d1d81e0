//! How the machine is: for load balancers, monitors, and people.

use super::Web;
use crate::roles::Duty;
use crate::{clock, telemetry, ticker, words};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::atomic::Ordering;

/// `GET /live`: the loop turns.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// `GET /ready`: it can store.
pub(crate) async fn ready(State(web): State<Web>) -> (StatusCode, String) {
    match web.app.store.trouble() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")),
    }
}

/// `GET /health`: everything a monitor asks for. 200 only when the log can be written.
pub(crate) async fn health(State(web): State<Web>) -> (StatusCode, Json<serde_json::Value>) {
    let trouble = web.app.store.trouble();
    let now = clock::now();
    let primary = web.app.primary().map(|it| it.director.now());
    let league = primary.as_ref().and_then(|it| it.state.league());
    let last = primary.as_ref().and_then(|it| it.view()).and_then(|it| it.latest_round());
    let next = league.and_then(|it| ticker::next_tip_off(it, now));
    let roles = web.roles.overview(&web.app.store).await;
    let name = Duty::Clock.name();
    let keeper = roles.and_then(|it| {
        it.roles.iter().find(|it| it.role == name).and_then(|it| it.machine.clone())
    });
    let here = web.roles.own().into_iter().find(|it| it.duty == Duty::Clock).map(|it| it.role);
    let body = json!({
        "status": if trouble.is_none() { "ok" } else { "failing" },
        "reason": trouble,
        "database": {
            "kind": web.app.store.address().kind().to_lowercase(),
            "writable": trouble.is_none(),
            "position": primary.as_ref().map(|it| it.state.position()),
        },
        "scheduler": {
            "running": keeper.is_some(),
            "machine": keeper,
            "here": here,
            "cron": league.map(|it| it.cron.clone()),
            "next_round": next.map(words::iso),
        },
        "discord": "off",
        "last_simulation": last.map(|(round, at)| json!({"round": round, "at": words::iso(at)})),
        "last_governance_window": null,
        "active_sse_connections": web.streams.load(Ordering::Relaxed),
        "leagues": web.app.leagues().iter().map(|it| it.director.slug.clone()).collect::<Vec<_>>(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let status = if trouble.is_none() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(body))
}

/// `GET /metrics`: the numbers of this process for Prometheus.
pub(crate) async fn metrics(State(web): State<Web>) -> Result<String, StatusCode> {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    metrics::gauge!(telemetry::STREAMS).set(web.streams.load(Ordering::Relaxed) as f64);
    let writable = web.app.store.trouble().is_none();
    metrics::gauge!(telemetry::WRITABLE).set(f64::from(u8::from(writable)));
    for own in web.roles.own() {
        let active = f64::from(u8::from(own.role == "active"));
        metrics::gauge!(telemetry::ROLE, "role" => own.duty.name()).set(active);
    }
    if let Some(found) = web.roles.overview(&web.app.store).await {
        telemetry::note_work(&found.work);
    }
    web.metrics
        .as_ref()
        .map(metrics_exporter_prometheus::PrometheusHandle::render)
        .ok_or(StatusCode::NOT_FOUND)
}
