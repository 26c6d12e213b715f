use std::io::{self, BufRead};

use kplaces_domain::{Colour, Position};
use kplaces_text::{Text, of_io, say, text};

use crate::{Carries, Colours, Point};

/// Reads the files of a profile.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Whether a file that begins like this was written for the profile. It is shown the first
    /// [`Reader::BEGINNING`] bytes, or all there are.
    pub recognises: fn(&[u8]) -> bool,
    /// Reads a file and hands over what is in it, place by place.
    pub read: Read,
    /// Where files of the profile are databases: what may lie beside one and belongs to it.
    pub logs: Option<&'static Logs>,
}

/// What a database has not put into its file yet, or would take out of it again.
#[derive(Clone, Copy, Debug)]
pub struct Logs {
    /// What is added to the name of the file.
    pub endings: &'static [&'static str],
    /// Reads a file with what lies beside it.
    pub read: ReadWithLogs,
}

/// As [`Read`]; each log comes with its ending.
pub type ReadWithLogs = fn(
    &mut dyn BufRead,
    &mut [(&'static str, &mut dyn io::Read)],
    Visit<'_>,
) -> Result<(), ReadError>;

/// Reads a file to its end, or to the first error: its own, or one of the visitor.
pub type Read = fn(&mut dyn BufRead, Visit<'_>) -> Result<(), ReadError>;

/// Takes one place of a file.
pub type Visit<'a> = &'a mut dyn FnMut(Entry) -> Result<(), ReadError>;

impl Reader {
    /// Reads all of a file of so many bytes, and at most so many places.
    ///
    /// What comes out of a file grows with the file, also where the file is packed: one that was
    /// made to fill the memory is refused.
    pub fn read_all(
        &self,
        input: &mut dyn BufRead,
        logs: &mut [(&'static str, &mut dyn io::Read)],
        length: u64,
        most: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let mut left = (16 << 20) + length.saturating_mul(40);
        let mut entries = Vec::new();
        self.visit(input, logs, &mut |entry| {
            left = left.checked_sub(entry.footprint()).ok_or_else(|| {
                ReadError::TooMuch(text!(
                    "more in it than its length can hold",
                    "mehr Inhalt, als ihre Länge zulässt"
                ))
            })?;
            if entries.len() == most {
                return Err(ReadError::TooMuch(text!(
                    "more places than can be compared",
                    "mehr Orte, als verglichen werden können"
                )));
            }
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    /// Reads a file to its end, or to the first error.
    pub fn visit(
        &self,
        input: &mut dyn BufRead,
        logs: &mut [(&'static str, &mut dyn io::Read)],
        visit: Visit<'_>,
    ) -> Result<(), ReadError> {
        match self.logs {
            Some(of_profile) if !logs.is_empty() => (of_profile.read)(input, logs, visit),
            _ => (self.read)(input, visit),
        }
    }

    /// How much of a file is enough to recognise it.
    pub const BEGINNING: usize = 4096;
}

/// A place as it stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entry {
    /// The key, if the file has one.
    pub key: Option<String>,
    /// The name.
    pub name: String,
    /// Latitude and longitude in micro-degrees.
    pub position: Option<(i32, i32)>,
    /// In metres; 0 for none.
    pub radius_m: u32,
    /// As the format has it: a name, or `#rrggbb`.
    pub colour: Option<String>,
    /// The groups.
    pub groups: Vec<String>,
    /// Whether it is something else than a place, such as a line, an area or a link to another file;
    /// then it has nothing of the above.
    pub is_other: bool,
}

impl Entry {
    /// Something in a file that no profile writes, and that is not read further.
    pub fn other() -> Self {
        Self {
            is_other: true,
            ..Self::default()
        }
    }

    /// What a file of this kind says of a point.
    pub fn of(at: Option<Position>, point: &Point<'_>, carries: &Carries) -> Self {
        let colour = match carries.colour {
            Colours::No => None,
            Colours::All => point.colour.map(Colour::name).map(str::to_owned),
            Colours::Rgb => point.rgb.map(|rgb| rgb.to_string()),
            Colours::Nearest(_) => point.swatch.map(|swatch| swatch.name.to_owned()),
        };
        Self {
            key: carries.key.then(|| point.key.to_owned()),
            name: point.name.to_string(),
            position: at.map(|at| (at.latitude_micro(), at.longitude_micro())),
            radius_m: point.radius_m,
            colour,
            groups: point.groups.iter().map(ToString::to_string).collect(),
            is_other: false,
        }
    }

    /// About how many bytes of memory it takes.
    fn footprint(&self) -> u64 {
        let texts = [self.key.as_ref(), Some(&self.name), self.colour.as_ref()];
        let texts = texts.into_iter().flatten().chain(&self.groups);
        let texts: usize = texts.map(|text| text.len() + size_of::<String>()).sum();
        (texts + size_of::<Self>()) as u64
    }

    /// With its position as a format of this kind would write it, so that files of other programs
    /// with more digits can be compared.
    #[must_use]
    pub fn as_written(mut self, carries: &Carries) -> Self {
        self.position = self.position.map(|(latitude, longitude)| {
            match Position::from_micro(latitude.into(), longitude.into()) {
                Ok(at) => {
                    let at = carries.position.written(at);
                    (at.latitude_micro(), at.longitude_micro())
                }
                Err(_) => (latitude, longitude),
            }
        });
        self
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
#[non_exhaustive]
pub enum ReadError {
    /// The system's doing.
    Io(#[source] io::Error),
    /// It is not what it should be, or damaged. Nothing of the file is in the text.
    Malformed(Text),
    /// A folder, a device or a pipe.
    NotAFile,
    /// It was not the same before and after.
    Changing,
    /// Something in it is larger than anything 3Kplaces writes.
    TooMuch(Text),
}

impl ReadError {
    /// A file that is not what it should be.
    pub fn malformed(why: Text) -> Self {
        Self::Malformed(why)
    }

    /// What people read of it.
    pub fn text(&self) -> Text {
        match self {
            Self::Io(error) => of_io(error),
            Self::Malformed(why) => why.clone(),
            Self::NotAFile => text!("it is not a regular file", "es ist keine normale Datei"),
            Self::Changing => text!(
                "another program is writing it; close it there, and try again",
                "ein anderes Programm schreibt gerade hinein; sie ist dort zu schließen, dann noch einmal versuchen"
            ),
            Self::TooMuch(what) => Text::made(|language| {
                let what = what.in_language(language);
                say!(
                    language,
                    "the file has {what}, more than any file of a profile",
                    "in der Datei steht {what}: mehr als in jeder Datei eines Profils"
                )
            }),
        }
    }
}

/// A reader that decodes says by way of the system why it cannot go on.
impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::Io)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_text::Language;

    #[test]
    fn every_reason_is_told_in_both_languages() {
        for error in [
            ReadError::Io(io::ErrorKind::PermissionDenied.into()),
            ReadError::Malformed(text!("it is damaged", "sie ist beschädigt")),
            ReadError::NotAFile,
            ReadError::Changing,
            ReadError::TooMuch(text!("a long line", "eine lange Zeile")),
        ] {
            let text = error.text();
            assert_ne!(
                text.in_language(Language::English),
                text.in_language(Language::German)
            );
        }
    }
}
