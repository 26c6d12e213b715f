//! Tracks in GPX 1.0 and 1.1, as fixes.

use std::fmt;
use std::io::{self, BufRead, Read};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kplaces_domain::{Fix, Position};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::accuracy;

/// Deeper than this nothing is read.
const DEPTH: usize = 64;
/// Nor a tag, a text or a comment of more bytes than this.
const TEXT: u64 = 1 << 16;
/// Nor more elements in a point.
const ELEMENTS: usize = 256;
/// Nor more attributes of one.
const ATTRIBUTES: usize = 64;

/// A track, in parts between which nobody knows the way.
#[derive(Clone, Default, PartialEq)]
pub struct GpxTrack {
    /// The segments that have a fix.
    pub segments: Vec<Vec<Fix>>,
    /// How many points have no time.
    pub untimed: usize,
    /// How many points have a position, a time or a number that is none.
    pub damaged: usize,
}

impl fmt::Debug for GpxTrack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GpxTrack")
            .field("segments", &self.segments.len())
            .field("untimed", &self.untimed)
            .field("damaged", &self.damaged)
            .finish_non_exhaustive()
    }
}

/// Why a file is no track. No message holds text of the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GpxError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// It is no well-formed XML in UTF-8, or declares a document type: with one entities could be declared.
    #[error("the file is not well-formed XML, or declares a document type")]
    Malformed,
    /// Its root is not `gpx`.
    #[error("the file is not GPX")]
    NotGpx,
    /// It has more of something than any track has: depth, text, elements, points.
    #[error("the file has more of something than any track has")]
    TooMuch,
}

