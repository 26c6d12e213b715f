//! One sentence, as gpsd's "NMEA Revealed" describes them (<https://gpsd.gitlab.io/gpsd/NMEA.html>).

use jiff::civil::Date;
use kplaces_domain::Position;

use crate::accuracy;

/// Metres a second of a knot and of a kilometre an hour.
const KNOT_MPS: f64 = 1852.0 / 3600.0;
const KMH_MPS: f64 = 1.0 / 3.6;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    Rmc,
    Gga,
    Gll,
    Vtg,
    Zda,
    /// Whole, and nothing for us.
    #[default]
    Other,
}

/// What a sentence says.
#[derive(Default)]
pub(super) struct Sentence {
    pub(super) kind: Kind,
    /// Milliseconds since midnight.
    pub(super) time_ms: Option<i64>,
    pub(super) date: Option<Date>,
    pub(super) position: Option<Position>,
    pub(super) is_void: bool,
    pub(super) accuracy_m: Option<f64>,
    pub(super) speed_mps: Option<f64>,
    pub(super) course_deg: Option<f64>,
}

/// A field holds something that it cannot hold.
struct Damage;

/// The fields of a sentence; those that are not there are empty.
struct Fields<'a>(Vec<&'a str>);

impl Sentence {
    /// Reads what stands between `$` and the end of the line; `None` if it is damaged. Without a checksum nobody
    /// knows.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (body, checksum) = text.trim_ascii_end().rsplit_once('*')?;
        let is_hex = checksum.len() == 2 && checksum.bytes().all(|it| it.is_ascii_hexdigit());
        let said = u8::from_str_radix(checksum, 16).ok().filter(|_| is_hex)?;
        if body.bytes().fold(0, |sum, byte| sum ^ byte) != said || !body.is_ascii() {
            return None;
        }
        let fields = Fields(body.split(',').collect());
        let name = fields.get(0);
        // Two letters of the talker and three of the kind; those of makers begin with a P.
        let is_ours = name.len() == 5 && !name.starts_with('P');
        match name.get(2..).filter(|_| is_ours) {
            Some("RMC") => fields.rmc(),
            Some("GGA") => fields.gga(),
            Some("GLL") => fields.gll(),
            Some("VTG") => fields.vtg(),
            Some("ZDA") => fields.zda(),
            _ => Ok(Self::default()),
        }
        .ok()
    }
}

impl<'a> Fields<'a> {
    fn get(&self, at: usize) -> &'a str {
        self.0.get(at).copied().unwrap_or_default()
    }

    /// Time, status, position, speed in knots, course, date, …, mode.
    fn rmc(&self) -> Result<Sentence, Damage> {
        let is_void = self.get(2) != "A" && self.get(2) != "D" || self.get(12) == "N";
        Ok(Sentence {
            kind: Kind::Rmc,
            time_ms: optional(self.get(1), time)?,
            // A receiver without a fix may not know the day.
            date: optional(self.get(9), date)?.filter(|_| !is_void),
            position: self.position(3)?.filter(|_| !is_void),
            is_void,
            speed_mps: optional(self.get(7), number)?.map(|it| it * KNOT_MPS),
            course_deg: optional(self.get(8), number)?,
            ..Sentence::default()
        })
    }

    /// Time, position, quality, satellites, HDOP, …
    fn gga(&self) -> Result<Sentence, Damage> {
        let is_void = matches!(self.get(6), "" | "0");
        Ok(Sentence {
            kind: Kind::Gga,
            time_ms: optional(self.get(1), time)?,
            position: self.position(2)?.filter(|_| !is_void),
            is_void,
            accuracy_m: optional(self.get(8), number)?.and_then(accuracy::of_hdop),
            ..Sentence::default()
        })
    }

    /// Position, time, status, mode.
    fn gll(&self) -> Result<Sentence, Damage> {
        let is_void = self.get(6) == "V" || self.get(7) == "N";
        Ok(Sentence {
            kind: Kind::Gll,
            time_ms: optional(self.get(5), time)?,
            position: self.position(1)?.filter(|_| !is_void),
            is_void,
            ..Sentence::default()
        })
    }

    /// True course, magnetic course, speed in knots and in kilometres an hour, each with its letter.
    fn vtg(&self) -> Result<Sentence, Damage> {
        let knots = optional(self.get(5), number)?.map(|it| it * KNOT_MPS);
        let kmh = optional(self.get(7), number)?.map(|it| it * KMH_MPS);
        Ok(Sentence {
            kind: Kind::Vtg,
            speed_mps: knots.or(kmh),
            course_deg: optional(self.get(1), number)?,
            ..Sentence::default()
        })
    }

    /// Time, day, month, year.
    fn zda(&self) -> Result<Sentence, Damage> {
        let date = || {
            let (year, month, day) = (self.get(4), self.get(3), self.get(2));
            Date::new(digits(year)?, digits(month)?, digits(day)?).ok()
        };
        Ok(Sentence {
            kind: Kind::Zda,
            time_ms: optional(self.get(1), time)?,
            date: match self.get(4) {
                "" => None,
                _ => Some(date().ok_or(Damage)?),
            },
            ..Sentence::default()
        })
    }

    /// A position in four fields: nothing if all are empty, and damage if one is.
    fn position(&self, at: usize) -> Result<Option<Position>, Damage> {
        let fields = [at, at + 1, at + 2, at + 3].map(|at| self.get(at));
        if fields.iter().all(|it| it.is_empty()) {
            return Ok(None);
        }
        let read = || {
            let latitude = signed(degrees(fields[0])?, fields[1], "N", "S")?;
            let longitude = signed(degrees(fields[2])?, fields[3], "E", "W")?;
            Position::from_degrees(latitude, longitude).ok()
        };
        read().map(Some).ok_or(Damage)
    }
}

