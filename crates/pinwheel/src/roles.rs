//! Who does what: the duties that one machine has at a time, and which of them this one stands for.
//!
//! The lease only keeps two machines from doing the same work; that it is done once comes from the
//! request ids and from the fence in each commit. May live here: duties, electors, names. Never:
//! what a duty consists of.

use crate::model::{self, roles::RolesOut};
use crate::store::{Address, Store};
use anyhow::{Context as _, bail};
use baton::elector::{Config, Standing};
use baton::hint::Hint;
use baton::{Elector, Identity, Term};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A duty that one machine has at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Duty {
    /// Plays rounds when their time has come, and moves the season on.
    Clock,
    /// Writes what is told of games and rounds.
    Deliver,
}

impl Duty {
    /// Every duty.
    pub(crate) const ALL: [Self; 2] = [Self::Clock, Self::Deliver];

    /// Its name in settings, and the key of its lease.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Deliver => "deliver",
        }
    }

    /// The duty of this name.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// What this machine stands for. Serving pages and taking commands needs no lease: every machine may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Whether it serves pages.
    pub(crate) web: bool,
    /// What else it stands for.
    pub(crate) duties: BTreeSet<Duty>,
}

impl Chosen {
    /// Reads `web,clock,deliver`.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let mut chosen = Self::default();
        for name in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match (name, Duty::by_name(name)) {
                ("web", _) => chosen.web = true,
                ("all", _) => {
                    chosen.web = true;
                    chosen.duties.extend(Duty::ALL);
                }
                (_, Some(duty)) => {
                    chosen.duties.insert(duty);
                }
                (_, None) => bail!(
                    "PINWHEEL_ROLES (--roles) names {name:?}; there are web, clock and deliver"
                ),
            }
        }
        if chosen == Self::default() {
            bail!("PINWHEEL_ROLES (--roles) names no role; there are web, clock and deliver");
        }
        Ok(chosen)
    }
}

/// The electors of this machine.
#[derive(Debug)]
pub(crate) struct Roles {
    standings: Vec<(Duty, watch::Receiver<Standing>)>,
    /// Emptied when this machine stops.
    electors: Mutex<Vec<Elector>>,
    known: tokio::sync::Mutex<Option<(Instant, Option<Arc<RolesOut>>)>>,
}

/// One duty as this machine sees it.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    /// The duty.
    pub(crate) duty: Duty,
    /// `standby`, `activating`, `active` or `draining`.
    pub(crate) role: &'static str,
    /// Why the kernel does not tell of a holder's death, if it does not.
    pub(crate) unhinted: Option<Arc<str>>,
}

impl Roles {
    /// Starts standing for the chosen duties.
    pub(crate) fn start(home: &Address, chosen: &Chosen) -> anyhow::Result<Self> {
        let identity = Identity::new(&machine_name());
        let elector = |duty: Duty| {
            let config = Config::new(home.place(), duty.name(), identity.clone());
            let elector = Elector::start(config, |_| async { Ok(()) });
            elector
                .map(|it| (duty, it))
                .with_context(|| format!("stand for the role {}", duty.name()))
        };
        let electors: Vec<(Duty, Elector)> =
            chosen.duties.iter().copied().map(elector).collect::<Result<_, _>>()?;
        let standings = electors.iter().map(|(duty, it)| (*duty, it.watch())).collect();
        let electors = Mutex::new(electors.into_iter().map(|it| it.1).collect());
        Ok(Self { standings, electors, known: tokio::sync::Mutex::default() })
    }

    /// How this machine stands to a duty; `None` when it does not stand for it.
    pub(crate) fn standing(&self, duty: Duty) -> Option<watch::Receiver<Standing>> {
        self.standings.iter().find(|it| it.0 == duty).map(|it| it.1.clone())
    }

    /// The term of a duty, when this machine has it now or will within `patience`.
    pub(crate) async fn soon(&self, duty: Duty, patience: Duration) -> Option<Term> {
        let mut standing = self.standing(duty)?;
        let active = standing.wait_for(|it| it.role.active().is_some());
        let active = tokio::time::timeout(patience, active).await.ok()?.ok()?;
        active.role.active().cloned()
    }

    /// Who has which role, as the database said within the last second; `None` when it does not say.
    pub(crate) async fn overview(&self, store: &Store) -> Option<Arc<RolesOut>> {
        const FRESH: Duration = Duration::from_secs(1);
        /// A monitor that asks how things are must be answered also when the database is stuck.
        const PATIENCE: Duration = Duration::from_secs(1);
        let mut known = self.known.lock().await;
        if let Some((at, known)) = &*known
            && at.elapsed() < FRESH
        {
            return known.clone();
        }
        let asked = tokio::time::timeout(PATIENCE, model::roles::roles(store)).await;
        let found = asked.ok().and_then(Result::ok).map(Arc::new);
        *known = Some((Instant::now(), found.clone()));
        found
    }

    /// How this machine stands to each duty that it stands for.
    pub(crate) fn own(&self) -> Vec<Own> {
        let own = |(duty, standing): &(Duty, watch::Receiver<Standing>)| {
            let standing = standing.borrow();
            let unhinted = match &standing.hint {
                Hint::Off(why) => Some(why.clone()),
                Hint::Waiting | Hint::Kept => None,
            };
            Own { duty: *duty, role: standing.role.name(), unhinted }
        };
        self.standings.iter().map(own).collect()
    }

    /// Hands everything over and stops.
    pub(crate) async fn stop(&self) {
        let electors =
            std::mem::take(&mut *self.electors.lock().unwrap_or_else(PoisonError::into_inner));
        let stopping = electors.into_iter().map(Elector::stop);
        futures_util::future::join_all(stopping).await;
    }
}

/// The next term of a duty on this machine; `None` when there will be none.
pub(crate) async fn next_term(
    standing: &mut watch::Receiver<Standing>,
    stop: &CancellationToken,
) -> Option<Term> {
    // One that is over may still be told for a moment: nothing begins in it.
    let has_begun =
        |it: &Standing| it.role.active().is_some_and(|it| !it.draining().is_cancelled());
    tokio::select! {
        () = stop.cancelled() => None,
        active = standing.wait_for(has_begun) => active.ok()?.role.active().cloned(),
    }
}

/// What people are shown: where this process runs. Never what it is recognised by.
pub(crate) fn machine_name() -> String {
    let fly = std::env::var("FLY_MACHINE_ID").ok().filter(|it| !it.is_empty());
    let host = || nix::unistd::gethostname().ok()?.into_string().ok();
    fly.or_else(host).unwrap_or_else(|| "a machine".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_or_refused() {
        let all = Chosen::parse("web,clock,deliver").expect("reads");
        assert_eq!((all.web, all.duties.len()), (true, 2));
        assert_eq!(Chosen::parse("all").expect("reads"), all);
        let page_server = Chosen::parse(" web ").expect("reads");
        assert_eq!((page_server.web, page_server.duties.len()), (true, 0));
        assert!(Chosen::parse("clock,referee").expect_err("no").to_string().contains("referee"));
        assert!(Chosen::parse(",").is_err());
    }
}
