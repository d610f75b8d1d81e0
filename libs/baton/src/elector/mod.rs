//! Electors: each node's view of one lease, kept by one task that never stops watching.
//!
//! May live here: when to ask, what to believe, and how it is told. Must never live here: a
//! statement (`lease`), or what an active node does.

mod asking;
mod driver;
pub mod machine;
mod profile;
mod standing;
mod term;
mod watchdog;

use std::future::Future;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use driver::{Driver, Ends, Pulse};
use machine::Input;
pub use profile::{Backoff, Profile, Watch};
pub use standing::{Role, Standing};
pub use term::Term;
pub use watchdog::WhenStuck;

use crate::error::{Error, Result};
use crate::hint::Hint;
use crate::lease::Identity;
use crate::metrics::OfElector;
use crate::store::{Place, refuse_network_file_system};

/// Whether the kernel shall tell of a holder's death.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hints {
    /// Where it can.
    #[default]
    On,
    /// Never: expiry alone tells.
    Off,
}

/// What an elector needs.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the lease is stored. The elector opens connections of its own there.
    pub place: Place,
    /// What the lease is a right to do.
    pub key: String,
    /// Who this process is.
    pub by: Identity,
    /// Its timing.
    pub profile: Profile,
    /// Whether the kernel shall tell of a holder's death.
    pub hint: Hints,
    /// What follows when the elector's thread makes no progress.
    pub when_stuck: WhenStuck,
    /// Where one node at a time is let through to the lease's row, if not by the row itself. All
    /// nodes must agree on it.
    #[cfg(feature = "redis")]
    pub redis: Option<crate::redis::Redis>,
}

impl Config {
    /// The usual configuration.
    pub fn new(place: Place, key: &str, by: Identity) -> Self {
        Self {
            place,
            key: key.to_owned(),
            by,
            profile: Profile::default(),
            hint: Hints::default(),
            when_stuck: WhenStuck::default(),
            #[cfg(feature = "redis")]
            redis: None,
        }
    }
}

/// A running elector. Dropped, it hands its lease over without anybody waiting for that.
#[derive(Debug)]
pub struct Elector {
    inputs: mpsc::UnboundedSender<Input>,
    standing: watch::Receiver<Standing>,
    done: Option<oneshot::Receiver<()>>,
}

impl Elector {
    /// Starts watching the lease, and tries to acquire it at once.
    ///
    /// `activate` prepares this node for acting in a term; it runs on the caller's runtime, is
    /// repeated until it succeeds, also in later terms, and is dropped when the term ends first. So
    /// it must be idempotent. Only when it has succeeded is the role [`Role::Active`].
    ///
    /// # Errors
    /// When no thread can be started, or the SQLite file lies on a network file system, where
    /// neither its locks nor its clock would be one.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start<F, A>(config: Config, activate: A) -> Result<Self>
    where
        A: Fn(Term) -> F + Send + Sync + 'static,
        F: Future<Output = std::result::Result<(), String>> + Send + 'static,
    {
        if let Place::Sqlite(options) = &config.place {
            refuse_network_file_system(options.get_filename())?;
        }
        let failed = |source| Error::System { doing: "start an elector", source };
        let (inputs, receiver) = mpsc::unbounded_channel();
        let (sender, standing) =
            watch::channel(Standing { role: Role::Standby, hint: Hint::Waiting, trouble: None });
        let (done_sender, done) = oneshot::channel();
        let pulse = Arc::new(Pulse::default());
        let figures = OfElector::new(&config.key);
        let watched = watchdog::Watched {
            key: config.key.clone(),
            pulse: pulse.clone(),
            figures: figures.clone(),
        };
        let watchdog = watchdog::Watchdog::start(watched, config.when_stuck).map_err(failed)?;
        let ends = Ends {
            inputs: receiver,
            inputs_back: inputs.clone(),
            standing: sender,
            pulse,
            figures,
        };
        let activate: driver::Activate = Arc::new(move |term| Box::pin(activate(term)));
        let host = Handle::current();
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        thread::Builder::new()
            .name("baton-elector".into())
            .spawn(move || {
                runtime.block_on(async { Driver::new(config, activate, host, ends).run().await });
                drop((watchdog, done_sender));
            })
            .map_err(failed)?;
        Ok(Self { inputs, standing, done: Some(done) })
    }

    /// What the node is, right now.
    pub fn standing(&self) -> Standing {
        self.standing.borrow().clone()
    }

    /// The one published value; changes wake whoever waits on it.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.standing.clone()
    }

    /// Waits until this node acts; answers the term. `None` when the elector has stopped.
    pub async fn active(&self) -> Option<Term> {
        let mut standing = self.watch();
        let active = standing.wait_for(|it| it.role.active().is_some()).await.ok()?;
        active.role.active().cloned()
    }

    /// Says that the lease may be free: a notification came. At most one more request follows.
    pub fn nudge(&self) {
        drop(self.inputs.send(Input::Freed));
    }

    /// Hands the lease over, if it is held, and then keeps back for a lease's time.
    pub fn hand_over(&self) {
        drop(self.inputs.send(Input::Yield));
    }

    /// Hands the lease over, if it is held, and stops. Takes at most the profile's `drain` and one
    /// request's time.
    pub async fn stop(mut self) {
        drop(self.inputs.send(Input::Stop));
        if let Some(done) = self.done.take() {
            // Either way it has ended.
            let _ = done.await;
        }
    }
}

impl Drop for Elector {
    fn drop(&mut self) {
        drop(self.inputs.send(Input::Stop));
    }
}
