//! `GET /events`: the live broadcast as server-sent events, or as ndjson.

use super::{Here, Web};
use crate::live::{Frame, Position, Reader, Sequence, Topics};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame as BodyFrame};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Sleep;

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
        reader,
        start,
        topics,
        ndjson,
        waiting: missed.into(),
        begun: false,
        closing: None,
        drain: web.drain,
        _open: Open::one_more(&web.streams),
    };
    let kind = if ndjson { "application/x-ndjson" } else { "text/event-stream" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::new(stream)).into_response()
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

/// One reader's answer, as it is being sent.
struct Stream {
    reader: Reader,
    /// Frames up to here are not sent again.
    start: Position,
    topics: Topics,
    ndjson: bool,
    waiting: VecDeque<Frame>,
    begun: bool,
    /// Runs out when a stop was asked for and this reader's time has come.
    closing: Option<Pin<Box<Sleep>>>,
    /// How long streams may take to close.
    drain: Duration,
    _open: Open,
}

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Infallible>>> {
        let stream = &mut *self;
        let send = |piece: Bytes| Poll::Ready(Some(Ok(BodyFrame::data(piece))));
        if !stream.begun {
            stream.begun = true;
            let first =
                if stream.ndjson { "\n".to_owned() } else { format!("retry: {RETRY_MS}\n\n") };
            return send(stream.piece(first.into()));
        }
        stream.reader.sleep(cx.waker());
        if let Some(piece) = stream.closed(cx) {
            return match piece {
                Poll::Ready(Some(hint)) => send(hint),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            };
        }
        let piece = stream.piece(Bytes::new());
        if piece.is_empty() { Poll::Pending } else { send(piece) }
    }
}

/// Bytes put together: copied only from the second piece on.
struct Piece {
    one: Bytes,
    many: BytesMut,
}

impl Piece {
    fn add(&mut self, bytes: Bytes) {
        if self.one.is_empty() && self.many.is_empty() {
            self.one = bytes;
            return;
        }
        self.many.extend_from_slice(&std::mem::take(&mut self.one));
        self.many.extend_from_slice(&bytes);
    }

    fn whole(self) -> Bytes {
        if self.many.is_empty() { self.one } else { self.many.freeze() }
    }
}

impl Stream {
    /// What is waiting and what has come, as one piece. A single frame is shared, not copied.
    fn piece(&mut self, first: Bytes) -> Bytes {
        let mut piece = Piece { one: first, many: BytesMut::new() };
        let bytes = |frame: &Frame| if self.ndjson { frame.ndjson() } else { frame.sse() };
        let mut room = PIECE;
        while room > 0
            && let Some(frame) = self.waiting.pop_front()
        {
            if self.topics.want(&frame) {
                piece.add(bytes(&frame));
                room -= 1;
            }
        }
        if self.waiting.is_empty() {
            let start = self.start;
            let come = self.reader.take(&self.topics, room, |frame| {
                if frame.position.is_none_or(|it| it > start) {
                    piece.add(bytes(frame));
                }
            });
            if let Err(end) = come {
                self.start = end;
                return bytes(&Frame::reset(end));
            }
        }
        piece.whole()
    }

    /// After a stop was asked for: a last hint when to come back, somewhere within the drain window,
    /// so that readers do not all come back at one instant; then the end. `None` before.
    fn closed(&mut self, cx: &mut Context<'_>) -> Option<Poll<Option<Bytes>>> {
        if !self.reader.is_closed() {
            return None;
        }
        let window = u64::try_from(self.drain.as_millis()).unwrap_or(0);
        if window == 0 {
            return Some(Poll::Ready(None));
        }
        // Different for every stream; nothing depends on it being fair.
        let spread = std::ptr::from_ref(self).addr() as u64 / 64 % window;
        let wait = Duration::from_millis(spread * 8 / 10);
        let closing = self.closing.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        if closing.as_mut().poll(cx).is_pending() {
            return Some(Poll::Pending);
        }
        self.drain = Duration::ZERO;
        let hint = if self.ndjson {
            "\n".to_owned()
        } else {
            format!("retry: {}\n\n", RETRY_MS / 2 + spread)
        };
        Some(Poll::Ready(Some(hint.into())))
    }
}
