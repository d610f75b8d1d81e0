//! Checks a whole database: its structure, every league's log, and what is kept beside the logs.
//!
//! What must follow from what is `league::verify`'s; here is what needs the database: reading the
//! entries, the head rows, the snapshots, the request ledger.

use crate::store::{Entry, LeagueHead, RawSnapshot, Store, StoreError};
use league::State;
use league::chain::hex;
use league::state::STATE_VERSION;
use league::verify::{Counts, Finding, Stored, Verifier};

/// Log entries read at a time.
const PAGE: u32 = 64;

/// What was checked of one league.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// Its name in addresses.
    pub(crate) slug: String,
    /// How much of its log.
    pub(crate) counts: Counts,
    /// The position of its snapshot; `None` without one of this version.
    pub(crate) snapshot: Option<u64>,
    /// Rows of its request ledger.
    pub(crate) requests: u64,
    /// Hash of its last entry.
    pub(crate) hash: String,
}

/// The first thing that is not as it must be.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The database could not be read.
    Store(StoreError),
    /// SQLite says that the file is damaged.
    Structure(String),
    /// A stored value differs from what it must be.
    Different {
        /// The league's slug.
        league: String,
        /// The log entry; `None` when it is something beside the log.
        entry: Option<u64>,
        /// What is stored and what should be.
        findings: Vec<Finding>,
    },
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => f.write_str(&error.in_full()),
            Self::Structure(what) => write!(f, "the file's structure is damaged: {what}"),
            Self::Different { league, entry, findings } => {
                match entry {
                    Some(entry) => write!(f, "league {league}, entry {entry}:")?,
                    None => write!(f, "league {league}:")?,
                }
                findings.iter().try_for_each(|it| write!(f, "\n  {it}"))
            }
        }
    }
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Structure, chain, head: what a copy can have lost on its way.
    Chain,
    /// Everything, every game played again.
    Whole,
}

/// Checks every league. `tick` is called for each log entry.
pub(crate) async fn database(
    store: &Store,
    depth: Depth,
    mut tick: impl FnMut(),
) -> Result<Vec<Checked>, Broken> {
    if let Some(what) = store.structure().await? {
        return Err(Broken::Structure(what));
    }
    let orphans = store.orphans().await?;
    if orphans > 0 {
        let what = format!("{orphans} log entries belong to no league");
        return Err(Broken::Structure(what));
    }
    let mut checked = Vec::new();
    for head in store.leagues().await? {
        checked.push(match depth {
            Depth::Chain => chain(store, &head, &mut tick).await?,
            Depth::Whole => league(store, &head, &mut tick).await?,
        });
    }
    Ok(checked)
}

/// How many log entries there are to check.
pub(crate) async fn size(store: &Store) -> Result<u64, StoreError> {
    Ok(store.leagues().await?.iter().map(|it| it.position).sum())
}

async fn league(
    store: &Store,
    head: &LeagueHead,
    tick: &mut impl FnMut(),
) -> Result<Checked, Broken> {
    let different =
        |entry, findings| Broken::Different { league: head.slug.clone(), entry, findings };
    // Read before the head was: what a running server adds meanwhile is not looked at.
    let snapshot = store.raw_snapshot(head.id).await?.filter(|it| it.position <= head.position);
    let snapshot = snapshot.filter(|it| it.version == STATE_VERSION);
    let mut verifier = Verifier::new();
    while verifier.state().position() < head.position {
        let at = verifier.state().position();
        let entries = store.entries(head.id, at, PAGE).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries.iter().take_while(|it| it.position <= head.position) {
            feed(&mut verifier, entry).map_err(|it| different(Some(it.position), it.findings))?;
            if let Some(it) = snapshot.as_ref().filter(|it| it.position == entry.position) {
                same_fold(it, verifier.state(), entry).map_err(|it| different(None, vec![it]))?;
            }
            tick();
        }
    }
    let stands_at = verifier.state().position();
    if stands_at < head.position {
        let finding = Finding::new("the position in the head row", head.position, stands_at);
        return Err(different(Some(stands_at + 1), vec![finding]));
    }
    let counts = verifier.finish().map_err(|it| different(Some(it.position), it.findings))?;
    let last = (verifier.state().position(), verifier.hash(), verifier.at().0);
    same_head(head, last).map_err(|it| different(None, it))?;
    let requests = requests(store, head).await?;
    Ok(Checked {
        slug: head.slug.clone(),
        counts,
        snapshot: snapshot.map(|it| it.position),
        requests,
        hash: hex(&head.hash),
    })
}

