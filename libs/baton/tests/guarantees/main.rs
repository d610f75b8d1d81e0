//! Goal: show each guarantee of GUARANTEES.md by a test that bears its id.
//! Method: the smallest thing that fails without the guarantee, on SQLite and PostgreSQL; time is
//! moved, never waited for. Those about whole processes are in `processes`.
//!
//! May live here: one test per guarantee, and what several of them need. Must never live here: the
//! many cases of one part (`conformance`).

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

mod activation;
mod claims;
mod deliveries;
mod holding;
mod keys;
mod losing;
mod messages;
mod operating;
mod queue;
mod role;
mod support;
mod work;
