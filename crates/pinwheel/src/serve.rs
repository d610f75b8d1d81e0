//! `pinwheel serve`: opens the leagues, starts the tasks, and stops them in order.
//!
//! May live here: the order of starting and stopping, the lines that are printed. Never: what the tasks do.

use crate::app::{App, Hosted, feel, found, look_over};
use crate::config::{Place, ServerLock, make_folder};
use crate::director::{Director, SubmitError};
use crate::roles::{Chosen, Duty, Roles};
use crate::signals::Signals;
use crate::store::{Address, Open, Store, StoreError};
use crate::web::Web;
use crate::{cli, clock, deliver, demo, live, schedule, telemetry, ticker, web};
use anyhow::{Context as _, bail};
use clap::Args;
use league::Command;
use league::spec::{LeagueSpec, Pace};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What only the server needs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Address to listen on.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDR"
    )]
    listen: String,

    /// When rounds are played, as a cron expression in UTC; overrides the league's own.
    #[arg(long, global = true, env = "PINWHEEL_GAME_CRON", value_name = "CRON")]
    game_cron: Option<String>,

    /// How quickly games unfold: production, fast, instant; overrides the league's own.
    #[arg(long, global = true, env = "PINWHEEL_PRESENTATION_PACE", value_name = "PACE")]
    presentation_pace: Option<String>,

    /// `production` writes logs as JSON.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_ENV",
        default_value = "development",
        value_name = "NAME"
    )]
    env: String,

    /// What to log: error, warn, info, debug, or a filter such as `pinwheel=debug`.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_LOG_LEVEL",
        default_value = "info",
        value_name = "LEVEL"
    )]
    log_level: String,

    /// What this machine stands for: `web`, `clock` (plays the rounds), `deliver` (writes the reports).
    /// One machine at a time has the clock; one that serves pages only takes commands all the same.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_ROLES",
        default_value = "web,clock,deliver",
        value_name = "ROLES"
    )]
    roles: String,

    /// Serve a SQLite file together with other processes of this machine that say so too: one of them
    /// at a time has each role, and a deploy leaves no gap.
    #[arg(long, global = true, env = "PINWHEEL_SHARE")]
    share: bool,

    /// Waits this long before each report, in milliseconds: a slow model, for tests.
    #[arg(long, global = true, hide = true, default_value_t = 0, value_name = "MS")]
    narration_delay_ms: u64,

    /// The first two attempts at these reports fail (`all`: every one), or with `!` every attempt: an
    /// unreliable model, for tests.
    #[arg(long, global = true, hide = true, default_value = "", value_name = "NAMES")]
    narration_fails: String,

    /// Publishes synthetic events on the topic `bench` at this many a second, to be measured.
    #[arg(long, global = true, hide = true, value_name = "RATE")]
    bench_rate: Option<u32>,
}

/// How long streams may take to close once a stop was asked for.
const DRAIN: Duration = Duration::from_millis(1_500);

