use std::path::PathBuf;

use kplaces_app::doctor::{Folders, Room, Seen, Stock, look};
use kplaces_app::{Backup, BackupError, Backups, Gone};
use kplaces_config::{ConfigError, Loaded};
use kplaces_domain::Timestamp;
use kplaces_state::{Counters, Holder, Journal, Record, StateError, Subject};
use kplaces_store::{StoreError, StoreErrorKind, StoreState, StoreUrl};

use super::Logins;
use crate::{CliError, Session};

/// Where the store is looked for as long as the settings cannot be read: at its usual place.
const USUAL_STORE: &str = "sqlite:places.db";

/// Everything that was looked at. A look that failed is a fact as well.
pub(crate) struct Facts {
    pub(crate) now: Timestamp,
    pub(crate) configured: Configured,
    pub(crate) logins: Logins,
    /// Nothing where there is no home folder.
    pub(crate) seen: Vec<Seen>,
    pub(crate) store: Option<StoreFacts>,
    pub(crate) records: Option<Records>,
    /// Places that the record of syncs knows and the store does not.
    pub(crate) gone: Option<Gone>,
    pub(crate) room: Option<Result<Option<Room>, std::io::Error>>,
    pub(crate) has_time_zone: bool,
}

/// What is set.
pub(crate) enum Configured {
    /// Everything can be read.
    Well(Box<Loaded>),
    /// Some of it cannot.
    Badly(ConfigError),
    /// There is no place to look at; why.
    Nowhere(CliError),
}

/// The store, and its copies.
pub(crate) struct StoreFacts {
    /// Which of the edition's backends it is.
    pub(crate) backend: Option<&'static str>,
    /// What it holds, or why that cannot be said.
    pub(crate) stock: Result<Stock, StoreError>,
    /// Nothing where it is not kept in a file.
    pub(crate) copies: Option<Copies>,
}

/// The copies of the store.
pub(crate) enum Copies {
    /// They cannot be listed.
    Unread(BackupError),
    /// None.
    None,
    /// Some; the newest, and whether it is sound.
    Some {
        count: usize,
        newest: Backup,
        sound: Result<StoreState, BackupError>,
    },
}

/// What the device remembers.
pub(crate) struct Records {
    pub(crate) journal: Result<Record, StateError>,
    pub(crate) counters: Result<Counters, StateError>,
    pub(crate) holder: Result<Option<Holder>, StateError>,
    /// Whether the process that holds the lock is there, where that can be told.
    pub(crate) holder_lives: Option<bool>,
}

impl Facts {
    pub(crate) async fn gather(session: &Session) -> Self {
        let configured = match &session.failed {
            Some(error) => Configured::Nowhere(error.clone()),
            None => match session.sources.load() {
                Ok(loaded) => Configured::Well(Box::new(loaded)),
                Err(error) => Configured::Badly(error),
            },
        };
        let logins = Logins::of(session, configured.loaded());
        let mut facts = Self {
            now: session.now,
            logins,
            seen: Vec::new(),
            store: None,
            records: None,
            gone: None,
            room: None,
            has_time_zone: jiff::tz::TimeZone::try_system().is_ok(),
            configured,
        };
        if session.failed.is_none() {
            let place = Place::of(session, facts.configured.loaded());
            facts.seen = look(&place.folders(session));
            facts.store = Some(place.store(session).await);
            facts.records = Some(place.records(session));
            facts.gone = facts.record().and_then(Gone::from_record);
            facts.gone = facts
                .gone
                .filter(|_| place.is_in_use(session) && facts.is_empty());
            facts.room = Some(Room::of(&place.data));
        }
        facts
    }

    /// The syncs on record, the newest first.
    pub(crate) fn record(&self) -> Option<&Record> {
        self.records.as_ref()?.journal.as_ref().ok()
    }

    /// Whether there is no store, or one that was never filled.
    fn is_empty(&self) -> bool {
        match self.store.as_ref().map(|store| &store.stock) {
            Some(Ok(stock)) => stock.durable && stock.state.provenance.is_none(),
            Some(Err(error)) => error.kind() == StoreErrorKind::Missing,
            None => false,
        }
    }

