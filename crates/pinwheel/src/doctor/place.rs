//! Where the database is: reachable, of our time, on a disk that can hold it.

use super::Finding;
use crate::store::{Address, Server, newest_schema, schema};
use baton::hint::pooler::Pooling;
use std::cmp::Ordering;
use std::path::Path;

/// Less free space than this is trouble; less than ten times it is worth a word. In MiB.
const LEAST_FREE: u64 = 100;

/// Looks at the place; whether there is a database to go on with.
pub(super) async fn examine(address: &Address, findings: &mut Vec<Finding>) -> bool {
    match address {
        Address::File(file) => disk(file, findings),
        Address::Server(server) => pooler(server, findings).await,
    }
    match schema(address).await {
        Ok(None) => {
            findings.push(Finding::note(
                "schema",
                format!("there is no league at {address} yet"),
                "pinwheel serve  (founds the demo league), or: pinwheel migrate",
            ));
            false
        }
        Ok(Some(version)) => {
            findings.push(about_schema(version));
            // Opening it would bring it up to date: that is for whoever reads this to say.
            newest_schema() <= version
        }
        Err(error) => {
            findings.push(Finding::bad("reaching", error.in_full(), ""));
            false
        }
    }
}

fn about_schema(version: i64) -> Finding {
    let newest = newest_schema();
    match version.cmp(&newest) {
        Ordering::Equal => {
            Finding::good("schema", format!("version {version}, as this program has it"))
        }
        Ordering::Less => {
            let found = format!("the tables are of version {version}, this program has {newest}");
            Finding::bad("schema", found, "pinwheel migrate")
        }
        Ordering::Greater => {
            let found = format!(
                "the tables are of version {version}, newer than this program's {newest}; it works beside the newer build, for now"
            );
            Finding::note("schema", found, "install the newer build on this machine too")
        }
    }
}

fn disk(file: &Path, findings: &mut Vec<Finding>) {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if baton::store::is_on_network(file) {
        findings.push(Finding::bad(
            "file system",
            format!("{} lies on a network file system: its locks are not to be trusted", folder.display()),
            "move the data to a disk of this machine (--data), or use PostgreSQL: pinwheel migrate-to postgres://…",
        ));
    } else {
        findings.push(Finding::good("file system", "a disk of this machine"));
    }
    // A folder that is not there yet will lie on the disk of the nearest one that is.
    let there = folder.ancestors().find(|it| it.exists()).unwrap_or(Path::new("/"));
    match nix::sys::statvfs::statvfs(there) {
        Err(error) => findings.push(Finding::note("disk", format!("cannot be asked: {error}"), "")),
        Ok(it) => {
            let free = it.blocks_available().saturating_mul(it.fragment_size()) >> 20;
            findings.push(room(free));
        }
    }
}

fn room(free_mib: u64) -> Finding {
    let found = format!("{free_mib} MiB free");
    let fix = "free some space; a season of the demo league takes about 3 MiB";
    if free_mib < LEAST_FREE {
        Finding::bad("disk", found, fix)
    } else if free_mib < LEAST_FREE * 10 {
        Finding::note("disk", found, fix)
    } else {
        Finding::good("disk", found)
    }
}

async fn pooler(server: &Server, findings: &mut Vec<Finding>) {
    let finding = match (server.pooling().await, server.is_pooled()) {
        // Not being reachable is told once, by the next check.
        (Err(_), _) => return,
        (Ok(Pooling::None), false) => Finding::good("pooler", "none, or one that keeps sessions"),
        (Ok(Pooling::Transaction), true) => Finding::good(
            "pooler",
            "a transaction pooler, as configured; deaths are noticed when the lease runs out",
        ),
        (Ok(Pooling::Transaction), false) => Finding::bad(
            "pooler",
            "a transaction pooler stands before the database, and the address does not say so",
            "add ?pooler=transaction to DATABASE_URL (or reach the database directly)",
        ),
        (Ok(Pooling::None), true) => Finding::note(
            "pooler",
            "the address says pooler=transaction and none is seen; that is safe, and slower than it need be",
            "take ?pooler=transaction out of DATABASE_URL, unless the pooler was idle just now",
        ),
    };
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict::{self, Bad, Good, Note};

    #[test]
    fn little_room_is_told_before_there_is_none() {
        let verdicts = [5, 99, 100, 999, 1_000].map(|it| room(it).verdict);
        assert_eq!(verdicts, [Bad, Bad, Note, Note, Good]);
    }

    #[test]
    fn an_old_schema_is_mended_by_a_command() {
        let newest = newest_schema();
        assert_eq!(about_schema(newest).verdict, Verdict::Good);
        assert_eq!(about_schema(newest + 1).verdict, Verdict::Note);
        let old = about_schema(newest - 1);
        assert_eq!((old.verdict, old.fix.as_str()), (Verdict::Bad, "pinwheel migrate"));
    }
}
