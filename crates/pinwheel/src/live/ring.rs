//! The recent frames, shared; one cursor per reader.

use super::{Frame, Position, Topics};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::task::Waker;

/// Frames kept: some minutes of a league at its busiest. A reader who falls further behind goes on from the log.
const KEEP: usize = 8_192;

/// The recent frames of one league.
#[derive(Debug)]
pub(crate) struct Ring {
    frames: RwLock<Frames>,
    /// `Frames::next` once more: whether there is news, without a lock.
    next: AtomicU64,
    closed: AtomicBool,
    sleepers: Mutex<Sleepers>,
}

#[derive(Debug, Default)]
struct Frames {
    /// Oldest first, each with where a reader stands who has it and everything before it.
    kept: VecDeque<(Position, Frame)>,
    /// Where a reader stands who has nothing of what is kept and everything before it.
    base: Position,
    /// Sequence number of the frame after the last. Counts in this process only.
    next: u64,
    position: Position,
}

/// Who waits for the next frame: one place per reader, so that a reader costs one waker and no more.
#[derive(Debug, Default)]
struct Sleepers {
    places: Vec<Option<Waker>>,
    free: Vec<usize>,
}

/// A reader: where it stands in the ring, and its place among the sleepers.
#[derive(Debug)]
pub(crate) struct Reader {
    next: u64,
    place: usize,
    /// What lies in its place among the sleepers, so that no lock is needed to see that it still fits.
    waker: Option<Waker>,
    ring: Arc<Ring>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut sleepers = self.ring.sleepers();
        sleepers.places[self.place] = None;
        sleepers.free.push(self.place);
    }
}

/// What a look into the ring found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Everything that has come.
    All,
    /// As much as was asked for; there may be more.
    Some,
    /// Frames have been dropped since: the reader was too slow and must find them in the log.
    Dropped,
}

impl Ring {
    /// An empty ring.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            frames: RwLock::default(),
            next: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            sleepers: Mutex::default(),
        })
    }

    /// Sets the position before the first frame.
    pub(crate) fn move_to(&self, position: Position) {
        let mut ring = self.frames.write().unwrap_or_else(PoisonError::into_inner);
        (ring.position, ring.base) = (position, position);
    }

    /// Adds frames and wakes every reader. `position`: where a reader of all of them stands.
    pub(crate) fn publish(&self, frames: Vec<Frame>, position: Position) {
        self.add(frames, Some(position));
    }

    /// Adds a frame that belongs to no order and moves nobody's position.
    pub(crate) fn publish_aside(&self, frame: Frame) {
        self.add(vec![frame], None);
    }

    fn add(&self, frames: Vec<Frame>, position: Option<Position>) {
        let added = frames.len() as u64;
        {
            let mut guard = self.frames.write().unwrap_or_else(PoisonError::into_inner);
            let ring = &mut *guard;
            for frame in frames {
                ring.position = frame.position().unwrap_or(ring.position);
                ring.kept.push_back((ring.position, frame));
            }
            ring.position = position.unwrap_or(ring.position);
            let excess = ring.kept.len().saturating_sub(KEEP);
            if let Some((position, _)) = ring.kept.drain(..excess).last() {
                ring.base = position;
            }
            ring.next += added;
            self.next.store(ring.next, Ordering::Release);
        }
        if added > 0 {
            metrics::counter!(crate::telemetry::FRAMES).increment(added);
            self.wake();
        }
    }

    /// Wakes every reader for the last time: no more frames will come.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.wake();
    }

    fn wake(&self) {
        self.sleepers().places.iter().flatten().for_each(Waker::wake_by_ref);
    }

    fn sleepers(&self) -> MutexGuard<'_, Sleepers> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins at the end: where that is, and a reader for what comes after.
    pub(crate) fn join(self: &Arc<Self>) -> (Position, Reader) {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        (ring.position, self.reader(ring.next))
    }

    /// Joins right after what a reader at `position` has; `None` when that is not certain to be here.
    pub(crate) fn join_at(self: &Arc<Self>, position: Position) -> Option<Reader> {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        if position > ring.position {
            return None;
        }
        let had = ring.kept.partition_point(|(it, _)| *it <= position);
        let before = if had == 0 { ring.base } else { ring.kept[had - 1].0 };
        // Between two frames only entries without news lie, and those move the log alone.
        let is_there = before <= position && before.shown == position.shown;
        let oldest = ring.next - ring.kept.len() as u64;
        is_there.then(|| self.reader(oldest + had as u64))
    }

    fn reader(self: &Arc<Self>, next: u64) -> Reader {
        let mut sleepers = self.sleepers();
        let place = sleepers.free.pop().unwrap_or_else(|| {
            sleepers.places.push(None);
            sleepers.places.len() - 1
        });
        Reader { next, place, waker: None, ring: self.clone() }
    }
}

