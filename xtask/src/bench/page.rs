//! Pages at a steady rate while a crowd reads the stream beside them.
//!
//! May live here: an open loop of page requests. Must never live here: the crowd (`xtask::load`).
//!
//! Open: a request leaves when its time has come, whatever the ones before it are doing. The time
//! of a page runs from writing the request to the arrival of its last byte in the kernel.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval};
use xtask::arrival;
use xtask::http::Answer;
use xtask::load::{self, Plan, Spread};

use super::table::{Row, Unit};
use super::{Context, Target};

/// Requests a second.
const PAGES_PER_S: u32 = 200;
/// The crowd beside them, and its events a second.
const READERS: usize = 1_000;
const RATE: u32 = 10;
/// From request to last byte, in microseconds.
const PAGE_P99_US_MAX: u64 = 5_000;
/// A page as sent, in bytes.
const PAGE_BYTES_MAX: u64 = 12 << 10;
/// How long a page may take before it counts as failed.
const PAGE_TIME_MAX: Duration = Duration::from_secs(5);
/// The crowd stays this much longer than the requests.
const CROWD_MARGIN: Duration = Duration::from_secs(2);
const GAME_LINK: &str = "href=\"/games/";

/// What came back for one path.
#[derive(Default)]
struct Pages {
    times_us: Vec<u32>,
    failed: u64,
    body_bytes: u64,
    /// Connections that wait for their next request.
    idle: Vec<TcpStream>,
}

type Shared = Arc<Mutex<Pages>>;

fn lock(pages: &Shared) -> MutexGuard<'_, Pages> {
    pages.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn run(context: &Context<'_>) -> Result<Vec<Row>> {
    let target = context.target(RATE)?;
    let address = target.address;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let front = runtime.block_on(fetch_text(address, "/")).context("get /")?;
    let mut paths = vec!["/".to_owned()];
    paths.extend(game_path(&front));

    let mut rows = Vec::new();
    for path in paths {
        println!("page {path}: {PAGES_PER_S}/s beside {READERS} readers, {:?}", context.window());
        let crowd = crowd(context, &target);
        let pages = runtime.block_on(open_loop(address, &path, context.window()));
        let report = crowd.join().map_err(|_| anyhow::anyhow!("the crowd panicked"))??;
        rows.extend(rows_of(&path, pages));
        let lost = [report.missing, report.duplicated];
        rows.push(Row::never(format!("page {path}: events missing, duplicated"), &lost));
    }
    Ok(rows)
}

