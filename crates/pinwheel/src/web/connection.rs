//! Connections: accepted, bounded, served with small buffers, closed in time.

use super::{Web, routes};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// Read and write buffer of a connection. A spectator costs little more than this.
const BUFFER: usize = 8_192;
/// Connections at most, if the system allows as many open files.
const CONNECTIONS_MAX: usize = 20_000;
/// Open files kept for the database and the rest.
const FILES_KEPT: u64 = 64;
/// A request's head must be complete after this long; so must the first one of a connection.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// A reader that takes nothing for this long is let go.
const STALLED_AFTER: Duration = Duration::from_secs(30);

/// A request being answered.
type Answering = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// Serves until it is told to stop, then closes streams spread over the drain window.
pub(crate) async fn serve(listener: TcpListener, web: Web) {
    let (stop, drain) = (web.stop.clone(), web.drain);
    let router = routes::router(web);
    let places = Arc::new(Semaphore::new(room()));
    let open = TaskTracker::new();
    let ending = Ending::default();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of open files, or the peer left at once: others go on, and so do we.
                tracing::debug!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            open.spawn(turn_away(stream));
            continue;
        };
        let router = router.clone();
        let ending = ending.clone();
        open.spawn(async move {
            let ended = answer(stream, router, &ending).await;
            if let Err(error) = ended {
                tracing::trace!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    ending.begin();
    open.close();
    let _ = tokio::time::timeout(drain, open.wait()).await;
}

/// Whether connections are to end as soon as what has begun on them is answered.
#[derive(Clone, Default)]
struct Ending {
    begun: Arc<AtomicBool>,
    /// Wakes the connections once `begun` is set.
    woken: CancellationToken,
}

impl Ending {
    fn begin(&self) {
        self.begun.store(true, Ordering::Release);
        self.woken.cancel();
    }
}

/// Answers on one connection until it ends.
async fn answer(stream: TcpStream, router: Router, ending: &Ending) -> hyper::Result<()> {
    // Plays go out as they happen, not when a packet is full.
    let _ = stream.set_nodelay(true);
    // Boxed, so that a stream does not keep the room that finding its handler took.
    let service = service_fn(move |request: Request<Incoming>| -> Answering {
        Box::pin(router.clone().oneshot(request.map(Body::new)))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(BUFFER)
        // A frame is small: copied behind its length it is one plain write.
        .writev(false)
        .serve_connection(TokioIo::new(Impatient::new(stream)), service);
    let mut connection = pin!(connection);
    let mut woken = pin!(ending.woken.cancelled());
    let (mut waiting, mut told) = (false, false);
    poll_fn(|cx| {
        // Asked once: it wakes this task by itself. Asking at every play would cost a lock each.
        if !waiting {
            waiting = true;
            let _ = woken.as_mut().poll(cx);
        }
        if !told && ending.begun.load(Ordering::Acquire) {
            told = true;
            connection.as_mut().graceful_shutdown();
        }
        connection.as_mut().poll(cx)
    })
    .await
}

/// How many connections there is room for.
fn room() -> usize {
    let files =
        rlimit::Resource::NOFILE.get_soft().map_or(1_024, |it| it.saturating_sub(FILES_KEPT));
    usize::try_from(files).unwrap_or(CONNECTIONS_MAX).clamp(16, CONNECTIONS_MAX)
}

/// Says that there is no room, and closes.
async fn turn_away(mut stream: TcpStream) {
    use tokio::io::AsyncWriteExt as _;
    const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 30\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 52\r\n\r\nEvery seat is taken. Please try again in a moment.\r\n";
    let _ = tokio::time::timeout(Duration::from_secs(1), stream.write_all(FULL)).await;
}

/// A connection that gives up on a peer which takes nothing.
struct Impatient {
    stream: TcpStream,
    /// Runs while a write is stuck.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn new(stream: TcpStream) -> Self {
        Self { stream, stalled: None }
    }

    fn patience<T>(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let stalled =
            self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALLED_AFTER)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing")))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.patience(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.patience(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
