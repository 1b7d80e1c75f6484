//! The apostrophe that `crm export` puts before cells a spreadsheet would run as a formula.

/// Takes one apostrophe away from a cell that was escaped; other cells stay as they are.
pub(crate) fn unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::export::needs_escape(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn only_what_export_escapes_is_unescaped() {
        assert_eq!(unescape("'=1+1"), "=1+1");
        assert_eq!(unescape("''=1+1"), "'=1+1");
        assert_eq!(unescape("'tis"), "'tis");
        assert_eq!(unescape("=1+1"), "=1+1");
    }
}
