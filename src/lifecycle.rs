//! Starting to stop: signals, tokens, and the order of a graceful end.
//!
//! Two phases (RELIABILITY §5): stop taking on work and finish what is under way; then, at the deadline or on a second
//! signal, leave. Knows nothing about what the tasks do.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A graceful stop takes at most this long.
pub const GRACE: Duration = Duration::from_secs(12);

/// Every long-running task of the process, and the token that ends them.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    /// Cancelled when the process should stop.
    pub stop: CancellationToken,
    /// Counts what still runs.
    pub tasks: TaskTracker,
}

impl Lifecycle {
    /// Stops everything and waits, at most [`GRACE`]. `false` if something had to be left behind.
    pub async fn shut_down(&self) -> bool {
        self.stop.cancel();
        self.tasks.close();
        tokio::time::timeout(GRACE, self.tasks.wait()).await.is_ok()
    }
}

/// Waits for SIGTERM or Ctrl-C.
pub async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut term) => {
                tokio::select! {
                    _ = term.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
            }
            Err(_) => drop(tokio::signal::ctrl_c().await),
        }
    }
    #[cfg(not(unix))]
    drop(tokio::signal::ctrl_c().await);
}
