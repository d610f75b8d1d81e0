//! The tables: made once, also by several nodes at once, and never back.

use baton::schema;
use baton::testing::Stage;

both! {
    async fn nodes_that_start_at_once_make_the_tables_once(stage: &Stage) {
        let starts = (0..4).map(|_| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                let mut begun = conn.begin().await.expect("a transaction");
                schema::apply(&mut begun.tx()).await.expect("tables");
                begun.commit().await.expect("a commit");
            })
        });
        for start in starts.collect::<Vec<_>>() {
            start.await.expect("a start");
        }
        let mut conn = stage.conn().await;
        assert_eq!(schema::version(&mut conn.tx()).await.expect("a version"), schema::NEWEST);
    }

    // A build that knows fewer steps beside one that knows more.
    async fn a_newer_schema_is_left_alone(stage: &Stage) {
        stage.run("INSERT INTO baton_schema (version) VALUES (999)").await;
        let mut conn = stage.conn().await;
        schema::apply(&mut conn.tx()).await.expect("nothing to do");
        assert_eq!(schema::version(&mut conn.tx()).await.expect("a version"), 999);
    }
}
