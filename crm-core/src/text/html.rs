//! Text made safe inside HTML.

/// Appends `text` to `html` with `& < > " '` escaped.
pub fn escape_html_into(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        let mut html = String::new();
        escape_html_into("<b title=\"x\">R&D's</b>", &mut html);
        assert_eq!(html, "&lt;b title=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/b&gt;");
    }
}
