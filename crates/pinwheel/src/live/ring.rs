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
    /// Oldest first, each with where a reader stands who has it and everything before it.
    kept: VecDeque<(Position, Frame)>,
    /// Where a reader stands who has nothing of what is kept and everything before it.
    base: Position,
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
        let next = {
            let mut guard = self.frames.write().unwrap_or_else(PoisonError::into_inner);
            let ring = &mut *guard;
            let added = frames.len() as u64;
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
            ring.next
        };
        self.next.send_if_modified(|it| std::mem::replace(it, next) != next);
    }

    /// Joins at the end: where that is, and a reader for what comes after.
    pub(crate) fn join(&self) -> (Position, Reader) {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        (ring.position, Reader { next: ring.next })
    }

    /// Joins right after what a reader at `position` has; `None` when that is not certain to be here.
    pub(crate) fn join_at(&self, position: Position) -> Option<Reader> {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        if position > ring.position {
            return None;
        }
        let had = ring.kept.partition_point(|(it, _)| *it <= position);
        let before = if had == 0 { ring.base } else { ring.kept[had - 1].0 };
        // Between two frames only entries without news lie, and those move the log alone.
        let is_there = before <= position && before.shown == position.shown;
        let oldest = ring.next - ring.kept.len() as u64;
        is_there.then_some(Reader { next: oldest + had as u64 })
    }

    /// What has come for this reader since it last asked, in order; at most `most` frames. Moves
    /// `reached` to where the reader stands then.
    ///
    /// `None` when frames have been dropped since: the reader was too slow and must find what it
    /// has missed in the log.
    pub(crate) fn take(
        &self,
        (reader, reached): (&mut Reader, &mut Position),
        topics: &Topics,
        most: usize,
    ) -> Option<Vec<Frame>> {
        let ring = self.frames.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.next - ring.kept.len() as u64;
        if reader.next < oldest {
            return None;
        }
        let skip = usize::try_from(reader.next - oldest).unwrap_or(usize::MAX);
        let mut taken = Vec::new();
        for (position, frame) in ring.kept.iter().skip(skip) {
            if taken.len() == most {
                break;
            }
            reader.next += 1;
            *reached = *position;
            if topics.want(frame) {
                taken.push(frame.clone());
            }
        }
        Some(taken)
    }

    /// Wakes when a frame has been added.
    pub(crate) fn wakes(&self) -> watch::Receiver<u64> {
        self.next.subscribe()
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

    fn rest(ring: &Ring, mut reader: Reader) -> Vec<Position> {
        let mut reached = Position::default();
        let frames = ring.take((&mut reader, &mut reached), &all(), usize::MAX).expect("kept");
        frames.iter().filter_map(Frame::position).collect()
    }

    #[test]
    fn every_reader_gets_every_frame_once_in_order() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        ring.publish((1..6).map(|log| frame(at(log, 0))).collect(), at(7, 0));
        let mut reached = Position::default();
        let mut take = || ring.take((&mut reader, &mut reached), &all(), 3).expect("kept");
        let (first, second) = (take(), take());
        let ids: Vec<u64> =
            first.iter().chain(&second).filter_map(Frame::position).map(|it| it.log).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5]);
        assert!(take().is_empty());
        assert_eq!((reached, ring.join().0), (at(5, 0), at(7, 0)));
    }

    #[test]
    fn a_reader_who_falls_off_is_told_so() {
        let ring = Ring::new();
        let (_, mut reader) = ring.join();
        let many = KEEP as u64 + 2;
        ring.publish((1..=many).map(|log| frame(at(log, 0))).collect(), at(many, 0));
        let mut reached = Position::default();
        assert!(ring.take((&mut reader, &mut reached), &all(), 10).is_none());
        assert!(ring.join_at(at(1, 0)).is_none());
        assert_eq!(rest(&ring, ring.join_at(at(2, 0)).expect("just kept")).len(), KEEP);
    }

    #[test]
    fn a_reader_who_comes_back_joins_where_it_was_or_not_at_all() {
        let ring = Ring::new();
        ring.move_to(at(9, 0));
        let frames = [at(10, 0), at(14, 1), at(14, 2), at(15, 2), at(15, 3)];
        ring.publish(frames.map(frame).into(), at(15, 3));
        ring.publish_aside(Frame::comment());
        for (n, it) in (1..).zip(frames) {
            assert_eq!(rest(&ring, ring.join_at(it).expect("kept")), frames[n..], "{it:?}");
        }
        assert_eq!(rest(&ring, ring.join_at(at(9, 0)).expect("the base")), frames);
        // Past the tip-off, before the first play: the entries between say nothing.
        assert_eq!(rest(&ring, ring.join_at(at(12, 0)).expect("silent")), frames[1..]);
        // Elsewhere the entry 15 was sent before the second play: only the log can tell what is missing.
        assert!(ring.join_at(at(15, 1)).is_none());
        assert!(ring.join_at(at(8, 0)).is_none() && ring.join_at(at(15, 4)).is_none());
    }
}
