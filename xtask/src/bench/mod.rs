//! The numbers that we hold ourselves to: `cargo xtask bench`.
//!
//! May live here: the command line, the list of benches, the table at the end. Must never live
//! here: how something is measured.

mod commit;
mod engine;
mod figures;
mod instructions;
mod machine;
mod memory;
mod page;
mod server;
mod sse;
mod table;

use std::cell::OnceCell;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use table::Row;

use crate::cargo;

/// What the crowd listens to when nothing else is asked for.
const BENCH_STREAM: &str = "/events?topics=bench";

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// What to measure: engine, commit, sse, page, memory, baton, join; all of them when none is named.
    names: Vec<String>,
    /// Crowds for `sse`, such as 1000,5000; the standard loads when not given.
    #[arg(long, value_delimiter = ',')]
    readers: Vec<usize>,
    /// Events a second, one for each crowd; the last one counts for the rest.
    #[arg(long, value_delimiter = ',')]
    rate: Vec<u32>,
    /// How long a load lasts, in seconds.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Start the server with the synthetic topic `bench` and leave the load to another tool.
    #[arg(long)]
    serve: bool,
    /// Measure a server that runs already, such as `http://127.0.0.1:8080`; a path may follow.
    #[arg(long)]
    url: Option<String>,
    /// The process of that server, for its memory and processor time.
    #[arg(long, requires = "url")]
    pid: Option<u32>,
    /// The loads and measurements that take minutes, too.
    #[arg(long)]
    long: bool,
    /// Give server and crowd the processor before everything else (as root, with chrt): the
    /// targets were measured so, and other work does not count.
    #[arg(long)]
    realtime: bool,
    /// Fail when a number is over twice its target, as for a busy machine.
    #[arg(long)]
    gate: bool,
}

/// One bench.
struct Bench {
    name: &'static str,
    run: fn(&Context<'_>) -> Result<Vec<Row>>,
}

/// In the order of the table that is printed.
const BENCHES: [Bench; 7] = [
    Bench { name: "engine", run: engine::run },
    Bench { name: "commit", run: commit::run },
    Bench { name: "sse", run: sse::run },
    Bench { name: "page", run: page::run },
    Bench { name: "memory", run: memory::run },
    Bench { name: "baton", run: figures::baton },
    Bench { name: "join", run: figures::join },
];

/// What every bench is given.
struct Context<'a> {
    root: &'a Path,
    options: &'a Options,
    binary: OnceCell<PathBuf>,
}

impl Context<'_> {
    /// The product, built once.
    fn binary(&self) -> Result<&Path> {
        if self.binary.get().is_none() {
            let binary = cargo::build_product(self.root)?;
            return Ok(self.binary.get_or_init(|| binary));
        }
        self.binary.get().map(PathBuf::as_path).context("the product is built")
    }

    fn window(&self) -> Duration {
        Duration::from_secs(self.options.seconds)
    }

    /// A server that publishes on the topic `bench`: the one that was named, or one of our own.
    fn target(&self, rate: u32) -> Result<Target> {
        if let Some(url) = &self.options.url {
            let (address, path) = parse_url(url)?;
            return Ok(Target { address, path, pid: self.options.pid, _server: None });
        }
        let server = server::Server::start(self.binary()?, server::Options::bench(rate))?;
        let path = BENCH_STREAM.to_owned();
        Ok(Target { address: server.address, path, pid: Some(server.pid()), _server: Some(server) })
    }
}

/// What is measured. Our own server ends with it.
struct Target {
    address: SocketAddr,
    /// The event stream.
    path: String,
    pid: Option<u32>,
    _server: Option<server::Server>,
}

/// Reads `http://127.0.0.1:8080/events?topics=x`; only this machine is accepted.
fn parse_url(url: &str) -> Result<(SocketAddr, String)> {
    let rest = url.strip_prefix("http://").context("the address begins with http://")?;
    let (host, path) = rest.find('/').map_or((rest, ""), |it| rest.split_at(it));
    let host = host.replace("localhost", "127.0.0.1");
    let address: SocketAddr =
        host.parse().with_context(|| format!("`{host}` is no address such as 127.0.0.1:8080"))?;
    ensure!(address.ip().is_loopback(), "{address} is not this machine; benches stay on loopback");
    let path = if path.len() <= 1 { BENCH_STREAM } else { path };
    Ok((address, path.to_owned()))
}

/// Runs what is named and prints one table. Fails when something was lost or repeated.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let known: Vec<&str> = BENCHES.iter().map(|it| it.name).collect();
    if let Some(name) = options.names.iter().find(|it| !known.contains(&it.as_str())) {
        bail!("there is no bench `{name}`; there are {}", known.join(", "));
    }
    server::stop_on_signals()?;
    let context = Context { root, options, binary: OnceCell::new() };
    if options.realtime {
        if options.url.is_none() {
            context.binary()?; // Building is not worth the priority.
        }
        machine::take_priority()?;
    }
    if options.serve {
        return serve(&context);
    }
    let mut rows = Vec::new();
    for bench in &BENCHES {
        if options.names.is_empty() || options.names.iter().any(|it| it == bench.name) {
            rows.extend((bench.run)(&context).with_context(|| format!("bench {}", bench.name))?);
        }
    }
    println!("\n{}\n", machine::describe(root));
    print!("{}", table::render(&rows));
    let is_good = rows.iter().all(|it| it.is_acceptable(options.gate));
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn serve(context: &Context<'_>) -> Result<ExitCode> {
    let rate = context.options.rate.first().copied().unwrap_or(10);
    let options = server::Options { is_told: true, ..server::Options::bench(rate) };
    let server = server::Server::start(context.binary()?, options)?;
    println!("http://{}{BENCH_STREAM} has {rate} events a second; Ctrl-C ends it", server.address);
    server.wait()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_measured() {
        let check = |url: &str| match parse_url(url) {
            Ok((address, path)) => format!("{address} {path}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(check("http://127.0.0.1:80"), "127.0.0.1:80 /events?topics=bench");
        assert_eq!(check("http://localhost:80/"), "127.0.0.1:80 /events?topics=bench");
        assert_eq!(check("http://[::1]:80/x?y=/z"), "[::1]:80 /x?y=/z");
        assert_eq!(
            check("http://192.0.2.1:80/"),
            "192.0.2.1:80 is not this machine; benches stay on loopback"
        );
        assert_eq!(check("https://127.0.0.1:80"), "the address begins with http://");
        assert_eq!(check("http://x.org"), "`x.org` is no address such as 127.0.0.1:8080");
    }
}
