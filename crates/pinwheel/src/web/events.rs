//! `GET /events`: the live broadcast as server-sent events, or as ndjson.

use super::{Here, Web};
use crate::live::{Frame, Place, Position, Reader, Ring, Sequence, Topics};
use axum::body::Body;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
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
    let last = headers.get("last-event-id").map(|it| String::from_utf8_lossy(it.as_bytes()));
    let last = last.map(std::borrow::Cow::into_owned).filter(|it| !it.trim().is_empty());
    let after = last.or(asked.after).filter(|it| !it.trim().is_empty());
    let ndjson = headers
        .get(header::ACCEPT)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|it| it.contains("application/x-ndjson"));
    let (from, reader, reached) = start(&here, after.as_deref()).await;
    let stream = Stream {
        ring: here.hosted.ring.clone(),
        wakes: here.hosted.ring.wakes(),
        here,
        reader,
        reached,
        from,
        place: None,
        topics,
        ndjson,
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

/// Where a reader starts.
enum From {
    /// In the ring.
    Ring,
    /// In the log, on the way to the ring.
    Log(Box<Sequence>),
    /// Nowhere: it must load the page anew. In the ring afterwards.
    Anew,
}

/// Finds the place of a reader who has everything up to `after`.
///
/// A position that is none, or lies too far back or ahead, gets a `reset` and starts at the end.
async fn start(here: &Here, after: Option<&str>) -> (From, Reader, Position) {
    let ring = &here.hosted.ring;
    let (end, reader) = ring.join();
    let Some(text) = after else { return (From::Ring, reader, end) };
    let Ok(after) = text.parse::<Position>() else { return (From::Anew, reader, end) };
    if let Some(reader) = ring.join_at(after) {
        return (From::Ring, reader, after);
    }
    (in_the_log(here, after).await, reader, after)
}

async fn in_the_log(here: &Here, after: Position) -> From {
    let now = here.hosted.director.now();
    match Sequence::at(&here.hosted.director, &now, after).await {
        Ok(Some(sequence)) => From::Log(Box::new(sequence)),
        Ok(None) => From::Anew,
        Err(error) => {
            tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
            From::Anew
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
    here: Here,
    ring: Arc<Ring>,
    wakes: watch::Receiver<u64>,
    reader: Reader,
    /// Where the reader stands, frames that it does not want included.
    reached: Position,
    from: From,
    /// Where the reader stood when it came to the ring from the log: it may be ahead of the ring.
    place: Option<Place>,
    topics: Topics,
    ndjson: bool,
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
            return Some(first.into());
        }
        loop {
            if self.stop.is_cancelled() {
                return self.close().await;
            }
            let frames = match &mut self.from {
                From::Ring => self.from_ring().await,
                From::Log(_) => self.from_log().await?,
                From::Anew => self.anew(),
            };
            if !frames.is_empty() {
                return Some(self.piece(&frames));
            }
            if matches!(self.from, From::Ring) {
                tokio::select! {
                    () = self.stop.cancelled() => {}
                    changed = self.wakes.changed() => changed.ok()?,
                }
            }
        }
    }

    /// What has come. A reader who was so slow that the ring has moved on finds it in the log.
    async fn from_ring(&mut self) -> Vec<Frame> {
        self.wakes.mark_unchanged();
        let at = (&mut self.reader, &mut self.reached);
        let Some(mut frames) = self.ring.take(at, &self.topics, PIECE) else {
            self.from = in_the_log(&self.here, self.reached).await;
            return Vec::new();
        };
        let taken = !frames.is_empty();
        if let Some(place) = &self.place {
            frames.retain(|it| !it.is_had_at(place));
        }
        if frames.is_empty() && taken {
            // All of it was had already: there may be more.
            self.wakes.mark_changed();
        }
        frames
    }

    /// What the reader has missed, a piece at a time. `None`: the log cannot be read; the reader
    /// comes back with what it has.
    async fn from_log(&mut self) -> Option<Vec<Frame>> {
        let From::Log(sequence) = &mut self.from else { return Some(Vec::new()) };
        // Join first, then go there: nothing can fall between.
        let (end, reader) = self.ring.join();
        let director = &self.here.hosted.director;
        let now = director.now();
        let mut frames = Vec::new();
        match sequence.go_on(director, &now, (end, PIECE), &mut frames).await {
            Ok(false) if frames.is_empty() => return None,
            Ok(false) => {}
            Ok(true) => {
                self.reader = reader;
                self.reached = sequence.position();
                self.place = Some(sequence.place());
                self.from = From::Ring;
            }
            Err(error) => {
                tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
                return None;
            }
        }
        frames.retain(|it| self.topics.want(it));
        Some(frames)
    }

    fn anew(&mut self) -> Vec<Frame> {
        let (end, reader) = self.ring.join();
        (self.reader, self.reached, self.from, self.place) = (reader, end, From::Ring, None);
        vec![Frame::reset(end)]
    }

    /// Frames as one piece. A single frame is shared, not copied.
    fn piece(&self, frames: &[Frame]) -> Bytes {
        let bytes = |frame: &Frame| if self.ndjson { frame.ndjson() } else { frame.sse() };
        if let [one] = frames {
            return bytes(one);
        }
        let mut piece = BytesMut::new();
        frames.iter().for_each(|it| piece.extend_from_slice(&bytes(it)));
        piece.freeze()
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
