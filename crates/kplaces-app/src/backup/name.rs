use kplaces_domain::Timestamp;
use strum::{Display, EnumString};

/// What a copy was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum BackupReason {
    /// Somebody asked for it. It is kept until somebody deletes it.
    ByHand,
    /// A sync was about to remove places.
    BeforeSync,
    /// Another copy was about to be brought back.
    BeforeRestore,
    /// A newer version was about to change the form of the store.
    BeforeMigration,
    /// None: it is a store that was damaged, and was kept when another one took its place.
    SetAside,
}

impl BackupReason {
    /// Whether it was made by itself, and goes by itself.
    pub fn is_automatic(self) -> bool {
        !matches!(self, Self::ByHand | Self::SetAside)
    }
}

/// The form of a moment in a file name, in UTC.
const MOMENT: &str = "%Y%m%dT%H%M%SZ";

/// What the file name of a copy tells: `places-20260102T030405Z-before-sync.db`, with `-2` behind
/// it for a second one of the same second, and `2.` before the moment once the clock was set back behind
/// the moment of a copy: clocks are set, and which copy is the newest must be known without.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BackupName {
    /// How often the clock had been set back, counted from 1.
    pub(super) epoch: u32,
    /// Which one of its second.
    pub(super) number: u32,
    /// Copies made before a migration have the version there: the store knows no time.
    pub(super) at: Option<Timestamp>,
    pub(super) reason: BackupReason,
}

impl BackupName {
    pub(super) fn write(
        stem: &str,
        extension: &str,
        (epoch, at): (u32, Timestamp),
        reason: BackupReason,
        n: u32,
    ) -> String {
        let moment = jiff::Timestamp::from_second(at.unix()).map_or_else(
            |_| at.unix().to_string(),
            |it| it.strftime(MOMENT).to_string(),
        );
        let epoch = if epoch > 1 {
            format!("{epoch}.")
        } else {
            String::new()
        };
        let number = if n > 1 {
            format!("-{n}")
        } else {
            String::new()
        };
        format!("{stem}-{epoch}{moment}-{reason}{number}.{extension}")
    }

    pub(super) fn read(name: &str, stem: &str, extension: &str) -> Option<Self> {
        let middle = name
            .strip_prefix(stem)?
            .strip_prefix('-')?
            .strip_suffix(extension)?
            .strip_suffix('.')?;
        let (first, rest) = middle.split_once('-')?;
        let (reason, number) = match rest.rsplit_once('-') {
            Some((reason, number)) if number.bytes().all(|b| b.is_ascii_digit()) => {
                (reason, number.parse().unwrap_or(1))
            }
            _ => (rest, 1),
        };
        let (epoch, first) = match first.split_once('.') {
            Some((epoch, first)) => (epoch.parse().ok()?, first),
            None => (1, first),
        };
        let at = jiff::civil::DateTime::strptime(MOMENT, first)
            .ok()
            .and_then(|time| time.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok())
            .map(|time| Timestamp::from_unix(time.timestamp().as_second()));
        Some(Self {
            epoch,
            number,
            at,
            reason: reason.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        let at = Timestamp::from_unix(1_767_323_045);
        for (epoch, n, name) in [
            (1, 1, "places-20260102T030405Z-before-sync.db"),
            (1, 2, "places-20260102T030405Z-before-sync-2.db"),
            (3, 1, "places-3.20260102T030405Z-before-sync.db"),
        ] {
            let reason = BackupReason::BeforeSync;
            let written = BackupName::write("places", "db", (epoch, at), reason, n);
            assert_eq!(written, name);
            let read = BackupName::read(name, "places", "db").unwrap();
            assert_eq!((read.at, read.reason), (Some(at), reason));
            assert_eq!((read.epoch, read.number), (epoch, n));
        }
        let migration = BackupName::read("places-v1-before-migration-1.db", "places", "db");
        assert_eq!(migration.unwrap().at, None);
    }

    #[test]
    fn other_files_are_no_backups() {
        for name in [
            "places.db",
            "places-20260102T030405Z-.db",
            "places-20260102T030405Z-whatever.db",
            "other-20260102T030405Z-by-hand.db",
            "places-20260102T030405Z-by-hand.db.part",
            "",
        ] {
            assert_eq!(BackupName::read(name, "places", "db"), None, "{name}");
        }
    }
}
