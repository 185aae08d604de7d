//! What plugins say, on its way to the catalogue: never blocking, never more than a plugin may say.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::Utc;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use mspf_catalog::{LogStream, NewLogLine, PluginId};
use mspf_runtime::{LogLevel, LogSink};
use tokio::sync::mpsc;

/// Lines a plugin may go on writing each second: more than a person reads, little enough for a database.
const LINES_PER_SECOND: NonZeroU32 = positive(200);
/// Lines a plugin may write at once after a silence: a page of start-up messages, a few backtraces.
const BURST: NonZeroU32 = positive(1000);
/// Lines of all plugins that wait to be stored; at 8 KiB at most each, 32 MiB.
const WAITING: usize = 4096;

const fn positive(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// Where all plugins' lines come together.
pub(crate) struct Voices {
    sender: mpsc::Sender<NewLogLine>,
    receiver: Mutex<mpsc::Receiver<NewLogLine>>,
    all: Mutex<Vec<Weak<Voice>>>,
}

/// One version of a plugin, as a source of lines.
pub(crate) struct Voice {
    plugin: PluginId,
    version: String,
    sender: mpsc::Sender<NewLogLine>,
    rate: DefaultDirectRateLimiter,
    dropped: AtomicU64,
}

impl Voices {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        Self { sender, receiver: Mutex::new(receiver), all: Mutex::default() }
    }

    /// A version's voice.
    pub(crate) fn of(&self, plugin: &PluginId, version: &str) -> Arc<Voice> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let known =
            all.iter().filter_map(Weak::upgrade).find(|v| v.plugin == *plugin && v.version == version);
        known.unwrap_or_else(|| {
            let voice = Arc::new(Voice {
                plugin: plugin.clone(),
                version: version.to_owned(),
                sender: self.sender.clone(),
                rate: RateLimiter::direct(Quota::per_second(LINES_PER_SECOND).allow_burst(BURST)),
                dropped: AtomicU64::new(0),
            });
            all.push(Arc::downgrade(&voice));
            voice
        })
    }

    /// Everything that waits to be stored, and for each plugin that was cut short a line that says so.
    pub(crate) fn take(&self) -> Vec<NewLogLine> {
        let mut lines = Vec::new();
        {
            let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
            while let Ok(line) = receiver.try_recv() {
                lines.push(line);
            }
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|voice| match voice.upgrade() {
            Some(voice) => {
                lines.extend(voice.cut_short());
                true
            }
            None => false,
        });
        lines
    }
}

impl Voice {
    /// A line of the platform about the plugin.
    pub(crate) fn note(&self, request_id: &str, line: &str) {
        self.say(request_id, LogStream::Platform, line);
    }

    fn say(&self, request_id: &str, stream: LogStream, line: &str) {
        let sent =
            self.rate.check().is_ok() && self.sender.try_send(self.line(request_id, stream, line)).is_ok();
        if !sent {
            self.dropped.fetch_add(1, Relaxed);
        }
    }

    fn line(&self, request_id: &str, stream: LogStream, line: &str) -> NewLogLine {
        NewLogLine {
            plugin: self.plugin.clone(),
            version: self.version.clone(),
            request_id: request_id.to_owned(),
            stream,
            // PostgreSQL has no text with a NUL in it.
            line: if line.contains('\0') { line.replace('\0', "\u{fffd}") } else { line.to_owned() },
            at: Utc::now(),
        }
    }

    fn cut_short(&self) -> Option<NewLogLine> {
        let dropped = self.dropped.swap(0, Relaxed);
        let text = || format!("{dropped} lines were dropped: a plugin may write {LINES_PER_SECOND} a second");
        (dropped > 0).then(|| self.line("", LogStream::Platform, &text()))
    }
}

impl LogSink for Voice {
    fn line(&self, request_id: &str, stream: mspf_runtime::LogStream, line: &str) {
        let stream = match stream {
            mspf_runtime::LogStream::Stdout => LogStream::Stdout,
            mspf_runtime::LogStream::Stderr => LogStream::Stderr,
            mspf_runtime::LogStream::Log(LogLevel::Trace) => LogStream::Trace,
            mspf_runtime::LogStream::Log(LogLevel::Debug) => LogStream::Debug,
            mspf_runtime::LogStream::Log(LogLevel::Info) => LogStream::Info,
            mspf_runtime::LogStream::Log(LogLevel::Warn) => LogStream::Warn,
            mspf_runtime::LogStream::Log(LogLevel::Error) => LogStream::Error,
            mspf_runtime::LogStream::Log(LogLevel::Critical) => LogStream::Critical,
        };
        self.say(request_id, stream, line);
    }

    fn dropped(&self, request_id: &str, bytes: u64) {
        self.note(
            request_id,
            &format!("{bytes} bytes of this request's log were dropped: it wrote more than it may"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_that_shouts_is_cut_short_and_told_so_and_its_neighbour_is_heard() {
        let voices = Voices::new();
        let (loud, quiet) = (PluginId::generate(), PluginId::generate());
        let shouting = voices.of(&loud, "1.0.0");
        let speaking = voices.of(&quiet, "1.0.0");
        for _ in 0..2 * BURST.get() {
            shouting.say("r", LogStream::Stdout, "!");
        }
        speaking.say("r", LogStream::Stderr, "a\0b");
        let lines = voices.take();
        let of = |plugin: &PluginId| lines.iter().filter(|line| line.plugin == *plugin).collect::<Vec<_>>();
        assert!(of(&loud).len() <= BURST.get() as usize + 100, "{}", of(&loud).len());
        assert!(of(&loud).last().unwrap().line.contains("were dropped"));
        assert_eq!(of(&quiet).iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), ["a\u{fffd}b"]);
        assert!(voices.take().is_empty());
    }

    #[test]
    fn routes_to_one_version_share_its_voice() {
        let voices = Voices::new();
        let plugin = PluginId::generate();
        let voice = voices.of(&plugin, "1.0.0");
        assert!(Arc::ptr_eq(&voice, &voices.of(&plugin, "1.0.0")));
        assert!(!Arc::ptr_eq(&voice, &voices.of(&plugin, "1.0.1")));
    }
}
