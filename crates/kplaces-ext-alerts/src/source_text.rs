//! Where positions come from, as people write it: `gpsd`, `nmea:/dev/ttyUSB0`.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use kplaces_text::{Text, text};

/// The port of gpsd, as IANA has it.
const GPSD: NonZeroU16 = NonZeroU16::new(2947).expect("is not zero");

/// Where positions come from. Others than this device cannot be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// gpsd, at this port of loopback.
    Gpsd(NonZeroU16),
    /// A program that sends NMEA sentences, at this port of loopback.
    NmeaTcp(NonZeroU16),
    /// A receiver, or a file of sentences.
    Nmea(PathBuf),
    /// Sentences on standard input.
    Stdin,
    /// A recorded track.
    Track(PathBuf),
}

impl Source {
    /// Reads a source; else what is wrong, as a sentence.
    pub fn read(written: &str) -> Result<Self, Text> {
        let (kind, rest) = match written.split_once(':') {
            Some((kind, rest)) => (kind, Some(rest)),
            None => (written, None),
        };
        let port = |rest: &str| {
            rest.parse::<NonZeroU16>().map_err(|_| {
                text!(
                    "`{rest}` is no port: a number from 1 to 65535, of this device",
                    "`{rest}` ist kein Port: eine Zahl von 1 bis 65535, auf diesem Gerät"
                )
            })
        };
        match (kind, rest) {
            ("gpsd", None) => Ok(Self::Gpsd(GPSD)),
            ("gpsd", Some(rest)) => port(rest).map(Self::Gpsd),
            ("nmea-tcp", Some(rest)) => port(rest).map(Self::NmeaTcp),
            ("-", None) => Ok(Self::Stdin),
            ("nmea", Some(path)) if !path.is_empty() => Ok(Self::Nmea(path.into())),
            ("gpx", Some(path)) if !path.is_empty() => Ok(Self::Track(path.into())),
            _ => Err(text!(
                "`{written}` is no source of positions: there are `gpsd`, `gpsd:PORT`, `nmea:FILE`, `nmea-tcp:PORT`, \
                 `gpx:FILE` and `-` for standard input",
                "`{written}` ist keine Quelle für Positionen: es gibt `gpsd`, `gpsd:PORT`, `nmea:DATEI`, `nmea-tcp:PORT`, \
                 `gpx:DATEI` und `-` für die Standardeingabe"
            )),
        }
    }

    /// The same, of a file that `at_home` has found: `~/` is the home folder.
    #[must_use]
    pub fn at_home(self, at_home: impl FnOnce(&Path) -> PathBuf) -> Self {
        match self {
            Self::Nmea(path) => Self::Nmea(at_home(&path)),
            Self::Track(path) => Self::Track(at_home(&path)),
            other => other,
        }
    }

    /// Whether it says where the device is now, and not where something was.
    pub(crate) fn is_live(&self) -> bool {
        match self {
            Self::Gpsd(_) | Self::NmeaTcp(_) | Self::Stdin => true,
            Self::Nmea(path) => !path.is_file(),
            Self::Track(_) => false,
        }
    }

    /// The port of loopback that is connected to, where it is one.
    pub(crate) fn port(&self) -> Option<u16> {
        match self {
            Self::Gpsd(port) | Self::NmeaTcp(port) => Some(port.get()),
            Self::Nmea(_) | Self::Stdin | Self::Track(_) => None,
        }
    }

    /// What to call it for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Gpsd(port) => Text::same(format!("gpsd ({port})")),
            Self::NmeaTcp(port) => Text::same(format!("NMEA ({port})")),
            Self::Nmea(path) | Self::Track(path) => Text::same(path.display().to_string()),
            Self::Stdin => text!("standard input", "Standardeingabe"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_source_has_one_spelling_and_none_names_another_device() {
        let port = |n| NonZeroU16::new(n).unwrap();
        for (written, source) in [
            ("gpsd", Source::Gpsd(port(2947))),
            ("gpsd:4000", Source::Gpsd(port(4000))),
            ("nmea-tcp:10110", Source::NmeaTcp(port(10110))),
            ("nmea:/dev/ttyUSB0", Source::Nmea("/dev/ttyUSB0".into())),
            ("nmea:COM3", Source::Nmea("COM3".into())),
            ("nmea:C:/a b.nmea", Source::Nmea("C:/a b.nmea".into())),
            ("gpx:tour.gpx", Source::Track("tour.gpx".into())),
            ("-", Source::Stdin),
        ] {
            assert_eq!(Source::read(written), Ok(source), "{written}");
        }
        for wrong in [
            "",
            "gps",
            "gpsd:",
            "gpsd:0",
            "gpsd:70000",
            "gpsd:10.0.0.1:2947",
            "nmea-tcp:host:1",
            "nmea:",
            "udp:1",
        ] {
            assert!(Source::read(wrong).is_err(), "{wrong}");
        }
    }
}
