//! The inbox: a delivery counts once, by either of its names.

use std::time::Duration;

use baton::Conn;
use baton::inbox::{Accepted, Also, Delivery, accept, scope};
use baton::lease::Identity;
use baton::ledger::{Terms, next};
use baton::testing::Stage;

async fn accepted(conn: &mut Conn, id: &str, also: Option<&str>) -> Accepted {
    let also = also.map(|key| Also { key, within: Duration::from_secs(5) });
    let delivery = Delivery { source: "chat", id, body: b"hello", also };
    let mut begun = conn.begin().await.expect("a transaction");
    let accepted = accept(&mut begun.tx(), &delivery, &Terms::default()).await.expect("an answer");
    begun.commit().await.expect("a commit");
    accepted
}

async fn works(conn: &mut Conn) -> usize {
    let by = Identity::known("ann");
    let mut count = 0;
    while let Some(it) =
        next(&mut conn.tx(), &scope("chat"), &by, &Terms::default()).await.expect("an answer")
    {
        assert_eq!(it.body, b"hello");
        count += 1;
    }
    count
}

both! {
    // T23, T28: any node may accept; a unique key is the only thing that tells repeats.
    async fn a_delivery_is_worked_on_once_however_often_it_comes(stage: &Stage) {
        let mut conn = stage.conn().await;
        assert_eq!(accepted(&mut conn, "7", None).await, Accepted::New);
        for _ in 0..3 {
            assert_eq!(accepted(&mut conn, "7", None).await, Accepted::Duplicate);
        }
        assert_eq!(accepted(&mut conn, "8", None).await, Accepted::New);
        assert_eq!(works(&mut conn).await, 2);
    }

    // One message under two ids: its own, and the thread's that was made from it.
    async fn a_second_key_recognises_what_comes_under_another_id(stage: &Stage) {
        let mut conn = stage.conn().await;
        assert_eq!(accepted(&mut conn, "7", Some("ann/hello")).await, Accepted::New);
        assert_eq!(accepted(&mut conn, "thread", Some("ann/hello")).await, Accepted::Duplicate);
        assert_eq!(accepted(&mut conn, "thread", Some("ann/hello")).await, Accepted::Duplicate);
        assert_eq!(accepted(&mut conn, "9", Some("ben/hello")).await, Accepted::New);
        stage.advance(Duration::from_secs(6)).await;
        // She says it again, later, and means it.
        assert_eq!(accepted(&mut conn, "10", Some("ann/hello")).await, Accepted::New);
        assert_eq!(works(&mut conn).await, 3);
    }
}
