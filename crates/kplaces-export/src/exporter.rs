use std::io;

use kplaces_domain::{GroupName, Position, Timestamp};
use kplaces_text::text;
use kplaces_text::{Language, Text};

use crate::names::NameRule;
use crate::out::Out;
use crate::palette::Swatch;
use crate::point::Point;
use crate::read_back::Reader;

/// A device profile: a format as one kind of device or program wants it.
///
/// What it says of itself here is kept by [`Export`](crate::Export) for all profiles alike: names
/// are made fit, colours mapped, places left out, and everything lost on the way is counted. A
/// profile's own code only writes.
#[derive(Clone, Copy, Debug)]
pub struct Exporter {
    /// How it is named on the command line: `gpx`.
    pub id: &'static str,
    /// How it is named for people.
    pub title: fn() -> Text,
    /// The usual end of a file name, without the dot.
    pub extension: &'static str,
    /// What of a place reaches the file.
    pub carries: Carries,
    /// What names, and the names of groups, have to be like.
    pub names: NameRule,
    /// More places than this are too many for the device, as far as is known.
    pub most_places: Option<u64>,
    /// What the user has to be told with every file: a licence.
    pub notice: Option<fn() -> Text>,
    /// What to do with the file, in a sentence.
    pub hint: Option<fn() -> Text>,
    /// Begins a file.
    pub start: Start,
    /// Reads such a file again, where somebody wrote the code for it.
    pub reader: Option<Reader>,
}

/// Begins a file on an output.
pub type Start = fn(Out, &ExportContext) -> io::Result<Box<dyn PointWriter + Send>>;

/// What of a place a format carries.
#[derive(Clone, Copy, Debug)]
pub struct Carries {
    /// Whether the key stands in the file, so that a place is recognised whatever it is called.
    pub key: bool,
    /// Whether it has a place for places without a position.
    pub position: Positions,
    /// The radius.
    pub radius: Radii,
    /// The colour.
    pub colour: Colours,
    /// The groups.
    pub groups: Grouping,
}

/// Which positions a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positions {
    /// All, and places without one.
    Any,
    /// Only places that have one, to so many micro-degrees (1 is as exact as WEBFLEET).
    Located {
        /// The step of a coordinate in micro-degrees.
        step: i32,
    },
}

impl Positions {
    /// The position as the file has it: to the step of the format, halves away from the equator
    /// and from Greenwich; ±180° is one meridian, written as −180°.
    pub fn written(self, at: Position) -> Position {
        let Self::Located { step } = self else {
            return at;
        };
        let step = step.max(1);
        let round = |micro: i32| i64::from((micro + micro.signum() * (step / 2)) / step * step);
        let longitude = match round(at.longitude_micro()) {
            180_000_000 => -180_000_000,
            other => other,
        };
        // Rounding cannot leave the globe: 90° and 180° are whole steps.
        Position::from_micro(round(at.latitude_micro()), longitude).unwrap_or(at)
    }
}

/// Which radii a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Radii {
    /// None.
    No,
    /// Those up to so many metres; a larger one becomes this.
    UpTo(u32),
}

impl Radii {
    /// Every radius there is.
    pub const ALL: Self = Self::UpTo(u32::MAX);
}

/// Which colours a format carries.
#[derive(Clone, Copy, Debug)]
pub enum Colours {
    /// None.
    No,
    /// All, by name.
    All,
    /// Those whose red, green and blue are known.
    Rgb,
    /// One of these: the nearest to the eye.
    Nearest(&'static [Swatch]),
}

/// How many groups of a place a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// None: all places of a file are one list.
    No,
    /// One: the winner of its groups.
    One,
    /// All.
    All,
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
    /// Whether each group has a file of its own, named by `title`.
    pub group_per_file: bool,
    /// What people read who open the file. Formats for programs and devices do not ask for it.
    pub language: Language,
}

impl ExportContext {
    /// Before the year 1 dates have a sign, which readers of the formats do not expect.
    const YEAR_1: i64 = -62_135_596_800;

    /// `as_of` as RFC 3339 in UTC; `None` also for a year that is not from 1 to 9999.
    pub fn as_of_text(&self) -> Option<String> {
        let seconds = self.as_of?.unix();
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        (seconds >= Self::YEAR_1).then(|| moment.to_string())
    }
}

/// A file being written, point by point. An error leaves it of no use.
pub trait PointWriter {
    /// Writes a point that has a position.
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()>;

    /// Writes a point without a position. Asked of formats with [`Positions::Any`] only.
    fn unlocated(&mut self, _: &Point<'_>) -> io::Result<()> {
        Err(io::Error::other(text!(
            "the format has no point without position",
            "das Format kennt keine Orte ohne Position"
        )))
    }

    /// Ends the file and hands all of it to the output. Without this call it is incomplete.
    fn finish(self: Box<Self>) -> io::Result<()>;
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
