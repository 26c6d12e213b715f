//! What is tried: a device, a command on it, and what has to be the same afterwards.

/// What is on the device before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Base {
    /// A login, and nothing else.
    Fresh,
    /// The places of the account.
    Synced,
    /// The same, encrypted.
    Sealed,
}

/// Something done before, without a fault.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// A command.
    Run(&'static str),
    /// The account has changed: places were added, renamed and removed. The login is kept anew.
    AccountChanges,
    /// The middle of the store is overwritten.
    Damage,
    /// A tenant, logged in.
    Tenant,
}

/// A command, and the device it is run on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) base: Base,
    pub(super) before: &'static [Step],
    /// `{COPY}` stands for the copy that was made by hand.
    pub(super) command: &'static str,
    /// What shows the content of each account.
    pub(super) shown_by: &'static [&'static str],
    /// Words of what is shown where it was cut off between two of its steps, and the next run ends it.
    pub(super) between: &'static [&'static str],
}

const fn case(
    name: &'static str,
    base: Base,
    before: &'static [Step],
    command: &'static str,
) -> Case {
    Case {
        name,
        base,
        before,
        command,
        shown_by: &[LIST],
        between: &[],
    }
}

const LIST: &str = "list --json";

/// What it is given to read is the login of the account.
const LOGIN: &str = "login --stdin --keep file";

use Base::{Fresh, Sealed, Synced};
use Step::{AccountChanges, Damage, Run, Tenant};

const COPY: Step = Run("backup create");
const EXTRACT: Step = Run("privacy extract -o extract.zip");
const TO_EXTRACT: &str = "privacy extract -o again.zip --force";
const TO_CHANGE: &str = "sync --accept-shrink";
const ERASE_ALL: &str = "privacy erase --all --yes";
const ERASE_GROUP: &str = "privacy erase --group Kunden --yes";
const ERASE_OLD: &str = "privacy erase --older-than 1 --yes";
/// Not `latest`: that is another one as soon as what was there before is copied.
const RESTORE: &str = "backup restore {COPY}";
const IMPORT: &str = "backup import extract.zip";

/// In the order in which they are tried.
pub(super) const CASES: &[Case] = &[
    case("sync first", Fresh, &[], "sync"),
    case("sync again", Synced, &[], "sync"),
    case("sync changes", Synced, &[AccountChanges], TO_CHANGE),
    case("login", Synced, &[AccountChanges], LOGIN),
    case("list", Synced, &[], "list"),
    case("find", Synced, &[], "find Halle"),
    case("near", Synced, &[], "near 52.1,11.0"),
    case("show", Synced, &[], "show K-7"),
    case("export", Synced, &[], "export gpx -o out.gpx --force"),
    case("status", Synced, &[], "status"),
    case("doctor", Synced, &[COPY], "doctor"),
    case("privacy report", Synced, &[COPY], "privacy report"),
    case("backup create", Synced, &[], "backup create"),
    case("backup verify", Synced, &[COPY], "backup verify"),
    case(
        "backup restore",
        Synced,
        &[COPY, AccountChanges, Run(TO_CHANGE)],
        RESTORE,
    ),
    case("restore damaged", Synced, &[COPY, Damage], RESTORE),
    case("list damaged", Synced, &[Damage], "list"),
    case("sync damaged", Synced, &[Damage], "sync"),
    case("extract", Synced, &[], TO_EXTRACT),
    case(
        "backup import",
        Synced,
        &[EXTRACT, AccountChanges, Run(TO_CHANGE)],
        IMPORT,
    ),
    case("import damaged", Synced, &[EXTRACT, Damage], IMPORT),
    case("erase all", Synced, &[COPY], ERASE_ALL),
    case("erase group", Synced, &[COPY], ERASE_GROUP),
    case("erase old", Synced, &[COPY], ERASE_OLD),
    case(
        "encrypt on",
        Synced,
        &[COPY],
        "encrypt on --keep passphrase",
    ),
    case("encrypt off", Sealed, &[COPY], "encrypt off"),
    case("encrypt rekey", Sealed, &[COPY], "encrypt rekey"),
    case("encrypt status", Sealed, &[], "encrypt status"),
    case("sealed sync changes", Sealed, &[AccountChanges], TO_CHANGE),
    case("sealed list", Sealed, &[], "list"),
    case("sealed doctor", Sealed, &[COPY], "doctor"),
    case("sealed backup create", Sealed, &[], "backup create"),
    case("sealed backup verify", Sealed, &[COPY], "backup verify"),
    case("sealed restore damaged", Sealed, &[COPY, Damage], RESTORE),
    case("sealed import damaged", Sealed, &[EXTRACT, Damage], IMPORT),
    case("sealed extract", Sealed, &[], TO_EXTRACT),
    Case {
        // The store goes first, then the key; and the key goes also where the store could not be erased.
        between: &[
            "downloads the places again, encrypted",
            "places.key is not in",
            "neither places.sealed nor places.key",
        ],
        ..case("sealed erase all", Sealed, &[COPY], ERASE_ALL)
    },
    case("sealed erase group", Sealed, &[COPY], ERASE_GROUP),
    Case {
        shown_by: &[LIST, "--tenant north list --json"],
        ..case("tenants sync", Fresh, &[Tenant], "tenants sync")
    },
];

impl Case {
    /// Whether a key is opened by a passphrase, which takes time by design.
    pub(super) fn is_slow(&self) -> bool {
        self.base == Sealed || self.command.starts_with("encrypt")
    }

    /// Whether an edition with these commands can do it.
    pub(super) fn is_of(&self, has: impl Fn(&str) -> bool) -> bool {
        let mut needed = vec![self.command];
        if self.base == Sealed {
            needed.push("encrypt on");
        }
        needed.iter().all(|command| {
            let words: Vec<&str> = command.split(' ').collect();
            has(words[0]) || words.len() > 1 && has(&words[..2].join(" "))
        })
    }
}
