use super::url::decode;
use super::{filter, logic, select};
use crate::gateway::config::Limits;
use crate::gateway::errors::{Problem, refusals};
use axum::http::Method;

/// Checks a PostgREST query: depth and number of embeds, number of conditions, and that a change or delete of rows of a table
/// has a filter.
pub(crate) fn check_query(
    method: &Method,
    path: &str,
    query: Option<&str>,
    limits: &Limits,
) -> Result<(), Problem> {
    let mut terms = 0;
    let mut has_filter = false;
    for pair in query.unwrap_or_default().split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = decode(key)?;
        // PostgREST overlooks a parameter without `=`
        has_filter |= pair.contains('=') && filter::is_row_filter(&key);
        if key == "select" {
            check_select(&decode(value)?, limits)?;
        } else if logic::is_list(&key) {
            terms += logic::count_terms(&decode(value)?);
        }
    }
    if terms > limits.logic_terms {
        return Err(refusals::too_many_terms(terms, limits.logic_terms));
    }
    let changes_rows = matches!(*method, Method::PATCH | Method::DELETE) && !path.starts_with("/rpc/");
    if changes_rows && !has_filter {
        return Err(refusals::filter_required(method.as_str()));
    }
    Ok(())
}

fn check_select(select: &str, limits: &Limits) -> Result<(), Problem> {
    if select::calls_aggregate(select) {
        return Err(refusals::aggregates_not_served());
    }
    let found = select::embeds(select);
    if found.depth > limits.embed_depth {
        return Err(refusals::embeds_too_deep(found.depth, limits.embed_depth));
    }
    if found.count > limits.embeds {
        return Err(refusals::too_many_embeds(found.count, limits.embeds));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(method: &Method, path: &str, query: &str) -> Option<String> {
        check_query(method, path, Some(query), &Limits::default())
            .err()
            .map(|problem| problem.code().to_owned())
    }

    #[test]
    fn changing_or_deleting_without_a_filter_is_refused() {
        for query in [
            "",
            "select=id",
            "order=id&limit=1",
            "account.name=eq.x",
            "account.custom-%3E%3Etier=eq.x",
            "%22account%22.name=eq.x",
            "&",
            "=eq.1",
            "id",
            "limit%3Bid&select=id",
        ] {
            assert_eq!(refused(&Method::DELETE, "/deals", query).as_deref(), Some("CRM107"), "{query}");
            assert_eq!(refused(&Method::PATCH, "/deals", query).as_deref(), Some("CRM107"), "{query}");
        }
    }

    #[test]
    fn a_filter_on_the_table_lets_changes_through() {
        for query in
            ["id=eq.1", "id=not.is.null", "or=(a.eq.1,b.eq.2)", "custom->>tier=eq.gold", "not.and=(a.eq.1)"]
        {
            assert_eq!(refused(&Method::DELETE, "/deals", query), None, "{query}");
        }
        assert_eq!(refused(&Method::GET, "/deals", ""), None);
        assert_eq!(refused(&Method::POST, "/rpc/move_deal", ""), None);
    }

    #[test]
    fn embeds_are_allowed_to_four_levels() {
        assert_eq!(refused(&Method::GET, "/deals", "select=*,a(b(c(d(id))))"), None);
        assert_eq!(refused(&Method::GET, "/deals", "select=*,a(b(c(d(e(id)))))").as_deref(), Some("CRM105"));
        assert_eq!(
            refused(&Method::GET, "/deals", "s%65lect=a(b(c(d(e%28id)))))").as_deref(),
            Some("CRM105")
        );
        assert_eq!(
            refused(&Method::GET, "/deals", "select=id&select=a(b(c(d(e()))))").as_deref(),
            Some("CRM105")
        );
    }

    #[test]
    fn embeds_beside_each_other_are_counted() {
        let wide = |count: usize| {
            let embeds: Vec<String> = (0..count).map(|n| format!("a{n}:account_id(id)")).collect();
            format!("select={}", embeds.join(","))
        };
        assert_eq!(refused(&Method::GET, "/deals", &wide(19)), None);
        assert_eq!(refused(&Method::GET, "/deals", &wide(20)), None);
        assert_eq!(refused(&Method::GET, "/deals", &wide(21)).as_deref(), Some("CRM112"));
    }

    #[test]
    fn conditions_are_counted_over_all_lists_of_the_request() {
        let list = |count: usize| (0..count).map(|n| format!("a.eq.{n}")).collect::<Vec<_>>().join(",");
        for count in [49, 50] {
            assert_eq!(refused(&Method::GET, "/deals", &format!("or=({})", list(count))), None);
        }
        assert_eq!(refused(&Method::GET, "/deals", &format!("or=({})", list(51))).as_deref(), Some("CRM106"));
        let two = format!("or=({})&account.and=({})", list(30), list(30));
        assert_eq!(refused(&Method::GET, "/deals", &two).as_deref(), Some("CRM106"));
    }
}
