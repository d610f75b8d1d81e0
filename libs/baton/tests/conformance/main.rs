//! Goal: show that SQLite and PostgreSQL behave alike.
//! Method: every test runs on both, in a store of its own; time is moved, never waited for.
//!
//! May live here: tests of what is stored. Must never live here: processes and signals
//! (`processes`), schedules (the model, in `src/model`).

/// Writes a test twice: `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($(async fn $name:ident($stage:ident: &Stage) $body:block)+) => {
        $(mod $name {
            use super::*;

            async fn test($stage: &Stage) $body

            #[tokio::test]
            async fn sqlite() {
                test(&Stage::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                test(&Stage::postgres().await).await;
            }
        })+
    };
}

mod elector;
mod inbox;
mod job;
mod lease;
mod ledger;
mod metrics;
mod outbox;
mod schema;
mod throttle;
