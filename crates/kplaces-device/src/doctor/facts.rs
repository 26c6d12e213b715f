use std::path::PathBuf;

use kplaces_app::doctor::{Folders, Room, Seen, Stock, look};
use kplaces_app::{Backup, BackupError, Backups, Gone, left_unfinished};
use kplaces_config::{ConfigError, Loaded};
use kplaces_domain::Timestamp;
use kplaces_state::{Counters, Holder, Journal, Record, RecordId, StateError, StoreLock};
use kplaces_store::{Backends, StoreError, StoreErrorKind, StoreState};
use kplaces_text::Text;

use super::logins::Logins;
use crate::location::{Kept, Location};
use crate::text::stores as words;
use crate::{CliError, Device};

/// Everything that was looked at. A look that failed is a fact as well.
pub struct Facts {
    /// What time it is.
    pub now: Timestamp,
    /// What is set.
    pub configured: Configured,
    /// Where the login is.
    pub logins: Logins,
    /// Nothing where there is no home folder.
    pub seen: Vec<Seen>,
    /// Why the store is not where or as it should be: one word, and the words of the commands that
    /// refuse to work with it.
    pub misplaced: Option<(&'static str, CliError)>,
    /// What is odd about where it is, though it works.
    pub elsewhere: Option<Text>,
    /// What a killed program left unfinished.
    pub unfinished: Vec<PathBuf>,
    /// The store, where one was looked at.
    pub store: Option<StoreFacts>,
    /// What the device remembers of its syncs.
    pub records: Option<Records>,
    /// Places that the record of syncs knows and the store does not.
    pub gone: Option<Gone>,
    /// How much room there is for places.
    pub room: Option<Result<Option<Room>, std::io::Error>>,
    /// Whether the time zone is known.
    pub has_time_zone: bool,
}

/// What is set.
pub enum Configured {
    /// Everything can be read.
    Well(Box<Loaded>),
    /// Some of it cannot.
    Badly(ConfigError),
    /// It can, and leads to what is nothing of this tenant's; nothing there is looked at.
    Refused(CliError),
    /// There is no place to look at; why.
    Nowhere(CliError),
}

/// The store, and its copies.
pub struct StoreFacts {
    /// Which of the edition's backends it is.
    pub backend: Option<&'static str>,
    /// What it holds, or why that cannot be said.
    pub stock: Result<Stock, StoreError>,
    /// Whether it was not opened since there was nobody to ask for its passphrase.
    pub unasked: bool,
    /// Nothing where it is not kept in a file.
    pub copies: Option<Copies>,
    /// Damaged stores that were kept when others took their places.
    pub aside: Vec<Backup>,
}

/// The copies of the store.
pub enum Copies {
    /// They cannot be listed.
    Unread(BackupError),
    /// None.
    None,
    /// Some.
    Some {
        /// How many.
        count: usize,
        /// The last one that was made.
        newest: Backup,
        /// Whether the newest is sound.
        sound: Result<StoreState, BackupError>,
        /// Those among the others that are not.
        unsound: Vec<BackupError>,
    },
}

/// What the device remembers.
pub struct Records {
    /// The syncs.
    pub journal: Result<Record, StateError>,
    /// The requests.
    pub counters: Result<Counters, StateError>,
    /// Who holds the lock of the store.
    pub holder: Result<Option<Holder>, StateError>,
    /// Whether the process that holds the lock is there, where that can be told.
    pub holder_lives: Option<bool>,
}

impl Facts {
    /// Looks at everything, one after the other.
    pub async fn gather(device: &Device) -> Self {
        let configured = match (&device.failed, device.misconfigured()) {
            (Some(error), _) => Configured::Nowhere(error.clone()),
            (None, Some(error)) => Configured::Badly(error),
            (None, None) => match device.loaded() {
                Ok(loaded) => Configured::Well(Box::new(loaded.clone())),
                Err(error) => Configured::Refused(error),
            },
        };
        let logins = Logins::of(device, configured.loaded());
        let mut facts = Self {
            now: device.now,
            logins,
            seen: Vec::new(),
            misplaced: None,
            elsewhere: None,
            unfinished: Vec::new(),
            store: None,
            records: None,
            gone: None,
            room: None,
            has_time_zone: jiff::tz::TimeZone::try_system().is_ok(),
            configured,
        };
        let location = match &facts.configured {
            Configured::Well(_) => device.location().cloned(),
            Configured::Badly(_) => device.usual_location(),
            Configured::Refused(_) | Configured::Nowhere(_) => return facts,
        };
        match location {
            Ok(location) => facts.look_at(device, location).await,
            Err(error) => facts.misplaced = Some(("refused", error)),
        }
        facts
    }

