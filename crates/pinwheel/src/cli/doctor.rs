//! `doctor`: everything that a machine must be able to do here, tried.

use super::out::{Out, Tone};
use crate::config::Place;
use crate::doctor::{Verdict, examine};
use serde_json::json;
use std::process::ExitCode;

/// Examines the place; fails when something does not work.
pub(super) async fn run(place: &Place, as_json: bool) -> anyhow::Result<ExitCode> {
    let address = place.address()?;
    let findings = examine(&address).await;
    let bad = findings.iter().filter(|it| it.verdict == Verdict::Bad).count();
    let out = Out::new();
    if as_json {
        out.json(&json!({ "place": address.to_string(), "ok": bad == 0, "findings": findings }))?;
    } else {
        out.line(&format!("{} ({})", address, address.kind()))?;
        for it in &findings {
            let (mark, tone) = match it.verdict {
                Verdict::Good => ("good", Tone::Good),
                Verdict::Note => ("note", Tone::Faint),
                Verdict::Bad => ("BAD ", Tone::Bad),
            };
            out.line(&format!("{}  {:<12} {}", out.tone(tone, mark), it.check, it.found))?;
            if !it.fix.is_empty() {
                out.line(&format!("      {:<12} → {}", "", it.fix))?;
            }
        }
        let sum = match bad {
            0 => "Everything that was tried works.".to_owned(),
            1 => "One thing does not work.".to_owned(),
            many => format!("{many} things do not work."),
        };
        out.line(&sum)?;
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
