//! Reasons in words.

use super::Field;
use super::decay::DAY_MICROS;
use super::decay::Fading;
use super::format_hundredths;
use super::model::{Rule, Signal};
use super::test::{Comparison, Condition, Operand, Test};

/// Why a rule gave its points.
pub(super) fn of_rule(rule: &Rule, event_count: usize, fields: &[Field]) -> String {
    let mut parts: Vec<String> = Vec::new();
    match &rule.signal {
        Signal::Facts => {}
        Signal::Events { frequency, fading, .. } => {
            parts.push(format!("{event_count} x {}{}", frequency.kinds.join(" or "), in_window(fading)));
        }
        Signal::Since { slot, fading } => parts.push(format!("{}{}", name(fields, *slot), in_window(fading))),
    }
    parts.extend(rule.conditions.iter().map(|condition| of_condition(condition, fields)));
    parts.join(" and ")
}

/// Why points were taken off, or given back.
pub(super) fn of_adjustment(group: Option<&str>, points: i64, limit: i64) -> String {
    match group {
        Some(group) => format!("group {group} gives at most {} points", format_hundredths(limit)),
        None if points > 0 => "a score is never below 0".to_owned(),
        None => format!("a score is at most {} points", format_hundredths(limit)),
    }
}

fn in_window(fading: &Fading) -> String {
    if fading.window == i64::MAX {
        return String::new();
    }
    format!(" in the last {} days", fading.window as f64 / DAY_MICROS)
}

fn of_condition(condition: &Condition, fields: &[Field]) -> String {
    let field = name(fields, condition.slot);
    match &condition.test {
        Test::Equal(operand) => format!("{field} is {}", of_operand(operand)),
        Test::NotEqual(operand) => format!("{field} is not {}", of_operand(operand)),
        Test::OneOf(operands) => {
            format!("{field} is {}", operands.iter().map(of_operand).collect::<Vec<_>>().join(" or "))
        }
        Test::Contains(parts) => format!("{field} contains {}", parts.join(" or ")),
        Test::Word(words) => format!("{field} has the word {}", words.join(" or ")),
        Test::Prefix(starts) => format!("{field} begins with {}", starts.join(" or ")),
        Test::Compare(comparison, bound) => format!("{field} is {} {bound}", of_comparison(*comparison)),
        Test::Between(least, most) => format!("{field} is between {least} and {most}"),
        Test::IsSet => format!("{field} is given"),
        Test::NotSet => format!("{field} is not given"),
        Test::BusinessEmail => format!("{field} is a business address"),
        Test::FreeEmail => format!("{field} is at a public mail provider"),
    }
}

const fn of_comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Greater => "above",
        Comparison::AtLeast => "at least",
        Comparison::Less => "below",
        Comparison::AtMost => "at most",
    }
}

fn of_operand(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
        Operand::Flag(flag) => flag.to_string(),
    }
}

fn name(fields: &[Field], slot: usize) -> &str {
    fields.get(slot).map_or("", |field| field.name.as_str())
}