fn feed(verifier: &mut Verifier, entry: &Entry) -> Result<(), league::verify::Difference> {
    let Entry { position, at, kind, body, hash } = entry;
    let stored = Stored { position: *position, at: *at, kind, body, hash };
    match entry.event() {
        Ok(event) => verifier.feed(stored, &event),
        Err(error) => Err(verifier.unreadable(stored, &error)),
    }
}

/// The snapshot against the fold at its position.
fn same_fold(snapshot: &RawSnapshot, state: &State, entry: &Entry) -> Result<(), Finding> {
    let name = format!("the snapshot at entry {}", snapshot.position);
    if snapshot.hash != entry.hash {
        return Err(Finding::new(
            format!("the hash of {name}"),
            hex(&snapshot.hash),
            hex(&entry.hash),
        ));
    }
    match serde_json::from_slice::<State>(&snapshot.body) {
        Ok(stored) if stored == *state => Ok(()),
        Ok(_) => Err(Finding::new(name, "another state", "the fold of the log up to there")),
        Err(error) => Err(Finding::new(
            name,
            format!("what does not read ({error})"),
            "the fold of the log up to there",
        )),
    }
}

/// The head row against the last entry.
fn same_head(
    head: &LeagueHead,
    (position, hash, at): (u64, &[u8; 32], i64),
) -> Result<(), Vec<Finding>> {
    let mut findings = Vec::new();
    if head.position != position {
        findings.push(Finding::new("the position in the head row", head.position, position));
    }
    if head.hash != *hash {
        findings.push(Finding::new("the hash in the head row", hex(&head.hash), hex(hash)));
    }
    if head.at != at {
        findings.push(Finding::new("the time in the head row", head.at, at));
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

async fn requests(store: &Store, head: &LeagueHead) -> Result<u64, Broken> {
    let ledger = store.ledger(head.id).await?;
    match ledger.astray {
        None => Ok(ledger.requests),
        Some((id, position)) => {
            let what = format!("the position of request {id:?}");
            let findings = vec![Finding::new(what, position, "that of an entry of the log")];
            Err(Broken::Different { league: head.slug.clone(), entry: None, findings })
        }
    }
}

/// The chain alone: quick, and enough to know that a copy is whole.
async fn chain(
    store: &Store,
    head: &LeagueHead,
    tick: &mut impl FnMut(),
) -> Result<Checked, Broken> {
    let different = |entry, finding| Broken::Different {
        league: head.slug.clone(),
        entry,
        findings: vec![finding],
    };
    let mut counts = Counts::default();
    let (mut hash, mut at) = (league::chain::GENESIS, 0);
    while counts.entries < head.position {
        let entries = store.entries(head.id, counts.entries, PAGE).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries.iter().take_while(|it| it.position <= head.position) {
            counts.entries += 1;
            let wanted = league::chain::entry_hash(&hash, counts.entries, entry.at, &entry.body);
            if wanted != entry.hash {
                let finding = Finding::new("its hash", hex(&entry.hash), hex(&wanted));
                return Err(different(Some(counts.entries), finding));
            }
            (hash, at) = (wanted, entry.at.0);
            tick();
        }
    }
    same_head(head, (counts.entries, &hash, at)).map_err(|findings| Broken::Different {
        league: head.slug.clone(),
        entry: None,
        findings,
    })?;
    Ok(Checked { slug: head.slug.clone(), counts, snapshot: None, requests: 0, hash: hex(&hash) })
}
