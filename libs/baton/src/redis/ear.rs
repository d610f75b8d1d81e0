//! Wake-ups: a word that says "look now".
//!
//! May live here: telling, and listening until told to stop. Must never live here: a content; who
//! is woken looks into the database.

use std::sync::Arc;
use std::time::Duration;

use ::redis::Client;
use futures_util::StreamExt as _;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::Redis;
use crate::error::Result;

/// Between attempts to listen.
const LISTENS_AGAIN_AFTER: Duration = Duration::from_millis(200);

fn channel(topic: &str) -> String {
    format!("baton/wake/{topic}")
}

/// Listens to one topic. Dropped, it stops.
#[derive(Debug)]
pub struct Ear {
    heard: Arc<Notify>,
    task: AbortHandle,
}

impl Ear {
    /// Waits for the next word. Words that come while nobody waits are one word; so is a time in
    /// which the line was down, because one may have been missed.
    pub async fn heard(&self) {
        self.heard.notified().await;
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Redis {
    /// Says "look now" to all who listen. After the commit of whatever there is to see.
    ///
    /// # Errors
    /// When Redis did not answer. Whoever should have heard it looks by itself, later.
    pub async fn tell(&self, topic: &str) -> Result<()> {
        const DOING: &str = "wake others";
        let mut conn = self.conn(DOING).await?;
        let mut publish = ::redis::cmd("PUBLISH");
        publish.arg(channel(topic)).arg("");
        let told: std::result::Result<i64, _> = publish.query_async(&mut conn).await;
        self.heed(DOING, told).await.map(|_| ())
    }

    /// Listens from now on, also after the line was lost.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn listen(&self, topic: &str) -> Ear {
        let heard = Arc::new(Notify::new());
        let (client, channel, tell) = (self.client.clone(), channel(topic), heard.clone());
        let task = tokio::spawn(async move {
            loop {
                // Why does not matter: it is tried again.
                let _ = listen(&client, &channel, &tell).await;
                tokio::time::sleep(LISTENS_AGAIN_AFTER).await;
            }
        });
        Ear { heard, task: task.abort_handle() }
    }
}

/// Listens until the line is lost.
async fn listen(client: &Client, channel: &str, heard: &Notify) -> ::redis::RedisResult<()> {
    let mut line = client.get_async_pubsub().await?;
    line.subscribe(channel).await?;
    // Whatever was said before is over.
    heard.notify_one();
    let mut words = line.into_on_message();
    while words.next().await.is_some() {
        heard.notify_one();
    }
    Ok(())
}
