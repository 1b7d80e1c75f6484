//! Cells that a spreadsheet would run as a formula.

use crm_core::text::escape_formula;
use std::borrow::Cow;

/// The cell with an apostrophe before it where a spreadsheet would run it. A cell that looks like an escaped one
/// gets another apostrophe, so that `crm import` restores every cell as it was.
pub(crate) fn escape_cell(cell: &str) -> Cow<'_, str> {
    if needs_escape(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// True for cells that `escape_cell` changes.
pub(crate) fn needs_escape(cell: &str) -> bool {
    matches!(escape_formula(cell.trim_start_matches('\'')), Cow::Owned(_))
}

#[cfg(test)]
mod tests {
    use super::escape_cell;

    #[test]
    fn formulas_and_escaped_formulas_get_one_more_apostrophe() {
        assert_eq!(escape_cell("=cmd|calc"), "'=cmd|calc");
        assert_eq!(escape_cell("'=cmd|calc"), "''=cmd|calc");
        assert_eq!(escape_cell("@x"), "'@x");
    }

    #[test]
    fn ordinary_cells_stay() {
        for cell in ["", "Acme", "'tis", "-12.50", "a=b"] {
            assert_eq!(escape_cell(cell), cell);
        }
    }
}
