/// The resources of a `select` list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Embeds {
    /// The deepest nesting: `a(b(id))` is 2.
    pub(super) depth: usize,
    /// All of them: `a(b(id)),c(id)` is 3.
    pub(super) count: usize,
}

/// Finds resources by their brackets, whatever stands inside.
pub(super) fn embeds(select: &str) -> Embeds {
    let (mut open, mut quoted) = (0_usize, false);
    let mut found = Embeds { depth: 0, count: 0 };
    let mut characters = select.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => drop(characters.next()),
            '"' => quoted = !quoted,
            '(' if !quoted => {
                open += 1;
                found.count += 1;
                found.depth = found.depth.max(open);
            }
            ')' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// Whether an aggregate function is called. PostgREST overlooks its own switch in what a spread embeds.
pub(super) fn calls_aggregate(select: &str) -> bool {
    const AGGREGATES: [&str; 5] = ["avg", "count", "max", "min", "sum"];
    let calls = select.match_indices("()").map(|(start, _)| &select[..start]);
    calls.into_iter().any(|before| {
        let name = before.rsplit(['.', ',', '(', ':']).next().unwrap_or_default();
        AGGREGATES.contains(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_that_of_the_deepest_branch_and_all_count() {
        for (select, depth, count) in [
            ("*", 0, 0),
            ("id,account:account_id(name),contact_id(id)", 1, 2),
            ("a(b(id)),c(d(e(id)))", 3, 5),
            ("a(b(c(d(e()))))", 5, 5),
            ("...a(...b(id))", 2, 2),
            (r#""odd (name",a(id)"#, 1, 1),
            (r#""es\"(caped",a(id)"#, 1, 1),
            ("a)))b((", 2, 2),
        ] {
            assert_eq!(embeds(select), Embeds { depth, count }, "{select}");
        }
    }

    #[test]
    fn aggregates_are_told_from_embeds_and_columns() {
        for select in ["amount.sum()", "count()", "n:id.count()", "...account_id(employee_count.max())"] {
            assert!(calls_aggregate(select), "{select}");
        }
        for select in ["*", "count", "account_id()", "discount()", "counts:contact_id()", "sum(id)"] {
            assert!(!calls_aggregate(select), "{select}");
        }
    }
}
