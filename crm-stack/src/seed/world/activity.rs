//! What people did about deals: calls, meetings, e-mails, tasks, notes.

use super::vocabulary::{CALL_SUBJECTS, EMAIL_SUBJECTS, MEETING_SUBJECTS, NEXT_STEPS, NOTES, TASK_SUBJECTS};
use super::{DAY_MS, Deal, DealState, Purpose, World};

/// One thing done or to be done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Activity {
    /// Unique in the world.
    pub(crate) index: u64,
    pub(crate) kind: ActivityKind,
    pub(crate) subject: &'static str,
    pub(crate) occurred_at_ms: i64,
    pub(crate) duration_seconds: Option<u32>,
    /// None: done. Otherwise when it is due.
    pub(crate) due_at_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActivityKind {
    Call,
    Meeting,
    Email,
    Task,
}

impl ActivityKind {
    /// `crm.activities.kind`
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Email => "email",
            Self::Task => "task",
        }
    }
}

/// Activities of one deal have numbers below this.
const MOST_PER_DEAL: u64 = 8;

impl Activity {
    /// When it was over, for done ones.
    pub(crate) fn done_at_ms(&self) -> Option<i64> {
        let seconds = i64::from(self.duration_seconds.unwrap_or(0));
        self.due_at_ms.is_none().then_some(self.occurred_at_ms + seconds * 1000)
    }
}

impl World {
    /// Up to four done activities between the deal's start and end, and for open deals often a task ahead.
    pub(crate) fn activities_of(&self, deal: &Deal) -> Vec<Activity> {
        let mut stream = self.stream(Purpose::Activity, deal.index);
        let end = deal.closes_at_ms.min(self.as_of_ms);
        let span = (end - deal.made_at_ms).max(1).unsigned_abs();
        let mut activities: Vec<Activity> = (0..stream.below(5))
            .map(|number| {
                let (kind, subjects, most_seconds): (_, &[&'static str], _) = match stream.below(10) {
                    0..4 => (ActivityKind::Call, &CALL_SUBJECTS, 1_800),
                    4..6 => (ActivityKind::Meeting, &MEETING_SUBJECTS, 5_400),
                    _ => (ActivityKind::Email, &EMAIL_SUBJECTS, 0),
                };
                Activity {
                    index: deal.index * MOST_PER_DEAL + number,
                    kind,
                    subject: stream.pick(subjects),
                    occurred_at_ms: deal.made_at_ms + i64::try_from(stream.below(span)).unwrap_or(0),
                    duration_seconds: (most_seconds > 0)
                        .then(|| 60 + u32::try_from(stream.below(most_seconds)).unwrap_or(0)),
                    due_at_ms: None,
                }
            })
            .filter(|activity| activity.done_at_ms().is_none_or(|done| done <= self.as_of_ms))
            .collect();
        if deal.state == DealState::Open && stream.chance(0.5) {
            activities.push(Activity {
                index: deal.index * MOST_PER_DEAL + MOST_PER_DEAL - 1,
                kind: ActivityKind::Task,
                subject: stream.pick(&TASK_SUBJECTS),
                occurred_at_ms: deal.stays.last().map_or(deal.made_at_ms, |(_, entered)| *entered),
                duration_seconds: None,
                due_at_ms: Some(
                    self.as_of_ms + i64::try_from(stream.below(14)).unwrap_or(0) * DAY_MS + DAY_MS / 2,
                ),
            });
        }
        activities
    }

    /// The text somebody noted about the deal, and when; one deal in five has one.
    pub(crate) fn note_of(&self, deal: &Deal) -> Option<(&'static str, i64)> {
        let mut stream = self.stream(Purpose::Note, deal.index);
        let noted_at_ms = (deal.made_at_ms + DAY_MS).min(self.as_of_ms);
        stream.chance(0.2).then(|| (stream.pick(&NOTES), noted_at_ms))
    }

    /// What is to be done next; open deals have it.
    pub(crate) fn next_step_of(&self, deal: &Deal) -> Option<&'static str> {
        let mut stream = self.stream(Purpose::Note, deal.index ^ (1 << 60));
        (deal.state == DealState::Open && stream.chance(0.7)).then(|| stream.pick(&NEXT_STEPS))
    }
}
