//! A decision of several steps, each of which sees what the one before it caused.
//!
//! May live here: folding a copy of the state along. Never: deciding anything.

use crate::event::Event;
use crate::state::{League, State};

/// The events decided so far, and the state after them.
pub(crate) struct Along {
    state: State,
    pub(crate) events: Vec<Event>,
}

impl Along {
    /// Before the first step.
    pub(crate) fn from(state: &State) -> Self {
        Self { state: state.clone(), events: Vec::new() }
    }

    /// One step.
    pub(crate) fn push(&mut self, event: Event) {
        self.state.evolve(&event);
        self.events.push(event);
    }

    /// Steps that follow from the same state.
    pub(crate) fn extend(&mut self, events: impl IntoIterator<Item = Event>) {
        events.into_iter().for_each(|it| self.push(it));
    }

    /// The league as it is after the steps so far; `None` before the founding.
    pub(crate) fn league(&self) -> Option<&League> {
        self.state.league()
    }
}
