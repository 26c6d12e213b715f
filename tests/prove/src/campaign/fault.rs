//! What goes wrong, and when.

use fuser::Errno;

use super::tree::{Ino, Survival};

/// What a program asks of a medium, as far as it can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Open,
    Create,
    Read,
    Write,
    Sync,
    Truncate,
    Rename,
    Link,
    Remove,
    List,
    MakeFolder,
    Mode,
}

/// What a medium says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It does not work: `EIO`.
    Broken,
    /// It is full: `ENOSPC`.
    Full,
}

/// Something that happens at an operation, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It fails; and what is like it later on, if that lasts.
    Fail {
        at: u64,
        error: Trouble,
        lasts: bool,
    },
    /// The power goes before it.
    Cut { at: u64, left: Survival },
}

impl Fault {
    pub(super) fn at(self) -> u64 {
        match self {
            Self::Fail { at, .. } | Self::Cut { at, .. } => at,
        }
    }
}

impl Trouble {
    pub(super) fn errno(self) -> Errno {
        match self {
            Self::Broken => Errno::EIO,
            Self::Full => Errno::ENOSPC,
        }
    }

    /// Whether an operation can fail so.
    pub(super) fn concerns(self, kind: Kind) -> bool {
        self == Self::Broken || takes_room(kind)
    }

    /// Whether what failed once lets this fail as well: a spot that cannot be read, a medium that cannot be
    /// written or is full.
    pub(super) fn strikes(self, first: (Kind, Ino), now: (Kind, Ino)) -> bool {
        match self {
            Self::Full => takes_room(now.0),
            Self::Broken if matches!(first.0, Kind::Read | Kind::Open | Kind::List) => first == now,
            Self::Broken => first.0 == now.0,
        }
    }
}

fn takes_room(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Create | Kind::Write | Kind::Link | Kind::MakeFolder | Kind::Truncate
    )
}
