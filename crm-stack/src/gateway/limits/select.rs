/// The deepest nesting of resources in a `select` list: `a(b(id))` is 2. The empty brackets of an aggregate do not
/// count.
pub(super) fn embed_depth(select: &str) -> usize {
    let (mut depth, mut deepest, mut quoted) = (0_usize, 0, false);
    let mut characters = select.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => drop(characters.next()),
            '"' => quoted = !quoted,
            '(' if !quoted && characters.peek() != Some(&')') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            '(' if !quoted => drop(characters.next()),
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::embed_depth;

    #[test]
    fn depth_is_that_of_the_deepest_branch() {
        for (select, depth) in [
            ("*", 0),
            ("id,account:account_id(name),contact_id(id)", 1),
            ("a(b(id)),c(d(e(id)))", 3),
            ("amount.sum(),stage_id(count())", 1),
            (r#""odd (name",a(id)"#, 1),
            (r#""es\"(caped",a(id)"#, 1),
            ("a)))b((", 2),
        ] {
            assert_eq!(embed_depth(select), depth, "{select}");
        }
    }
}
