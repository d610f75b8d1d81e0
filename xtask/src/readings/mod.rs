//! Measures how well proposals are read: `cargo xtask readings`.
//!
//! May live here: the gates, and counting. Must never live here: reading (`scribe`), what a proposal
//! should be read as (`crates/scribe/tests/readings/*.jsonl`), judging one (`judge`).

mod item;
mod judge;
mod moments;
mod probes;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use item::Item;
use judge::Verdict;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Another file of proposals instead of the committed ones.
    #[arg(long, value_name = "FILE.jsonl")]
    file: Option<std::path::PathBuf>,
    /// Print every text that is not read as it should be; of the held-out third only with `--held-out`.
    #[arg(long)]
    wrong: bool,
    /// Look at the held-out third alone: for measuring, never for tuning.
    #[arg(long)]
    held_out: bool,
    /// Random strings that are read as well.
    #[arg(long, default_value_t = 20_000)]
    fuzz: u64,
}

/// Every third proposal of our own is held out: measured, and not looked at while the grammar is
/// worked on.
fn is_held_out(at: usize) -> bool {
    at % 3 == 2
}

/// Counts of one set of texts.
#[derive(Default)]
struct Counts {
    texts: u32,
    kind_right: u32,
    numbers: [u32; 2],
    probes: [u32; 2],
    misread: u32,
    unsafe_accepts: u32,
    needless: u32,
    stable: [u32; 2],
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        self.texts += 1;
        self.kind_right += u32::from(verdict.kind_right);
        if let Some(right) = verdict.numbers_right {
            self.numbers = [self.numbers[0] + u32::from(right), self.numbers[1] + 1];
        }
        if let Some(right) = verdict.probe_right {
            self.probes = [self.probes[0] + u32::from(right), self.probes[1] + 1];
        }
        self.misread += u32::from(verdict.misread);
        self.unsafe_accepts += u32::from(verdict.unsafe_accept);
        self.needless += u32::from(verdict.needless);
    }
}

/// Reads everything and prints the gates; fails when one is missed.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let folder = root.join("crates/scribe/tests/readings");
    // The lexicon is made ready once.
    let _ = scribe::reading::read("ready", &scribe::reading::Given::default());
    let mut all_hold = true;
    let mut slowest = Vec::new();
    let sets: Vec<(String, Vec<Item>)> = match &options.file {
        Some(file) => vec![(file.display().to_string(), load(file)?)],
        None => own_sets(&folder, options.held_out)?,
    };
    for (name, items) in &sets {
        let hidden = name.contains("held") || name.contains("never");
        let show = options.wrong && (options.held_out || !hidden);
        let [texts, wordings] = measure(items, show, &mut slowest);
        println!("\n{name}: {} proposals, {} wordings", texts.texts, wordings.texts);
        all_hold &= print_gates(&texts, &wordings);
    }
    all_hold &= print_speed(&mut slowest);
    all_hold &= print_fuzz(options.fuzz);
    Ok(if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn own_sets(folder: &Path, held_out: bool) -> Result<Vec<(String, Vec<Item>)>> {
    let own = load(&folder.join("own.jsonl"))?;
    let (mut held, mut tuned) = (Vec::new(), Vec::new());
    for (at, item) in own.into_iter().enumerate() {
        if is_held_out(at) { held.push(item) } else { tuned.push(item) }
    }
    let held = ("our own, held out".to_owned(), held);
    if held_out {
        return Ok(vec![held]);
    }
    Ok(vec![
        ("the twenty given".to_owned(), load(&folder.join("given.jsonl"))?),
        ("our own, worked on".to_owned(), tuned),
        held,
        ("written later, worked on".to_owned(), load(&folder.join("later.jsonl"))?),
        ("written last, never worked on".to_owned(), load(&folder.join("unseen.jsonl"))?),
    ])
}

fn load(file: &Path) -> Result<Vec<Item>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    text.lines().filter(|it| !it.trim().is_empty()).map(Item::parse).collect()
}

