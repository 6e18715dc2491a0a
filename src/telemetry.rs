//! Logging: one line an event on standard error, for people or for machines.
//!
//! Knows which libraries put private text into their log lines, and keeps them quiet whatever the filter says. Refuses
//! to let a slow terminal hold up the work: lines go through a bounded queue and are dropped, and counted, when it is
//! full.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration as Wait;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// `[log]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// For people or for machines.
    pub format: Format,
    /// A level, or directives in the syntax of `tracing_subscriber::EnvFilter`.
    pub filter: String,
}

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Time, level, sentence, fields.
    Human,
    /// One JSON object a line.
    Json,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: Format::Human, filter: "info".into() }
    }
}

impl Log {
    /// Whether a filter can be understood.
    pub fn understands(filter: &str) -> bool {
        !filter.trim().is_empty() && EnvFilter::builder().parse(filter).is_ok()
    }
}

/// Logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum CannotLog {
    /// The filter is not one.
    #[error("log.filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Logging was set up before in this process.
    #[error("logging was set up twice: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
    /// No thread for the writer.
    #[error("no thread to write the log: {0}")]
    Thread(#[from] io::Error),
}

/// Lines this process dropped since its start.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// How many log lines were dropped because they came faster than they could be written.
pub fn lines_dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Lines waiting to be written; beyond it they are dropped.
const QUEUE: usize = 4_096;
/// How long the last lines may take when the process ends.
const LAST_WORDS: Wait = Wait::from_secs(1);

/// Libraries whose log lines hold tokens, addresses with tickets or what people wrote (RELIABILITY S11, D7), and the
/// most detailed level at which they do not. Checked before the operator's filter, which cannot undo it.
const QUIET: [(&str, Option<Level>); 9] = [
    ("slack_morphism", None),
    ("serenity", None),
    ("tungstenite", Some(Level::INFO)),
    ("tokio_tungstenite", Some(Level::INFO)),
    ("reqwest", Some(Level::INFO)),
    ("hyper", Some(Level::INFO)),
    ("hyper_util", Some(Level::INFO)),
    ("sqlx", Some(Level::WARN)),
    ("sea_orm", Some(Level::WARN)),
];

/// Whether this line may be written at all.
fn is_fit_to_log(line: &Metadata<'_>) -> bool {
    let root = line.target().split("::").next().unwrap_or_default();
    QUIET
        .iter()
        .find(|(quiet, _)| *quiet == root)
        .is_none_or(|(_, most)| most.is_some_and(|most| *line.level() <= most))
}

/// Starts logging for the whole process. Keep the guard until the end: dropping it writes what is still queued.
///
/// # Errors
/// A filter that is none, or a second call.
pub fn init(log: &Log) -> Result<Guard, CannotLog> {
    let (lines, guard) = queue(io::stderr())?;
    subscriber(log, lines)?.try_init()?;
    Ok(guard)
}

fn subscriber<W>(log: &Log, writer: W) -> Result<Box<dyn Subscriber + Send + Sync>, CannotLog>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().parse(&log.filter)?;
    let base = tracing_subscriber::registry().with(filter_fn(is_fit_to_log)).with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    Ok(match log.format {
        Format::Human => Box::new(base.with(lines)),
        Format::Json => {
            Box::new(base.with(lines.json().flatten_event(true).with_current_span(true).with_span_list(false)))
        }
    })
}

/// What travels to the writer.
enum Line {
    Text(Vec<u8>),
    Flush(SyncSender<()>),
}

/// The queue's entrance; one write is one line.
#[derive(Clone)]
struct Lines {
    queue: SyncSender<Line>,
    dropped: Arc<AtomicU64>,
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Err(TrySendError::Full(_)) = self.queue.try_send(Line::Text(line.to_vec())) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            DROPPED.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Lines;

    fn make_writer(&'w self) -> Lines {
        self.clone()
    }
}

