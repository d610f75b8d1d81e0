//! A node as a process: how it is started, what it does, and what it says.
//!
//! May live here: both ends of the pipe between a test and its nodes. Must never live here: a test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use baton::elector::{Config, Elector, Profile, Role, Term};
use baton::hint::Hint;
use baton::lease::{Fenced, fence};
use baton::testing::Stage;
use baton::{Conn, Identity, Place, Tx, clock};
use nix::sys::signal::{Signal, kill, raise};
use nix::unistd::Pid;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// What everything in here waits for at most.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The guarded table: places are taken from one row, so that their order is that of the commits.
pub(crate) const TABLES: &str = "CREATE TABLE head (place BIGINT NOT NULL);
    INSERT INTO head (place) VALUES (0);
    CREATE TABLE effect (place BIGINT PRIMARY KEY, token BIGINT NOT NULL)";

/// A node in a process of its own. Dropped, it is killed.
pub(crate) struct Node {
    child: Child,
    lines: Receiver<String>,
    /// What was said and not asked for yet.
    heard: Vec<String>,
}

impl Node {
    pub(crate) fn start(stage: &Stage, name: &str, ttl: Duration) -> Self {
        Self::start_as(stage, name, ttl, "")
    }

    /// One that freezes itself between the fence and the write.
    pub(crate) fn start_freezing(stage: &Stage, name: &str, ttl: Duration) -> Self {
        Self::start_as(stage, name, ttl, "inside")
    }

    /// One whose work never ends by itself.
    pub(crate) fn start_hanging(stage: &Stage, name: &str, ttl: Duration) -> Self {
        Self::start_as(stage, name, ttl, "hangs")
    }

    /// One whose elector's thread stops for ever at the first change of its role.
    pub(crate) fn start_stuck(stage: &Stage, name: &str, ttl: Duration) -> Self {
        Self::start_as(stage, name, ttl, "stuck")
    }

    fn start_as(stage: &Stage, name: &str, ttl: Duration, manner: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "as_a_node", "--nocapture"]);
        command.env("BATON_NODE", name).env("BATON_TTL_MS", ttl.as_millis().to_string());
        command.env("BATON_MANNER", manner);
        match stage.place() {
            Place::Sqlite(options) => command.env("BATON_FILE", options.get_filename()),
            Place::Postgres(options) | Place::Pooled(options) => {
                let host = options.get_socket().expect("a socket");
                let database = options.get_database().expect("a database");
                command.env("BATON_HOST", host).env("BATON_DATABASE", database)
            }
        };
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a process");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // Whoever listened is gone.
                let _ = sender.send(line);
            }
        });
        Self { child, lines, heard: Vec::new() }
    }

    /// Waits until the node has said a line that begins so. Each line counts once.
    pub(crate) fn says(&mut self, beginning: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.heard.iter().position(|it| it.starts_with(beginning)) {
                self.heard.remove(at);
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let heard = &self.heard;
            let complaint = |_| panic!("the node does not say {beginning:?}, but {heard:?}");
            let line = line.unwrap_or_else(complaint);
            self.heard.push(line);
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a process id"));
        kill(pid, signal).expect("a signal");
    }

    /// Waits until the process has ended; answers whether well.
    pub(crate) fn ends_well(&mut self) -> bool {
        self.child.wait().expect("an end").success()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The tokens of all effects, in the order of their commits.
pub(crate) async fn effects(stage: &Stage) -> Vec<i64> {
    let mut conn = stage.conn().await;
    let all = "SELECT token FROM effect ORDER BY place";
    let tokens = match conn.tx() {
        Tx::Sqlite(it) => sqlx::query_scalar(all).fetch_all(it).await,
        Tx::Postgres(it) | Tx::Pooled(it) => sqlx::query_scalar(all).fetch_all(it).await,
    };
    tokens.expect("tokens")
}

/// Waits until there is an effect under a token.
pub(crate) async fn acts_under(stage: &Stage, token: i64) {
    let deadline = Instant::now() + PATIENCE;
    while !effects(stage).await.contains(&token) {
        assert!(Instant::now() < deadline, "nothing happens under token {token}");
        tokio::task::yield_now().await;
    }
}

pub(crate) fn run_if_asked() {
    let Ok(name) = std::env::var("BATON_NODE") else { return };
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(live(&name));
}

fn place() -> Place {
    let var = |name| std::env::var(name).ok();
    if let Some(file) = var("BATON_FILE") {
        return Place::Sqlite(SqliteConnectOptions::new().filename(PathBuf::from(file)));
    }
    let (host, database) = (var("BATON_HOST").expect("it"), var("BATON_DATABASE").expect("it"));
    let options = PgConnectOptions::new_without_pgpass().socket(host).database(&database);
    Place::Postgres(options.username("postgres"))
}

fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line} at {}", clock::now().as_micros()).expect("somebody listens");
}

