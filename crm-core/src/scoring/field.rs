//! The data of a lead that rules may look at.

/// What values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text, compared folded.
    Text,
    /// Numbers.
    Number,
    /// Points in time.
    Instant,
    /// What happened to the lead: `[{"kind": "meeting", "occurred_at": "2026-11-20T10:00:00Z"}, ...]`.
    Events,
    /// A custom field: text, a number or a flag.
    Custom,
    /// All facts of a record together.
    Facts,
}

impl FieldType {
    /// The name used in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Instant => "an instant (RFC 3339)",
            Self::Events => "a list of {kind, occurred_at}",
            Self::Custom => "text, a number or a boolean",
            Self::Facts => "an object",
        }
    }
}

/// A field that a model looks at; a model numbers its fields from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name of the fact or column; `custom.<key>` for a key of the column `custom`.
    pub name: String,
    /// What values it has.
    pub field_type: FieldType,
}

const CUSTOM_PREFIX: &str = "custom.";

impl Field {
    /// The key inside the column `custom`, for custom fields.
    #[must_use]
    pub fn custom_key(&self) -> Option<&str> {
        self.name.strip_prefix(CUSTOM_PREFIX)
    }
}

/// The type of the field of a lead with this name.
pub(super) fn lead_field_type(name: &str) -> Option<FieldType> {
    if name.len() > CUSTOM_PREFIX.len() && name.starts_with(CUSTOM_PREFIX) {
        return Some(FieldType::Custom);
    }
    LEAD_FIELDS.iter().find(|(field, _)| *field == name).map(|(_, field_type)| *field_type)
}

/// The names of a lead's fields, for messages.
pub(super) fn lead_field_names() -> String {
    let names: Vec<&str> = LEAD_FIELDS.iter().map(|(name, _)| *name).collect();
    format!("{}, {CUSTOM_PREFIX}<key>", names.join(", "))
}

const LEAD_FIELDS: &[(&str, FieldType)] = &[
    ("first_name", FieldType::Text),
    ("last_name", FieldType::Text),
    ("full_name", FieldType::Text),
    ("email", FieldType::Text),
    ("phone", FieldType::Text),
    ("company", FieldType::Text),
    ("job_title", FieldType::Text),
    ("website", FieldType::Text),
    ("industry", FieldType::Text),
    ("country", FieldType::Text),
    ("source", FieldType::Text),
    ("rating", FieldType::Text),
    ("description", FieldType::Text),
    ("employee_count", FieldType::Number),
    ("annual_revenue", FieldType::Number),
    ("created_at", FieldType::Instant),
    ("last_activity_at", FieldType::Instant),
    ("activities", FieldType::Events),
];
