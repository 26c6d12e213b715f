//! What nobody wants to hear of, as people write it into settings: `group Kunden`, `place 1-7-007`, `22:00-06:00`.

use std::collections::BTreeSet;
use std::fmt;

use kplaces_domain::GroupName;
use kplaces_text::{Text, minute_of_day, text};

/// What is wrong with an entry, and which it is, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadMute {
    pub(crate) number: usize,
    pub(crate) why: Text,
}

/// Places, groups and times of day that are not told of.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Quiet {
    /// With the numbers of their entries, from 1.
    groups: Vec<(usize, GroupName)>,
    places: BTreeSet<Box<str>>,
    times: Vec<Span>,
}

impl fmt::Debug for Quiet {
    /// Names and keys of customers are not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quiet")
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

/// From a minute of the day to another one, which may be on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u16,
    to: u16,
}

impl Span {
    fn holds(self, minute: u16) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

impl Quiet {
    /// Reads entries.
    pub(crate) fn read(entries: &[String]) -> Result<Self, BadMute> {
        let mut quiet = Self::default();
        for (entry, number) in entries.iter().zip(1..) {
            let taken = quiet.take(number, entry.trim());
            taken.ok_or_else(|| BadMute {
                number,
                why: unknown(entry),
            })?;
        }
        Ok(quiet)
    }

    fn take(&mut self, number: usize, entry: &str) -> Option<()> {
        if let Some((kind, name)) = entry.split_once(char::is_whitespace) {
            match kind {
                "group" => self.groups.push((number, GroupName::from(name.trim()))),
                "place" => {
                    self.places.insert(name.trim().into());
                }
                _ => return None,
            }
            return Some(());
        }
        let (from, to) = entry.split_once('-')?;
        let span = Span {
            from: minute(from)?,
            to: minute(to)?,
        };
        // It could mean never as well as always.
        (span.from != span.to).then(|| self.times.push(span))
    }

    /// Whether nobody wants to hear of a place at this moment, by the clock of the device's time zone.
    pub(crate) fn hushes<'a>(
        &self,
        key: &str,
        groups: impl IntoIterator<Item = &'a str>,
        time_ms: i64,
    ) -> bool {
        let is_mute = |group: &str| self.groups.iter().any(|(_, mute)| mute.as_str() == group);
        self.places.contains(key)
            || groups.into_iter().any(is_mute)
            || (!self.times.is_empty()
                && minute_of_day(time_ms.div_euclid(1_000)).is_some_and(|now| self.is_time(now)))
    }

    /// The groups that are muted, each with the number of its entry from 1.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (usize, &GroupName)> {
        self.groups.iter().map(|(number, name)| (*number, name))
    }

    /// The same with groups of other names.
    pub(crate) fn renamed(&self, name: impl Fn(&GroupName) -> GroupName) -> Self {
        let mut quiet = self.clone();
        for (_, group) in &mut quiet.groups {
            *group = name(group);
        }
        quiet
    }

    fn is_time(&self, minute: u16) -> bool {
        self.times.iter().any(|span| span.holds(minute))
    }
}

/// `06:30`, as a minute of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str, most: u16| {
        let is_two = digits.len() == 2 && digits.bytes().all(|it| it.is_ascii_digit());
        let number: u16 = is_two.then(|| digits.parse().ok()).flatten()?;
        (number <= most).then_some(number)
    };
    Some(number(hour, 23)? * 60 + number(minute, 59)?)
}

fn unknown(entry: &str) -> Text {
    text!(
        "`{entry}` mutes nothing: there are `group NAME`, `place KEY` and times of day such as `22:00-06:00`",
        "`{entry}` schaltet nichts stumm: es gibt `group NAME`, `place SCHLÜSSEL` und Uhrzeiten wie `22:00-06:00`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(entries: &[&str]) -> Result<Quiet, BadMute> {
        let entries: Vec<String> = entries.iter().map(|entry| (*entry).to_owned()).collect();
        Quiet::read(&entries)
    }

    #[test]
    fn groups_and_places_are_muted_by_name_and_key() {
        let quiet = quiet(&["group Kunden: A", "place 1-7-007", " group  Nacht "]).unwrap();
        assert!(quiet.hushes("1-7-007", [], 0));
        assert!(quiet.hushes("x", ["Depots", "Kunden: A"], 0));
        assert!(quiet.hushes("x", ["Nacht"], 0));
        assert!(!quiet.hushes("1-7-00", ["Kunden", "nacht"], 0));
        assert!(!Quiet::default().hushes("1-7-007", ["Nacht"], 0));
    }

    #[test]
    fn a_time_of_day_may_go_on_over_midnight() {
        let night = quiet(&["22:00-06:00", "12:00-12:30"]).unwrap();
        for minute in [22 * 60, 23 * 60 + 59, 0, 5 * 60 + 59, 12 * 60, 12 * 60 + 29] {
            assert!(night.is_time(minute), "{minute}");
        }
        for minute in [21 * 60 + 59, 6 * 60, 12 * 60 + 30] {
            assert!(!night.is_time(minute), "{minute}");
        }
    }

    #[test]
    fn an_entry_that_says_nothing_is_named() {
        for bad in [
            "",
            "Kunden",
            "groups Kunden",
            "22-06",
            "22:00-24:00",
            "22:60-06:00",
            "06:00-06:00",
            "6:00-07:00",
            "22:00-06:00-07:00",
            "+1:00-02:00",
        ] {
            let bad = quiet(&["place 1", bad]).unwrap_err();
            assert_eq!(bad.number, 2);
        }
    }
}
