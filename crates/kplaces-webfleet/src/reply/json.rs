use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{MAX_ROW, Taker};
use crate::Error;
use crate::columns::{MAX_CELLS, Shape};
use crate::rows::Cells;

/// Rows out of a JSON array of flat objects, one object in memory at a time.
pub(super) struct Rows {
    at: At,
    /// The bytes of the object being read, where it spans several chunks.
    object: Vec<u8>,
    depth: u32,
    in_text: bool,
    escaped: bool,
    /// Cells that some row had.
    seen_cells: [bool; MAX_CELLS],
    /// Column names that some row had, for the message when one is missing.
    seen_names: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Before the first object, where the array may end.
    First,
    /// Behind a comma: an object must follow.
    Next,
    /// Inside an object.
    Inside,
    /// Behind an object: a comma or the end.
    Behind,
    /// Behind the array.
    End,
}

impl Rows {
    /// Starts behind the opening bracket.
    pub(super) fn new() -> Self {
        Self {
            at: At::First,
            object: Vec::new(),
            depth: 0,
            in_text: false,
            escaped: false,
            seen_cells: [false; MAX_CELLS],
            seen_names: BTreeSet::new(),
        }
    }

    /// Breaks with the number of bytes used when the consumer has had enough.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        taker: &mut Taker<'_, '_>,
    ) -> Result<ControlFlow<usize>, Error> {
        // Where the current object starts in `bytes`; what came before is in `self.object`.
        let mut start = 0;
        for (n, &byte) in bytes.iter().enumerate() {
            if self.at != At::Inside {
                if self.step(byte, taker)? == At::Inside {
                    start = n;
                    self.depth = 0;
                } else {
                    continue;
                }
            }
            if !self.closes(byte) {
                continue;
            }
            self.at = At::Behind;
            let flow = if self.object.is_empty() {
                self.row(&bytes[start..=n], taker)?
            } else {
                let mut object = std::mem::take(&mut self.object);
                object.extend_from_slice(&bytes[start..=n]);
                let flow = self.row(&object, taker)?;
                object.clear();
                self.object = object;
                flow
            };
            if flow.is_break() {
                // The rest stays unread, so these rows must do to tell.
                self.check_columns(taker)?;
                return Ok(ControlFlow::Break(n + 1));
            }
        }
        if self.at == At::Inside {
            if self.object.len() + (bytes.len() - start) > MAX_ROW {
                return Err(taker.too_long());
            }
            self.object.extend_from_slice(&bytes[start..]);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Ends the report.
    pub(super) fn finish(self, taker: &mut Taker<'_, '_>) -> Result<(), Error> {
        if self.at != At::End {
            return Err(taker.cut());
        }
        if taker.counts.rows == 0 {
            return Ok(());
        }
        self.check_columns(taker)
    }

    /// A key is left out where its value is null, so only all rows together tell.
    fn check_columns(&self, taker: &Taker<'_, '_>) -> Result<(), Error> {
        taker.check_columns(
            |cell| self.seen_cells[cell],
            self.seen_names.iter().map(String::as_str),
        )
    }

    /// Moves on by a byte between objects.
    fn step(&mut self, byte: u8, taker: &Taker<'_, '_>) -> Result<At, Error> {
        self.at = match (self.at, byte) {
            (at, b' ' | b'\t' | b'\r' | b'\n') => at,
            (At::First | At::Next, b'{') => At::Inside,
            (At::First | At::Behind, b']') => At::End,
            (At::Behind, b',') => At::Next,
            _ => return Err(taker.malformed("it is not an object of a JSON array")),
        };
        Ok(self.at)
    }

    /// Whether `byte` closes the object.
    fn closes(&mut self, byte: u8) -> bool {
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth == 0
    }

    fn row(&mut self, object: &[u8], taker: &mut Taker<'_, '_>) -> Result<ControlFlow<()>, Error> {
        let (text, latin1) = match std::str::from_utf8(object) {
            Ok(text) => (Cow::Borrowed(text), 0),
            Err(_) => (
                Cow::Owned(object.iter().map(|b| char::from(*b)).collect::<String>()),
                1,
            ),
        };
        taker.counts.latin1_cells += latin1;
        if taker.counts.rows == 0
            && let Some((code, message)) = error_object(text.as_bytes())
        {
            // Guarded against by two public clients: an error inside of an array.
            return Err(crate::ApiError::new(taker.report.action, code, &message).into());
        }
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let seed = Wanted {
            shape: taker.report.shape,
            rows: self,
        };
        let cells = seed
            .deserialize(&mut deserializer)
            .map_err(|_| taker.malformed("it is not a flat JSON object"))?;
        let cells: Cells<'_> = std::array::from_fn(|cell| cells[cell].as_ref());
        Ok(taker.take(&cells))
    }
}

/// Reads the wanted cells of an object and drops the others unread.
struct Wanted<'r> {
    shape: Shape,
    rows: &'r mut Rows,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = [Cow<'de, str>; MAX_CELLS];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = [Cow<'de, str>; MAX_CELLS];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells: Self::Value = [const { Cow::Borrowed("") }; MAX_CELLS];
        let mut grades = [usize::MAX; MAX_CELLS];
        while let Some(Text(name)) = map.next_key::<Text<'de>>()? {
            if self.rows.seen_names.len() < 60 && !self.rows.seen_names.contains(name.as_ref()) {
                self.rows.seen_names.insert(name.clone().into_owned());
            }
            match self.shape.cell(&name) {
                Some((cell, grade)) if grade < grades[cell] => {
                    grades[cell] = grade;
                    self.rows.seen_cells[cell] = true;
                    cells[cell] = map.next_value::<Text<'de>>()?.0;
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

/// The code and text of `{"errorCode":63,"errorMsg":"…"}`; the code may be a digit string, and one
/// public client knows the text as `errMsg`.
pub(super) fn error_object(text: &[u8]) -> Option<(u32, String)> {
    #[derive(serde::Deserialize)]
    struct ErrorObject {
        #[serde(rename = "errorCode")]
        code: serde_json::Value,
        #[serde(rename = "errorMsg", alias = "errMsg")]
        message: Option<String>,
    }
    // Cheap to rule out: this runs on every first row.
    if !text.windows(9).any(|w| w == b"errorCode") {
        return None;
    }
    let object: ErrorObject = serde_json::from_slice(text).ok()?;
    let code = match &object.code {
        serde_json::Value::String(digits) => digits.trim().parse().ok()?,
        number => u32::try_from(number.as_u64()?).ok()?,
    };
    Some((code, object.message.unwrap_or_default()))
}
