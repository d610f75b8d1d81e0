//! Pinwheel: a league in a group chat. The one binary: reads its settings once and hands over.
//!
//! May live here: the list of modules, the choice of command, exit codes. Never: anything else.

mod app;
mod cli;
mod clock;
mod commands;
mod config;
mod deliver;
mod demo;
mod director;
mod doctor;
mod games;
mod lab;
mod league_file;
mod live;
mod model;
mod roles;
mod schedule;
mod serve;
mod signals;
mod store;
mod table;
mod telemetry;
mod ticker;
mod verify;
mod web;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(error) => {
            cli::complain(&format!("{error:#}"));
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(cli::run(cli)),
        Err(error) => Err(anyhow::Error::new(error).context("start the runtime")),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            cli::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
