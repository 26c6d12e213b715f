//! Moments, as each language writes them. All are given in seconds since 1970, UTC.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::Language;

impl Language {
    /// `2026-11-23 12:00:05 (UTC)`, `23.11.2026, 12:00:05 (UTC)`, in the device's time zone.
    pub fn moment(self, unix: i64) -> String {
        let shown = at(
            unix,
            self.pick("%Y-%m-%d %H:%M:%S (%Z)", "%d.%m.%Y, %H:%M:%S (%Z)"),
        );
        shown.unwrap_or_else(|| {
            self.pick(
                format!("{unix} s after 1970"),
                format!("{unix} s nach 1970"),
            )
        })
    }

    /// `2026-01-02 03:04`, `02.01.2026, 03:04 Uhr`, in the device's time zone.
    pub fn minute(self, unix: i64) -> String {
        let shown = at(unix, self.pick("%Y-%m-%d %H:%M", "%d.%m.%Y, %H:%M Uhr"));
        shown.unwrap_or_else(|| unix.to_string())
    }

    /// `5 minutes ago`, `vor 5 Minuten`
    pub fn age(self, then: i64, now: i64) -> String {
        let seconds = now.saturating_sub(then);
        if seconds < -60 {
            // Two looks at a clock that is being set right.
            return self.pick(
                "in the future by this device's clock".to_owned(),
                "nach der Uhr dieses Geräts in der Zukunft".to_owned(),
            );
        }
        if seconds < 60 {
            return self.pick("just now", "gerade eben").to_owned();
        }
        let passed = self.stretch(Duration::from_secs(seconds.unsigned_abs()));
        match self {
            Self::English => format!("{passed} ago"),
            Self::German => format!("vor {}", passed.replace("Tage", "Tagen")),
        }
    }
}

/// How many minutes of its day have passed at a moment, in the device's time zone; nothing beyond all calendars.
pub fn minute_of_day(unix: i64) -> Option<u16> {
    let time = jiff::Timestamp::from_second(unix).ok()?;
    let time = time.to_zoned_datetime(zone());
    u16::try_from(i16::from(time.hour()) * 60 + i16::from(time.minute())).ok()
}

fn at(unix: i64, format: &str) -> Option<String> {
    let time = jiff::Timestamp::from_second(unix).ok()?;
    Some(time.to_zoned_datetime(zone()).strftime(format).to_string())
}

/// The device's time zone.
///
/// Where the system has a file of it, that is read. Looked up by its name, as `TZ` may give one, every zone there is
/// would be looked at first.
#[cfg_attr(
    unix,
    expect(
        clippy::disallowed_methods,
        reason = "whether another zone is asked for"
    )
)]
fn zone() -> TimeZone {
    #[cfg(unix)]
    if std::env::var_os("TZ").is_none()
        && let Ok(file) = std::fs::read("/etc/localtime")
        && let Ok(zone) = TimeZone::tzif("", &file)
    {
        return zone;
    }
    TimeZone::system()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn ages_read_well() {
        let ages = [-90, -5, 61, 7_200, 90_000];
        assert_eq!(
            ages.map(|s| English.age(0, s)),
            [
                "in the future by this device's clock",
                "just now",
                "1 minute ago",
                "2 hours ago",
                "1 day ago"
            ]
        );
        assert_eq!(
            [61, 120, 7_200, 90_000, 180_000].map(|s| German.age(0, s)),
            [
                "vor 1 Minute",
                "vor 2 Minuten",
                "vor 2 Stunden",
                "vor 1 Tag",
                "vor 2 Tagen"
            ]
        );
    }

    #[test]
    fn the_zone_is_that_of_the_system() {
        for unix in [
            -1_000_000_000,
            0,
            1_770_000_000,
            1_785_000_000,
            4_000_000_000,
        ] {
            let time = jiff::Timestamp::from_second(unix).unwrap();
            let told = |zone| {
                time.to_zoned_datetime(zone)
                    .strftime("%F %T %Z")
                    .to_string()
            };
            assert_eq!(told(zone()), told(TimeZone::system()));
        }
    }

    #[test]
    fn moments_far_out_do_not_panic() {
        for unix in [i64::MIN, i64::MAX, 0] {
            for language in Language::all() {
                let _ = (
                    language.moment(unix),
                    language.minute(unix),
                    language.age(unix, 0),
                );
            }
        }
    }
}