/// Serves until it is told to stop.
pub(crate) async fn run(place: &Place, options: &Options) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::catch()?;
    let home = place.address()?;
    start_logs(options, &home)?;
    // Ten thousand spectators need as many open files as the system lets us have.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
    let metrics = telemetry::start();
    let _limits = survive_file_limits();
    let settings = Settings::of(options)?;
    let specs: Vec<LeagueSpec> =
        place.league.iter().map(|it| cli::load(it)).collect::<Result<_, _>>()?;
    let (mut lock, listener) = take_place(&home, &settings)?;
    let store = place.open(Open::Create).await?;
    found_missing(&store, specs).await?;
    let app = Arc::new(App::open(store).await.map_err(|it| anyhow::anyhow!(it.in_full()))?);
    apply(&app, &settings).await?;
    let roles = Arc::new(Roles::start(&home, &settings.roles)?);
    first_ticks(&app, &roles).await;
    let address = listener.local_addr().context("ask which address is listened on")?;
    if let Some(lock) = lock.as_mut().filter(|_| !settings.share) {
        lock.note(&format!("process {} at http://{address}", std::process::id()));
    }
    greet(&app, &home, address);
    offer_setup(&app, address).await;
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(feel(app.clone(), roles.clone(), stop.clone()));
    tasks.spawn(look_over(app.clone(), stop.clone()));
    start_duties(&app, &roles, settings.habits, (&tasks, &stop));
    for hosted in app.leagues().iter() {
        start_league(hosted, &tasks, &stop).await;
    }
    follow(&app, &tasks, &stop);
    if let (Some(rate), Some(hosted)) = (options.bench_rate, app.primary()) {
        tasks.spawn(live::bench(hosted.ring.clone(), rate, stop.clone()));
    }

    if let Some(handle) = &metrics {
        tasks.spawn(telemetry::upkeep(handle.clone(), stop.clone()));
    }
    let site = Web {
        app: app.clone(),
        roles: roles.clone(),
        stop: stop.clone(),
        started: clock::now(),
        streams: Arc::default(),
        metrics,
        drain: DRAIN,
    };
    let server = web::serve(listener, site);
    tokio::pin!(server);
    tokio::select! {
        () = &mut server => bail!("the server stopped by itself"),
        signal = signals.told_to_stop() => tracing::info!(signal, "stopping"),
    }
    // First of all, so that another machine goes on within milliseconds.
    roles.stop().await;
    stop.cancel();
    tasks.close();
    let _ = tokio::time::timeout(DRAIN + Duration::from_millis(500), async {
        server.await;
        tasks.wait().await;
    })
    .await;
    put_away(&app).await;
    drop(lock);
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Founds the leagues of the files; the demo league where there would be none.
async fn found_missing(store: &Store, specs: Vec<LeagueSpec>) -> anyhow::Result<()> {
    let failed = |it: SubmitError| anyhow::anyhow!(ticker::full(&it));
    for spec in specs {
        let file = spec.clone();
        if !found(store, spec).await.map_err(failed)? {
            say_what_differs(store, &file).await?;
        }
    }
    if store.leagues().await.map_err(|it| anyhow::anyhow!(it.in_full()))?.is_empty() {
        found(store, demo::league()).await.map_err(failed)?;
    }
    Ok(())
}

/// Says in what a league file differs from the league of its name that is there already.
async fn say_what_differs(store: &Store, file: &LeagueSpec) -> anyhow::Result<()> {
    let director = Director::open(store.clone(), &file.slug).await;
    let director = director.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let now = director.now();
    let Some(league) = now.state.league() else { return Ok(()) };
    let differs = cli::differs(file, &league.spec);
    if !differs.is_empty() {
        cli::say(&format!(
            "{} exists already. Its file now differs in {}, and is not read again: a league keeps what it was founded with. `pinwheel cron` and `pinwheel pace` change these two; for the rest, found another league under a slug of its own.",
            file.slug,
            differs.join(", ")
        ));
    }
    Ok(())
}

/// Does what is due, so that the first round is under way before the first page can be asked for.
async fn first_ticks(app: &App, roles: &Roles) {
    /// A lease that somebody just let go is had within milliseconds.
    const PATIENCE: Duration = Duration::from_millis(500);
    let Some(term) = roles.soon(Duty::Clock, PATIENCE).await else { return };
    for hosted in app.leagues().iter() {
        let director = &hosted.director;
        let due = director.now().state.league().and_then(ticker::due);
        if due.is_some_and(|it| it <= clock::now())
            && let Err(error) = ticker::step(director, Some(term.grant())).await
        {
            tracing::error!(league = %director.slug, error = %ticker::full(&error), "the first tick could not be stored");
        }
    }
}

/// Stores snapshots and closes the database.
async fn put_away(app: &App) {
    for hosted in app.leagues().iter() {
        if let Err(error) = hosted.director.save_snapshot().await {
            tracing::warn!(error = %error.in_full(), "no snapshot was stored; the next start takes longer");
        }
    }
    app.store.close().await;
}

/// What the operator set, read and checked.
struct Settings {
    listen: String,
    cron: Option<String>,
    pace: Option<Pace>,
    roles: Chosen,
    share: bool,
    habits: deliver::Habits,
}

impl Settings {
    fn of(options: &Options) -> anyhow::Result<Self> {
        let cron = options.game_cron.clone().filter(|it| !it.trim().is_empty());
        if let Some(text) = &cron {
            schedule::Schedule::parse(text).context("PINWHEEL_GAME_CRON (--game-cron)")?;
        }
        let pace = match options.presentation_pace.as_deref().filter(|it| !it.is_empty()) {
            None => None,
            Some(name) => Some(Pace::by_name(name).with_context(|| {
                format!("PINWHEEL_PRESENTATION_PACE (--presentation-pace) is {name:?}; use production, fast or instant")
            })?),
        };
        Ok(Self {
            listen: options.listen.clone(),
            cron,
            pace,
            roles: Chosen::parse(&options.roles)?,
            share: options.share,
            habits: deliver::Habits::read(options.narration_delay_ms, &options.narration_fails),
        })
    }
}

