//! Reads COPY's text form: one row a line, cells between tabs, `\N` for null.

/// Decodes one cell; none for null.
pub(crate) fn decode(cell: &str) -> Option<String> {
    if cell == "\\N" {
        return None;
    }
    let mut text = String::with_capacity(cell.len());
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        let decoded = match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('v') => '\u{b}',
                Some(other) => other,
                None => '\\',
            },
            letter => letter,
        };
        text.push(decoded);
    }
    Some(text)
}

/// Takes complete lines off the front of what has arrived.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// Adds bytes and hands over each line that is complete now.
    ///
    /// # Errors
    /// The first error of `take`, or bytes that are not UTF-8.
    pub(crate) fn push<E: From<std::str::Utf8Error>>(
        &mut self,
        bytes: &[u8],
        mut take: impl FnMut(&str) -> Result<(), E>,
    ) -> Result<(), E> {
        self.rest.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(length) =
            self.rest.get(start..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
        {
            take(std::str::from_utf8(self.rest.get(start..start + length).unwrap_or_default())?)?;
            start += length + 1;
        }
        self.rest.drain(..start);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, decode};

    #[test]
    fn cells_are_decoded() {
        assert_eq!(decode("\\N"), None);
        assert_eq!(decode("a\\tb\\\\N\\n\\r"), Some("a\tb\\N\n\r".into()));
        assert_eq!(decode(""), Some(String::new()));
    }

    #[test]
    fn lines_are_put_together_from_pieces() {
        let (mut lines, mut seen) = (Lines::default(), Vec::new());
        for piece in ["a\nb", "c\n", "\nd"] {
            let result: Result<(), std::str::Utf8Error> = lines.push(piece.as_bytes(), |line| {
                seen.push(line.to_owned());
                Ok(())
            });
            assert_eq!(result, Ok(()));
        }
        assert_eq!(seen, ["a", "bc", ""]);
    }
}
