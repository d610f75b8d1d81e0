//! Folding SQLite's write-ahead log back into the file, beside the commits instead of inside them.
//!
//! Left to itself SQLite does it at the end of whichever commit makes that log longer than a thousand
//! pages; then one round in some twenty waits for the whole file to be synchronised to the disk.

use sqlx::SqlitePool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Bytes of events after which it is time again.
const DUE: usize = 2 * 1024 * 1024;

/// How much has been stored since the last time, and a connection of its own to fold with.
#[derive(Debug)]
pub(super) struct FoldBack {
    connection: SqlitePool,
    grown: AtomicUsize,
    busy: AtomicBool,
}

impl FoldBack {
    pub(super) fn new(connection: SqlitePool) -> Self {
        Self { connection, grown: AtomicUsize::new(0), busy: AtomicBool::new(false) }
    }

    /// Notes that a commit has stored so many bytes; starts folding when it is time. Does not wait.
    pub(super) fn grew(self: &Arc<Self>, bytes: usize) {
        let grown = self.grown.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if grown < DUE || self.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        let this = self.clone();
        tokio::spawn(async move {
            this.grown.store(0, Ordering::Relaxed);
            // Passive: takes what it can without making a reader or a writer wait. What is left over
            // is taken the next time, or when the last connection closes.
            let folded = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&this.connection);
            if let Err(error) = folded.await {
                tracing::warn!(%error, "the write-ahead log could not be folded back; nothing is lost");
            }
            this.busy.store(false, Ordering::Release);
        });
    }

    pub(super) async fn close(&self) {
        self.connection.close().await;
    }
}