impl Reader {
    /// Hands over what has come for this reader since it last asked, in order; at most `most` frames.
    /// Moves `reached` to where the reader stands then.
    ///
    /// By a callback, so that nothing is allocated for the usual single frame.
    pub(crate) fn take(
        &mut self,
        reached: &mut Position,
        (topics, most): (&Topics, usize),
        mut each: impl FnMut(&Frame),
    ) -> Taken {
        let ring = self.ring.frames.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.next - ring.kept.len() as u64;
        if self.next < oldest {
            return Taken::Dropped;
        }
        let skip = usize::try_from(self.next - oldest).unwrap_or(usize::MAX);
        let mut taken = 0;
        for (position, frame) in ring.kept.range(skip.min(ring.kept.len())..) {
            if taken == most {
                return Taken::Some;
            }
            self.next += 1;
            *reached = *position;
            if topics.want(frame) {
                taken += 1;
                each(frame);
            }
        }
        Taken::All
    }

    /// Whether frames have been added since this reader last took some.
    pub(crate) fn has_news(&self) -> bool {
        self.next < self.ring.next.load(Ordering::Acquire)
    }

    /// Asks to be woken whenever frames have been added. Look for news afterwards, so that nothing
    /// falls between.
    pub(crate) fn sleep(&mut self, waker: &Waker) {
        if !self.waker.as_ref().is_some_and(|it| it.will_wake(waker)) {
            self.waker = Some(waker.clone());
            self.ring.sleepers().places[self.place] = Some(waker.clone());
        }
    }

    /// Whether no more frames will come.
    pub(crate) fn is_closed(&self) -> bool {
        self.ring.closed.load(Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Place;

    fn at(log: u64, shown: u32) -> Position {
        Position { log, shown }
    }

    fn frame(position: Position) -> Frame {
        Frame::league(Place { position, tip: 0 }, &serde_json::json!({}))
    }

    fn all() -> Topics {
        Topics::parse("").expect("all")
    }

    fn rest(mut reader: Reader) -> Vec<Position> {
        let mut rest = Vec::new();
        let taken = reader.take(&mut Position::default(), (&all(), usize::MAX), |it| {
            rest.extend(it.position());
        });
        assert_eq!(taken, Taken::All);
        rest
    }

    #[test]
    fn every_reader_gets_every_frame_once_in_order() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        ring.publish((1..6).map(|log| frame(at(log, 0))).collect(), at(7, 0));
        let mut reached = Position::default();
        let mut ids = Vec::new();
        for (upto, taken) in [(3, Taken::Some), (5, Taken::All), (5, Taken::All)] {
            let took = reader
                .take(&mut reached, (&all(), 3), |it| ids.extend(it.position().map(|it| it.log)));
            assert_eq!((took, ids.len()), (taken, upto));
        }
        assert_eq!(ids, [1, 2, 3, 4, 5]);
        assert_eq!((reached, ring.join().0), (at(5, 0), at(7, 0)));
    }

    #[test]
    fn a_reader_who_falls_off_is_told_so() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        let many = KEEP as u64 + 2;
        ring.publish((1..=many).map(|log| frame(at(log, 0))).collect(), at(many, 0));
        let mut reached = Position::default();
        assert_eq!(reader.take(&mut reached, (&all(), 10), |_| panic!("nothing")), Taken::Dropped);
        assert!(ring.join_at(at(1, 0)).is_none());
        assert_eq!(rest(ring.join_at(at(2, 0)).expect("just kept")).len(), KEEP);
    }

    #[test]
    fn a_reader_who_comes_back_joins_where_it_was_or_not_at_all() {
        let ring = Ring::new();
        ring.move_to(at(9, 0));
        let frames = [at(10, 0), at(14, 1), at(14, 2), at(15, 2), at(15, 3)];
        ring.publish(frames.map(frame).into(), at(15, 3));
        ring.publish_aside(Frame::comment());
        for (n, it) in (1..).zip(frames) {
            assert_eq!(rest(ring.join_at(it).expect("kept")), frames[n..], "{it:?}");
        }
        assert_eq!(rest(ring.join_at(at(9, 0)).expect("the base")), frames);
        // Past the tip-off, before the first play: the entries between say nothing.
        assert_eq!(rest(ring.join_at(at(12, 0)).expect("silent")), frames[1..]);
        // Elsewhere the entry 15 was sent before the second play: only the log can tell what is missing.
        assert!(ring.join_at(at(15, 1)).is_none());
        assert!(ring.join_at(at(8, 0)).is_none() && ring.join_at(at(15, 4)).is_none());
    }
}
