use std::str::FromStr;

use kplaces_cli::BadValue;
use kplaces_device::autostart::Start;
use kplaces_text::{Language, text};

/// How often a scheduled sync runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Every so often.
    Every(Every),
    /// Once a day, at this time of the device.
    At {
        /// 0 to 23.
        hour: u8,
        /// 0 to 59.
        minute: u8,
    },
}

/// A time between two syncs, 5 minutes to 7 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    minutes: u32,
}

impl Every {
    /// In minutes.
    pub fn minutes(self) -> u32 {
        self.minutes
    }

    /// In days, rounded up: how long it may be at most by the calendar, which goes on while a machine
    /// sleeps.
    pub(crate) fn days(self) -> u32 {
        self.minutes.div_ceil(24 * 60).max(1)
    }
}

impl FromStr for Every {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let wrong = || {
            BadValue(text!(
                "it must be a time such as 15m, 1h or 1d, from 5m to 7d",
                "erwartet wird eine Dauer wie 15m, 1h oder 1d, von 5m bis 7d"
            ))
        };
        let text = text.trim();
        let unit = text.chars().last().ok_or_else(wrong)?;
        let number: u32 = text
            .strip_suffix(unit)
            .and_then(|number| number.parse().ok())
            .ok_or_else(wrong)?;
        let minutes = match unit {
            'm' => Some(number),
            'h' => number.checked_mul(60),
            'd' => number.checked_mul(24 * 60),
            _ => None,
        };
        match minutes {
            Some(minutes) if (5..=7 * 24 * 60).contains(&minutes) => Ok(Self { minutes }),
            _ => Err(wrong()),
        }
    }
}

/// A time of day such as `06:30`.
pub(crate) fn time_of_day(text: &str) -> Result<Rhythm, BadValue> {
    let read = || {
        let (hour, minute) = text.trim().split_once(':')?;
        let two = |digits: &str| (digits.len() == 2).then(|| digits.parse::<u8>().ok())?;
        let (hour, minute) = (two(hour)?, two(minute)?);
        (hour < 24 && minute < 60).then_some(Rhythm::At { hour, minute })
    };
    read().ok_or_else(|| {
        BadValue(text!(
            "it must be a time of day such as 06:30",
            "erwartet wird eine Uhrzeit wie 06:30"
        ))
    })
}

/// What the system is to run, and when.
#[derive(Clone, Debug)]
pub struct Job {
    /// This program, and `sync --scheduled`.
    pub start: Start,
    /// Whose places they are: each tenant has files of its own. `None` for the device's own tenant.
    pub tenant: Option<String>,
    /// When.
    pub rhythm: Rhythm,
    /// Devices do not start all at once: the system adds up to so many seconds.
    pub spread_s: u32,
    /// What stands in the files for people is written in this.
    pub language: Language,
}

/// What every file of ours holds in its first lines: only those are replaced and removed.
pub(crate) const MARK: &str = "3kplaces schedule remove";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_bounded() {
        let minutes = |text: &str| text.parse::<Every>().map(Every::minutes).ok();
        assert_eq!(
            [minutes("5m"), minutes("1h"), minutes("7d")],
            [Some(5), Some(60), Some(10_080)]
        );
        let days = |text: &str| text.parse::<Every>().map(Every::days).ok();
        assert_eq!(["5m", "24h", "25h", "7d"].map(days), [1, 1, 2, 7].map(Some));
        for bad in [
            "",
            "m",
            "4m",
            "8d",
            "1.5h",
            "1w",
            "60",
            "-5m",
            "99999999999h",
            "5µ",
        ] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
        assert_eq!(
            time_of_day("06:30"),
            Ok(Rhythm::At {
                hour: 6,
                minute: 30
            })
        );
        for bad in ["", "6:30", "24:00", "06:60", "0630", "06:30:00"] {
            assert!(time_of_day(bad).is_err(), "{bad}");
        }
    }
}