/// Writes what is still queued when dropped, for at most a second.
#[must_use = "dropping it ends the log's last words"]
pub struct Guard(SyncSender<Line>);

impl Drop for Guard {
    fn drop(&mut self) {
        let (done, written) = sync_channel(1);
        if self.0.try_send(Line::Flush(done)).is_ok() {
            let _: Result<(), RecvTimeoutError> = written.recv_timeout(LAST_WORDS);
        }
    }
}

fn queue(out: impl Write + Send + 'static) -> io::Result<(Lines, Guard)> {
    let (queue, lines) = sync_channel(QUEUE);
    let dropped = Arc::new(AtomicU64::new(0));
    let counted = dropped.clone();
    std::thread::Builder::new().name("log".into()).spawn(move || write_all(out, &lines, &counted))?;
    Ok((Lines { queue: queue.clone(), dropped }, Guard(queue)))
}

/// A log that cannot be written is no reason to stop working, so failures here end nothing.
fn write_all(mut out: impl Write, lines: &Receiver<Line>, dropped: &AtomicU64) {
    while let Ok(line) = lines.recv() {
        match line {
            Line::Text(text) => {
                let _ = out.write_all(&text);
            }
            Line::Flush(done) => {
                let _ = out.flush();
                let _ = done.try_send(());
            }
        }
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _ = writeln!(out, "{lost} log lines were dropped: they came faster than they could be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Page {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(log: &Log, work: impl FnOnce()) -> String {
        let page = Page::default();
        let (lines, guard) = queue(page.clone()).unwrap();
        tracing::subscriber::with_default(subscriber(log, lines).unwrap(), work);
        drop(guard);
        page.text()
    }

    #[test]
    fn a_line_says_its_sentence_and_its_fields_in_both_formats() {
        let human = logged(&Log::default(), || tracing::info!(source = "desk", "a ticket was closed"));
        assert!(human.contains("a ticket was closed") && human.contains("source=\"desk\""), "{human}");
        let log = Log { format: Format::Json, filter: "info".into() };
        let json = logged(&log, || tracing::info!(source = "desk", "a ticket was closed"));
        let line: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&line["message"], &line["source"]), (&"a ticket was closed".into(), &"desk".into()));
    }

    #[test]
    fn libraries_that_log_private_text_stay_quiet_whatever_the_filter_says() {
        let log = Log { format: Format::Human, filter: "trace".into() };
        let page = logged(&log, || {
            tracing::error!(target: "slack_morphism::socket_mode", "wss://host/link?ticket=secret");
            tracing::warn!(target: "serenity::gateway", "payload: secret");
            tracing::trace!(target: "tungstenite::protocol", "frame: secret");
            tracing::debug!(target: "sqlx::query", "select secret");
            tracing::trace!(target: "afterword::web", "ours");
            tracing::warn!(target: "hyper", "theirs");
        });
        assert!(!page.contains("secret"), "{page}");
        assert!(page.contains("ours") && page.contains("theirs"), "{page}");
    }

    #[test]
    fn a_filter_that_is_none_is_told_apart() {
        for right in ["info", "warn,afterword::web=debug", "off"] {
            assert!(Log::understands(right), "{right}");
        }
        for wrong in ["", "info,=", "afterword=louder"] {
            assert!(!Log::understands(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_log_that_cannot_keep_up_drops_lines_and_says_so() {
        struct Stuck(Receiver<()>, Page);
        impl Write for Stuck {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let _ = self.0.recv();
                self.1.write(bytes)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let page = Page::default();
        let (go, gate) = std::sync::mpsc::channel();
        let (mut lines, guard) = queue(Stuck(gate, page.clone())).unwrap();
        for _ in 0..QUEUE + 10 {
            lines.write_all(b"line\n").unwrap();
        }
        drop(go);
        drop(lines);
        // The queue may still be full for an instant, and then a flush is not taken; the sentence itself is awaited.
        while !page.text().contains("log lines were dropped") {
            std::thread::yield_now();
        }
        drop(guard);
    }
}
