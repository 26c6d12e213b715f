use std::fmt::Write as _;

use kplaces_text::{Text, text};

/// Shown in place of a secret.
pub(crate) fn hidden() -> Text {
    text!("(hidden)", "(verborgen)")
}

/// Shown where an optional key is not set.
pub(crate) fn none() -> Text {
    text!("(none)", "(nicht gesetzt)")
}

/// A TOML basic string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key from outside, fit for one line of a message.
pub(crate) fn shown_key(key: &str) -> String {
    let mut shown: String = key.chars().take(64).flat_map(char::escape_debug).collect();
    if key.chars().nth(64).is_some() {
        shown.push('…');
    }
    shown
}

/// An address without what may be secret in it: user name and password, and the query.
pub(crate) fn without_secrets(address: &str) -> Text {
    let hidden = hidden();
    Text::made(|language| without(address, hidden.in_language(language)))
}

fn without(address: &str, hidden: &str) -> String {
    let (address, query) = match address.find(['?', '#']) {
        Some(at) => (&address[..at], format!("{}{hidden}", &address[at..=at])),
        None => (address, String::new()),
    };
    let Some((scheme, rest)) = address.split_once("://") else {
        return format!("{address}{query}");
    };
    // The last @ counts, wherever it stands: a password may hold a slash.
    let rest = match rest.rsplit_once('@') {
        Some((_, host)) => format!("{hidden}@{host}"),
        None => rest.to_owned(),
    };
    format!("{scheme}://{rest}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_shown_without_login_and_query() {
        for (address, shown) in [
            ("https://a.example/extern", "https://a.example/extern"),
            ("http://u:p@proxy:8080", "http://(hidden)@proxy:8080"),
            ("http://u:p/x@proxy:8080", "http://(hidden)@proxy:8080"),
            ("x://h/db?key=abc", "x://h/db?(hidden)"),
            ("sqlite:places.db", "sqlite:places.db"),
        ] {
            assert_eq!(without_secrets(address).to_string(), shown);
        }
    }

    proptest! {
        #[test]
        fn a_quoted_text_is_read_back_the_same(text in "\\PC*|.*|[\\x00-\\x1f\"\\\\\u{7f}\u{80}]*") {
            let table: toml::Table = toml::from_str(&format!("a = {}", quoted(&text))).unwrap();
            prop_assert_eq!(table["a"].as_str().unwrap(), text);
        }

        #[test]
        fn a_shown_key_steers_no_terminal(key in ".*|[\\x00-\\x1f\u{80}-\u{9f}\u{202e}]*") {
            let steers = |c: char| c.is_control() || c == '\u{202e}';
            prop_assert!(!shown_key(&key).chars().any(steers));
        }
    }
}
