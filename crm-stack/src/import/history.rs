//! Stage history of imported deals, from the dates the source has.

use super::plan::{Destination, FilePlan, PlannedField};
use super::sql_text::{ident, join, literal};
use uuid::Uuid;

/// The rows `(stage name, entered at, number)` of one new deal `d`, as the inside of a `values` list.
pub(crate) fn steps(plan: &FilePlan<'_>) -> String {
    join(dated_steps(plan), ", ", |(index, stage, field)| {
        format!("({}, d.{}, {index})", literal(stage), ident(&field.name))
    })
}

/// The resolved columns that `steps` needs.
pub(crate) fn step_columns(plan: &FilePlan<'_>) -> String {
    join(dated_steps(plan), "", |(_, _, field)| format!(", r.{}", ident(&field.name)))
}

/// When a new deal entered the stage it is in: the date of that stage's step, else the deal's own date.
pub(crate) fn stage_entered_at(plan: &FilePlan<'_>, org: Uuid) -> Option<String> {
    if plan.mapping.stage_history.is_empty() || plan.field_of_column("stage_id").is_none() {
        return None;
    }
    let cases = join(dated_steps(plan), " ", |(_, stage, field)| {
        format!("when {} then r.{}", literal(stage), ident(&field.name))
    });
    let org = literal(&org.to_string());
    let stage = format!("(select s.name from crm.stages s where s.org_id = {org} and s.id = r.\"stage_id\")");
    let created_at = plan
        .field_of_column("created_at")
        .map_or(String::new(), |field| format!(", r.{}", ident(&field.name)));
    Some(format!("coalesce(case {stage} {cases} end{created_at}, now())"))
}

fn dated_steps<'p>(plan: &'p FilePlan<'_>) -> impl Iterator<Item = (usize, &'p str, &'p PlannedField)> {
    plan.fields.iter().filter_map(|field| match field.destination {
        Destination::HistoryStep(index) => {
            Some((index, plan.mapping.stage_history.get(index)?.stage.as_str(), field))
        }
        _ => None,
    })
}