/// A field that may be empty: then it says nothing, and else it has to be right.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Damage> {
    match text {
        "" => Ok(None),
        _ => read(text).map(Some).ok_or(Damage),
    }
}

/// A number without an exponent or a word.
fn number(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-'));
    text.parse().ok().filter(|_| is_plain)
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_plain = text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// `hhmmss`, with decimals or without. A second 60 is one that was put in.
fn time(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 6 || !decimals.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let part = |at: usize| digits::<i64>(whole.get(at..at + 2)?);
    let (hours, minutes, seconds) = (part(0)?, part(2)?, part(4)?);
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let thousandths = format!("{decimals:0<3}");
    let ms: i64 = thousandths.get(..3)?.parse().ok()?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms)
}

/// `ddmmyy`; the standard is of 1983.
fn date(text: &str) -> Option<Date> {
    if text.len() != 6 {
        return None;
    }
    let part = |at: usize| digits::<i16>(text.get(at..at + 2)?);
    let (day, month, year) = (part(0)?, part(2)?, part(4)?);
    let year = year + if year >= 83 { 1900 } else { 2000 };
    Date::new(year, month as i8, day as i8).ok()
}

/// `ddmm.mmmm` or `dddmm.mmmm`.
fn degrees(text: &str) -> Option<f64> {
    let point = text.find('.').unwrap_or(text.len());
    let split = point.checked_sub(2)?;
    let (degrees, minutes) = (text.get(..split)?, text.get(split..)?);
    let minutes = number(minutes).filter(|it| (0.0..60.0).contains(it))?;
    let degrees: u16 = digits(degrees)?;
    Some(f64::from(degrees) + minutes / 60.0)
}

fn signed(degrees: f64, side: &str, positive: &str, negative: &str) -> Option<f64> {
    if side == positive {
        Some(degrees)
    } else if side == negative {
        Some(-degrees)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_dates_and_degrees_are_read_or_refused() {
        assert_eq!(time("235959.25"), Some(86_399_250));
        assert_eq!(time("000000"), Some(0));
        for text in [
            "24",
            "240000",
            "006000",
            "000061",
            "12:00:00",
            "1200",
            "+10000",
            "120000.-1",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
        assert_eq!(date("281126"), Date::new(2026, 11, 28).ok());
        assert_eq!(date("010194"), Date::new(1994, 1, 1).ok());
        for text in ["300226", "000126", "2811", "28112026", "-10126"] {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(degrees("4807.5"), Some(48.125));
        assert_eq!(degrees("01131.0"), Some(11.0 + 31.0 / 60.0));
        for text in [
            "",
            "7.5",
            "4860.0",
            "48-7.5",
            "4807.5e1",
            "inf",
            "48nan",
            "99999999907.5",
        ] {
            assert_eq!(degrees(text), None, "{text}");
        }
    }

    #[test]
    fn half_a_position_is_damage() {
        assert!(Sentence::read(b"GPGLL,4807.5,N,,,120000,A*38").is_none());
        let all_empty = sealed("GPGLL,,,,,120000,V");
        let sentence = Sentence::read(all_empty.as_bytes()).unwrap();
        assert!(sentence.is_void && sentence.position.is_none());
        let beyond = sealed("GPGLL,9107.5,N,01131.0,E,120000,A");
        assert!(Sentence::read(beyond.as_bytes()).is_none());
    }

    fn sealed(body: &str) -> String {
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        format!("{body}*{sum:02X}")
    }
}