    async fn look_at(&mut self, device: &Device, location: Location) {
        self.room = Some(Room::of(&location.data_dir));
        self.elsewhere = device.warned().ok().flatten();
        let allowed = device.allow(&location).err();
        self.misplaced = match (location.kept, allowed) {
            (_, Some(error)) => Some(("another-edition", error)),
            (Kept::EncryptedMissing, None) => {
                Some(("encrypted-missing", words::missing(&location)))
            }
            (Kept::Turning, None) => Some(("turning", words::turning(&location))),
            _ => None,
        };
        let place = Place::of(device, location, self.configured.loaded());
        let dirs = device.dirs();
        self.unfinished = left_unfinished(&[&place.location.data_dir, &dirs.config], &dirs.state);
        self.seen = look(&place.folders(device));
        self.records = Some(place.records(device));
        if !matches!(self.misplaced, Some(("another-edition", _))) {
            self.store = Some(place.store(device).await);
            let gone = self.record().and_then(Gone::from_record);
            self.gone = gone.filter(|_| self.is_empty());
        }
    }

    /// The syncs on record, the newest first.
    pub fn record(&self) -> Option<&Record> {
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
    /// Everything that is set, where it can be read.
    pub fn loaded(&self) -> Option<&Loaded> {
        match self {
            Self::Well(loaded) => Some(loaded),
            Self::Badly(_) | Self::Refused(_) | Self::Nowhere(_) => None,
        }
    }
}

/// Where the store is, and its copies.
struct Place {
    location: Location,
    backends: Backends,
    file: Option<PathBuf>,
    backups: Option<Backups>,
}

impl Place {
    fn of(device: &Device, location: Location, loaded: Option<&Loaded>) -> Self {
        let backends = device.backends_of(&location);
        let keep = loaded.map_or(0, |loaded| loaded.settings.backup.keep);
        let Location { url, data_dir, .. } = &location;
        Self {
            file: location.file(&backends),
            backups: Backups::of_store(&backends, url, data_dir, keep)
                .ok()
                .flatten(),
            location,
            backends,
        }
    }

    fn folders(&self, device: &Device) -> Folders {
        let dirs = device.dirs();
        let data = &self.location.data_dir;
        Folders {
            config: dirs.config.clone(),
            config_is_open: device
                .sources
                .user_file
                .as_deref()
                .is_some_and(|file| device.sources.is_free_of_secrets(file)),
            config_file: device.sources.user_file.clone(),
            login_file: device.sources.login_file(),
            data_is_ours: *data == dirs.data,
            data: data.clone(),
            store: self.file.clone(),
            backups: self.backups.as_ref().map(|it| it.folder().to_owned()),
            state: dirs.state.clone(),
        }
    }

    async fn store(&self, device: &Device) -> StoreFacts {
        let backends = &self.backends;
        let Location { url, data_dir, .. } = &self.location;
        let copies = match &self.backups {
            Some(backups) => Some(copies(backups).await),
            None => None,
        };
        let mut installed = device.product.installed.iter();
        let with_colours = installed.any(|feature| feature.asks_for_colours(device));
        let asked =
            device.ask.is_somebody_there() || device.sources.has_passphrase().is_ok_and(|it| it);
        StoreFacts {
            backend: backends
                .iter()
                .map(|it| it.scheme)
                .find(|it| *it == url.scheme),
            stock: Stock::of(backends, url, data_dir.clone(), with_colours).await,
            unasked: self.location.is_encrypted() && !asked,
            copies,
            // A folder that cannot be read is told of by its copies.
            aside: self
                .backups
                .as_ref()
                .and_then(|backups| backups.set_aside().ok())
                .unwrap_or_default(),
        }
    }

    fn records(&self, device: &Device) -> Records {
        let state = &device.dirs().state;
        let folder = self.location.data_dir.to_string_lossy();
        let subject = RecordId::store(&folder, &self.location.recorded_as());
        let holder = match &self.file {
            Some(file) => StoreLock::holder(state, &subject, file),
            None => Holder::of(state, &subject),
        };
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

/// Reads every copy from end to end: which one will be wanted nobody knows.
async fn copies(backups: &Backups) -> Copies {
    let list = match backups.list() {
        Ok(list) => list,
        Err(error) => return Copies::Unread(error),
    };
    let count = list.len();
    let mut list = list.into_iter();
    let Some(newest) = list.next() else {
        return Copies::None;
    };
    let sound = backups.verify(&newest).await;
    let mut unsound = Vec::new();
    for copy in list {
        unsound.extend(backups.verify(&copy).await.err());
    }
    Copies::Some {
        count,
        newest,
        sound,
        unsound,
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
