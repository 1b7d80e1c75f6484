//! Reading rules.

use super::condition;
use super::fields::Fields;
use super::node::Node;
use crate::scoring::decay::{DAY_MICROS, Fading, Frequency};
use crate::scoring::model::{GroupKind, Rule, Signal};
use crate::scoring::{FieldType, ModelError, ModelProblem};

const CONDITIONS_MOST: usize = 20;
const KINDS_MOST: usize = 50;
const EVENTS_MOST: u32 = 1_000;
const DAYS_MOST: f64 = 36_525.0;

/// Keys that only rules of engagement have.
const ENGAGEMENT_KEYS: [&str; 6] =
    ["event", "since", "window_days", "min_count", "max_count", "half_life_days"];

pub(super) fn read(node: &Node<'_>, kind: GroupKind, fields: &mut Fields) -> Result<Rule, ModelError> {
    node.object(&[
        "key",
        "points",
        "reason",
        "when",
        "event",
        "since",
        "window_days",
        "min_count",
        "max_count",
        "half_life_days",
    ])?;
    let conditions = match node.get("when")? {
        Some(when) => {
            let nodes = when.one_or_many(CONDITIONS_MOST)?;
            nodes.iter().map(|node| condition::read(node, fields)).collect::<Result<_, _>>()?
        }
        None if kind == GroupKind::Fit => return Err(node.refuse(ModelProblem::MissingKey("when"))),
        None => Vec::new(),
    };
    Ok(Rule {
        key: node.require("key")?.key()?,
        points: node.require("points")?.points()?,
        reason: node.get("reason")?.map(|reason| reason.text().map(str::to_owned)).transpose()?,
        conditions,
        signal: match kind {
            GroupKind::Fit => read_fit(node)?,
            GroupKind::Engagement => read_engagement(node, fields)?,
        },
    })
}

fn read_fit(node: &Node<'_>) -> Result<Signal, ModelError> {
    for key in ENGAGEMENT_KEYS {
        if node.get(key)?.is_some() {
            return Err(node.refuse(ModelProblem::FitDecays(key)));
        }
    }
    Ok(Signal::Facts)
}

fn read_engagement(node: &Node<'_>, fields: &mut Fields) -> Result<Signal, ModelError> {
    let fading = Fading { window: read_window(node)?, half_life: read_days(node, "half_life_days")? };
    match (node.get("event")?, node.get("since")?) {
        (Some(event), None) => {
            let slot = fields.number("activities", FieldType::Events);
            Ok(Signal::Events { slot, frequency: read_frequency(node, &event)?, fading })
        }
        (None, Some(since)) => {
            let (slot, field_type) = fields.slot(&since)?;
            if field_type != FieldType::Instant {
                let (operator, field) = ("since".to_owned(), since.text()?.to_owned());
                return Err(since.refuse(ModelProblem::WrongOperator { operator, field, field_type }));
            }
            Ok(Signal::Since { slot, fading })
        }
        (None, None) => Err(node.refuse(ModelProblem::NoSignal)),
        (Some(_), Some(_)) => Err(node.refuse(ModelProblem::TwoSignals)),
    }
}

fn read_frequency(node: &Node<'_>, event: &Node<'_>) -> Result<Frequency, ModelError> {
    let kinds = event.one_or_many(KINDS_MOST)?;
    let count = |key| node.get(key)?.map_or(Ok(1), |count| count.count_within(1, EVENTS_MOST));
    Ok(Frequency {
        kinds: kinds.iter().map(|kind| kind.text().map(str::to_lowercase)).collect::<Result<_, _>>()?,
        least: count("min_count")?,
        most: count("max_count")?,
    })
}

/// Microseconds; without a window everything counts.
fn read_window(node: &Node<'_>) -> Result<i64, ModelError> {
    Ok(read_days(node, "window_days")?.map_or(i64::MAX, |micros| micros as i64))
}

/// Days as microseconds.
fn read_days(node: &Node<'_>, key: &'static str) -> Result<Option<f64>, ModelError> {
    let days = node.get(key)?.map(|days| days.number_within(0.01, DAYS_MOST)).transpose()?;
    Ok(days.map(|days| days * DAY_MICROS))
}
