//! What an operator does: shown, tested, and safe to repeat.

use baton::lease::{self, Hinted, Token};
use baton::testing::Stage;

use super::support::{KEY, granted, is_current};

both! {
    // Seeing who holds it and taking it away work, from any session, and fence the holder off.
    async fn t16_what_the_runbook_advises_works(stage: &Stage) {
        let mut holder = stage.conn().await;
        let grant = granted(&mut holder, "ann").await;
        let mut operator = stage.conn().await;
        let view = lease::list(&mut operator.tx()).await.expect("a list").remove(0);
        assert_eq!((view.key.as_str(), view.token, view.hinted), (KEY, grant.token, Hinted::No));
        assert_eq!(view.holder, Some(("ann".into(), "ann".into())));
        assert!(lease::expire(&mut operator.tx(), KEY).await.expect("an answer"));
        assert!(!is_current(&mut holder, &grant).await);
        let view = lease::list(&mut operator.tx()).await.expect("a list").remove(0);
        assert_eq!((view.holder, view.token), (None, Token::new(2)), "the token has grown");
        assert!(!lease::expire(&mut operator.tx(), KEY).await.expect("an answer"), "once");
        assert_eq!(granted(&mut operator, "ben").await.token, Token::new(3));
    }
}
