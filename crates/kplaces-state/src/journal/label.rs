use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// Reads a name; a text that is none costs nothing but itself.
pub(super) fn maybe<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Label>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| Label::new(&text)))
}

/// A technical name, as of an edition or a host: at most 253 ASCII letters, digits and `.-:[]_`. A
/// sentence or the name of a person is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Label(String);

/// The longest one; no host has a longer name.
const LONGEST: usize = 253;

impl Label {
    /// The name, if it is one.
    pub fn new(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
        let is_one = !text.is_empty() && text.len() <= LONGEST && text.chars().all(fits);
        is_one.then(|| Self(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}
