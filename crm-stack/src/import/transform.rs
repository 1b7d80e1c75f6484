//! From a row of the file to a line of COPY, or to its problems.

use super::mapping::{FieldSource, Origin};
use super::plan::{FilePlan, PlannedField};
use super::problem::{Problem, ProblemKind};
use super::source::{CellError, Row};
use super::value::{Notation, ValueError, convert, unescape_formula};
use std::borrow::Cow;
use std::cell::Cell;

/// Turns the rows of one file into staged lines.
#[derive(Debug)]
pub(crate) struct Transform<'p> {
    plan: &'p FilePlan<'p>,
    /// `YYYY-MM-DD`, what `{as_of}` stands for.
    as_of: &'p str,
    canonical: Notation,
}

impl<'p> Transform<'p> {
    pub(crate) fn new(plan: &'p FilePlan<'p>, as_of: &'p str) -> Self {
        Self { plan, as_of, canonical: Notation::canonical() }
    }

    /// Appends the row to `lines` in COPY's text form and returns the problems; with a refusing problem nothing is appended.
    pub(crate) fn row(&self, row: &Row<'_>, lines: &mut String) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some((cells, columns)) = row.ragged() {
            let reason = format!("the row has {cells} cells, the header {columns} columns");
            problems.push(self.problem(row, "", &reason, ""));
            return problems;
        }
        let external_id = self.raw_text(row, &self.plan.mapping.external_id);
        // a file that repeats companies beside people has people without a company
        if self.plan.mapping.distinct && external_id.as_deref() == Ok("") {
            return problems;
        }
        let start = lines.len();
        lines.push_str(&row.line.to_string());
        lines.push('\t');
        self.external_id(row, external_id, lines, &mut problems);
        for field in &self.plan.fields {
            lines.push('\t');
            self.field(row, field, lines, &mut problems);
        }
        lines.push('\n');
        if problems.iter().any(|problem| problem.refused) {
            lines.truncate(start);
        }
        problems
    }

    fn external_id(
        &self,
        row: &Row<'_>,
        external_id: Result<Cow<'_, str>, CellError>,
        lines: &mut String,
        problems: &mut Vec<Problem>,
    ) {
        let blame = self.plan.mapping.external_id.columns().first().copied().unwrap_or("external_id");
        match external_id {
            Ok(text) if text.is_empty() => {
                problems.push(self.problem(row, blame, "the external id is empty", ""));
            }
            Ok(text) => push_copy_text(lines, &text),
            Err(error) => problems.push(self.problem(row, blame, &error.to_string(), "")),
        }
    }

    fn field(&self, row: &Row<'_>, field: &PlannedField, lines: &mut String, problems: &mut Vec<Problem>) {
        let blame = field.blame();
        let text = match self.raw_text(row, &field.source) {
            Ok(text) => text,
            Err(error) => return problems.push(self.problem(row, blame, &error.to_string(), "")),
        };
        let converted = if text.is_empty() {
            if field.source.warn_when_empty {
                let warning = self.problem(row, blame, "has no value", "");
                problems.push(Problem { refused: false, ..warning });
            }
            self.default_value(field)
        } else {
            convert(&text, &field.value_type, &field.notation).map(Some)
        };
        match converted {
            Ok(Some(value)) => push_copy_text(lines, &value),
            Ok(None) => lines.push_str("\\N"),
            Err(error) => problems.push(self.problem(row, blame, &error.to_string(), &text)),
        }
    }

    fn default_value(&self, field: &PlannedField) -> Result<Option<String>, ValueError> {
        let Some(default) = &field.source.default else { return Ok(None) };
        let text = default.render(|placeholder| if placeholder == "as_of" { self.as_of } else { "" });
        if text.is_empty() { Ok(None) } else { convert(&text, &field.value_type, &self.canonical).map(Some) }
    }

    fn problem(&self, row: &Row<'_>, column: &str, reason: &str, value: &str) -> Problem {
        Problem {
            file: self.plan.label.clone(),
            line: row.line,
            column: column.to_owned(),
            kind: ProblemKind::Validation,
            refused: true,
            reason: reason.to_owned(),
            value: value.to_owned(),
        }
    }

    /// The field's text: replaced, and empty when it means "no value".
    fn raw_text<'r>(&'r self, row: &Row<'r>, source: &'r FieldSource) -> Result<Cow<'r, str>, CellError> {
        let text = match &source.origin {
            Origin::Column(column) => Cow::Borrowed(self.cell(row, column)?),
            Origin::Template(template) => {
                let broken = Cell::new(None);
                let text = template.render(|column| {
                    self.cell(row, column).unwrap_or_else(|error| {
                        broken.set(Some(error));
                        ""
                    })
                });
                if let Some(error) = broken.get() {
                    return Err(error);
                }
                Cow::Owned(text)
            }
        };
        let text = match source.replace.get(text.as_ref()) {
            Some(replacement) => Cow::Borrowed(replacement.as_str()),
            None => text,
        };
        let mut empties = source.empty.iter().chain(&self.plan.formats.empty);
        Ok(if empties.any(|empty| empty == text.as_ref()) { Cow::Borrowed("") } else { text })
    }

    /// One cell: without the spaces around it, without the exporter's apostrophe, replaced.
    fn cell<'r>(&'r self, row: &Row<'r>, column: &str) -> Result<&'r str, CellError> {
        let cell = row.cell(column)?.trim_matches(' ');
        let cell = if self.plan.formats.unescape_formulas { unescape_formula(cell) } else { cell };
        let replacement =
            self.plan.mapping.replace.get(column).and_then(|replacements| replacements.get(cell));
        Ok(replacement.map_or(cell, String::as_str))
    }
}

fn push_copy_text(lines: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '\\' => lines.push_str("\\\\"),
            '\n' => lines.push_str("\\n"),
            '\r' => lines.push_str("\\r"),
            '\t' => lines.push_str("\\t"),
            letter => lines.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::push_copy_text;

    #[test]
    fn copy_marks_inside_values_are_escaped() {
        let mut line = String::new();
        push_copy_text(&mut line, "a\tb\\N\r\n");
        assert_eq!(line, "a\\tb\\\\N\\r\\n");
    }
}