fn start_logs(options: &Options, home: &Address) -> anyhow::Result<()> {
    use tracing_subscriber::filter::Targets;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;
    use tracing_subscriber::{Layer as _, fmt};
    let filter: Targets = options.log_level.parse().ok().with_context(|| {
        format!(
            "PINWHEEL_LOG_LEVEL (--log-level) is {:?}; use error, warn, info or debug",
            options.log_level
        )
    })?;
    // The database's own remarks are for its administrator.
    let filter = filter.with_target("sqlx", tracing::Level::WARN);
    // One machine has every role for good: its comings and goings are news to nobody.
    let filter = match home {
        Address::File(_) => filter.with_target("baton", tracing::Level::WARN),
        Address::Server(_) => filter,
    };
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match options.env.as_str() {
        "production" => lines.json().flatten_event(true).boxed(),
        "development" => {
            use std::io::IsTerminal as _;
            lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).compact().boxed()
        }
        other => bail!("PINWHEEL_ENV (--env) is {other:?}; use development or production"),
    };
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the system has many ways to fail")]
fn listen(text: &str) -> anyhow::Result<tokio::net::TcpListener> {
    let address: SocketAddr = text.parse().map_err(|_| {
        anyhow::anyhow!("--listen is {text:?}; give an address and a port, for example 127.0.0.1:8080 or 0.0.0.0:8080")
    })?;
    bound(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is in use by another program. Nothing was changed. Stop that one, or choose another port: pinwheel serve --listen 127.0.0.1:8081"
        ),
        std::io::ErrorKind::PermissionDenied => anyhow::anyhow!(
            "this user may not listen on {address}. Nothing was changed. Choose a port above 1023: pinwheel serve --listen 127.0.0.1:8080"
        ),
        _ => anyhow::anyhow!("could not listen on {address}: {error}. Nothing was changed. Choose another with --listen"),
    })
}

/// A listener with room for a crowd that comes at once: whoever finds no room waits for a second.
fn bound(address: SocketAddr) -> std::io::Result<tokio::net::TcpListener> {
    /// The system lowers it to its own bound.
    const WAITING_MAX: u32 = 8_192;
    let socket = if address.is_ipv4() {
        tokio::net::TcpSocket::new_v4()?
    } else {
        tokio::net::TcpSocket::new_v6()?
    };
    // A restart need not wait for the last connections of the run before.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING_MAX)
}

/// Stores what the operator set, where it differs from what the league has.
async fn apply(app: &App, settings: &Settings) -> anyhow::Result<()> {
    for hosted in app.leagues().iter() {
        let now = hosted.director.now();
        let Some(league) = now.state.league() else { continue };
        let mut commands = Vec::new();
        if let Some(pace) = settings.pace.filter(|it| *it != league.pace) {
            commands.push(Command::SetPace(pace));
        }
        if let Some(cron) = settings.cron.as_ref().filter(|it| **it != league.cron) {
            commands.push(Command::SetCron(cron.clone()));
        }
        for command in commands {
            let request = format!("serve:{}", clock::now_ns());
            match hosted.director.submit(&request, command).await {
                Ok(_) => {}
                // What is stored can be shown all the same.
                Err(SubmitError::Store(error @ (StoreError::Full | StoreError::ReadOnly))) => {
                    tracing::error!(error = %error.in_full(), "a setting could not be stored");
                }
                Err(error) => bail!(ticker::full(&error)),
            }
        }
    }
    Ok(())
}

/// Whatever one machine does at a time, as soon as this one may.
fn start_duties(
    app: &Arc<App>,
    roles: &Roles,
    habits: deliver::Habits,
    (tasks, stop): (&TaskTracker, &CancellationToken),
) {
    if let Some(clock) = roles.standing(Duty::Clock) {
        tasks.spawn(ticker::keep(app.clone(), clock, stop.clone()));
    }
    if let Some(standing) = roles.standing(Duty::Deliver) {
        tasks.spawn(deliver::keep(app.clone(), standing, habits, stop.clone()));
    }
}