/// Reads the tracks of a GPX file, at most five million points. Times without a zone are UTC, as the format wants them.
pub fn read_gpx(input: &mut dyn BufRead) -> Result<GpxTrack, GpxError> {
    const MOST: usize = 5_000_000;
    let mut reader = Reader::from_reader(input.take(0));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut open: Vec<Element> = Vec::new();
    let mut found = Found::default();
    let mut points = 0;
    let mut seen_root = false;
    loop {
        buffer.clear();
        // The parser keeps a text, a tag or a comment whole.
        reader.get_mut().set_limit(TEXT + 1);
        let event = reader.read_event_into(&mut buffer);
        if reader.get_ref().limit() == 0 {
            return Err(GpxError::TooMuch);
        }
        match event.map_err(meaning)? {
            Event::Start(tag) => {
                let name = tag.local_name();
                let element = Element::of(name.as_ref());
                if !seen_root && name.as_ref() != "gpx" {
                    return Err(GpxError::NotGpx);
                }
                seen_root = true;
                if open.len() >= DEPTH {
                    return Err(GpxError::TooMuch);
                }
                match element {
                    Element::Segment => found.track.segments.push(Vec::new()),
                    Element::Point => {
                        points += 1;
                        found.point = Some(Point::new(&tag)?);
                    }
                    _ => {}
                }
                if let Some(point) = &mut found.point {
                    point.elements += 1;
                    point.text.clear();
                    if point.elements > ELEMENTS || points > MOST {
                        return Err(GpxError::TooMuch);
                    }
                }
                open.push(element);
            }
            Event::End(_) => match open.pop() {
                Some(Element::Point) => found.end_point(),
                Some(element) => {
                    if let Some(point) = &mut found.point {
                        point.end(element);
                    }
                }
                None => return Err(GpxError::Malformed),
            },
            Event::Text(text) => found.text(&text.xml10_content()),
            Event::CData(text) => found.text(&text.xml10_content()),
            Event::Eof if !seen_root || !open.is_empty() => return Err(GpxError::Malformed),
            Event::Eof => {
                let mut track = found.track;
                track.segments.retain(|segment| !segment.is_empty());
                return Ok(track);
            }
            Event::DocType(_) => return Err(GpxError::Malformed),
            // A reference stands in no number and no time.
            Event::GeneralRef(_) => found.text("&"),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
}

/// What means something to us.
#[derive(Clone, Copy, PartialEq)]
enum Element {
    Segment,
    Point,
    Time,
    Hdop,
    Speed,
    Course,
    Other,
}

impl Element {
    fn of(name: &str) -> Self {
        match name {
            "trkseg" => Self::Segment,
            "trkpt" => Self::Point,
            "time" => Self::Time,
            "hdop" => Self::Hdop,
            // Of GPX 1.0, and of Garmin's extension of 1.1.
            "speed" => Self::Speed,
            "course" => Self::Course,
            _ => Self::Other,
        }
    }
}

#[derive(Default)]
struct Found {
    track: GpxTrack,
    point: Option<Point>,
}

/// A point while it is read.
#[derive(Default)]
struct Point {
    position: Option<Position>,
    time_ms: Option<i64>,
    accuracy_m: Option<f64>,
    speed_mps: Option<f64>,
    course_deg: Option<f64>,
    is_damaged: bool,
    text: String,
    elements: usize,
}

impl Found {
    fn text(&mut self, text: &str) {
        if let Some(point) = &mut self.point {
            // Longer ones are of no use, and cost.
            if point.text.len() + text.len() <= 100 {
                point.text.push_str(text);
            } else {
                point.text.push('&');
            }
        }
    }

    fn end_point(&mut self) {
        let Some(point) = self.point.take() else {
            return;
        };
        match (point.position, point.time_ms) {
            (Some(position), Some(time_ms)) if !point.is_damaged => {
                let fix = Fix {
                    accuracy_m: point.accuracy_m,
                    speed_mps: point.speed_mps,
                    course_deg: point.course_deg,
                    ..Fix::new(time_ms, position)
                };
                // A point outside of a segment is one of its own.
                match self.track.segments.last_mut() {
                    Some(segment) => segment.push(fix),
                    None => self.track.segments.push(vec![fix]),
                }
            }
            (Some(_), None) if !point.is_damaged => self.track.untimed += 1,
            _ => self.track.damaged += 1,
        }
    }
}

impl Point {
    fn new(tag: &BytesStart<'_>) -> Result<Self, GpxError> {
        let (mut latitude, mut longitude) = (None, None);
        for attribute in tag.attributes().take(ATTRIBUTES) {
            let attribute = attribute.map_err(|_| GpxError::Malformed)?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|_| GpxError::Malformed)?;
            match attribute.key.local_name().as_ref() {
                "lat" => latitude = number(&value),
                "lon" => longitude = number(&value),
                _ => {}
            }
        }
        let both = latitude.zip(longitude);
        Ok(Self {
            position: both.and_then(|(lat, lon)| Position::from_degrees(lat, lon).ok()),
            ..Self::default()
        })
    }

    /// An element in it ends.
    fn end(&mut self, element: Element) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let target = match element {
            Element::Time => {
                self.time_ms = moment_ms(text);
                self.is_damaged |= self.time_ms.is_none();
                return;
            }
            Element::Hdop => &mut self.accuracy_m,
            Element::Speed => &mut self.speed_mps,
            Element::Course => &mut self.course_deg,
            Element::Segment | Element::Point | Element::Other => return,
        };
        *target = number(text);
        self.is_damaged |= target.is_none();
        if element == Element::Hdop {
            self.accuracy_m = self.accuracy_m.and_then(accuracy::of_hdop);
        }
    }
}

fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

fn moment_ms(text: &str) -> Option<i64> {
    let with_zone = text.parse::<Timestamp>();
    let moment = with_zone.or_else(|_| {
        let here: DateTime = text.parse()?;
        TimeZone::UTC.to_timestamp(here)
    });
    Some(moment.ok()?.as_millisecond())
}

/// The message of the library may hold text of the file.
fn meaning(error: quick_xml::Error) -> GpxError {
    match error {
        quick_xml::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            GpxError::Malformed
        }
        quick_xml::Error::Io(error) => GpxError::Io(io::Error::from(error.kind())),
        _ => GpxError::Malformed,
    }
}
