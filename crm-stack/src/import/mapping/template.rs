//! Text with placeholders: `{sales_agent}`, `{sales_agent:slug}`.

use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// Literal text and columns, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Column { name: String, slug: bool },
}

/// A template that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum TemplateError {
    /// `{` without `}`.
    #[error("the placeholder in `{0}` is not closed")]
    NotClosed(String),
    /// `{name:filter}` with an unknown filter.
    #[error("the placeholder filter `{0}` does not exist (there is `slug`)")]
    UnknownFilter(String),
}

impl Template {
    /// The template that is always the empty text.
    pub(crate) fn empty() -> Self {
        Self { parts: Vec::new() }
    }

    /// Reads `text {column} text {column:slug}`.
    ///
    /// # Errors
    /// When a brace is not closed or a filter is unknown.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, remaining) =
                after.split_once('}').ok_or_else(|| TemplateError::NotClosed(text.to_owned()))?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (name, slug) = match inside.rsplit_once(':') {
                None => (inside, false),
                Some((name, "slug")) => (name, true),
                Some((_, filter)) => return Err(TemplateError::UnknownFilter(filter.to_owned())),
            };
            parts.push(Part::Column { name: name.to_owned(), slug });
            rest = remaining;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The columns named by placeholders.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column { name, .. } => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Fills the template; empty when every placeholder is empty.
    pub(crate) fn render<'a>(&self, cell: impl Fn(&str) -> &'a str) -> String {
        let mut text = String::new();
        let mut filled = self.columns().next().is_none();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Column { name, slug } => {
                    let value = cell(name).trim();
                    filled |= !value.is_empty();
                    if *slug { push_slug(&mut text, value) } else { text.push_str(value) }
                }
            }
        }
        if filled { text } else { String::new() }
    }
}

/// Letters and digits in lower case, one dot between the words: `Mei-Mei Johns` gives `mei.mei.johns`.
fn push_slug(text: &mut String, value: &str) {
    let mut gap = false;
    let start = text.len();
    for letter in value.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            if gap && text.len() > start {
                text.push('.');
            }
            gap = false;
            text.push(letter);
        } else {
            gap = true;
        }
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Template, TemplateError};

    #[test]
    fn placeholders_are_filled_and_slugs_are_made() {
        let template = Template::parse("{name:slug}@{site}.test").expect("a template");
        let text = template.render(|column| if column == "name" { " Mei-Mei  Johns" } else { "maven" });
        assert_eq!(text, "mei.mei.johns@maven.test");
    }

    #[test]
    fn a_template_over_empty_cells_is_empty() {
        let template = Template::parse("Deal {number}").expect("a template");
        assert_eq!(template.render(|_| ""), "");
        assert_eq!(Template::parse("constant").expect("a template").render(|_| ""), "constant");
    }

    #[test]
    fn broken_placeholders_are_named() {
        assert_eq!(Template::parse("a {b"), Err(TemplateError::NotClosed("a {b".into())));
        assert_eq!(Template::parse("{b:up}"), Err(TemplateError::UnknownFilter("up".into())));
    }
}
