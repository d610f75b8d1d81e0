//! The league for programs: the API, feeds, pictures and the terminal, asked as a program would.
//!
//! May live here: the list of what is tried. Never: how the server is started (`support`).

#[path = "programs/server.rs"]
mod server;
mod support;

#[path = "programs/api.rs"]
mod api;
#[path = "programs/pages.rs"]
mod pages;
#[path = "programs/spoilers.rs"]
mod spoilers;
#[path = "programs/terminal.rs"]
mod terminal;

use server::Server;

/// A league whose first season is over and whose second has begun; nothing is live. It is the same
/// season every time: what may be missing in a season is missing in all runs or in none.
fn after_a_season() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let seeded = |text: String| text.replace("# seed = ", "seed = ");
    server::league_file(folder.path(), seeded);
    let server = Server::start_in(
        folder,
        &["--league", "league.toml", "--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"],
    );
    let advanced = server.run(&["advance", "40"]);
    assert!(advanced.status.success(), "{}", String::from_utf8_lossy(&advanced.stderr));
    // The clock completes the last round by itself.
    let last = server.run(&["games", "--json"]);
    let games: serde_json::Value = serde_json::from_slice(&last.stdout).expect("JSON");
    let finals = |it: &serde_json::Value| {
        it["games"].as_array().map(|it| it.iter().filter(|it| it["status"] == "final").count())
    };
    server.wait_for("/api/v1/games", |it| finals(it) == finals(&games));
    server.wait_for("/api/v1/log?after=100&limit=1", |it| it["withheld"] == false);
    server
}
