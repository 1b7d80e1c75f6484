//! Refusals in the form that PostgREST uses, so that clients need to know one form only.

use serde::Serialize;

/// A refusal of an edge function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EdgeError {
    /// The HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// The SQLSTATE that PostgREST would serve with this status.
    pub code: &'static str,
    /// What is wrong with the caller's thing.
    pub message: String,
    /// The values and limits.
    #[serde(rename = "details")]
    pub detail: Option<String>,
    /// The next step.
    pub hint: Option<String>,
}

impl EdgeError {
    /// A request that is understood and refused: 400, `22023`.
    #[must_use]
    pub fn bad_argument(message: impl Into<String>) -> Self {
        Self::new(400, "22023", message)
    }

    /// A request that cannot be read: 400, `22P02`.
    #[must_use]
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(400, "22P02", message)
    }

    /// A method that the function does not serve: 405.
    #[must_use]
    pub fn method_not_allowed(message: impl Into<String>) -> Self {
        Self::new(405, "PT405", message)
    }

    /// A body that is too large: 413.
    #[must_use]
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(413, "PT413", message)
    }

    /// A fault of ours: 500, `XX000`.
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "XX000", message)
    }

    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), detail: None, hint: None }
    }

    /// With the values and limits.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// With the next step.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