/// Follows what other machines store, leagues that they found included.
fn follow(app: &Arc<App>, tasks: &TaskTracker, stop: &CancellationToken) {
    let (own, tracker, stopping) = (app.clone(), tasks.clone(), stop.clone());
    let host = move |hosted: Arc<Hosted>| {
        let (app, tasks, stop) = (own.clone(), tracker.clone(), stopping.clone());
        async move {
            tracing::info!(league = %hosted.director.slug, "another machine has founded this league");
            start_league(&hosted, &tasks, &stop).await;
            app.add(hosted);
        }
    };
    tasks.spawn(live::follow_log(app.clone(), host, stop.clone()));
}

async fn start_league(hosted: &Arc<Hosted>, tasks: &TaskTracker, stop: &CancellationToken) {
    let director = &hosted.director;
    // What has been shown of the round under way lies in the ring before the first reader can ask.
    let sequence = live::prepare(director, &hosted.ring).await;
    tasks.spawn(live::broadcast(director.clone(), hosted.ring.clone(), sequence, stop.clone()));
}

/// The database's lock and the address to listen on. A folder is made only for a server that can
/// listen; one that is there says first who uses it.
fn take_place(
    home: &Address,
    settings: &Settings,
) -> anyhow::Result<(Option<ServerLock>, tokio::net::TcpListener)> {
    let early = if is_new(home) { Some(listen(&settings.listen)?) } else { None };
    let lock = lock_file(home, settings.share)?;
    Ok((lock, early.map_or_else(|| listen(&settings.listen), Ok)?))
}

/// Whether serving would make a folder that is not there.
fn is_new(home: &Address) -> bool {
    match home {
        Address::File(file) => {
            file.parent().is_some_and(|it| !it.as_os_str().is_empty() && !it.exists())
        }
        Address::Server(_) => false,
    }
}

/// A SQLite file has one server, or several that say so. A PostgreSQL database has as many as there are machines.
fn lock_file(home: &Address, share: bool) -> anyhow::Result<Option<ServerLock>> {
    match home {
        Address::File(file) => {
            make_folder(file)?;
            let lock = if share { ServerLock::share(file) } else { ServerLock::take(file) };
            lock.map(Some)
        }
        Address::Server(_) => Ok(None),
    }
}

/// A league of one's own that nobody is signed in to as its operator gets a link for that, once.
async fn offer_setup(app: &App, address: SocketAddr) {
    let Some(hosted) = app.primary() else { return };
    let director = &hosted.director;
    let now = director.now();
    if now.state.league().is_none_or(|it| it.spec.demo) {
        return;
    }
    let offered = async {
        if director.store().has_admin(now.id).await? {
            return Ok::<_, StoreError>(());
        }
        let path = cli::admin::link(director).await?;
        let address = shown(address);
        cli::say(&format!("You run it: open this once, within a day.   http://{address}{path}"));
        Ok(())
    };
    if let Err(error) = offered.await {
        tracing::warn!(error = %error.in_full(), "no link for whoever runs the league; see pinwheel admin-link");
    }
}

/// The address as somebody on this machine opens it.
fn shown(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), address.port())
    } else {
        address
    }
}

fn greet(app: &App, home: &Address, address: SocketAddr) {
    let shown = shown(address);
    cli::say(&format!("Pinwheel {}  data {home} ({})", env!("CARGO_PKG_VERSION"), home.kind()));
    let name = app.primary().and_then(|it| {
        it.director.now().state.league().map(|it| (it.spec.name.clone(), it.spec.demo))
    });
    match name {
        Some((_, true)) => {
            cli::say(&format!("A demo league is playing now.   http://{shown}"));
            let (program, flags) = (cli::program(), cli::flags());
            cli::say(&format!(
                "Make it yours: stop this one first (Ctrl-C), then\n  {program} init league.toml\n  {program} serve --league league.toml{flags}"
            ));
        }
        Some((name, false)) => cli::say(&format!("{name} is playing now.   http://{shown}")),
        None => cli::say(&format!("http://{shown}")),
    }
    let primary = app.primary().map(|it| it.director.slug.clone());
    for hosted in app.leagues().iter().filter(|it| Some(&it.director.slug) != primary.as_ref()) {
        cli::say(&format!(
            "  also {}   http://{shown}/l/{}/",
            hosted.director.slug, hosted.director.slug
        ));
    }
}

/// Catches the signal that ends a process whose file grows beyond its limit: the write then fails
/// like any other, which is told and survived.
fn survive_file_limits() -> Option<tokio::signal::unix::Signal> {
    /// `SIGXFSZ` on Linux, macOS and the BSDs.
    const FILE_TOO_LARGE: i32 = 25;
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(FILE_TOO_LARGE)).ok()
}
