//! From the text of a cell to the text PostgreSQL reads, or a reason why not.

mod boolean;
mod date;
mod formula;
mod number;

pub(crate) use date::DateFormat;
pub(crate) use formula::unescape as unescape_formula;
pub(crate) use number::NumberFormat;

/// What a field holds; read from the database's catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValueType {
    /// Text; at most so many characters where the type limits it.
    Text {
        max_chars: Option<usize>,
    },
    /// A whole number in this range.
    Integer {
        min: i64,
        max: i64,
    },
    /// An exact decimal with at most so many digits before the point.
    Decimal {
        whole_digits: Option<usize>,
    },
    Boolean,
    Date,
    Instant,
    Uuid,
}

/// A cell that is no value of its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    #[error("is no number")]
    NotANumber,
    #[error("is no whole number")]
    NotWhole,
    #[error("is not between {min} and {max}")]
    OutOfRange { min: i64, max: i64 },
    #[error("has more than {0} digits before the decimals")]
    TooManyDigits(usize),
    #[error("is no date in the form {0}")]
    NotADate(String),
    #[error("is neither yes nor no")]
    NotABoolean,
    #[error("is no UUID")]
    NotAUuid,
    #[error("is longer than {0} characters")]
    TooLong(usize),
}

/// How values of one field are written in the source.
#[derive(Debug, Clone)]
pub(crate) struct Notation {
    pub(crate) number: NumberFormat,
    pub(crate) date: DateFormat,
}

impl Notation {
    /// ISO dates, `.` before the decimals: how constants are written in mappings.
    pub(crate) fn canonical() -> Self {
        Self { number: NumberFormat::canonical(), date: DateFormat::iso() }
    }
}

/// Converts trimmed, non-empty text.
///
/// # Errors
/// When the text is no value of the type.
pub(crate) fn convert(text: &str, target: &ValueType, notation: &Notation) -> Result<String, ValueError> {
    match target {
        ValueType::Text { max_chars } => match max_chars {
            Some(limit) if text.chars().count() > *limit => Err(ValueError::TooLong(*limit)),
            _ => Ok(text.to_owned()),
        },
        ValueType::Integer { min, max } => notation.number.integer(text, *min, *max),
        ValueType::Decimal { whole_digits } => notation.number.decimal(text, *whole_digits),
        ValueType::Boolean => boolean::parse(text).map(|truth| truth.to_string()),
        ValueType::Date => notation.date.date(text),
        ValueType::Instant => notation.date.instant(text),
        ValueType::Uuid => {
            uuid::Uuid::parse_str(text).map(|id| id.to_string()).map_err(|_| ValueError::NotAUuid)
        }
    }
}
