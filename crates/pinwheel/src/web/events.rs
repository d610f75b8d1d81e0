//! `GET /events`: the live broadcast as server-sent events, or as ndjson.

use super::{Here, Web, refuse};
use crate::app::Hosted;
use crate::live::{Frame, Place, Position, Reader, Sequence, Taken, Topics};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame as BodyFrame};
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
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
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = match asked {
        Ok(Query(asked)) => asked,
        Err(why) => return refuse::query(&why, "topics and after"),
    };
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
    let hosted = here.hosted;
    let (from, reader, reached) = start(&hosted, after.as_deref());
    let stream = Stream {
        hosted,
        reader,
        reached,
        from,
        place: None,
        topics,
        ndjson,
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

/// Where a reader's next frames come from.
enum From {
    /// The ring.
    Ring,
    /// The log, on the way to the ring.
    Log(Pin<Box<dyn Future<Output = Went> + Send>>),
    /// Nowhere: it must load the page anew. The ring afterwards.
    Anew,
}

/// What a step through the log led to.
enum Went {
    /// A piece of what was missed; the sequence goes on from there.
    On(Vec<Frame>, Box<Sequence>),
    /// The last piece: what comes next is in the ring, from this reader on.
    Through(Vec<Frame>, Box<Sequence>, Reader),
    /// The position is none that the log knows, or too far back.
    Nowhere,
    /// The log could not be read: the stream ends, and the reader comes back with what it has.
    Failed,
}

/// Finds the place of a reader who has everything up to `after`.
///
/// A position that is none, or lies too far back or ahead, gets a `reset` and starts at the end.
fn start(hosted: &Arc<Hosted>, after: Option<&str>) -> (From, Reader, Position) {
    let (end, reader) = hosted.ring.join();
    let Some(text) = after else { return (From::Ring, reader, end) };
    let Ok(after) = text.parse::<Position>() else { return (From::Anew, reader, end) };
    if let Some(reader) = hosted.ring.join_at(after) {
        return (From::Ring, reader, after);
    }
    (From::Log(Box::pin(find(hosted.clone(), after))), reader, after)
}

/// Goes to a position in the log, and a first piece on from there.
async fn find(hosted: Arc<Hosted>, after: Position) -> Went {
    // Another machine may have shown more of the log than this one has read yet.
    if after.log > hosted.director.now().state.position()
        && let Err(error) = hosted.director.catch_up().await
    {
        tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
        return Went::Failed;
    }
    let now = hosted.director.now();
    match Sequence::at(&hosted.director, &now, after).await {
        Ok(Some(sequence)) => go_on(hosted, Box::new(sequence)).await,
        Ok(None) => Went::Nowhere,
        Err(error) => {
            tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
            Went::Failed
        }
    }
}

/// A piece on through the log.
async fn go_on(hosted: Arc<Hosted>, mut sequence: Box<Sequence>) -> Went {
    // Join first, then go there: nothing can fall between.
    let (end, reader) = hosted.ring.join();
    let now = hosted.director.now();
    let mut frames = Vec::new();
    match sequence.go_on(&hosted.director, &now, (end, PIECE), &mut frames).await {
        Ok(true) => Went::Through(frames, sequence, reader),
        Ok(false) if frames.is_empty() => Went::Failed,
        Ok(false) => Went::On(frames, sequence),
        Err(error) => {
            tracing::warn!(error = %error.in_full(), "a reader could not be caught up");
            Went::Failed
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
    hosted: Arc<Hosted>,
    reader: Reader,
    /// Where the reader stands, frames that it does not want included.
    reached: Position,
    from: From,
    /// Where the reader stood when it came to the ring from the log: it may be ahead of the ring.
    place: Option<Place>,
    topics: Topics,
    ndjson: bool,
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
        if !stream.begun {
            stream.begun = true;
            let first =
                if stream.ndjson { "\n".to_owned() } else { format!("retry: {RETRY_MS}\n\n") };
            return Poll::Ready(Some(Ok(BodyFrame::data(first.into()))));
        }
        let piece = ready!(stream.poll_piece(cx));
        Poll::Ready(piece.map(|it| Ok(BodyFrame::data(it))))
    }
}

impl Stream {
    /// The next piece of the stream; `None` at its end.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if self.reader.is_closed() {
                return self.poll_close(cx);
            }
            let piece = match &mut self.from {
                From::Ring => {
                    if !self.reader.has_news() {
                        self.reader.sleep(cx.waker());
                        if !self.reader.has_news() && !self.reader.is_closed() {
                            return Poll::Pending;
                        }
                        continue;
                    }
                    self.come()
                }
                From::Log(way) => {
                    let went = ready!(way.as_mut().poll(cx));
                    let Some(piece) = self.arrive(went) else { return Poll::Ready(None) };
                    piece
                }
                From::Anew => self.anew(),
            };
            if !piece.is_empty() {
                return Poll::Ready(Some(piece));
            }
        }
    }

    /// What has come, as one piece. A single frame is shared, not copied.
    /// A reader who was so slow that the ring has moved on finds it in the log.
    fn come(&mut self) -> Bytes {
        let mut piece = Piece::default();
        let (place, ndjson) = (&self.place, self.ndjson);
        let taken = self.reader.take(&mut self.reached, (&self.topics, PIECE), |frame| {
            if !place.as_ref().is_some_and(|it| frame.is_had_at(it)) {
                piece.add(bytes_of(frame, ndjson));
            }
        });
        if taken == Taken::Dropped {
            self.from = From::Log(Box::pin(find(self.hosted.clone(), self.reached)));
        }
        piece.whole()
    }

    /// Where a step through the log has led, and what it brought; `None` when the stream must end.
    fn arrive(&mut self, went: Went) -> Option<Bytes> {
        let frames = match went {
            Went::On(frames, sequence) => {
                self.from = From::Log(Box::pin(go_on(self.hosted.clone(), sequence)));
                frames
            }
            Went::Through(frames, sequence, reader) => {
                self.reader = reader;
                self.reached = sequence.position();
                self.place = Some(sequence.place());
                self.from = From::Ring;
                frames
            }
            Went::Nowhere => {
                self.from = From::Anew;
                Vec::new()
            }
            Went::Failed => return None,
        };
        let mut piece = Piece::default();
        for frame in frames.iter().filter(|it| self.topics.want(it)) {
            piece.add(bytes_of(frame, self.ndjson));
        }
        Some(piece.whole())
    }

    fn anew(&mut self) -> Bytes {
        let (end, reader) = self.hosted.ring.join();
        (self.reader, self.reached, self.from, self.place) = (reader, end, From::Ring, None);
        bytes_of(&Frame::reset(end), self.ndjson)
    }

    /// After a stop was asked for: a last hint when to come back, somewhere within the drain window,
    /// so that readers do not all come back at one instant; then the end.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let window = u64::try_from(self.drain.as_millis()).unwrap_or(0);
        if window == 0 {
            return Poll::Ready(None);
        }
        // Different for every stream; nothing depends on it being fair.
        let spread = std::ptr::from_ref(self).addr() as u64 / 64 % window;
        let wait = Duration::from_millis(spread * 8 / 10);
        let closing = self.closing.get_or_insert_with(|| Box::pin(tokio::time::sleep(wait)));
        ready!(closing.as_mut().poll(cx));
        self.drain = Duration::ZERO;
        let hint = if self.ndjson {
            "\n".to_owned()
        } else {
            format!("retry: {}\n\n", RETRY_MS / 2 + spread)
        };
        Poll::Ready(Some(hint.into()))
    }
}

fn bytes_of(frame: &Frame, ndjson: bool) -> Bytes {
    if ndjson { frame.ndjson() } else { frame.sse() }
}

/// Bytes put together: copied only from the second piece on.
#[derive(Default)]
struct Piece {
    one: Bytes,
    many: BytesMut,
}

impl Piece {
    fn is_empty(&self) -> bool {
        self.one.is_empty() && self.many.is_empty()
    }

    fn add(&mut self, bytes: Bytes) {
        if self.is_empty() {
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
