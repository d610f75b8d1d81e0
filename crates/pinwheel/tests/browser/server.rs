//! The product, started as a person would start it.
//!
//! May live here: leagues that tests need, the process, its address, asking it over plain HTTP.
//! Must never live here: the browser.

use crate::support::{self, PINWHEEL, http};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// A schedule that never comes up during a test: rounds are played by `advance` alone.
const NEW_YEAR: &str = "0 0 1 1 *";

/// A server on a folder of its own; stopped, with the folder, when it goes out of scope.
pub(crate) struct Server {
    running: support::Server,
    folder: TempDir,
    league: Option<PathBuf>,
}

impl Server {
    /// What the first of the two commands starts, in an empty folder: the demo league.
    pub(crate) fn demo() -> Self {
        Self::start(support::folder(), None)
    }

    /// A league whose rounds are played only by [`Server::advance`]; the first is under way at once.
    ///
    /// `pace`: how its games unfold; `rules`: lines for the `[rules]` of its file.
    pub(crate) fn league(pace: &str, rules: &str) -> Self {
        let folder = support::folder();
        let file = folder.path().join("league.toml");
        support::must(folder.path(), &["init", file.to_str().expect("a plain name")]);
        let written = std::fs::read_to_string(&file).expect("the league file");
        let (head, rest) = written.split_once("[rules]\n").expect("rules in the file");
        let replaced =
            |line: &str| ["pace =", "cron =", "# seed ="].iter().any(|it| line.starts_with(it));
        let kept: Vec<&str> = head.lines().filter(|it| !replaced(it)).collect();
        let set = format!("pace = {pace:?}\ncron = {NEW_YEAR:?}\nseed = \"in the browser\"\n");
        let all = format!("{}\n{set}\n[rules]\n{rules}\n{rest}", kept.join("\n"));
        std::fs::write(&file, all).expect("write the league file");
        Self::start(folder, Some(file))
    }

    /// A short season of short games: seven rounds, a semi-final and a final of one game each.
    pub(crate) fn short_seasons(pace: &str) -> Self {
        Self::league(
            pace,
            "league.round_robins = 1\nleague.semis_best_of = 1\nleague.final_best_of = 1",
        )
    }

    fn start(folder: TempDir, league: Option<PathBuf>) -> Self {
        // A port that no browser is given by chance while the server is away.
        let listen = format!("127.0.0.1:{}", support::free_port());
        let running = spawn(&folder, league.as_ref(), &listen);
        Self { running, folder, league }
    }

    /// Kills the server as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.running.kill();
    }

    /// Starts it again: same folder, same port.
    pub(crate) fn restart(&mut self) {
        let listen = self.running.address.to_string();
        self.running = spawn(&self.folder, self.league.as_ref(), &listen);
    }

    /// Plays rounds now, as an operator would beside the running server.
    pub(crate) fn advance(&self, rounds: u32) {
        support::must(&self.data(), &["advance", "--yes", &rounds.to_string()]);
    }

    /// Sets how games unfold from the next round on.
    pub(crate) fn pace(&self, pace: &str) {
        support::must(&self.data(), &["pace", pace]);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The whole address of `path`.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    /// What the API answers at `/api/v1{path}`.
    pub(crate) fn api(&self, path: &str) -> Value {
        let (status, body) = http::json(self.running.address, &format!("/api/v1{path}"));
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// The games of the season with this status: `live`, `final`, `scheduled`.
    pub(crate) fn games(&self, status: &str) -> Vec<Value> {
        let games = self.api("/games");
        let all = games["games"].as_array().expect("a list of games");
        all.iter().filter(|it| it["status"] == status).cloned().collect()
    }

    /// The id of the first game with this status.
    pub(crate) fn game(&self, status: &str) -> String {
        let games = self.games(status);
        let first = games.first().unwrap_or_else(|| panic!("no game is {status}"));
        first["id"].as_str().expect("an id").to_owned()
    }

    /// Waits until a game is live.
    pub(crate) fn until_live(&self) {
        support::until("a live game", || self.games("live").first().map(|_| ()));
    }

    /// Waits until a game is over.
    pub(crate) fn until_over(&self, game: &str) {
        self.until(game, |it| it["status"] == "final");
    }

    /// Waits until more of a game has been shown than up to play `n`, or it is over.
    pub(crate) fn until_later_than(&self, game: &str, n: i64) {
        let plays = |it: &Value| it["live"]["plays"].as_i64().unwrap_or(i64::MAX);
        self.until(game, |it| plays(it) > n + 1);
    }

    fn until(&self, game: &str, is_so: impl Fn(&Value) -> bool) {
        let ask = || Some(()).filter(|()| is_so(&self.api(&format!("/games/{game}"))));
        support::until(game, ask);
    }
}

fn spawn(folder: &TempDir, league: Option<&PathBuf>, listen: &str) -> support::Server {
    let mut arguments = vec!["--log-level", "warn"];
    let file = league.map(|it| it.to_str().expect("a plain name"));
    arguments.extend(file.iter().flat_map(|it| ["--league", it]));
    let data = folder.path().join("data");
    let mut server = support::Server::spawn(support::clean(PINWHEEL), &data, listen, &arguments);
    server.ready();
    server
}
