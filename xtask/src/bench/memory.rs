//! The server by itself: how soon it is ready, how much memory it keeps.
//!
//! May live here: starting, waiting, looking. Must never live here: readers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use xtask::proc;

use super::Context;
use super::server::{Options, Server};
use super::table::{Row, Unit};
use crate::cargo;

/// How long the demo league plays before its memory is read.
const PLAY_FOR: Duration = Duration::from_mins(1);
/// With the demo league and nobody watching, in bytes.
const RSS_BYTES_MAX: u64 = 40 << 20;
/// From the start of the process until it answers that it is ready, in microseconds.
const READY_US_MAX: u64 = 200_000;
const READY_TIME_MAX: Duration = Duration::from_secs(30);
const READY_STEP: Duration = Duration::from_millis(1);
/// Rounds of about fifty seasons, with playoffs.
const FIFTY_SEASONS_ROUNDS: &str = "1500";

pub(super) fn run(context: &Context<'_>) -> Result<Vec<Row>> {
    let binary = context.binary()?;
    let folder = tempfile::tempdir().context("make a folder for the server")?;
    let start = || {
        Server::start(
            binary,
            Options { data: Some(folder.path().to_owned()), ..Options::default() },
        )
    };
    let mut rows = Vec::new();

    println!("memory: the demo league for {PLAY_FOR:?}");
    let server = start()?;
    let founded = ready_us(&server)?;
    rows.push(Row::at_most("ready, a new league", founded, Some(READY_US_MAX), Unit::Micros));
    std::thread::sleep(PLAY_FOR.saturating_sub(server.started.elapsed()));
    let usage = proc::usage(server.pid()).context("the server is still there")?;
    let rss = usage.rss_kib << 10;
    rows.push(Row::at_most("resident memory, demo league", rss, Some(RSS_BYTES_MAX), Unit::Bytes));
    let cpu = Unit::Micros.words(usage.cpu_us);
    rows.push(Row::told("processor time of the first minute", cpu));
    drop(server);

    rows.push(again("ready, the same league again", &start()?)?);
    if context.options.long {
        println!("memory: {FIFTY_SEASONS_ROUNDS} rounds");
        advance(binary, folder.path())?;
        rows.push(again("ready, after fifty seasons", &start()?)?);
    }
    Ok(rows)
}

fn again(what: &str, server: &Server) -> Result<Row> {
    Ok(Row::at_most(what, ready_us(server)?, Some(READY_US_MAX), Unit::Micros))
}

/// Plays many rounds at once.
fn advance(binary: &Path, data: &Path) -> Result<()> {
    let mut command = Command::new(binary);
    command.args(["advance", "--yes", FIFTY_SEASONS_ROUNDS, "--data"]).arg(data);
    cargo::clean(command.stdout(Stdio::null()));
    let status = command.status().context("run `pinwheel advance`")?;
    ensure!(status.success(), "`pinwheel advance {FIFTY_SEASONS_ROUNDS}` failed");
    Ok(())
}

/// Microseconds from the start of the process until `/ready` answers 200.
fn ready_us(server: &Server) -> Result<u64> {
    while server.started.elapsed() < READY_TIME_MAX {
        if is_ready(server.address) {
            return Ok(micros(server.started));
        }
        std::thread::sleep(READY_STEP);
    }
    bail!("/ready did not answer 200 within {READY_TIME_MAX:?}");
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut socket = TcpStream::connect(address)?;
        socket.set_read_timeout(Some(READY_TIME_MAX))?;
        let request =
            format!("GET /ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        socket.write_all(request.as_bytes())?;
        let mut head = [0; 12];
        socket.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    ask().is_ok_and(|it| it == "HTTP/1.1 200")
}
