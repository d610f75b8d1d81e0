//! The recent frames, shared; one cursor per reader.

use super::{Frame, Position, Topics};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::task::Waker;

/// Frames kept: some minutes of a league at its busiest. A reader who falls further behind is told to start anew.
const KEEP: usize = 8_192;

/// The recent frames of one league.
#[derive(Debug)]
pub(crate) struct Ring {
    frames: RwLock<Frames>,
    sleepers: Mutex<Sleepers>,
}

/// Who waits for the next frame: one place per reader, so that a reader costs one waker and no more.
#[derive(Debug, Default)]
struct Sleepers {
    places: Vec<Option<Waker>>,
    free: Vec<usize>,
    closed: bool,
}

#[derive(Debug, Default)]
struct Frames {
    /// Oldest first.
    kept: VecDeque<Frame>,
    /// Sequence number of the frame after the last. Counts in this process only.
    next: u64,
    position: Position,
}

/// A reader: where it stands in the ring, and its place among the sleepers.
#[derive(Debug)]
pub(crate) struct Reader {
    next: u64,
    place: usize,
    ring: Arc<Ring>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut sleepers = self.ring.sleepers();
        sleepers.places[self.place] = None;
        sleepers.free.push(self.place);
    }
}

impl Ring {
    /// An empty ring.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { frames: RwLock::default(), sleepers: Mutex::default() })
    }

    /// Sets the position before the first frame.
    pub(crate) fn move_to(&self, position: Position) {
        self.frames.write().unwrap_or_else(PoisonError::into_inner).position = position;
    }

    /// Adds frames and wakes every reader. `position`: where a reader of all of them stands.
    pub(crate) fn publish(&self, frames: Vec<Frame>, position: Position) {
        {
            let mut ring = self.frames.write().unwrap_or_else(PoisonError::into_inner);
            ring.position = position;
            if frames.is_empty() {
                return;
            }
            ring.next += frames.len() as u64;
            metrics::counter!(crate::telemetry::FRAMES).increment(frames.len() as u64);
            ring.kept.extend(frames);
            let excess = ring.kept.len().saturating_sub(KEEP);
            ring.kept.drain(..excess);
        }
        self.wake();
    }

    /// Wakes every reader for the last time: no more frames will come.
    pub(crate) fn close(&self) {
        self.sleepers().closed = true;
        self.wake();
    }

    fn wake(&self) {
        let wakers: Vec<Waker> =
            self.sleepers().places.iter_mut().filter_map(Option::take).collect();
        wakers.into_iter().for_each(Waker::wake);
    }

    fn sleepers(&self) -> std::sync::MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a frame of the benchmark, which moves nobody's position.
    pub(crate) fn publish_bench(&self, frame: Frame) {
        let position = self.frames.read().unwrap_or_else(PoisonError::into_inner).position;
        self.publish(vec![frame], position);
    }

    /// Joins at the end: where that is, and a reader for what comes after.
    pub(crate) fn join(self: &Arc<Self>) -> (Position, Reader) {
        let place = {
            let mut sleepers = self.sleepers();
            sleepers.free.pop().unwrap_or_else(|| {
                sleepers.places.push(None);
                sleepers.places.len() - 1
            })
        };
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        (ring.position, Reader { next: ring.next, place, ring: self.clone() })
    }
}

impl Reader {
    /// Hands over what has come for this reader since it last asked, in order; at most `most` frames.
    ///
    /// By a callback, so that nothing is allocated for the usual single frame.
    ///
    /// # Errors
    /// The position of the ring's end when frames have been dropped since: the reader was too slow
    /// and stands there now.
    pub(crate) fn take(
        &mut self,
        topics: &Topics,
        most: usize,
        mut each: impl FnMut(&Frame),
    ) -> Result<(), Position> {
        let ring = self.ring.frames.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.next - ring.kept.len() as u64;
        if self.next < oldest {
            self.next = ring.next;
            return Err(ring.position);
        }
        let skip = usize::try_from(self.next - oldest).unwrap_or(usize::MAX);
        let mut taken = 0;
        for frame in ring.kept.range(skip.min(ring.kept.len())..) {
            if taken == most {
                break;
            }
            self.next += 1;
            if topics.want(frame) {
                taken += 1;
                each(frame);
            }
        }
        Ok(())
    }

    /// Asks to be woken when a frame has been added. Call it before looking, so that nothing falls between.
    pub(crate) fn sleep(&self, waker: &Waker) {
        let mut sleepers = self.ring.sleepers();
        let place = &mut sleepers.places[self.place];
        if !place.as_ref().is_some_and(|it| it.will_wake(waker)) {
            *place = Some(waker.clone());
        }
    }

    /// Whether no more frames will come.
    pub(crate) fn is_closed(&self) -> bool {
        self.ring.sleepers().closed
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
        let mut ids = Vec::new();
        for upto in [3, 5, 5] {
            reader.take(&all, 3, |it| ids.extend(it.position.map(|it| it.log))).expect("kept");
            assert_eq!(ids.len(), upto);
        }
        assert_eq!(ids, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_reader_who_falls_off_is_told_where_the_end_is() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        let many = KEEP as u64 + 2;
        ring.publish(frames(1..many + 1), Position { log: many, shown: 0 });
        let all = Topics::parse("").expect("all");
        assert_eq!(reader.take(&all, 10, |_| panic!("nothing")).expect_err("dropped").log, many);
        reader.take(&all, 10, |_| panic!("nothing")).expect("at the end");
    }
}
