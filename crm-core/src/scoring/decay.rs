//! Engagement: what happened lately, losing half its weight every half-life.

use super::Event;

/// Microseconds of a day.
pub(super) const DAY_MICROS: f64 = 86_400e6;

/// How far back a rule looks, how often an event counts, and how fast it fades.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fading {
    /// Older events do not count; microseconds.
    pub(super) window: i64,
    /// The time in which an event loses half its points; microseconds.
    pub(super) half_life: Option<f64>,
}

impl Fading {
    /// The age of an instant if it counts: not in the future, not older than the window.
    fn age(&self, instant: i64, as_of: i64) -> Option<i64> {
        let age = as_of.checked_sub(instant)?;
        (0..=self.window).contains(&age).then_some(age)
    }

    fn share(&self, age: i64) -> f64 {
        self.half_life.map_or(1.0, |half_life| libm::exp2(-(age as f64 / half_life)))
    }

    /// The points, in hundredths, of one instant.
    pub(super) fn points_since(&self, points: i64, instant: i64, as_of: i64) -> i64 {
        self.age(instant, as_of).map_or(0, |age| round(points as f64 * self.share(age)))
    }
}

/// Which events count, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frequency {
    /// The kinds that count, in lower case.
    pub(super) kinds: Vec<String>,
    /// With fewer events the rule gives nothing.
    pub(super) least: usize,
    /// Only the newest so many give points.
    pub(super) most: usize,
}

impl Frequency {
    /// The points, in hundredths, of the events that count, and how many they are. `ages` is memory to work in.
    pub(super) fn points(
        &self,
        points: i64,
        events: &[Event<'_>],
        fading: &Fading,
        as_of: i64,
        ages: &mut Vec<i64>,
    ) -> (i64, usize) {
        let counts = |event: &&Event<'_>| self.kinds.iter().any(|kind| kind.eq_ignore_ascii_case(event.kind));
        ages.clear();
        ages.extend(events.iter().filter(counts).filter_map(|event| fading.age(event.occurred_at, as_of)));
        if ages.len() < self.least {
            return (0, ages.len());
        }
        ages.sort_unstable(); // newest first: the sum does not depend on the order of the events
        ages.truncate(self.most);
        let shares: f64 = ages.iter().map(|age| fading.share(*age)).sum();
        (round(points as f64 * shares), ages.len())
    }
}

/// To the nearest whole number, half away from zero.
fn round(hundredths: f64) -> i64 {
    libm::round(hundredths) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = DAY_MICROS as i64;

    fn fading(window_days: i64, half_life_days: Option<f64>) -> Fading {
        Fading { window: window_days * DAY, half_life: half_life_days.map(|days| days * DAY_MICROS) }
    }

    #[test]
    fn points_halve_every_half_life() {
        let fading = fading(365, Some(10.0));
        assert_eq!(fading.points_since(1000, 0, 0), 1000);
        assert_eq!(fading.points_since(1000, 0, 10 * DAY), 500);
        assert_eq!(fading.points_since(1000, 0, 30 * DAY), 125);
        assert_eq!(fading.points_since(-1000, 0, 10 * DAY), -500);
    }

    #[test]
    fn the_future_and_what_lies_before_the_window_do_not_count() {
        let fading = fading(7, None);
        assert_eq!(fading.points_since(1000, 1, 0), 0);
        assert_eq!(fading.points_since(1000, 0, 7 * DAY), 1000);
        assert_eq!(fading.points_since(1000, 0, 7 * DAY + 1), 0);
        assert_eq!(fading.points_since(1000, i64::MIN, i64::MAX), 0);
    }

    #[test]
    fn the_newest_events_count_up_to_the_limit() {
        let frequency = Frequency { kinds: vec!["call".into()], least: 2, most: 2 };
        let event = |kind, days: i64| Event { kind, occurred_at: -days * DAY };
        let events = [event("call", 20), event("Call", 0), event("email", 0), event("call", 10)];
        assert_eq!(frequency.points(400, &events, &fading(365, Some(10.0)), 0, &mut Vec::new()), (600, 2));
        assert_eq!(frequency.points(400, &events[..1], &fading(365, None), 0, &mut Vec::new()), (0, 1));
    }
}
