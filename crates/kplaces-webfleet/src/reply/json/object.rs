//! The cells that are wanted of an object; the others are dropped unread.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::columns::{MAX_CELLS, Shape};

/// The most names of columns that are kept for a message.
const NAMES: usize = 60;

/// The texts of the wanted cells; a missing one is empty.
type Texts<'de> = [Cow<'de, str>; MAX_CELLS];

/// What is wanted of objects.
pub(super) struct Wanted<'n> {
    shape: Shape,
    names: &'n mut BTreeSet<String>,
    /// The columns that the last object had.
    pub(super) came: [bool; MAX_CELLS],
}

impl<'n> Wanted<'n> {
    pub(super) fn new(shape: Shape, names: &'n mut BTreeSet<String>) -> Self {
        Self {
            shape,
            names,
            came: [false; MAX_CELLS],
        }
    }

    /// The wanted cells of an object, or nothing where it is none that can be read.
    pub(super) fn read<'de>(&mut self, object: &'de str) -> Option<Texts<'de>> {
        self.came = [false; MAX_CELLS];
        let mut deserializer = serde_json::Deserializer::from_str(object);
        let cells = self.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        Some(cells)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Wanted<'_> {
    type Value = Texts<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Wanted<'_> {
    type Value = Texts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells: Self::Value = [const { Cow::Borrowed("") }; MAX_CELLS];
        let mut grades = [usize::MAX; MAX_CELLS];
        while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
            if self.names.len() < NAMES && !self.names.contains(name.as_ref()) {
                self.names.insert(name.clone().into_owned());
            }
            match self.shape.cell(&name) {
                Some((cell, grade)) if grade <= grades[cell] => {
                    let Text(value) = map.next_value::<Text<'de>>()?;
                    if grade == grades[cell] && value != cells[cell] {
                        // One of them was another column's: whose cell it is cannot be told.
                        return Err(A::Error::custom("a column twice"));
                    }
                    grades[cell] = grade;
                    self.came[cell] = true;
                    cells[cell] = value;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(cells)
    }
}

/// A text, number, truth value or null as text; null is empty.
struct Text<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or number")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(if truth { "true" } else { "false" })))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed("")))
    }
}
