//! The leagues of this process, and which one an address without a name means.

use crate::clock;
use crate::director::{Director, SubmitError};
use crate::live::{Frame, Ring};
use crate::roles::Roles;
use crate::store::{Store, StoreError};
use crate::verify::{self, Broken, Depth};
use baton::Term;
use league::Command;
use league::spec::LeagueSpec;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// One league and its broadcast.
#[derive(Debug)]
pub(crate) struct Hosted {
    /// The league.
    pub(crate) director: Arc<Director>,
    /// Its recent broadcast.
    pub(crate) ring: Arc<Ring>,
}

/// The leagues of a moment, in the order of founding.
pub(crate) type Leagues = Arc<[Arc<Hosted>]>;

/// Every league of one database.
#[derive(Debug)]
pub(crate) struct App {
    /// The database.
    pub(crate) store: Store,
    /// Grows when another machine founds one.
    leagues: watch::Sender<Leagues>,
}

impl App {
    /// Opens every league of the database.
    pub(crate) async fn open(store: Store) -> Result<Self, StoreError> {
        let leagues = watch::Sender::new(Leagues::from([]));
        let app = Self { store, leagues };
        for hosted in app.find_new().await? {
            app.add(hosted);
        }
        Ok(app)
    }

    /// Opens the leagues of the database that are not here yet, without hosting them.
    pub(crate) async fn find_new(&self) -> Result<Vec<Arc<Hosted>>, StoreError> {
        let mut found = Vec::new();
        for head in self.store.leagues().await? {
            if self.by_slug(&head.slug).is_none() {
                let director = Arc::new(Director::open(self.store.clone(), &head.slug).await?);
                found.push(Arc::new(Hosted { director, ring: Ring::new() }));
            }
        }
        Ok(found)
    }

    /// Hosts one more.
    pub(crate) fn add(&self, hosted: Arc<Hosted>) {
        self.leagues.send_modify(|all| *all = all.iter().cloned().chain([hosted]).collect());
    }

    /// The leagues of this moment.
    pub(crate) fn leagues(&self) -> Leagues {
        self.leagues.borrow().clone()
    }

    /// The leagues of this moment, and word of those to come.
    pub(crate) fn watch(&self) -> watch::Receiver<Leagues> {
        self.leagues.subscribe()
    }

    /// Begins something for each league, and for each that comes, while a term lasts.
    pub(crate) async fn for_each(&self, term: &Term, mut begin: impl FnMut(&Arc<Hosted>)) {
        let mut leagues = self.watch();
        let mut begun = 0;
        loop {
            let now = leagues.borrow_and_update().clone();
            now.iter().skip(begun).for_each(&mut begin);
            begun = now.len();
            tokio::select! {
                () = term.draining().cancelled() => return,
                changed = leagues.changed() => if changed.is_err() { return },
            }
        }
    }

    /// The league that an address without a name means: the first that is not the demo.
    pub(crate) fn primary(&self) -> Option<Arc<Hosted>> {
        let leagues = self.leagues();
        let own =
            |it: &&Arc<Hosted>| it.director.now().state.league().is_some_and(|it| !it.spec.demo);
        leagues.iter().find(own).or(leagues.first()).cloned()
    }

    /// Why nothing can be stored at this moment, or what else people should know, as a sentence;
    /// `None` when all is well.
    pub(crate) fn trouble(&self) -> Option<String> {
        let Some(why) = self.store.trouble() else {
            let text =
                "Pinwheel is being updated: what you see goes on, and this line goes by itself.";
            return self.store.is_migrating().then(|| text.to_owned());
        };
        Some(if self.store.is_outdated() {
            format!("This machine is being updated: {why}.")
        } else {
            format!("Nothing can be stored at this moment: {why}.")
        })
    }

    /// The league with this name in addresses.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<Arc<Hosted>> {
        self.leagues().iter().find(|it| it.director.slug == slug).cloned()
    }
}

/// Founds a league, unless one of this name is founded.
pub(crate) async fn found(store: &Store, spec: LeagueSpec) -> Result<bool, SubmitError> {
    let slug = spec.slug.clone();
    if store.leagues().await?.iter().any(|it| it.slug == slug) {
        return Ok(false);
    }
    let director = Director::open(store.clone(), &slug).await?;
    let done = director.submit("found", Command::Found(Box::new(spec))).await?;
    Ok(!done.repeated)
}

/// Reads the whole log once, beside everything else: a start from a snapshot has not looked at what
/// lies before it.
pub(crate) async fn look_over(app: Arc<App>, stop: CancellationToken) {
    /// The first spectators come first.
    const AFTER: Duration = Duration::from_secs(2);
    let look = async {
        tokio::time::sleep(AFTER).await;
        verify::database(&app.store, Depth::Chain, || ()).await
    };
    let looked = tokio::select! {
        () = stop.cancelled() => return,
        looked = look => looked,
    };
    match looked {
        Ok(_) => tracing::debug!("the log is whole"),
        // Not being able to read is no damage; that is told elsewhere.
        Err(Broken::Store(error)) if !error.is_damage() => {
            tracing::warn!(error = %error.in_full(), "the log could not be looked over");
        }
        Err(Broken::Store(StoreError::Damaged { league, position, what })) => {
            app.store.condemn(&format!("{league}, entry {position}: {what}"));
        }
        Err(broken) => app.store.condemn(&broken.to_string().replace('\n', " ")),
    }
}

/// Keeps knowing whether anything can be stored, and tells every open page when that changes, until
/// `stop`.
pub(crate) async fn feel(app: Arc<App>, roles: Arc<Roles>, stop: CancellationToken) {
    const EVERY: Duration = Duration::from_secs(2);
    let mut told: Option<String> = None;
    loop {
        app.store.feel(clock::now().0).await;
        app.store.look_for_migration().await;
        if app.store.is_outdated() {
            // Whoever can read what is written goes on with it.
            roles.stop().await;
        }
        let trouble = app.trouble();
        if told.is_some() != trouble.is_some() {
            for hosted in app.leagues().iter() {
                hosted.ring.publish_aside(Frame::trouble(trouble.as_deref()));
            }
            told = trouble;
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
