//! A hint for one host: the lock on a file.
//!
//! May live here: the thread that waits for the lock. Must never live here: anything in the file;
//! it stays empty, and stays when everybody has left.

use std::fs::{File, OpenOptions, create_dir_all};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use super::Event;

#[derive(Debug)]
pub(crate) struct Seeker {
    path: PathBuf,
    state: Arc<Mutex<State>>,
    events: UnboundedSender<Event>,
}

#[derive(Debug, Default)]
struct State {
    is_wanted: bool,
    /// A thread waits; the kernel offers no way to call it back.
    is_waiting: bool,
    kept: Option<File>,
}

impl Seeker {
    pub(super) fn new(path: PathBuf, events: UnboundedSender<Event>) -> Self {
        Self { path, state: Arc::default(), events }
    }

    pub(super) fn seek(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_wanted = true;
        if state.is_waiting || state.kept.is_some() {
            return;
        }
        state.is_waiting = true;
        let (path, shared, events) = (self.path.clone(), self.state.clone(), self.events.clone());
        let thread = std::thread::Builder::new().name("baton-hint".into()).spawn(move || {
            let locked = lock(&path);
            settle(&shared, &events, locked);
        });
        if let Err(error) = thread {
            state.is_waiting = false;
            drop(self.events.send(Event::Off(format!("no thread to wait for the file: {error}"))));
        }
    }

    pub(super) fn let_go(&mut self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_wanted = false;
        // Closing the file unlocks it.
        state.kept = None;
    }
}

impl Drop for Seeker {
    fn drop(&mut self) {
        self.let_go();
    }
}

fn lock(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        create_dir_all(folder)?;
    }
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    file.lock()?;
    Ok(file)
}

fn settle(shared: &Mutex<State>, events: &UnboundedSender<Event>, locked: io::Result<File>) {
    let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
    state.is_waiting = false;
    let event = match locked {
        Ok(file) if state.is_wanted => {
            state.kept = Some(file);
            Event::Got
        }
        // Nobody wants it any more; it is unlocked here.
        Ok(_) => return,
        Err(error) => Event::Off(format!("the file cannot be locked: {error}")),
    };
    if events.send(event).is_err() {
        state.kept = None;
    }
}
