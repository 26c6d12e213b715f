use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::Language;

/// A sentence in every language of the product, made where its facts are known. Which one is read is
/// decided at the door: on a terminal, in a reply of the map, in a file for people.
///
/// It may name commands of the program ([`crate::command`]); they are written out at the door too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<Forms>);

#[derive(Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Forms {
    english: Box<str>,
    german: Box<str>,
}

impl Text {
    /// A sentence out of its two forms. [`text!`](crate::text!) is the usual way.
    pub fn new(english: impl Into<Box<str>>, german: impl Into<Box<str>>) -> Self {
        Self(Arc::new(Forms {
            english: english.into(),
            german: german.into(),
        }))
    }

    /// A sentence that `make` writes in the language it is given.
    pub fn made(make: impl Fn(Language) -> String) -> Self {
        Self::new(make(Language::English), make(Language::German))
    }

    /// What reads the same in every language: a name, a path, a number of an error.
    pub fn same(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        Self::new(text.clone(), text)
    }

    /// The form of one language, as it was made.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.0.english,
            Language::German => &self.0.german,
        }
    }

    /// Texts in one, with `between` between them.
    pub fn joined(texts: &[impl Borrow<Self>], between: &str) -> Self {
        Self::made(|language| {
            let texts = texts.iter().map(|text| text.borrow().in_language(language));
            let texts: Vec<&str> = texts.collect();
            texts.join(between)
        })
    }

    /// The same with its commands written out for a tenant, for a door that knows no tenants.
    #[must_use]
    pub fn for_tenant(&self, tenant: Option<&str>) -> Self {
        Self::made(|language| crate::spoken(self.in_language(language), tenant))
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.english.is_empty() && self.0.german.is_empty()
    }
}

/// As the cause of another error, such as an [`std::io::Error`].
impl std::error::Error for Text {}

/// English: programs read no language.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// English, for logs and whoever has no door of their own.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::spoken(&self.0.english, None))
    }
}

/// A [`Text`](crate::Text): English first, then German, both with the same arguments as `format!`.
///
/// What is written differently in each language, such as a number, is made by the language itself, which
/// gets a name before the arrow:
///
/// ```
/// use kplaces_text::text;
///
/// let (file, places) = ("out.gpx", 1840);
/// let written = text!("{file} was written", "{file} wurde geschrieben");
/// let counted = text!(language =>
///     "{n} places in {file}",
///     "{n} Orte in {file}",
///     n = language.number(places),
/// );
/// assert_eq!(counted.in_language(kplaces_text::Language::German), "1.840 Orte in out.gpx");
/// # assert_eq!(written.to_string(), "out.gpx was written");
/// ```
#[macro_export]
macro_rules! text {
    ($language:ident => $english:literal, $german:literal $(, $($arguments:tt)*)?) => {
        $crate::Text::made(|$language| $crate::say!($language, $english, $german $(, $($arguments)*)?))
    };
    ($english:literal, $german:literal $(, $($arguments:tt)*)?) => {
        $crate::Text::made(|language| $crate::say!(language, $english, $german $(, $($arguments)*)?))
    };
}

/// A `String` in one language, which is known: the first argument, then English, German and what
/// `format!` takes.
///
/// ```
/// use kplaces_text::{Language, say};
///
/// let language = Language::German;
/// assert_eq!(say!(language, "No matching places.", "Keine passenden Orte."), "Keine passenden Orte.");
/// ```
#[macro_export]
macro_rules! say {
    ($language:expr, $english:literal, $german:literal $(, $($arguments:tt)*)?) => {
        match $language {
            $crate::Language::English => ::std::format!($english $(, $($arguments)*)?),
            $crate::Language::German => ::std::format!($german $(, $($arguments)*)?),
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_reads_its_own_form() {
        let (key, n) = ("K-7", 1840);
        let text = text!(language => "{key}: {places} places", "{key}: {places} Orte", places = language.number(n));
        assert_eq!(text.in_language(Language::English), "K-7: 1,840 places");
        assert_eq!(text.in_language(Language::German), "K-7: 1.840 Orte");
        assert_eq!(text.to_string(), "K-7: 1,840 places");
    }

    #[test]
    fn joined_texts_keep_their_languages() {
        let texts = [text!("one", "eins"), Text::same("K-7")];
        let joined = Text::joined(&texts, ", ");
        assert_eq!(joined.in_language(Language::German), "eins, K-7");
        assert_eq!(joined.in_language(Language::English), "one, K-7");
    }
}
