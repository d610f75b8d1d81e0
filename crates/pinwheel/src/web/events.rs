//! `GET /events`: the live broadcast as server-sent events, or as ndjson.

use super::{Here, Web};
use crate::live::{Frame, Position, Reader, Ring, Sequence, Topics};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Frames sent in one piece at most, so that a reader who joins late does not hold much memory.
const PIECE: usize = 64;
/// Milliseconds after which a browser reconnects.
const RETRY_MS: u64 = 1_000;

/// What may be asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    topics: String,
    /// Go on after this position. `Last-Event-ID` wins.
    after: Option<String>,
}

/// The stream.
pub(crate) async fn events(
    State(web): State<Web>,
    Extension(here): Extension<Here>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let topics = match Topics::parse(&asked.topics) {
        Ok(topics) => topics,
        Err(what) => return bad_request(&what),
    };
    let last = headers.get("last-event-id").and_then(|it| it.to_str().ok()).map(str::to_owned);
    let after = last.or(asked.after).filter(|it| !it.trim().is_empty());
    let ndjson = headers
        .get(header::ACCEPT)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.contains("application/x-ndjson"));
    // Join first, then repeat what lies before: nothing can fall between.
    let (end, reader) = here.hosted.ring.join();
    let (start, missed) = missed(&here, after.as_deref(), end).await;
    let stream = Stream {
        ring: here.hosted.ring.clone(),
        wakes: here.hosted.ring.wakes(),
        reader,
        start,
        topics,
        ndjson,
        waiting: missed.into(),
        begun: false,
        stop: web.stop.clone(),
        drain: web.drain,
        _open: Open::one_more(&web.streams),
    };
    let body = Body::from_stream(futures_util::stream::unfold(stream, |mut stream| async move {
        let piece = stream.next().await?;
        Some((Ok::<Bytes, Infallible>(piece), stream))
    }));
    let kind = if ndjson { "application/x-ndjson" } else { "text/event-stream" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, body).into_response()
}

fn bad_request(what: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{what}\n")).into_response()
}

/// Where the reader starts and what it must be sent first.
///
/// A position that is none, or lies too far back or ahead, gets a `reset` and starts at the end.
async fn missed(here: &Here, after: Option<&str>, end: Position) -> (Position, Vec<Frame>) {
    let Some(text) = after else { return (end, Vec::new()) };
    let reset = (end, vec![Frame::reset(end)]);
    let Ok(after) = text.parse::<Position>() else { return reset };
    let now = here.hosted.director.now();
    match Sequence::catch_up(&here.hosted.director, &now, after, end).await {
        Ok(Ok(frames)) => (after, frames),
        Ok(Err(_)) => reset,
        Err(error) => {
            tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
            reset
        }
    }
}

/// Counts an open stream for as long as it lives.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn one_more(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One reader.
struct Stream {
    ring: Arc<Ring>,
    wakes: watch::Receiver<u64>,
    reader: Reader,
    /// Frames up to here are not sent again.
    start: Position,
    topics: Topics,
    ndjson: bool,
    waiting: VecDeque<Frame>,
    begun: bool,
    stop: CancellationToken,
    drain: Duration,
    _open: Open,
}

impl Stream {
    /// The next piece of the stream; `None` at its end.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.begun {
            self.begun = true;
            let first =
                if self.ndjson { "\n".to_owned() } else { format!("retry: {RETRY_MS}\n\n") };
            return Some(self.piece(first.into()));
        }
        loop {
            if self.stop.is_cancelled() {
                return self.close().await;
            }
            let piece = self.piece(Bytes::new());
            if !piece.is_empty() {
                return Some(piece);
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                changed = self.wakes.changed() => changed.ok()?,
            }
        }
    }

    /// What is waiting and what has come, as one piece. A single frame is shared, not copied.
    fn piece(&mut self, first: Bytes) -> Bytes {
        let mut frames: Vec<Frame> = Vec::new();
        while frames.len() < PIECE
            && let Some(frame) = self.waiting.pop_front()
        {
            if self.topics.want(&frame) {
                frames.push(frame);
            }
        }
        if frames.len() < PIECE && self.waiting.is_empty() {
            self.wakes.mark_unchanged();
            match self.ring.take(&mut self.reader, &self.topics, PIECE - frames.len()) {
                Ok(come) => {
                    let start = self.start;
                    frames.extend(
                        come.into_iter().filter(|it| it.position.is_none_or(|it| it > start)),
                    );
                }
                Err(end) => {
                    self.start = end;
                    frames = vec![Frame::reset(end)];
                }
            }
        }
        let bytes = |frame: &Frame| if self.ndjson { frame.ndjson() } else { frame.sse() };
        match &frames[..] {
            [] => first,
            [one] if first.is_empty() => bytes(one),
            many => {
                let mut piece = BytesMut::from(&first[..]);
                many.iter().for_each(|it| piece.extend_from_slice(&bytes(it)));
                piece.freeze()
            }
        }
    }

    /// Ends somewhere within the drain window, so that readers do not all come back at one instant.
    async fn close(&mut self) -> Option<Bytes> {
        if self.drain.is_zero() {
            return None;
        }
        let window = u64::try_from(self.drain.as_millis()).unwrap_or(0);
        // Different for every stream; nothing depends on it being fair.
        let spread = std::ptr::from_ref(self).addr() as u64 / 64 % window.max(1);
        tokio::time::sleep(Duration::from_millis(spread * 8 / 10)).await;
        self.drain = Duration::ZERO;
        let hint = if self.ndjson {
            "\n".to_owned()
        } else {
            format!("retry: {}\n\n", RETRY_MS / 2 + spread)
        };
        Some(hint.into())
    }
}
