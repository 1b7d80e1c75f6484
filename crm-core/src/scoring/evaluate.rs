//! The points of a record under a model.

use super::explanation::{Contribution, Explanation};
use super::model::{Group, GroupKind, Rule, ScoringModel, Signal};
use super::{Value, reason};
use crate::text::fold_into;

/// Memory that evaluations share, so that scoring many records allocates nothing for each rule.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: Vec<FoldedText>,
    ages: Vec<i64>,
}

#[derive(Debug, Default)]
struct FoldedText {
    is_ready: bool,
    text: String,
}

/// The facts of one record, with its texts folded when they are first asked for.
pub(super) struct Row<'r, 'v> {
    values: &'r [Value<'v>],
    scratch: &'r mut Scratch,
}

impl<'r, 'v> Row<'r, 'v> {
    fn new(values: &'r [Value<'v>], scratch: &'r mut Scratch) -> Self {
        scratch.folded.resize_with(values.len().max(scratch.folded.len()), FoldedText::default);
        scratch.folded.iter_mut().for_each(|folded| folded.is_ready = false);
        Self { values, scratch }
    }

    pub(super) fn value(&self, slot: usize) -> &'r Value<'v> {
        self.values.get(slot).unwrap_or(&Value::Missing)
    }

    /// The trimmed text of a field in folded form; `None` if the field is no text.
    pub(super) fn folded(&mut self, slot: usize) -> Option<&str> {
        let Some(Value::Text(text)) = self.values.get(slot) else { return None };
        let folded = &mut self.scratch.folded[slot];
        if !folded.is_ready {
            folded.is_ready = true;
            folded.text.clear();
            fold_into(text.trim(), &mut folded.text);
        }
        Some(&folded.text)
    }
}

/// Who hears of the contributions while they are summed.
trait Listener {
    fn rule(&mut self, group: &Group, rule: &Rule, points: i64, event_count: usize, fields: &ScoringModel);
    fn adjustment(&mut self, group: Option<&Group>, points: i64, limit: i64);
}

/// Nobody: only the sum is wanted.
struct Nobody;

impl Listener for Nobody {
    fn rule(&mut self, _: &Group, _: &Rule, _: i64, _: usize, _: &ScoringModel) {}
    fn adjustment(&mut self, _: Option<&Group>, _: i64, _: i64) {}
}

impl Listener for Vec<Contribution> {
    fn rule(&mut self, group: &Group, rule: &Rule, points: i64, event_count: usize, model: &ScoringModel) {
        let reason = rule.reason.clone().unwrap_or_else(|| reason::of_rule(rule, event_count, &model.fields));
        self.push(Contribution { rule: rule.key.clone(), group: group.key.clone(), points, reason });
    }

    fn adjustment(&mut self, group: Option<&Group>, points: i64, limit: i64) {
        self.push(Contribution {
            rule: "cap".to_owned(),
            group: group.map_or_else(|| "total".to_owned(), |group| group.key.clone()),
            points,
            reason: reason::of_adjustment(group.map(|group| group.key.as_str()), points, limit),
        });
    }
}

struct Totals {
    fit: i64,
    engagement: i64,
    score: i64,
}

impl ScoringModel {
    /// The score in hundredths of a point, between 0 and the cap.
    ///
    /// `values` are the facts of [`ScoringModel::fields`] in their order; `as_of` is in microseconds since 1970.
    #[must_use]
    pub fn score(&self, values: &[Value<'_>], as_of: i64, scratch: &mut Scratch) -> i64 {
        self.evaluate(&mut Row::new(values, scratch), as_of, &mut Nobody).score
    }

    /// The score with its grade and reasons; the contributions sum exactly to the score of [`ScoringModel::score`].
    #[must_use]
    pub fn explain(&self, values: &[Value<'_>], as_of: i64) -> Explanation {
        let mut contributions = Vec::new();
        let totals = self.evaluate(&mut Row::new(values, &mut Scratch::default()), as_of, &mut contributions);
        Explanation {
            score: totals.score,
            fit: totals.fit,
            engagement: totals.engagement,
            grade: self.grades.grade(totals.fit, totals.engagement),
            contributions,
        }
    }

    fn evaluate(&self, row: &mut Row<'_, '_>, as_of: i64, listener: &mut impl Listener) -> Totals {
        let mut totals = Totals { fit: 0, engagement: 0, score: 0 };
        for group in &self.groups {
            let points = self.evaluate_group(group, row, as_of, listener);
            match group.kind {
                GroupKind::Fit => totals.fit += points,
                GroupKind::Engagement => totals.engagement += points,
            }
        }
        let sum = totals.fit + totals.engagement;
        totals.score = sum.clamp(0, self.cap);
        if totals.score != sum {
            listener.adjustment(None, totals.score - sum, totals.score);
        }
        totals
    }

    fn evaluate_group(
        &self,
        group: &Group,
        row: &mut Row<'_, '_>,
        as_of: i64,
        listener: &mut impl Listener,
    ) -> i64 {
        let mut sum = 0;
        for rule in &self.rules[group.rules.clone()] {
            if !rule.conditions.iter().all(|condition| condition.holds(row)) {
                continue;
            }
            let (points, event_count) = rule.points(row, as_of);
            if points != 0 {
                sum += points;
                listener.rule(group, rule, points, event_count, self);
            }
        }
        if sum > group.cap {
            listener.adjustment(Some(group), group.cap - sum, group.cap);
        }
        sum.min(group.cap)
    }
}

impl Rule {
    /// The points in hundredths, and how many events gave them.
    fn points(&self, row: &mut Row<'_, '_>, as_of: i64) -> (i64, usize) {
        match &self.signal {
            Signal::Facts => (self.points, 0),
            Signal::Events { slot, frequency, fading } => match row.value(*slot) {
                Value::Events(events) => {
                    frequency.points(self.points, events, fading, as_of, &mut row.scratch.ages)
                }
                _ => (0, 0),
            },
            Signal::Since { slot, fading } => match row.value(*slot) {
                Value::Instant(instant) => (fading.points_since(self.points, *instant, as_of), 1),
                _ => (0, 0),
            },
        }
    }
}
