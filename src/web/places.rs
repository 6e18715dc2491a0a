//! Who may hold a connection, when more want one than there are places.
//!
//! Knows which connections still wait for their request to arrive; those are asked to leave first, the oldest of the
//! address that holds the most. So slow or silent clients can never keep a complete request out. Refuses to know HTTP.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// All places there are. Clones are the same places.
#[derive(Clone)]
pub(super) struct Places {
    inner: Arc<Inner>,
}

struct Inner {
    most: usize,
    state: Mutex<State>,
    /// Rung when somebody leaves or begins to wait.
    changed: Notify,
}

#[derive(Default)]
struct State {
    next: u64,
    /// By age: a connection that begins to wait again is as good as new.
    taken: BTreeMap<u64, Taken>,
}

struct Taken {
    peer: IpAddr,
    busy: bool,
    leave: CancellationToken,
}

impl Places {
    /// This many.
    pub(super) fn new(most: usize) -> Self {
        let inner = Inner { most: most.max(1), state: Mutex::default(), changed: Notify::new() };
        Self { inner: Arc::new(inner) }
    }

    /// A place for somebody, once there is one. Where all are taken, whoever waits longest has to leave.
    pub(super) async fn enter(&self, peer: IpAddr) -> Seat {
        loop {
            let changed = self.inner.changed.notified();
            if let Some(seat) = self.try_enter(peer) {
                return seat;
            }
            changed.await;
        }
    }

    /// One that waits leaves, if any does.
    pub(super) fn make_room(&self) {
        self.inner.lock().show_out();
    }

    fn try_enter(&self, peer: IpAddr) -> Option<Seat> {
        let mut state = self.inner.lock();
        if state.taken.len() >= self.inner.most {
            state.show_out()?;
        }
        let key = state.next();
        let leave = CancellationToken::new();
        state.taken.insert(key, Taken { peer, busy: false, leave: leave.clone() });
        let place = Place { inner: Arc::clone(&self.inner), key: Arc::new(Mutex::new(key)) };
        Some(Seat { place, leave })
    }
}

impl State {
    fn next(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn show_out(&mut self) -> Option<()> {
        let key = self.slowest()?;
        self.taken.remove(&key)?.leave.cancel();
        Some(())
    }

    /// Among those who wait, the oldest of the address that holds most.
    fn slowest(&self) -> Option<u64> {
        let mut held: HashMap<IpAddr, usize> = HashMap::new();
        for taken in self.taken.values() {
            *held.entry(taken.peer).or_default() += 1;
        }
        let waiting = self.taken.iter().filter(|(_, taken)| !taken.busy);
        let (key, _) = waiting.max_by_key(|(key, taken)| (held.get(&taken.peer), std::cmp::Reverse(**key)))?;
        Some(*key)
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's own place; given back when this is dropped.
pub(super) struct Seat {
    /// For the requests of the connection.
    pub(super) place: Place,
    /// Cancelled when somebody else needs the place more.
    pub(super) leave: CancellationToken,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.place.inner.lock().taken.remove(&self.place.key());
        self.place.inner.changed.notify_waiters();
    }
}

/// How a request tells that it is being worked on.
#[derive(Clone)]
pub(super) struct Place {
    inner: Arc<Inner>,
    key: Arc<Mutex<u64>>,
}

impl Place {
    /// Until the result is dropped, nobody asks this connection to leave.
    pub(super) fn busy(self) -> Busy {
        if let Some(taken) = self.inner.lock().taken.get_mut(&self.key()) {
            taken.busy = true;
        }
        Busy(self)
    }

    fn key(&self) -> u64 {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_again(&self) {
        let mut state = self.inner.lock();
        let mut key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        // Gone, if the connection ended meanwhile.
        if let Some(taken) = state.taken.remove(&key) {
            *key = state.next();
            state.taken.insert(*key, Taken { busy: false, ..taken });
        }
        drop((key, state));
        self.inner.changed.notify_waiters();
    }
}

/// A request is being worked on.
pub(super) struct Busy(Place);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.wait_again();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn peer(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    #[tokio::test]
    async fn the_oldest_that_waits_of_whoever_holds_most_makes_room() {
        let places = Places::new(3);
        let alone = places.enter(peer(1)).await;
        let first = places.enter(peer(2)).await;
        let second = places.enter(peer(2)).await;
        let newcomer = places.enter(peer(3)).await;
        let gone = [&alone, &first, &second, &newcomer].map(|seat| seat.leave.is_cancelled());
        assert_eq!(gone, [false, true, false, false]);
    }

    #[tokio::test]
    async fn nobody_who_is_being_served_makes_room_and_the_next_one_waits_for_them() {
        let places = Places::new(1);
        let seat = places.enter(peer(1)).await;
        let busy = seat.place.clone().busy();
        let waiting = tokio::time::timeout(Duration::from_millis(20), places.enter(peer(2))).await;
        assert!(waiting.is_err() && !seat.leave.is_cancelled());
        drop(busy);
        places.enter(peer(2)).await;
        assert!(seat.leave.is_cancelled());
    }

    #[tokio::test]
    async fn a_place_that_was_given_back_is_free() {
        let places = Places::new(1);
        for _ in 0..3 {
            let seat = places.enter(peer(1)).await;
            assert!(!seat.leave.is_cancelled());
        }
        assert!(places.inner.lock().taken.is_empty());
    }
}
