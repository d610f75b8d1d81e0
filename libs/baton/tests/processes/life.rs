//! What a node does, in its own process.
//!
//! May live here: the node's end of the pipe. Must never live here: a test.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use baton::elector::{Backoff, Config, Elector, Profile, Role, Term};
use baton::hint::Hint;
use baton::job::{Failure, Job, Limits, Worker};
use baton::lease::{Fenced, fence};
use baton::ledger::{Claim, Claimer, Terms};
use baton::{Begun, Conn, Identity, Place, Pool, Tx, clock};
use nix::sys::signal::{Signal, raise};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio_util::sync::CancellationToken;

use super::node::SCOPE;

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
    let port = var("BATON_PORT").and_then(|it| it.parse().ok()).expect("a port");
    let options = PgConnectOptions::new_without_pgpass().username("postgres").database(&database);
    let options = options.port(port).ssl_mode(sqlx::postgres::PgSslMode::Disable);
    let options = if host.starts_with('/') { options.socket(host) } else { options.host(&host) };
    if var("BATON_POOLED").is_some() { Place::Pooled(options) } else { Place::Postgres(options) }
}

/// For work of several at once. Connections that are lost are made anew.
fn pool() -> Pool {
    let within = Duration::from_secs(3);
    match place() {
        Place::Sqlite(options) => {
            let pool = SqlitePoolOptions::new().max_connections(1);
            Pool::Sqlite(pool.connect_lazy_with(options))
        }
        Place::Postgres(options) => {
            let pool = PgPoolOptions::new().max_connections(4).acquire_timeout(within);
            let options = options.application_name("baton worker");
            Pool::Postgres(pool.connect_lazy_with(options))
        }
        Place::Pooled(options) => {
            let pool = PgPoolOptions::new().max_connections(4).acquire_timeout(within);
            Pool::Pooled(pool.connect_lazy_with(options.statement_cache_capacity(0)))
        }
    }
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
    let true_wall_s = std::env::var("BATON_WALL_S").ok().and_then(|it| it.parse::<u64>().ok());
    if true_wall_s.is_some_and(|it| it + 390 < super::node::wall_s()) {
        say("the clock is ahead");
    }
    let (freezes, hangs) = (manner == "freezes", manner == "hangs");
    if manner == "claims" {
        return claim_for_ever(name).await;
    }
    let stop = CancellationToken::new();
    let working = (manner == "works").then(|| tokio::spawn(work(name.to_owned(), stop.clone())));
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
    tell(&elector).await;
    stop.cancel();
    elector.stop().await;
    if let Some(working) = working {
        working.await.expect("a worker");
    }
    say("stopped");
}

/// Says what the elector publishes, until the process is told to stop.
async fn tell(elector: &Elector) {
    let mut watch = elector.watch();
    let kind = tokio::signal::unix::SignalKind::terminate();
    let mut terminate = tokio::signal::unix::signal(kind).expect("a signal's stream");
    let mut told = (String::new(), Hint::Waiting, false);
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
        let in_trouble = standing.trouble.is_some();
        if !told.2 && in_trouble {
            say("trouble");
        }
        told = (role, standing.hint, in_trouble);
        tokio::select! {
            changed = watch.changed() => if changed.is_err() { return },
            _ = terminate.recv() => return,
        }
    }
}

/// Writes under the term as fast as the store allows, and stops for nothing but its end.
async fn act(term: Term, freezes: bool) {
    let mut conn = None;
    let mut is_first = true;
    while !term.draining().is_cancelled() {
        // What is refused, or fails, is not repeated: the next effect is another.
        if act_once(&mut conn, &term, freezes && is_first).await.is_err() {
            conn = None;
        }
        is_first = false;
        // waits: so that the log of effects stays short; nothing depends on it.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn act_once(conn: &mut Option<Conn>, term: &Term, freezes: bool) -> Result<(), baton::Error> {
    let conn = match conn {
        Some(conn) => conn,
        None => conn.insert(place().connect().await?),
    };
    let mut begun = conn.begin().await?;
    if fence(&mut begun.tx(), term.grant()).await? == Fenced::Stale {
        return Ok(());
    }
    if freezes {
        say("freezes");
        raise(Signal::SIGSTOP).expect("a signal");
        say("thawed");
    }
    let token = term.token().number();
    write_effect(&mut begun.tx(), token).await.map_err(failed("write an effect"))?;
    begun.commit().await
}

fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> baton::Error {
    move |source| baton::Error::Unavailable { doing, source }
}

async fn write_effect(tx: &mut Tx<'_>, token: i64) -> Result<(), sqlx::Error> {
    let take = "UPDATE head SET place = place + 1 RETURNING place";
    let put = "INSERT INTO effect (place, token) VALUES ($1, $2)";
    match tx {
        Tx::Sqlite(it) => {
            let place: i64 = sqlx::query_scalar(take).fetch_one(&mut **it).await?;
            sqlx::query(put).bind(place).bind(token).execute(&mut **it).await?;
        }
        Tx::Postgres(it) | Tx::Pooled(it) => {
            let place: i64 =
                sqlx::query_scalar(take).persistent(false).fetch_one(&mut **it).await?;
            let put = sqlx::query(put).persistent(false);
            put.bind(place).bind(token).execute(&mut **it).await?;
        }
    }
    Ok(())
}

/// Claims one key after the other, several callers at once, and says so once it was told.
async fn claim_for_ever(name: &str) {
    let claimer = Claimer::start(pool(), Identity::new(name), Terms::default());
    let callers: Vec<_> = (0..16)
        .map(|caller| {
            let (claimer, name) = (claimer.clone(), name.to_owned());
            tokio::spawn(async move {
                for number in 0.. {
                    let key = format!("{name}-{caller}-{number}");
                    // Whether it was claimed is unknown; the next key is another.
                    if let Ok(Claim::Claimed(_)) = claimer.claim(SCOPE, &key).await {
                        say(&format!("claimed {key}"));
                    }
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("it goes on until it is killed");
    }
}

/// Does whatever is offered, whatever the node's role.
async fn work(name: String, stop: CancellationToken) {
    let first = Duration::from_millis(50);
    let backoff = Backoff { first, percent: 100, most: first };
    let claim = Duration::from_secs(2);
    let terms = Terms { claim, attempts: 100, backoff, ..Terms::default() };
    let look_every = Duration::from_millis(50);
    let limits = Limits { at_once: 2, look_every, ..Limits::default() };
    let pool = pool();
    let worker = Worker::new(pool.clone(), SCOPE, Identity::new(&name), terms, limits);
    worker
        .run(&stop, move |job| {
            let pool = pool.clone();
            async move { do_one(&pool, &job).await }
        })
        .await;
}

/// A slow step, and then an effect together with the answer.
async fn do_one(pool: &Pool, job: &Job) -> Result<(), Failure> {
    let slow = async {
        // waits: a step that takes its time is what this is about.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(job.claimed().token.to_string().into_bytes())
    };
    let output = job.step("slow", Duration::from_secs(5), slow).await?;
    let mut begun: Begun<'static> = pool.begin().await?;
    let done = "INSERT INTO done (key) VALUES ($1)";
    let key = &*job.claimed().key;
    let written = match begun.tx() {
        Tx::Sqlite(it) => sqlx::query(done).bind(key).execute(it).await.map(|_| ()),
        Tx::Postgres(it) | Tx::Pooled(it) => {
            sqlx::query(done).persistent(false).bind(key).execute(it).await.map(|_| ())
        }
    };
    written.map_err(failed("write what was done"))?;
    job.complete(&mut begun.tx(), &output).await?;
    Ok(begun.commit().await?)
}