async fn live(name: &str) {
    let ttl = std::env::var("BATON_TTL_MS").expect("it").parse().expect("a number");
    let manner = std::env::var("BATON_MANNER").unwrap_or_default();
    if manner == "stuck" {
        tracing::subscriber::set_global_default(super::stuck::Stuck).expect("the first");
    }
    let (freezes, hangs) = (manner == "inside", manner == "hangs");
    let config = Config {
        profile: Profile::with_ttl(Duration::from_millis(ttl)),
        ..Config::new(place(), "clock", Identity::new(name))
    };
    let elector = Elector::start(config, move |term| async move {
        let of_term = term.clone();
        term.spawn(async move { act(of_term, freezes).await });
        if hangs {
            term.spawn(std::future::pending());
        }
        tokio::spawn(async move {
            term.ended().cancelled().await;
            say(&format!("ended {}", term.token()));
        });
        Ok(())
    })
    .expect("an elector");
    let mut watch = elector.watch();
    let mut terminate =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).expect("it");
    let mut told = (String::new(), Hint::Waiting);
    loop {
        let standing = watch.borrow_and_update().clone();
        let role = match &standing.role {
            Role::Active(term) => format!("active {}", term.token()),
            other @ (Role::Standby | Role::Activating(_) | Role::Draining(_)) => {
                other.name().into()
            }
        };
        if told.0 != role {
            say(&role);
        }
        if told.1 != standing.hint {
            say(&format!("hint {:?}", standing.hint));
        }
        told = (role, standing.hint);
        tokio::select! {
            changed = watch.changed() => if changed.is_err() { return },
            _ = terminate.recv() => break,
        }
    }
    elector.stop().await;
    say("stopped");
}

/// Writes under the term as fast as the store allows, and stops for nothing but its end.
async fn act(term: Term, freezes: bool) {
    let mut conn = place().connect().await.expect("a connection");
    let mut is_first = true;
    while !term.draining().is_cancelled() {
        // What is refused, or fails, is not repeated: the next effect is another.
        if act_once(&mut conn, &term, freezes && is_first).await.is_err() {
            conn = place().connect().await.expect("a connection");
        }
        is_first = false;
        // waits: so that the log of effects stays short; nothing depends on it.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn act_once(conn: &mut Conn, term: &Term, freezes: bool) -> Result<(), baton::Error> {
    let mut begun = conn.begin().await?;
    if fence(&mut begun.tx(), term.grant()).await? == Fenced::Stale {
        return Ok(());
    }
    if freezes {
        say("freezes");
        raise(Signal::SIGSTOP).expect("a signal");
        say("thawed");
    }
    write(&mut begun.tx(), term.token().number())
        .await
        .map_err(|source| baton::Error::Unavailable { doing: "write an effect", source })?;
    begun.commit().await
}

async fn write(tx: &mut Tx<'_>, token: i64) -> Result<(), sqlx::Error> {
    let take = "UPDATE head SET place = place + 1 RETURNING place";
    let put = "INSERT INTO effect (place, token) VALUES ($1, $2)";
    match tx {
        Tx::Sqlite(it) => {
            let place: i64 = sqlx::query_scalar(take).fetch_one(&mut **it).await?;
            sqlx::query(put).bind(place).bind(token).execute(&mut **it).await?;
        }
        Tx::Postgres(it) | Tx::Pooled(it) => {
            let place: i64 = sqlx::query_scalar(take).fetch_one(&mut **it).await?;
            sqlx::query(put).bind(place).bind(token).execute(&mut **it).await?;
        }
    }
    Ok(())
}
