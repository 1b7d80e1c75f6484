//! When a part that ended is started again.

use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);
/// A part that ran this long was healthy: counting begins anew.
const HEALTHY_AFTER: Duration = Duration::from_secs(30);

/// Pauses that double while a part keeps ending soon after its start.
#[derive(Debug, Default)]
pub(crate) struct RestartPauses {
    failures: u32,
}

impl RestartPauses {
    /// The pause after a run that began at `started`.
    pub(crate) fn after_run(&mut self, started: Instant) -> Duration {
        self.after(started.elapsed())
    }

    fn after(&mut self, uptime: Duration) -> Duration {
        if uptime >= HEALTHY_AFTER {
            self.failures = 0;
        }
        let pause = FIRST.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_until_a_run_was_healthy() {
        let mut pauses = RestartPauses::default();
        assert_eq!(pauses.after(Duration::ZERO), FIRST);
        assert_eq!(pauses.after(Duration::ZERO), FIRST * 2);
        for _ in 0..40 {
            pauses.after(Duration::ZERO);
        }
        assert_eq!(pauses.after(Duration::ZERO), LONGEST);
        assert_eq!(pauses.after(HEALTHY_AFTER), FIRST);
    }
}
