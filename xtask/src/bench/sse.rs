//! Readers on one event stream: how late, how complete, at what cost.
//!
//! May live here: the standard loads and their targets. Must never live here: the crowd itself
//! (`xtask::load`).

use std::time::Duration;

use anyhow::{Result, ensure};
use xtask::load::{self, Plan, Report};

use super::table::{Row, Unit, with_spaces};
use super::{Context, Options};

/// How long late events are waited for.
const SETTLE: Duration = Duration::from_secs(10);
/// Resident memory that a reader may cost, in bytes.
const READER_BYTES_MAX: u64 = 12 << 10;
/// Readers of the rehearsal: what the first ones wake in a server is not the price of each.
const REHEARSAL: usize = 100;
/// From this crowd on, the memory of a reader stands out from that of the server.
const READERS_TO_WEIGH: usize = 1_000;

/// A crowd, and the targets it was measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Load {
    readers: usize,
    /// Events a second.
    rate: u32,
    /// The 99th percentile from publishing to arrival, in microseconds.
    p99_us_max: Option<u64>,
    /// The same until the last reader has the event.
    last_p99_us_max: Option<u64>,
    /// Processor time of a delivery, in nanoseconds.
    delivery_ns_max: Option<u64>,
}

const fn load(readers: usize, rate: u32) -> Load {
    Load { readers, rate, p99_us_max: None, last_p99_us_max: None, delivery_ns_max: None }
}

/// Measured peers and targets: ux, "What it means for our server".
const STANDARD: [Load; 3] = [
    Load { p99_us_max: Some(10_000), ..load(1_000, 10) },
    Load { p99_us_max: Some(45_000), delivery_ns_max: Some(7_000), ..load(5_000, 10) },
    Load { last_p99_us_max: Some(110_000), ..load(10_000, 1) },
];

/// Takes longer and has no target of its own.
const LONG: [Load; 1] = [load(10_000, 5)];

fn loads(options: &Options) -> Vec<Load> {
    let known = || STANDARD.into_iter().chain(LONG);
    if options.readers.is_empty() && options.rate.is_empty() {
        return known().take(if options.long { usize::MAX } else { STANDARD.len() }).collect();
    }
    let default_readers = [STANDARD[0].readers];
    let crowds =
        if options.readers.is_empty() { &default_readers[..] } else { &options.readers[..] };
    let last_rate = options.rate.last().copied().unwrap_or(STANDARD[0].rate);
    let rates = options.rate.iter().copied().chain(std::iter::repeat(last_rate));
    let load = |(readers, rate)| {
        let same = known().find(|it| it.readers == readers && it.rate == rate);
        same.unwrap_or(self::load(readers, rate))
    };
    crowds.iter().copied().zip(rates).map(load).collect()
}

/// Every load against a server of its own, so that none inherits memory from another.
pub(super) fn run(context: &Context<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for load in loads(context.options) {
        let target = context.target(load.rate)?;
        let Load { readers, rate, .. } = load;
        // At a server that runs already the rate is what it is.
        let is_our_rate = context.options.url.is_none() || !context.options.rate.is_empty();
        let at = if is_our_rate { format!(" at {rate}/s") } else { String::new() };
        let name = format!("sse {} readers{at}", with_spaces(readers as u64));
        println!("{name} for {:?}", context.window());
        let plan = |readers, window| Plan {
            address: target.address,
            path: target.path.clone(),
            readers,
            window,
            settle: SETTLE,
            server: target.pid,
        };
        load::run(plan(REHEARSAL, Duration::from_secs(1)), || ())?;
        let report = load::run(plan(readers, context.window()), || ())?;
        ensure!(
            report.messages > 0,
            "no event with an id and `published_ns` came on {} in {:?}",
            target.path,
            context.window()
        );
        rows.extend(rows_of(load, &name, &report));
    }
    Ok(rows)
}

fn rows_of(load: Load, name: &str, report: &Report) -> Vec<Row> {
    let Load { readers, p99_us_max, last_p99_us_max, delivery_ns_max, .. } = load;
    let ms = |it: u32| Unit::Micros.words(it.into());
    let mut rows = vec![
        Row::at_most(
            format!("{name}: late, p99"),
            report.latency.p99_us.into(),
            p99_us_max,
            Unit::Micros,
        )
        .beside(&format!(
            "p50 {}, max {}",
            ms(report.latency.p50_us),
            ms(report.latency.max_us)
        )),
        Row::at_most(
            format!("{name}: last reader, p99"),
            report.last.p99_us.into(),
            last_p99_us_max,
            Unit::Micros,
        )
        .beside(&format!("p50 {}", ms(report.last.p50_us))),
        Row::told(
            format!("{name}: deliveries"),
            format!("{}/s", with_spaces(report.deliveries_per_s)),
        )
        .beside(&format!(
            "{} events, all connected in {} ms",
            report.messages,
            report.connecting.as_millis()
        )),
        Row::never(
            format!("{name}: missing, duplicated, cut off"),
            &[report.missing, report.duplicated, report.closed as u64],
        ),
    ];
    if let Some(cost) = report.cost {
        let bytes_max = (READERS_TO_WEIGH <= readers).then_some(READER_BYTES_MAX);
        let memory = format!("{name}: server memory of a reader");
        rows.push(Row::at_most(memory, cost.reader_bytes, bytes_max, Unit::Bytes));
        let processor = format!("{name}: server processor time of a delivery");
        rows.push(Row::at_most(processor, cost.delivery_ns, delivery_ns_max, Unit::Nanos));
    }
    rows
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    fn check(arguments: &str, expected: &[(usize, u32)]) {
        let cli = Cli::try_parse_from(format!("bench {arguments}").split_whitespace());
        let loads = loads(&cli.expect("arguments").options);
        let loads: Vec<(usize, u32)> = loads.iter().map(|it| (it.readers, it.rate)).collect();
        assert_eq!(loads, expected, "{arguments}");
    }

    #[test]
    fn every_crowd_has_a_rate() {
        check("sse", &[(1_000, 10), (5_000, 10), (10_000, 1)]);
        check("sse --long", &[(1_000, 10), (5_000, 10), (10_000, 1), (10_000, 5)]);
        check("sse --readers 10,20,30 --rate 5,1", &[(10, 5), (20, 1), (30, 1)]);
        check("sse --readers 10", &[(10, 10)]);
        check("sse --rate 3", &[(1_000, 3)]);
    }

    #[test]
    fn a_standard_load_keeps_its_targets_when_it_is_named() {
        let cli = Cli::try_parse_from("bench --readers 5000 --rate 10".split(' '));
        assert_eq!(loads(&cli.expect("arguments").options), [STANDARD[1]]);
    }
}
