//! Samples of one measured side, and how two sides are compared.

use std::time::Duration;

/// What one side needed: wall time of every round and CPU time of the whole side.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sample {
    wall: Vec<Duration>,
    cpu: Option<Duration>,
}

impl Sample {
    pub(crate) fn push(&mut self, wall: Duration) {
        self.wall.push(wall);
    }

    pub(crate) fn add_cpu(&mut self, cpu: Duration) {
        *self.cpu.get_or_insert_default() += cpu;
    }

    /// Median wall time of a round in milliseconds; 0 when nothing was measured.
    pub(crate) fn median_ms(&self) -> f64 {
        let mut sorted = self.wall.clone();
        sorted.sort_unstable();
        let Some(upper) = sorted.get(sorted.len() / 2) else { return 0.0 };
        let lower = if sorted.len().is_multiple_of(2) { sorted[sorted.len() / 2 - 1] } else { *upper };
        (lower + *upper).as_secs_f64() * 500.0
    }

    /// Mean CPU time of a round in milliseconds; none when it was not measured.
    pub(crate) fn cpu_ms(&self) -> Option<f64> {
        self.cpu
            .filter(|_| !self.wall.is_empty())
            .map(|cpu| cpu.as_secs_f64() * 1000.0 / self.wall.len() as f64)
    }

    pub(crate) fn rounds(&self) -> usize {
        self.wall.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(milliseconds: &[u64]) -> Sample {
        let mut sample = Sample::default();
        milliseconds.iter().for_each(|ms| sample.push(Duration::from_millis(*ms)));
        sample
    }

    #[test]
    fn the_median_of_an_odd_number_is_the_middle_one() {
        assert!((sample(&[9, 1, 2]).median_ms() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assert!((sample(&[1, 2, 4, 100]).median_ms() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn cpu_time_that_was_not_measured_is_not_zero() {
        assert_eq!(sample(&[1, 2]).cpu_ms(), None);
    }

    #[test]
    fn nothing_measured_is_zero() {
        assert!(sample(&[]).median_ms().abs() < 1e-9);
    }
}
