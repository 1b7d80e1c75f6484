//! A scoring model, ready to be evaluated.

use std::ops::Range;

use super::Field;
use super::decay::{Fading, Frequency};
use super::test::Condition;

/// What a group of rules judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    /// Who the lead is.
    Fit,
    /// What the lead did.
    Engagement,
}

/// A scoring model, read once and evaluated for many records.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoringModel {
    pub(super) fields: Vec<Field>,
    pub(super) rules: Vec<Rule>,
    pub(super) groups: Vec<Group>,
    /// The highest score, in hundredths.
    pub(super) cap: i64,
    pub(super) grades: Grades,
}

impl ScoringModel {
    /// The fields that the rules look at: facts are handed over in this order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The highest score, in hundredths of a point.
    #[must_use]
    pub const fn cap_hundredths(&self) -> i64 {
        self.cap
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    pub(super) key: String,
    pub(super) kind: GroupKind,
    /// The most points the group gives, in hundredths.
    pub(super) cap: i64,
    pub(super) rules: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) key: String,
    /// Hundredths.
    pub(super) points: i64,
    pub(super) reason: Option<String>,
    /// All must hold.
    pub(super) conditions: Vec<Condition>,
    pub(super) signal: Signal,
}

/// What a rule's points are multiplied with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Signal {
    /// Nothing: the points are given whole.
    Facts,
    /// Events of some kinds in the field with this number.
    Events { slot: usize, frequency: Frequency, fading: Fading },
    /// The time since the instant in the field with this number.
    Since { slot: usize, fading: Fading },
}

/// From how many points, in hundredths, the better grades begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grades {
    pub(super) fit: [i64; 2],
    pub(super) engagement: [i64; 2],
}

impl Grades {
    /// `A1` to `C3`: the letter for the fit, the digit for the engagement.
    pub(super) fn grade(self, fit: i64, engagement: i64) -> &'static str {
        const GRID: [[&str; 3]; 3] = [["A1", "A2", "A3"], ["B1", "B2", "B3"], ["C1", "C2", "C3"]];
        GRID[step(self.fit, fit)][step(self.engagement, engagement)]
    }
}

fn step(thresholds: [i64; 2], points: i64) -> usize {
    thresholds.iter().position(|threshold| points >= *threshold).unwrap_or(thresholds.len())
}

#[cfg(test)]
mod tests {
    use super::Grades;

    #[test]
    fn the_grade_is_a_letter_for_fit_and_a_digit_for_engagement() {
        let grades = Grades { fit: [4000, 2000], engagement: [3000, 1000] };
        assert_eq!(grades.grade(4000, 3000), "A1");
        assert_eq!(grades.grade(3999, 1000), "B2");
        assert_eq!(grades.grade(-1, 0), "C3");
        assert_eq!(grades.grade(9000, 999), "A3");
    }
}
