//! Finds a mapping by name or path and reads it.

use super::Mapping;
use crate::import::error::ImportError;
use std::path::Path;

/// Mappings that ship with the product; they work wherever the binary lies.
const SHIPPED: &[(&str, &str)] = &[
    ("maven", include_str!("../../../../mappings/maven.toml")),
    ("leads", include_str!("../../../../mappings/leads.toml")),
    ("contacts", include_str!("../../../../mappings/contacts.toml")),
    ("x_education", include_str!("../../../../mappings/x_education.toml")),
];

/// Names of the shipped mappings.
fn shipped_names() -> Vec<&'static str> {
    SHIPPED.iter().map(|(name, _)| *name).collect()
}

/// Reads the shipped mapping of that name, or the file.
///
/// # Errors
/// When there is neither, or the text is no mapping.
pub(crate) fn load(name_or_path: &str) -> Result<Mapping, ImportError> {
    if let Some((_, text)) = SHIPPED.iter().find(|(name, _)| *name == name_or_path) {
        return parse(name_or_path, text);
    }
    if !Path::new(name_or_path).is_file() {
        return Err(ImportError::NoSuchMapping {
            name: name_or_path.to_owned(),
            shipped: shipped_names().join(", "),
        });
    }
    let text = std::fs::read_to_string(name_or_path)
        .map_err(|source| ImportError::Read { path: name_or_path.to_owned(), source })?;
    parse(name_or_path, &text)
}

fn parse(name: &str, text: &str) -> Result<Mapping, ImportError> {
    toml::from_str(text).map_err(|error| ImportError::BadMapping {
        name: name.to_owned(),
        reason: error.to_string().trim_end().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, parse};

    #[test]
    fn every_shipped_mapping_is_read() {
        for (name, text) in SHIPPED {
            let mapping = parse(name, text).expect("a mapping");
            assert_eq!(&mapping.name, name);
            assert!(!mapping.files.is_empty());
        }
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let text = "name='x'\nsource='x'\n[[file]]\nkind='lead'\nexternal_id='a'\nfields={email={colum='b'}}";
        let reason = parse("x", text).expect_err("no mapping").to_string();
        assert!(reason.contains("colum"), "{reason}");
    }
}
