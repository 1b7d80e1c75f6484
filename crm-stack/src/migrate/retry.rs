//! Waits for locks without standing in anybody's way: short attempts, jittered pauses.

use std::time::{Duration, Instant};
use tokio_postgres::error::SqlState;

/// An attempt waits this long for a lock; readers queue behind it no longer.
pub(crate) const LOCK_TIMEOUT_MS: u32 = 100;

const FIRST_PAUSE: Duration = Duration::from_millis(150);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(300);

/// True when the same statement may succeed a moment later.
pub(crate) fn is_transient(error: &tokio_postgres::Error) -> bool {
    const TRANSIENT: [SqlState; 3] =
        [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::T_R_SERIALIZATION_FAILURE];
    error.code().is_some_and(|code| TRANSIENT.contains(code))
}

/// Counts attempts and says how long to pause before the next one.
#[derive(Debug)]
pub(crate) struct Backoff {
    started: Instant,
    attempts: u32,
}

impl Backoff {
    pub(crate) fn start() -> Self {
        Self { started: Instant::now(), attempts: 0 }
    }

    /// Pauses that were given so far.
    pub(crate) fn retries(&self) -> u32 {
        self.attempts
    }

    /// The next pause, or nothing when patience has run out.
    pub(crate) fn next_pause(&mut self) -> Option<Duration> {
        if self.started.elapsed() > PATIENCE {
            return None;
        }
        self.attempts += 1;
        Some(pause(self.attempts, random_fraction()))
    }
}

/// Doubles with each attempt up to the longest; `fraction` (0..1) spreads it over the upper half.
fn pause(attempt: u32, fraction: f64) -> Duration {
    let doubled =
        FIRST_PAUSE.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(LONGEST_PAUSE).mul_f64(0.5 + fraction / 2.0)
}

fn random_fraction() -> f64 {
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    f64::from(random) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_vary() {
        assert_eq!(pause(1, 1.0), FIRST_PAUSE);
        assert_eq!(pause(2, 1.0), FIRST_PAUSE * 2);
        assert_eq!(pause(40, 1.0), LONGEST_PAUSE);
        assert_eq!(pause(40, 0.0), LONGEST_PAUSE / 2);
    }
}
