//! Death at the N-th step of a kind, just before the step or just after it.
//!
//! Counts what it is told of and kills once. Refuses to know what a step is: `line` finds the commits, the sandbox's
//! witness the calls.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use afterword::sandbox::{Deed, Moment, Witness};

/// Whom to kill, and when.
pub struct Death {
    at: usize,
    moment: Moment,
    met: AtomicUsize,
    victim: Mutex<Option<u32>>,
}

impl Death {
    /// At the step with this number, counted from 1.
    pub fn at(step: usize, moment: Moment) -> Arc<Self> {
        Arc::new(Self { at: step, moment, met: AtomicUsize::new(0), victim: Mutex::new(None) })
    }

    /// The process to kill. Until it is known, none is.
    pub fn awaits(&self, pid: u32) {
        *self.victim.lock().unwrap() = Some(pid);
    }

    /// Nobody is killed any more: the process has ended by itself.
    pub fn misses(&self) {
        *self.victim.lock().unwrap() = None;
    }

    /// Counts a step that is about to be made; says when to strike if this is the one.
    pub fn step(&self) -> Option<Moment> {
        (self.met.fetch_add(1, Ordering::SeqCst) + 1 == self.at).then_some(self.moment)
    }

    /// `kill -9`. The process is not reaped before its parent looks, so its id cannot have become somebody else's.
    pub fn strike(&self) {
        if let Some(pid) = self.victim.lock().unwrap().take() {
            Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
        }
    }

    /// Counts the calls that contain `part`.
    pub fn witness(self: &Arc<Self>, part: &'static str) -> Witness {
        let death = self.clone();
        Arc::new(move |call| {
            let moment = death.step_if(call.contains(part))?;
            let death = death.clone();
            let deed: Deed = Box::new(move || death.strike());
            Some((moment, deed))
        })
    }

    fn step_if(&self, counts: bool) -> Option<Moment> {
        if counts { self.step() } else { None }
    }
}
