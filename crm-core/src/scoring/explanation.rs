//! A score with its reasons.

use serde_json::{Value as Json, json};

/// A score with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Hundredths of a point.
    pub score: i64,
    /// The points of the fit groups after their caps, in hundredths.
    pub fit: i64,
    /// The points of the engagement groups after their caps, in hundredths.
    pub engagement: i64,
    /// `A1` to `C3`.
    pub grade: &'static str,
    /// What gave or took points, in the order of the model; they sum to the score.
    pub contributions: Vec<Contribution>,
}

/// What one rule, or a cap, adds to a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The key of the rule; `cap` for an adjustment.
    pub rule: String,
    /// The key of the group; `total` for the adjustment of the sum.
    pub group: String,
    /// Hundredths of a point.
    pub points: i64,
    /// For people.
    pub reason: String,
}

impl Explanation {
    /// The form that SQL functions and edge functions return.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let contributions: Vec<Json> = self.contributions.iter().map(Contribution::to_json).collect();
        json!({
            "score": points(self.score),
            "score_hundredths": self.score,
            "grade": self.grade,
            "fit": points(self.fit),
            "engagement": points(self.engagement),
            "contributions": contributions,
        })
    }
}

impl Contribution {
    fn to_json(&self) -> Json {
        json!({
            "rule": self.rule,
            "group": self.group,
            "points": points(self.points),
            "points_hundredths": self.points,
            "reason": self.reason,
        })
    }
}

/// Hundredths as a JSON number: the nearest binary number prints as the same two decimals.
fn points(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}
