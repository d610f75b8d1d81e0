//! Goal: show what Redis may do for baton, and that nothing rests on its memory.
//! Method: a real server that is killed, and starts again without knowing anything.
//!
//! May live here: wake-ups, throttles and leases with Redis, on both databases. Must never live
//! here: what the database does alone (`conformance`).

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

mod leases;
mod wakes;
