//! The meaning of an SQLSTATE or PostgREST code, where PostgREST's own answer would mislead or tell too much.

use super::problem::Text;
use axum::http::StatusCode;

const RETRY_SOON_S: u16 = 2;
const RETRY_LATER_S: u16 = 30;

/// How an upstream error is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// As it came: raised by our own SQL, or harmless.
    AsItIs,
    /// Without the hint that PostgreSQL or PostgREST guessed from names the caller may not use.
    WithoutGuess,
    /// Without the details that PostgreSQL adds, the whole row that broke a rule among them.
    WithoutRow,
    /// Without the hint and the details.
    Bare,
    /// Replaced as a whole.
    Replaced(Replacement),
    /// The connection to the database died; a change may have been stored or not.
    ConnectionLost,
    /// A standby, or read-only mode.
    ReadOnly,
    /// A fault of ours.
    Internal,
}

/// An answer in words of our own under the original code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) status: StatusCode,
    pub(super) message: &'static str,
    pub(super) hint: &'static str,
    pub(super) retry_after_s: Option<u16>,
}

/// Reads an error's code, and its message where one code has two meanings.
pub(super) fn meaning(code: &str, message: &str) -> Meaning {
    match code {
        "" | "PGRST001" => Meaning::ConnectionLost,
        "25006" => Meaning::ReadOnly,
        "0A000" if message.contains("recovery") => Meaning::ReadOnly,
        "PGRST000" | "PGRST002" => UNREACHABLE,
        "PGRST003" => CROWDED,
        "PGRST200" | "PGRST201" | "PGRST202" => Meaning::Bare,
        "55000" if message.contains(" view \"") => NOT_WRITABLE,
        "55000" if message.contains("other rights") => RIGHTS_CHANGED,
        "57014" => TOO_SLOW,
        "40001" | "40P01" => CONFLICT,
        "55P03" => LOCKED,
        "54001" => TOO_COMPLEX,
        "42501" => Meaning::AsItIs,
        "23502" | "23514" => Meaning::WithoutRow,
        "23P01" => TAKEN,
        _ => class_meaning(code),
    }
}

fn class_meaning(code: &str) -> Meaning {
    match code.get(..2).unwrap_or_default() {
        "PG" | "42" => Meaning::WithoutGuess,
        "08" | "57" => UNREACHABLE,
        "53" => EXHAUSTED,
        "54" => Meaning::Bare,
        "58" | "F0" | "XX" => Meaning::Internal,
        _ => Meaning::AsItIs,
    }
}

pub(super) const UNREACHABLE: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::SERVICE_UNAVAILABLE,
    message: "the database is not reachable at the moment",
    hint: "try again in a few seconds",
    retry_after_s: Some(RETRY_SOON_S),
});

const EXHAUSTED: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::SERVICE_UNAVAILABLE,
    message: "the database is short of memory, space or connections",
    hint: "try again later",
    retry_after_s: Some(RETRY_LATER_S),
});

const CROWDED: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::GATEWAY_TIMEOUT,
    message: "no database connection became free in time",
    hint: "try again later, with fewer requests at once",
    retry_after_s: Some(RETRY_LATER_S),
});

const TOO_SLOW: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::GATEWAY_TIMEOUT,
    message: "the request took longer than allowed",
    hint: "narrow the filter or ask for fewer rows",
    retry_after_s: None,
});

const CONFLICT: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::CONFLICT,
    message: "the request collided with another change made at the same time",
    hint: "repeat the request; nothing of it was stored",
    retry_after_s: None,
});

const TAKEN: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::CONFLICT,
    message: "only one record may have this place, and another one has it",
    hint: "take it from the other record first, such as is_default or is_active",
    retry_after_s: None,
});

/// PostgreSQL says so before it looks at the caller's rights, and would tell how to make the view writable.
const NOT_WRITABLE: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::METHOD_NOT_ALLOWED,
    message: "this view can only be read",
    hint: "change the records that it shows",
    retry_after_s: None,
});

/// The statement was planned for rights that changed before it ran; nothing of it was done.
const RIGHTS_CHANGED: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::SERVICE_UNAVAILABLE,
    message: "the caller's rights changed while the request was served",
    hint: "repeat the request; nothing of it was stored",
    retry_after_s: Some(RETRY_SOON_S),
});

const LOCKED: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::SERVICE_UNAVAILABLE,
    message: "the record is locked by another change",
    hint: "try again in a few seconds",
    retry_after_s: Some(RETRY_SOON_S),
});

const TOO_COMPLEX: Meaning = Meaning::Replaced(Replacement {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    message: "the request is too complex",
    hint: "use fewer or flatter conditions",
    retry_after_s: None,
});

/// Our own hints for questions that PostgREST answers by guessing names.
pub(super) fn hint_for(code: &str) -> Option<Text> {
    let hint = match code {
        "PGRST200" => "check the spelling; embed by the foreign key column, as in account:account_id(name)",
        "PGRST201" => "name the foreign key column, as in account:account_id(name)",
        "PGRST202" => "check the function's name and the names of all its arguments",
        _ => return None,
    };
    Some(Text::Borrowed(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_postgrest_serves_wrongly_get_their_own_status() {
        for (code, expected) in [
            ("57014", 504),
            ("PGRST003", 504),
            ("40001", 409),
            ("40P01", 409),
            ("55P03", 503),
            ("53100", 503),
            ("57P01", 503),
            ("08006", 503),
            ("PGRST000", 503),
            ("PGRST002", 503),
            ("54001", 413),
            ("23P01", 409),
        ] {
            let Meaning::Replaced(replacement) = meaning(code, "") else { panic!("{code} is not replaced") };
            assert_eq!(replacement.status, expected, "{code}");
        }
    }

    #[test]
    fn a_feature_that_is_missing_is_not_mistaken_for_a_standby() {
        assert_eq!(meaning("0A000", "cannot execute INSERT during recovery"), Meaning::ReadOnly);
        assert_eq!(meaning("0A000", "unsupported"), Meaning::AsItIs);
        assert_eq!(meaning("25006", ""), Meaning::ReadOnly);
    }

    #[test]
    fn a_change_of_a_view_is_a_method_that_it_does_not_have() {
        let message = r#"cannot insert into view "rotting_deals""#;
        assert_eq!(meaning("55000", message), NOT_WRITABLE);
        assert_eq!(meaning("55000", "lastval is not yet defined in this session"), Meaning::AsItIs);
    }

    #[test]
    fn a_statement_planned_for_other_rights_is_to_be_repeated() {
        assert_eq!(
            meaning("55000", "the statement was prepared for a caller with other rights"),
            RIGHTS_CHANGED
        );
    }

    #[test]
    fn guesses_are_taken_away_and_our_own_words_stay() {
        for code in ["42703", "42P01", "42883", "PGRST100", "PGRST204"] {
            assert_eq!(meaning(code, ""), Meaning::WithoutGuess, "{code}");
        }
        for code in ["PGRST200", "PGRST201", "PGRST202", "54023"] {
            assert_eq!(meaning(code, ""), Meaning::Bare, "{code}");
        }
        for code in ["42501", "22023", "23505", "PT404", "PT409", "P0001"] {
            assert_eq!(meaning(code, ""), Meaning::AsItIs, "{code}");
        }
        assert_eq!(meaning("XX000", ""), Meaning::Internal);
    }
}