/// The proposals as they are, and in every wording.
fn measure(items: &[Item], show: bool, slowest: &mut Vec<Duration>) -> [Counts; 2] {
    let (mut texts, mut wordings) = (Counts::default(), Counts::default());
    for item in items {
        let mut first = None;
        for (at, text) in item.texts.iter().enumerate() {
            let start = processor_time();
            let reading = scribe::reading::read(text, &item.given);
            slowest.push(processor_time().saturating_sub(start));
            let verdict = judge::judge(item, &reading);
            if show && verdict.is_wrong() {
                println!("{} {text:?}\n     {}", item.id, judge::told(&reading));
            }
            if at == 0 {
                texts.add(&verdict);
            }
            wordings.add(&verdict);
            let comes_to = judge::comes_to(&reading, item);
            match &first {
                None => first = Some(comes_to),
                Some(first) => {
                    let same = *first == comes_to;
                    wordings.stable =
                        [wordings.stable[0] + u32::from(same), wordings.stable[1] + 1];
                }
            }
        }
    }
    [texts, wordings]
}

/// What this thread has used of a processor: other work on the machine does not count.
fn processor_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

fn print_gates(texts: &Counts, wordings: &Counts) -> bool {
    let gate = |name: &str, of: &dyn Fn(&Counts) -> [u32; 2], limit: u32, least: bool| {
        let shown = |[n, all]: [u32; 2]| {
            if all == 0 {
                "-".to_owned()
            } else {
                format!("{n}/{all} {:.1} %", f64::from(n) * 100.0 / f64::from(all))
            }
        };
        let [n, all] = of(texts);
        let holds = all == 0 || if least { n * 100 >= limit * all } else { n * 100 <= limit * all };
        let sign = if least { "≥" } else { "≤" };
        let verdict = if holds { "ok" } else { "MISSED" };
        println!(
            "  {name:34} {:>16} {:>18}   {sign} {limit:>2} %  {verdict}",
            shown([n, all]),
            shown(of(wordings))
        );
        holds
    };
    println!("  {:34} {:>16} {:>18}", "", "proposals", "all wordings");
    let mut hold = gate("kind right", &|it| [it.kind_right, it.texts], 75, true);
    hold &= gate("parameters and meta right", &|it| it.numbers, 75, true);
    hold &= gate("effects: probe passes", &|it| it.probes, 45, true);
    hold &= gate("silent misreads", &|it| [it.misread, it.texts], 3, false);
    hold &= gate("unsafe accepts", &|it| [it.unsafe_accepts, it.texts], 0, false);
    hold &= gate("needless questions", &|it| [it.needless, it.numbers[1]], 15, false);
    let [same, all] = wordings.stable;
    if all > 0 {
        let holds = same * 100 >= 80 * all;
        let percent = f64::from(same) * 100.0 / f64::from(all);
        let verdict = if holds { "ok" } else { "MISSED" };
        println!(
            "  {:34} {:>16} {:>18}   ≥ 80 %  {verdict}",
            "same reading in other words",
            "",
            format!("{same}/{all} {percent:.1} %")
        );
        hold &= holds;
    }
    // In other words nothing may be accepted either.
    hold && wordings.unsafe_accepts == 0
}

fn print_speed(times: &mut [Duration]) -> bool {
    times.sort_unstable();
    let Some(p99) = times.get(times.len() * 99 / 100) else { return true };
    let holds = *p99 <= Duration::from_millis(5);
    println!(
        "\nreading, p99 of {}: {p99:.1?}   ≤ 5 ms  {}",
        times.len(),
        if holds { "ok" } else { "MISSED" }
    );
    holds
}

/// Random strings must not panic, and must not be read as rules.
fn print_fuzz(count: u64) -> bool {
    let given = scribe::reading::Given::default();
    let mut enacted = 0;
    for n in 0..count {
        let text = judge::random_text(n);
        if matches!(
            scribe::reading::read(&text, &given).outcome,
            scribe::reading::Outcome::Rules(_)
        ) {
            enacted += 1;
            println!("  read as a rule: {text:?}");
        }
    }
    println!(
        "random strings: {count}, read as rules: {enacted}   0  {}",
        if enacted == 0 { "ok" } else { "MISSED" }
    );
    enacted == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gates_hold() {
        let options = Options { file: None, wrong: false, held_out: false, fuzz: 1_000 };
        assert_eq!(run(crate::root(), &options).expect("files"), ExitCode::SUCCESS);
    }
}
