use std::time::Duration;

use jiff::tz::TimeZone;
use kplaces_domain::Timestamp;
use kplaces_text::Language::{English, German};

/// `1,840`
pub fn number(number: u64) -> String {
    English.number(number)
}

/// `1.840`, as Germans write it.
pub fn number_german(value: u64) -> String {
    German.number(value)
}

/// `1 place`, `1,840 places`
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `850 m`, `1.2 km`, `504 km`
pub fn distance(metres: f64) -> String {
    match metres {
        m if m < 999.5 => format!("{m:.0} m"),
        m if m < 9_950.0 => format!("{:.1} km", m / 1000.0),
        m => format!("{} km", number((m / 1000.0).round() as u64)),
    }
}

/// `92.1 KiB`
pub fn bytes(bytes: u64) -> String {
    match bytes {
        b if b < 1024 => count(b, "byte", "bytes"),
        b if b < 1024 * 1024 => format!("{:.1} KiB", b as f64 / 1024.0),
        b => format!("{:.1} MiB", b as f64 / 1_048_576.0),
    }
}

/// [`bytes`], as Germans write it.
pub fn bytes_german(size: u64) -> String {
    bytes(size)
        .replace('.', ",")
        .replace("bytes", "Byte")
        .replace("byte", "Byte")
}

/// `0.4 s`, `2 min 5 s`
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// `5 minutes`, `3 days`: a stretch of time in its largest unit.
pub fn duration_of(duration: Duration) -> String {
    match duration.as_secs() {
        s if s < 60 => count(s, "second", "seconds"),
        s if s < 3600 => count(s / 60, "minute", "minutes"),
        s if s < 86_400 => count(s / 3600, "hour", "hours"),
        s => count(s / 86_400, "day", "days"),
    }
}

/// `42 s`, `2 min 5 s`: what is left of a wait, in whole seconds, rounded up.
pub fn seconds_up(left: Duration) -> String {
    let seconds = (left + Duration::from_millis(999)).as_secs();
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// `2026-11-23 12:00:05 (UTC)`, in the device's time zone.
pub fn moment(moment: Timestamp) -> String {
    match jiff::Timestamp::from_second(moment.unix()) {
        Ok(time) => time
            .to_zoned_datetime(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M:%S (%Z)")
            .to_string(),
        Err(_) => format!("{} s after 1970", moment.unix()),
    }
}

/// `2026-11-23T12:00:05Z`, for programs.
pub fn iso(moment: Timestamp) -> String {
    jiff::Timestamp::from_second(moment.unix())
        .map_or_else(|_| moment.unix().to_string(), |time| time.to_string())
}

/// `5 minutes ago`
pub fn age(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.unix().saturating_sub(then.unix());
    match seconds {
        // Two looks at a clock that is being set right.
        s if s < -60 => "in the future by this device's clock".to_owned(),
        s if s < 60 => "just now".to_owned(),
        s if s < 3600 => format!("{} ago", count(s as u64 / 60, "minute", "minutes")),
        s if s < 86_400 => format!("{} ago", count(s as u64 / 3600, "hour", "hours")),
        s => format!("{} ago", count(s as u64 / 86_400, "day", "days")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(
            [number(0), number(999), number(1840), number(1_000_000)],
            ["0", "999", "1,840", "1,000,000"]
        );
        let distances = [
            0.4,
            849.6,
            999.6,
            1_234.0,
            9_949.0,
            9_951.0,
            503_900.0,
            20_015_000.0,
        ]
        .map(distance);
        assert_eq!(
            distances,
            [
                "0 m",
                "850 m",
                "1.0 km",
                "1.2 km",
                "9.9 km",
                "10 km",
                "504 km",
                "20,015 km"
            ]
        );
        assert_eq!(
            [bytes(1), bytes(94_310), bytes(1 << 30)],
            ["1 byte", "92.1 KiB", "1024.0 MiB"]
        );
        assert_eq!(duration(Duration::from_millis(62_500)), "1 min 2 s");
        let ages = [-90, -5, 61, 7_200, 90_000]
            .map(|s| age(Timestamp::from_unix(0), Timestamp::from_unix(s)));
        assert_eq!(
            ages,
            [
                "in the future by this device's clock",
                "just now",
                "1 minute ago",
                "2 hours ago",
                "1 day ago"
            ]
        );
    }

    #[test]
    fn moments_far_out_do_not_panic() {
        for seconds in [i64::MIN, i64::MAX, 0] {
            let _ = (
                moment(Timestamp::from_unix(seconds)),
                iso(Timestamp::from_unix(seconds)),
                age(Timestamp::from_unix(seconds), Timestamp::from_unix(0)),
            );
        }
        assert_eq!(iso(Timestamp::from_unix(0)), "1970-01-01T00:00:00Z");
    }
}
