use std::io::{self, Write};

use kplaces_domain::{GroupName, Place, Timestamp};

use crate::Tally;

/// A format places can be exported to.
#[derive(Clone, Copy, Debug)]
pub struct Exporter {
    /// How it is named on the command line: `gpx`.
    pub id: &'static str,
    /// How it is named for people.
    pub title: &'static str,
    /// The usual end of a file name, without the dot.
    pub extension: &'static str,
    /// What of a place reaches the file.
    pub carries: Carries,
    /// Begins a file. Writing is buffered here; `out` need not be.
    pub start: Start,
}

/// Begins a file on an output.
pub type Start =
    fn(Box<dyn Write + Send>, &ExportContext) -> io::Result<Box<dyn PlaceWriter + Send>>;

/// What of a place a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carries {
    /// The display name.
    pub name: Support,
    /// The position. `Full` also says that a place without one is written.
    pub position: Support,
    /// The radius.
    pub radius: Support,
    /// The colour.
    pub colour: Support,
    /// The groups.
    pub groups: Support,
}

/// How far a format carries a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Support {
    /// Whatever it is.
    Full,
    /// Not every value: characters the format cannot write, or no position at all.
    Limited,
    /// One of several: the winner of the groups.
    One,
    /// Not at all.
    No,
}

impl Support {
    /// A short stable id for JSON: `full`.
    pub fn id(self) -> &'static str {
        self.into()
    }
}

/// What an export is about, beside its places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportContext {
    /// Which group is named first where a format takes only one.
    pub group_order: Vec<GroupName>,
    /// When the places were downloaded.
    pub as_of: Option<Timestamp>,
    /// The name of the collection; empty for none.
    pub title: String,
}

impl ExportContext {
    /// Before the year 1 dates have a sign, which readers of the formats do not expect.
    const YEAR_1: i64 = -62_135_596_800;

    /// `as_of` as RFC 3339 in UTC; `None` also for a year that is not from 1 to 9999.
    pub(crate) fn as_of_text(&self) -> Option<String> {
        let seconds = self.as_of?.unix();
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        (seconds >= Self::YEAR_1).then(|| moment.to_string())
    }
}

/// A file being written, place by place.
pub trait PlaceWriter {
    /// Writes one place. After an error the file is of no use.
    fn place(&mut self, place: &Place) -> io::Result<()>;

    /// Ends the file and hands all of it to the output. Without this call it is incomplete.
    fn finish(self: Box<Self>) -> io::Result<Tally>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_or_not_at_all() {
        let at = |seconds| {
            ExportContext {
                as_of: Some(Timestamp::from_unix(seconds)),
                ..ExportContext::default()
            }
            .as_of_text()
        };
        assert_eq!(at(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(at(951_827_696).as_deref(), Some("2000-02-29T12:34:56Z"));
        assert_eq!(at(-62_135_596_800).as_deref(), Some("0001-01-01T00:00:00Z"));
        assert_eq!(at(-62_135_596_801), None);
        assert_eq!(at(i64::MAX), None);
        assert_eq!(ExportContext::default().as_of_text(), None);
    }
}