/// The first game that the front page links to.
fn game_path(front: &str) -> Option<String> {
    let links = front.split(GAME_LINK).skip(1);
    let mut games = links.filter(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    let id = games.next()?.split(['"', '#', '?']).next()?;
    Some(format!("/games/{id}"))
}

type Crowd = std::thread::JoinHandle<Result<load::Report>>;

/// Sends the crowd in, on a thread of its own, and waits until everyone is connected.
fn crowd(context: &Context<'_>, target: &Target) -> Crowd {
    let plan = Plan {
        address: target.address,
        path: target.path.clone(),
        readers: READERS,
        window: context.window() + CROWD_MARGIN,
        settle: CROWD_MARGIN,
        server: None,
    };
    let (ready, all_in) = mpsc::channel();
    let crowd = std::thread::spawn(move || {
        load::run(plan, || {
            // Whoever waited has given up only when this whole process ends.
            let _ = ready.send(());
        })
    });
    // Without a word, the crowd has ended early: whoever joins it is told why.
    let _ = all_in.recv();
    crowd
}

async fn open_loop(address: SocketAddr, path: &str, window: Duration) -> Pages {
    let pages = Shared::default();
    let mut clock = interval(Duration::from_secs(1) / PAGES_PER_S);
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let requests = window.as_secs() * u64::from(PAGES_PER_S);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..requests {
        clock.tick().await;
        let (pages, path) = (pages.clone(), path.to_owned());
        tasks.spawn(async move {
            let fetched = tokio::time::timeout(PAGE_TIME_MAX, fetch(&pages, address, &path)).await;
            let mut pages = lock(&pages);
            match fetched {
                Ok(Ok((time_us, body))) => {
                    pages.times_us.push(time_us);
                    pages.body_bytes = pages.body_bytes.max(body.len() as u64);
                }
                Ok(Err(_)) | Err(_) => pages.failed += 1,
            }
        });
    }
    while tasks.join_next().await.is_some() {}
    std::mem::take(&mut lock(&pages))
}

/// Gets a page on a connection that is free, or on a new one.
async fn fetch(pages: &Shared, address: SocketAddr, path: &str) -> Result<(u32, Vec<u8>)> {
    let idle = lock(pages).idle.pop();
    let mut socket = match idle {
        Some(socket) => socket,
        None => connect(address).await?,
    };
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: gzip\r\n\r\n");
    let (time_us, body) = exchange(&mut socket, &request).await?;
    lock(pages).idle.push(socket);
    Ok((time_us, body))
}

async fn fetch_text(address: SocketAddr, path: &str) -> Result<String> {
    let mut socket = connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let (_, body) = exchange(&mut socket, &request).await?;
    Ok(String::from_utf8_lossy(&body).into_owned())
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let socket = TcpStream::connect(address).await.context("connect")?;
    socket.set_nodelay(true)?;
    arrival::note_arrivals(&socket).context("ask for times of arrival")?;
    Ok(socket)
}

/// Sends a request and reads its answer; answers the time, in microseconds, and the body as sent.
async fn exchange(socket: &mut TcpStream, request: &str) -> Result<(u32, Vec<u8>)> {
    let sent_ns = arrival::now_ns();
    socket.write_all(request.as_bytes()).await.context("ask")?;
    let (mut answer, mut body) = (Answer::default(), Vec::new());
    let mut buffer = vec![0; 16 << 10];
    let mut arrived_ns = sent_ns;
    while !answer.is_done() {
        socket.readable().await?;
        let received = socket.try_io(Interest::READABLE, || arrival::receive(socket, &mut buffer));
        let length = match received {
            Ok((length, at_ns)) => {
                arrived_ns = at_ns;
                length
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        };
        ensure!(length > 0, "the connection ended inside an answer");
        answer.push(&buffer[..length], &mut |content| {
            body.extend_from_slice(content);
            Ok(())
        })?;
    }
    let status = answer.head().map_or(0, |it| it.status);
    ensure!(status == 200, "answered {status}");
    let time_us = u32::try_from(arrived_ns.saturating_sub(sent_ns) / 1_000).unwrap_or(u32::MAX);
    Ok((time_us, body))
}

fn rows_of(path: &str, mut pages: Pages) -> Vec<Row> {
    let name = format!("page {path} at {PAGES_PER_S}/s beside 1 000 readers");
    let Spread { p50_us, p99_us, max_us } = Spread::of(&mut pages.times_us);
    let ms = |it: u32| Unit::Micros.words(it.into());
    vec![
        Row::at_most(format!("{name}: p99"), p99_us.into(), Some(PAGE_P99_US_MAX), Unit::Micros)
            .beside(&format!("p50 {}, max {}", ms(p50_us), ms(max_us))),
        Row::never(format!("{name}: failed"), &[pages.failed]),
        Row::at_most(
            format!("page {path}: size as sent"),
            pages.body_bytes,
            Some(PAGE_BYTES_MAX),
            Unit::Bytes,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_is_found_on_the_front_page() {
        let front = "<a href=\"/games/2026-11-20\">x</a><a href=\"/games/17#p3\">y</a>";
        assert_eq!(game_path(front).as_deref(), Some("/games/2026-11-20"));
        assert_eq!(game_path("<a href=\"/games/17#p3\">").as_deref(), Some("/games/17"));
        assert_eq!(game_path("<a href=\"/games\">"), None);
    }
}
