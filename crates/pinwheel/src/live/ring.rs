//! The recent frames, shared; one cursor per reader.

use super::{Frame, Position, Topics};
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;

/// Frames kept: some minutes of a league at its busiest. A reader who falls further behind is told to start anew.
const KEEP: usize = 8_192;

/// The recent frames of one league.
#[derive(Debug)]
pub(crate) struct Ring {
    frames: RwLock<Frames>,
    /// Sequence number of the next frame; readers sleep on it.
    next: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Frames {
    /// Oldest first.
    kept: VecDeque<Frame>,
    /// Sequence number of the frame after the last. Counts in this process only.
    next: u64,
    position: Position,
}

/// Where a reader stands in the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader {
    next: u64,
}

impl Ring {
    /// An empty ring.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { frames: RwLock::default(), next: watch::Sender::new(0) })
    }

    /// Sets the position before the first frame.
    pub(crate) fn move_to(&self, position: Position) {
        self.frames.write().unwrap_or_else(PoisonError::into_inner).position = position;
    }

    /// Adds frames and wakes every reader. `position`: where a reader of all of them stands.
    pub(crate) fn publish(&self, frames: Vec<Frame>, position: Position) {
        let next = {
            let mut ring = self.frames.write().unwrap_or_else(PoisonError::into_inner);
            ring.position = position;
            if frames.is_empty() {
                return;
            }
            ring.next += frames.len() as u64;
            ring.kept.extend(frames);
            let excess = ring.kept.len().saturating_sub(KEEP);
            ring.kept.drain(..excess);
            ring.next
        };
        self.next.send_replace(next);
    }

    /// Adds a frame of the benchmark, which moves nobody's position.
    pub(crate) fn publish_bench(&self, frame: Frame) {
        let (position, _) = self.join();
        self.publish(vec![frame], position);
    }

    /// Joins at the end: where that is, and a reader for what comes after.
    pub(crate) fn join(&self) -> (Position, Reader) {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        (ring.position, Reader { next: ring.next })
    }

    /// What has come for this reader since it last asked, in order; at most `most` frames.
    ///
    /// `Err` with the position of the ring's end when frames have been dropped since: the reader
    /// was too slow and stands there now.
    pub(crate) fn take(
        &self,
        reader: &mut Reader,
        topics: &Topics,
        most: usize,
    ) -> Result<Vec<Frame>, Position> {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.next - ring.kept.len() as u64;
        if reader.next < oldest {
            reader.next = ring.next;
            return Err(ring.position);
        }
        let skip = usize::try_from(reader.next - oldest).unwrap_or(usize::MAX);
        let mut taken = Vec::new();
        for frame in ring.kept.iter().skip(skip) {
            if taken.len() == most {
                break;
            }
            reader.next += 1;
            if topics.want(frame) {
                taken.push(frame.clone());
            }
        }
        Ok(taken)
    }

    /// Wakes when a frame has been added.
    pub(crate) fn wakes(&self) -> watch::Receiver<u64> {
        self.next.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(numbers: std::ops::Range<u64>) -> Vec<Frame> {
        numbers
            .map(|log| Frame::league(Position { log, shown: 0 }, &serde_json::json!(log)))
            .collect()
    }

    #[test]
    fn every_reader_gets_every_frame_once_in_order() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        ring.publish(frames(1..6), Position { log: 5, shown: 0 });
        let all = Topics::parse("").expect("all");
        let first = ring.take(&mut reader, &all, 3).expect("kept");
        let second = ring.take(&mut reader, &all, 3).expect("kept");
        let ids: Vec<_> =
            first.iter().chain(&second).filter_map(|it| it.position).map(|it| it.log).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5]);
        assert!(ring.take(&mut reader, &all, 3).expect("kept").is_empty());
    }

    #[test]
    fn a_reader_who_falls_off_is_told_where_the_end_is() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        let many = KEEP as u64 + 2;
        ring.publish(frames(1..many + 1), Position { log: many, shown: 0 });
        let all = Topics::parse("").expect("all");
        assert_eq!(ring.take(&mut reader, &all, 10).expect_err("dropped").log, many);
        assert!(ring.take(&mut reader, &all, 10).expect("at the end").is_empty());
    }
}