    /// What the store holds, where it can be read.
    pub(crate) fn stock(&self) -> Option<&Stock> {
        self.store.as_ref()?.stock.as_ref().ok()
    }
}

impl Configured {
    pub(crate) fn loaded(&self) -> Option<&Loaded> {
        match self {
            Self::Well(loaded) => Some(loaded),
            Self::Badly(_) | Self::Nowhere(_) => None,
        }
    }
}

/// Where the store is, as the settings say or as is usual.
struct Place {
    data: PathBuf,
    /// As it is written in the settings.
    named: String,
    file: Option<PathBuf>,
    backups: Option<Backups>,
}

impl Place {
    fn of(session: &Session, loaded: Option<&Loaded>) -> Self {
        let (data, named, keep) = match loaded {
            Some(Loaded { settings, .. }) => (
                settings.data_dir.clone(),
                settings.store.clone(),
                settings.backup.keep,
            ),
            None => (session.dirs().data.clone(), USUAL_STORE.to_owned(), 0),
        };
        let backends = &session.product.backends;
        let url: Option<StoreUrl> = named.parse().ok();
        let file = url
            .as_ref()
            .and_then(|url| backends.file(url, data.clone()).ok()?);
        let backups = url.and_then(|url| Backups::of_store(backends, &url, &data, keep).ok()?);
        Self {
            data,
            named,
            file,
            backups,
        }
    }

    /// Whether commands use this store: an encrypted one may be in use in its place.
    fn is_in_use(&self, session: &Session) -> bool {
        session.settings().is_ok_and(|set| set.store == self.named)
    }

    fn url(&self) -> Result<StoreUrl, StoreError> {
        self.named.parse()
    }

    fn folders(&self, session: &Session) -> Folders {
        let dirs = session.dirs();
        Folders {
            config: dirs.config.clone(),
            config_file: session.sources.user_file.clone(),
            login_file: session.sources.login_file(),
            data_is_ours: self.data == dirs.data,
            data: self.data.clone(),
            store: self.file.clone(),
            backups: self.backups.as_ref().map(|it| it.folder().to_owned()),
            state: dirs.state.clone(),
        }
    }

    async fn store(&self, session: &Session) -> StoreFacts {
        let backends = &session.product.backends;
        let stock = match self.url() {
            Ok(url) => Stock::of(backends, &url, self.data.clone()).await,
            Err(error) => Err(error),
        };
        let scheme = self.url().map_or_else(|_| String::new(), |url| url.scheme);
        let copies = match &self.backups {
            Some(backups) => Some(copies(backups).await),
            None => None,
        };
        StoreFacts {
            backend: backends.iter().map(|it| it.scheme).find(|it| *it == scheme),
            stock,
            copies,
        }
    }

    fn records(&self, session: &Session) -> Records {
        let state = &session.dirs().state;
        let subject = Subject::store(&self.data.to_string_lossy(), &self.named);
        let holder = Holder::of(state, &subject);
        let pid = holder
            .as_ref()
            .ok()
            .copied()
            .flatten()
            .and_then(|it| it.pid);
        Records {
            journal: Journal::new(state, &subject).read(),
            counters: Counters::look(state),
            holder_lives: pid.and_then(lives),
            holder,
        }
    }
}

async fn copies(backups: &Backups) -> Copies {
    let list = match backups.list() {
        Ok(list) => list,
        Err(error) => return Copies::Unread(error),
    };
    let count = list.len();
    let Some(newest) = list.into_iter().next() else {
        return Copies::None;
    };
    Copies::Some {
        sound: backups.verify(&newest).await,
        count,
        newest,
    }
}

/// Whether there is a process of this number; `None` where the system is not asked.
fn lives(pid: u32) -> Option<bool> {
    #[cfg(unix)]
    {
        let pid = rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)?;
        // It may belong to somebody else: then it is there.
        Some(!matches!(
            rustix::process::test_kill_process(pid),
            Err(rustix::io::Errno::SRCH)
        ))
    }
    #[cfg(not(unix))]
    {
        let _ = pid;
        None
    }
}
