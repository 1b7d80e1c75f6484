//! The log: one line of JSON an observation.

use super::observation::{Observation, Observer};
use chrono::{SecondsFormat, Utc};
use serde::Serialize;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a request's line may wait for others to be written with it.
const DELAY_MAX: Duration = Duration::from_millis(100);
/// Lines waiting above this are written at once.
const WAITING_BYTES_MAX: usize = 256 * 1024;

/// Writes one line of JSON an observation. Lines of requests are gathered for up to 100 ms, because one system call
/// each was a tenth of a request's cost; all others, and what waits when the writer is dropped, are written at once.
/// Only a process that is killed loses what waits.
pub struct JsonLines<W: Write + Send + 'static> {
    log: Arc<Log<W>>,
    writer: Option<JoinHandle<()>>,
}

struct Log<W> {
    waiting: Mutex<Waiting>,
    /// Told when lines begin to wait, and at the end.
    changed: Condvar,
    /// Locked before `waiting`, so that lines keep their order.
    sink: Mutex<W>,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    has_ended: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    at: &'a str,
    #[serde(flatten)]
    observation: &'a Observation<'a>,
}

impl<W: Write + Send + 'static> JsonLines<W> {
    /// Writes to `sink`, whole lines in each write.
    pub fn new(sink: W) -> Self {
        let (waiting, changed, sink) = (Mutex::default(), Condvar::new(), Mutex::new(sink));
        let log = Arc::new(Log { waiting, changed, sink });
        let theirs = Arc::clone(&log);
        // without the thread lines wait for each other's number, not for time
        let writer = thread::Builder::new().name("log".to_owned()).spawn(move || theirs.run()).ok();
        Self { log, writer }
    }
}

impl<W: Write + Send + 'static> Observer for JsonLines<W> {
    fn observe(&self, observation: &Observation<'_>) {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let waiting_bytes = self.log.add(&Line { at: &at, observation });
        if waiting_bytes > WAITING_BYTES_MAX || !matches!(observation, Observation::RequestServed(_)) {
            self.log.write();
        }
    }
}

impl<W: Write + Send + 'static> Drop for JsonLines<W> {
    fn drop(&mut self) {
        lock(&self.log.waiting).has_ended = true;
        self.log.changed.notify_one();
        if let Some(writer) = self.writer.take() {
            // it cannot have panicked in a way that matters here: what waits is written below
            writer.join().ok();
        }
        self.log.write();
    }
}

impl<W: Write> Log<W> {
    /// Adds a line and tells how many bytes wait.
    fn add(&self, line: &Line<'_>) -> usize {
        let mut waiting = lock(&self.waiting);
        let before = waiting.lines.len();
        if serde_json::to_writer(&mut waiting.lines, line).is_err() {
            waiting.lines.truncate(before);
            return before;
        }
        waiting.lines.push(b'\n');
        if before == 0 {
            self.changed.notify_one();
        }
        waiting.lines.len()
    }

    /// Writes what waits.
    fn write(&self) {
        let mut sink = lock(&self.sink);
        let lines = std::mem::take(&mut lock(&self.waiting).lines);
        // a log that cannot be written must not stop the service
        sink.write_all(&lines).ok();
    }

    /// Writes from time to time until the end.
    fn run(&self) {
        loop {
            let waiting = lock(&self.waiting);
            let nothing = |waiting: &mut Waiting| waiting.lines.is_empty() && !waiting.has_ended;
            let waiting = self.changed.wait_while(waiting, nothing).unwrap_or_else(PoisonError::into_inner);
            let unended = |waiting: &mut Waiting| !waiting.has_ended;
            let gathered = self.changed.wait_timeout_while(waiting, DELAY_MAX, unended);
            let has_ended = gathered.unwrap_or_else(PoisonError::into_inner).0.has_ended;
            self.write();
            if has_ended {
                return;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::ServedRequest;
    use std::time::Instant;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Sink {
        fn writes(&self) -> usize {
            self.0.lock().unwrap().len()
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().concat()).unwrap()
        }
    }

    fn served(path: &str) -> Observation<'_> {
        Observation::RequestServed(ServedRequest {
            request_id: "r-1",
            method: "GET",
            path,
            status: 401,
            duration_us: 7,
            peer: None,
            role: Some("anon"),
            user: None,
            organization: None,
            code: Some("CRM300"),
            cause: Some("no token"),
        })
    }

    #[test]
    fn an_observation_is_one_line_whatever_the_path_holds() {
        let sink = Sink::default();
        JsonLines::new(sink.clone()).observe(&served("/rest/v1/a\"\r\nb\u{2028}"));
        let written = sink.text();
        assert_eq!(written.matches('\n').count(), 1);
        let line: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(line["event"], "request_served");
        assert_eq!(line["path"], "/rest/v1/a\"\r\nb\u{2028}");
        assert_eq!(line["status"], 401);
    }

    #[test]
    fn lines_of_many_requests_are_written_together_and_none_is_lost_at_the_end() {
        let sink = Sink::default();
        let log = JsonLines::new(sink.clone());
        thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| (0..500).for_each(|_| log.observe(&served("/"))));
            }
        });
        drop(log);
        assert_eq!(sink.text().lines().count(), 2000);
        assert!(sink.text().lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        assert!(sink.writes() < 200, "{} writes", sink.writes());
    }

    #[test]
    fn a_line_waits_for_a_short_time_only() {
        let sink = Sink::default();
        let log = JsonLines::new(sink.clone());
        log.observe(&served("/"));
        let begun = Instant::now();
        while sink.writes() == 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "the line was not written");
            thread::sleep(Duration::from_millis(5));
        }
        drop(log);
        assert_eq!(sink.text().lines().count(), 1);
    }

    #[test]
    fn what_is_no_request_is_written_at_once_and_after_the_requests_before_it() {
        let sink = Sink::default();
        let log = JsonLines::new(sink.clone());
        log.observe(&served("/"));
        log.observe(&Observation::Draining);
        let text = sink.text();
        let events: Vec<bool> = text.lines().map(|line| line.contains("draining")).collect();
        assert_eq!(events, [false, true]);
    }
}
