use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kplaces_app::{
    App, Backups, Contacts, Device, Governor, GroupAccess, LocalData, Rates, Recheck, SyncRequest,
    WaitHook, WaitPolicy,
};
use kplaces_config::{
    ConfigError, Credential, Dirs, Loaded, Method, ReplyFormat, Settings, Sources,
};
use kplaces_domain::{GroupName, Timestamp};
use kplaces_edition::{Feature, Policy};
use kplaces_export::Exporters;
use kplaces_state::{Clock, Journal, Ledger, NetworkRecord, Rate, RecordId, StoreLock, Trigger};
use kplaces_store::{Backends, PlaceStore, StoreError, StoreErrorKind, StoreUrl};
use kplaces_text::{Language, Text};
use kplaces_webfleet::{Client, ClientOptions, Endpoint, Login, PauseHook};

use crate::error::{CliError, Kind};
use crate::keep::Asking;
use crate::location::{self, Kept, Location};
use crate::text::location as words;
use crate::{KeyKeeper, PluginCommand, StartDelay, TenantAccess, Terminal};

/// The parts of an edition.
#[derive(Clone, Debug)]
pub struct Product {
    /// What it may do.
    pub policy: Policy,
    /// Where places can be kept.
    pub backends: Backends,
    /// What places can be written as.
    pub exporters: Exporters,
    /// The commands of its features, ordered by name.
    pub commands: Vec<Arc<dyn PluginCommand>>,
    /// The group features, where it has them.
    pub groups: Option<Arc<dyn GroupAccess>>,
    /// When scheduled syncs start; the first that knows counts.
    pub start_delays: Vec<Arc<dyn StartDelay>>,
    /// The separation of tenants, where it has it.
    pub tenants: Option<Arc<dyn TenantAccess>>,
    /// The key of encrypted stores, where it has them.
    pub keeper: Option<Arc<dyn KeyKeeper>>,
}

impl Product {
    /// The use cases over a store.
    pub(crate) fn app(&self, store: Arc<dyn PlaceStore>) -> App {
        let Self {
            policy,
            groups,
            exporters,
            ..
        } = self.clone();
        App::new(policy, store, groups, exporters)
    }
}

/// The commands of features this edition lacks.
pub(crate) fn foreign_commands(product: &Product) -> impl Iterator<Item = &'static str> {
    Feature::all()
        .filter(|feature| !product.policy.has(*feature))
        .filter_map(Feature::command)
}

/// One run of the program. Settings, login, store and client are opened when first needed: what
/// needs no store opens none.
#[derive(Debug)]
pub struct Session {
    pub(crate) product: Product,
    pub(crate) sources: Sources,
    /// The sources before a tenant was chosen.
    pub(crate) device: Sources,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) now: Timestamp,
    pub(crate) terminal: Terminal,
    pub(crate) quiet: bool,
    pub(crate) json: bool,
    pub(crate) named_paths: Vec<(&'static str, PathBuf)>,
    pub(crate) language: Language,
    /// Why there are no sources, where there are none.
    pub(crate) failed: Option<CliError>,
    known: OnceLock<Known>,
}

/// What is set, and which store that means.
#[derive(Debug)]
struct Known {
    loaded: Loaded,
    location: Result<Location, CliError>,
}

impl Session {
    pub(crate) fn new(
        product: Product,
        sources: Sources,
        clock: Arc<dyn Clock>,
        terminal: Terminal,
        quiet: bool,
        json: bool,
    ) -> Self {
        let session = Self {
            product,
            device: sources.clone(),
            sources,
            now: clock.now().timestamp(),
            clock,
            terminal,
            quiet,
            json,
            named_paths: Vec::new(),
            language: Language::English,
            failed: None,
            known: OnceLock::new(),
        };
        session.with_keys()
    }

    /// The same run, whose encrypted stores get the key that is kept in its own folders.
    pub(crate) fn with_keys(mut self) -> Self {
        if let Some(keeper) = self.product.keeper.clone() {
            let keys = keeper.keys(self.again(&self.sources));
            let backends = std::mem::take(&mut self.product.backends);
            self.product.backends = backends.with_keys(keys);
        }
        self
    }

    /// The same run with these sources. What was opened here is not taken along.
    pub(crate) fn again(&self, sources: &Sources) -> Self {
        Self {
            product: self.product.clone(),
            sources: sources.clone(),
            device: self.device.clone(),
            clock: Arc::clone(&self.clock),
            named_paths: self.named_paths.clone(),
            known: OnceLock::new(),
            failed: self.failed.clone(),
            ..*self
        }
    }

    /// The same run for another tenant; for the device's own, which has no name, without one. What was
    /// opened here is not taken along.
    pub fn of_tenant(&self, name: Option<&str>) -> Result<Self, CliError> {
        let device = &self.device;
        let sources = match (name, &self.product.tenants) {
            (None, _) => device.clone(),
            (Some(name), Some(tenants)) => tenants.enter(name, device, self.names_file())?,
            (Some(_), None) => {
                self.product.policy.require(Feature::Tenants)?;
                return Err(CliError::new(
                    Kind::Internal,
                    crate::text::errors::internal(),
                ));
            }
        };
        Ok(self.again(&sources).with_keys())
    }

    fn names_file(&self) -> bool {
        let by_flag = self.named_paths.iter().any(|(flag, _)| *flag == "--config");
        by_flag || self.device.names_file()
    }

    /// The tenant this run is for; `None` for the device's own, which has no name.
    pub fn tenant(&self) -> Option<&str> {
        self.sources.tenant.as_deref()
    }

    /// The folders of the device, those of all tenants are below.
    pub fn device_dirs(&self) -> &Dirs {
        &self.device.dirs
    }

    /// Whether a login is kept on this device. It is not read.
    pub fn keeps_login(&self) -> bool {
        self.sources.login_file().exists()
    }

    /// Whether the store, if it is kept in a file, was ever made, be it there still or not. Nothing is
    /// opened.
    pub fn has_store(&self) -> Result<bool, CliError> {
        let is_there = self.store_file()?.is_some_and(|file| file.exists());
        Ok(is_there || self.location()?.kept == Kept::EncryptedMissing)
    }

    /// Files, environment and folders.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The parts of this edition.
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// What time it was when the program was started.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The folders of this program.
    pub fn dirs(&self) -> &Dirs {
        &self.sources.dirs
    }

    /// Whether only what was asked for is to be said.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        self.json
    }

    /// The language that people read here.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The paths that were named on the command line, with their flags.
    pub fn named_paths(&self) -> Vec<(&'static str, PathBuf)> {
        self.named_paths.clone()
    }

    /// What the output goes to.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// Everything that is set, and which store that means, after the separation of tenants had its
    /// say: there is no other way to either.
    fn known(&self) -> Result<&Known, CliError> {
        if let Some(known) = self.known.get() {
            return Ok(known);
        }
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let known = self.look(self.sources.load()?)?;
        Ok(self.known.get_or_init(|| known))
    }

    fn look(&self, mut loaded: Loaded) -> Result<Known, CliError> {
        let Product {
            tenants, backends, ..
        } = &self.product;
        let device = &self.device.dirs;
        if let Some(tenants) = tenants {
            loaded = tenants.settle(device, &self.sources, loaded)?;
        }
        let location = Location::of(&loaded, backends);
        if let Ok(location) = &location {
            location::show(location, &mut loaded);
            self.refuse_a_store_of_others(location)?;
        }
        Ok(Known { loaded, location })
    }

    fn refuse_a_store_of_others(&self, location: &Location) -> Result<(), CliError> {
        let file = location.file(&self.product.backends);
        match (&self.product.tenants, file) {
            (Some(tenants), Some(file)) => {
                let (device, folder) = (&self.device.dirs, &location.data_dir);
                tenants.check_store(device, &self.sources, folder, &file)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn loaded(&self) -> Result<&Loaded, CliError> {
        Ok(&self.known()?.loaded)
    }

    /// Everything that is set.
    pub fn settings(&self) -> Result<&Settings, CliError> {
        Ok(&self.loaded()?.settings)
    }

    /// What is wrong with the settings themselves, where they cannot be read.
    pub(crate) fn misconfigured(&self) -> Option<ConfigError> {
        self.sources.load().err()
    }

    /// Which store it is, whether this edition can open it or not.
    pub fn location(&self) -> Result<&Location, CliError> {
        self.known()?.location.as_ref().map_err(Clone::clone)
    }

    /// The same where settings cannot be read: in the usual folder, as if nothing was set.
    pub(crate) fn usual_location(&self) -> Result<Location, CliError> {
        let location = Location::usual(self.dirs().data.clone())?;
        self.refuse_a_store_of_others(&location)?;
        Ok(location)
    }

    /// Looks anew which store it is.
    fn look_again(&self) -> Result<Location, CliError> {
        self.look(self.sources.load()?)?.location
    }

    /// The store of this run.
    pub fn store_url(&self) -> Result<StoreUrl, CliError> {
        let location = self.location()?;
        self.allow(location)?;
        Ok(location.url.clone())
    }

    /// Fails where this edition cannot open the store: it must not begin a plain one beside it.
    pub(crate) fn allow(&self, location: &Location) -> Result<(), CliError> {
        if !location.is_encrypted() {
            return Ok(());
        }
        let policy = &self.product.policy;
        let allowed = policy.require(Feature::EncryptedStore);
        allowed.map_err(|refused| words::of_another_edition(refused, location, policy.manifest()))
    }

    /// The store of this run, to put places into; a new one takes the place of one that is missing.
    pub(crate) fn store_to_fill(&self) -> Result<StoreUrl, CliError> {
        let url = self.store_url()?;
        match self.location()? {
            location if location.kept == Kept::Turning => Err(words::turning(location)),
            _ => Ok(url),
        }
    }

    /// The store of this run, to see what is in it.
    pub(crate) fn store_to_read(&self) -> Result<StoreUrl, CliError> {
        let url = self.store_url()?;
        match self.location()? {
            location if location.kept == Kept::EncryptedMissing => Err(words::missing(location)),
            _ => Ok(url),
        }
    }

    /// The usual store, and the one that is in use in its place once it is encrypted.
    ///
    /// Fails where `store` is set: what somebody has chosen is not replaced.
    pub fn usual_stores(&self) -> Result<(StoreUrl, StoreUrl), CliError> {
        if self.location()?.kept == Kept::AsSet {
            return Err(crate::text::errors::store_is_set());
        }
        Location::usual_urls()
    }

    /// What to tell whoever puts places where they can be read, though those of the usual folder are
    /// encrypted.
    pub(crate) fn warned(&self) -> Result<Option<Text>, CliError> {
        let (location, usual) = (self.location()?, &self.dirs().data);
        let plain = !location.is_encrypted() && location.file(&self.product.backends).is_some();
        let elsewhere = plain
            && (location.kept == Kept::AsSet || location.data_dir != *usual)
            && Location::usual(usual.clone())?.is_encrypted();
        Ok(elsewhere.then(|| words::encrypted_elsewhere(usual)))
    }

    /// The right to change the store; no sync begins meanwhile. Nothing where it is in no file: then no
    /// other program comes by it.
    pub fn hold_store(&self) -> Result<Option<StoreLock>, CliError> {
        let Some(file) = self.store_file()? else {
            return Ok(None);
        };
        let now = self.clock.now();
        let lock = StoreLock::acquire(&self.dirs().state, &self.store_id()?, &file, now)?;
        // It was looked which store it is before: another command may have moved it until now.
        if !self.location()?.still_is(&self.look_again()?) {
            return Err(StoreError::new(StoreErrorKind::Conflict, words::moved()).into());
        }
        Ok(Some(lock))
    }

    /// [`Session::hold_store`], for who has taken all locks of its state folder.
    pub fn hold_folder(&self) -> Result<Option<StoreLock>, CliError> {
        let file = self.store_file()?;
        Ok(file.as_deref().map(StoreLock::of_folder).transpose()?)
    }

    /// The same run, in which nothing was looked at yet.
    pub(crate) fn afresh(&self) -> Self {
        self.again(&self.sources).with_keys()
    }

    /// The file of the store, where it is kept in one; whether there is one or not.
    fn store_file(&self) -> Result<Option<PathBuf>, CliError> {
        self.store_url()?;
        Ok(self.location()?.file(&self.product.backends))
    }

    /// The use cases over the store of this run, to change it; it is made if there is none.
    pub async fn app(&self) -> Result<App, CliError> {
        let url = self.store_to_fill()?;
        let folder = self.location()?.data_dir.clone();
        let store = self.product.backends.open(&url, folder).await?;
        Ok(self.product.app(store).backed_up_in(self.backups()?))
    }

    /// The use cases that only read the store of this run. Where it cannot be written, as on a
    /// medium that is full or read-only, what is there is read as it is.
    pub async fn reading(&self) -> Result<App, CliError> {
        let url = self.store_to_read()?;
        let Location { data_dir, kept, .. } = self.location()?.clone();
        let backends = &self.product.backends;
        if kept == Kept::Turning {
            let store = backends.open_read_only(&url, data_dir).await?;
            return Ok(self.product.app(store));
        }
        let store = match backends.open(&url, data_dir.clone()).await {
            Err(error) if matches!(error.kind(), StoreErrorKind::Denied | StoreErrorKind::Full) => {
                // What is wrong with writing says more than that nothing can be read either.
                let opened = backends.open_read_only(&url, data_dir).await;
                opened.map_err(|_| error)?
            }
            opened => opened?,
        };
        Ok(self.product.app(store))
    }

    /// The copies of the store, where it is kept in a file.
    pub(crate) fn backups(&self) -> Result<Option<Backups>, CliError> {
        Ok(Backups::of_store(
            &self.product.backends,
            &self.store_url()?,
            &self.location()?.data_dir,
            self.settings()?.backup.keep,
        )?)
    }

    /// The files of the key of encrypted stores, as far as there are any.
    pub(crate) fn key_files(&self) -> Vec<PathBuf> {
        let keeper = self.product.keeper.as_ref();
        keeper.map_or_else(Vec::new, |keeper| keeper.files(self))
    }

    /// Everything this device keeps of the store.
    pub(crate) fn local_data(&self) -> Result<LocalData, CliError> {
        Ok(LocalData {
            backends: self.product.backends.clone(),
            url: self.store_url()?,
            data_dir: self.location()?.data_dir.clone(),
            backups: self.backups()?,
            journal: self.journal()?,
            state_dir: self.dirs().state.clone(),
        })
    }

    /// What this device keeps of the other of the two usual stores: what a run left that was killed while
    /// it turned encryption on or off, or somebody has brought back.
    pub(crate) fn local_data_beside(&self) -> Result<Option<LocalData>, CliError> {
        let location = self.location()?;
        if !self.product.policy.has(Feature::EncryptedStore) {
            return Ok(None);
        }
        let Some(url) = location.other()? else {
            return Ok(None);
        };
        let (backends, folder) = (self.product.backends.clone(), location.data_dir.clone());
        let state_dir = self.dirs().state.clone();
        // Its records are those of the one in use, and told there.
        let nobody = RecordId::store(&folder.to_string_lossy(), "beside");
        Ok(Some(LocalData {
            backups: Backups::of_store(&backends, &url, &folder, 0)?,
            journal: Journal::new(&state_dir, &nobody),
            backends,
            url,
            data_dir: folder,
            state_dir,
        }))
    }

    /// The record of the syncs of the store.
    pub fn journal(&self) -> Result<Journal, CliError> {
        Ok(Journal::new(&self.dirs().state, &self.store_id()?))
    }

    /// The record of the syncs of the store that is used where nothing is set.
    pub(crate) fn usual_journal(&self) -> Journal {
        let folder = self.dirs().data.to_string_lossy();
        Journal::new(
            &self.dirs().state,
            &RecordId::store(&folder, location::USUAL),
        )
    }

    /// The record of the hosts that were contacted.
    pub(crate) fn network(&self) -> NetworkRecord {
        NetworkRecord::new(&self.dirs().state)
    }

    /// Which store it is, among those of this device.
    pub(crate) fn store_id(&self) -> Result<RecordId, CliError> {
        let location = self.location()?;
        let folder = location.data_dir.to_string_lossy();
        Ok(RecordId::store(&folder, &location.recorded_as()))
    }

    /// A way to WEBFLEET with the login of this device, within its limits. Building one takes a few
    /// milliseconds, so only commands that need the network do.
    pub(crate) async fn connect(&self, waits: Waits) -> Result<Connection, CliError> {
        // The settings first: nobody is to be asked for a passphrase in vain.
        self.settings()?.webfleet.url.parse::<Endpoint>()?;
        let (credential, source) = self.credential(waits.asking).await?;
        let connection = self.connect_as(credential, waits)?;
        Ok(Connection {
            is_unbound: source.is_unbound,
            ..connection
        })
    }

    /// [`Session::connect`], with this login.
    pub(crate) fn connect_as(
        &self,
        credential: Credential,
        waits: Waits,
    ) -> Result<Connection, CliError> {
        let settings = self.settings()?;
        let webfleet = &settings.webfleet;
        let endpoint: Endpoint = webfleet.url.parse()?;
        let Credential { account, user, .. } = &credential;
        let login = RecordId::login(endpoint.host(), account, user);
        let ledger = Ledger::new(&self.dirs().state, &login);
        let shares_login = self
            .product
            .tenants
            .as_ref()
            .is_some_and(|it| it.shares_login(&self.device.dirs, &self.sources, &login));
        let rate = |rate: kplaces_config::Rate| Rate {
            calls: rate.calls.get(),
            window: Duration::from_secs(u64::from(rate.seconds.get())),
        };
        let rates = Rates {
            addresses: rate(settings.quota.addresses),
            groups: rate(settings.quota.groups),
            memberships: rate(settings.quota.memberships),
        };
        let governor =
            Governor::new(ledger, rates, self.clock.clone(), waits.patience).telling(waits.on_wait);
        let device = Device {
            state_dir: self.dirs().state.clone(),
            account: RecordId::account(endpoint.host(), account),
            store: self.store_id()?,
            store_file: self.store_file()?,
            journal: self.journal()?,
            clock: self.clock.clone(),
            patience: waits.patience,
            trigger: waits.trigger,
            recheck: self.recheck()?,
        };
        let seconds = |s: u32| Duration::from_secs(u64::from(s));
        let options = ClientOptions {
            format: match webfleet.format {
                ReplyFormat::Csv => kplaces_webfleet::ReplyFormat::Csv,
                ReplyFormat::Json => kplaces_webfleet::ReplyFormat::Json,
            },
            method: match webfleet.method {
                Method::Get => kplaces_webfleet::Method::Get,
                Method::Post => kplaces_webfleet::Method::Post,
            },
            proxy: webfleet.proxy.clone(),
            connect_timeout: seconds(webfleet.connect_timeout_s),
            idle_timeout: seconds(webfleet.idle_timeout_s),
            total_timeout: seconds(webfleet.total_timeout_s),
            max_reply: u64::from(webfleet.max_reply_mib) << 20,
            tries: waits.tries.unwrap_or(webfleet.tries),
            pause: Duration::from_millis(u64::from(webfleet.retry_pause_ms)),
            on_pause: Some(waits.on_pause),
            gate: Some(Arc::new(governor)),
            witness: Some(Arc::new(Contacts::new(self.network(), self.clock.clone()))),
            ..ClientOptions::new(endpoint)
        };
        let login = Login {
            account: credential.account,
            user: credential.user,
            password: credential.password,
            apikey: credential.apikey,
        };
        let client = Client::new(options, login)?;
        Ok(Connection {
            client,
            device,
            shares_login,
            is_unbound: false,
        })
    }

    /// A look, once it is the turn of a sync, whether the store is still the one that it opened.
    fn recheck(&self) -> Result<Recheck, CliError> {
        let opened = self.location()?.clone();
        let run = self.again(&self.sources);
        Ok(Recheck::new(move || match run.look_again() {
            Ok(now) if opened.still_is(&now) => Ok(()),
            Ok(_) => Err(StoreError::new(StoreErrorKind::Conflict, words::moved())),
            Err(error) => Err(StoreError::new(
                StoreErrorKind::Conflict,
                error.in_one_line(),
            )),
        }))
    }

    /// A sync as the settings want it.
    pub(crate) fn sync_request(&self) -> Result<SyncRequest, CliError> {
        let sync = &self.settings()?.sync;
        Ok(SyncRequest {
            groups: self.groups(&sync.groups)?,
            limit: sync.limit.and_then(NonZeroU32::new),
            accept_shrink: false,
            dry_run: false,
            now: self.now,
        })
    }

    /// The groups named on the command line, checked against the edition.
    pub(crate) fn groups(&self, names: &[String]) -> Result<Vec<GroupName>, CliError> {
        if !names.is_empty() {
            self.product.policy.require(Feature::GroupFilter)?;
        }
        if names.iter().any(|name| name.trim().is_empty()) {
            return Err(crate::text::errors::blank_group());
        }
        Ok(names
            .iter()
            .map(|name| GroupName::from(name.as_str()))
            .collect())
    }
}

/// How to wait on the way to WEBFLEET, and whom to tell.
pub(crate) struct Waits {
    /// Whether a passphrase may be asked for.
    pub(crate) asking: Asking,
    pub(crate) patience: WaitPolicy,
    pub(crate) trigger: Trigger,
    pub(crate) on_pause: PauseHook,
    pub(crate) on_wait: WaitHook,
    /// How often a call is tried, where it is not what the settings say.
    pub(crate) tries: Option<u32>,
}

/// A way to WEBFLEET.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) device: Device,
    /// Whether another tenant of this device uses the same login.
    pub(crate) shares_login: bool,
    /// Whether the login was kept before logins were bound to a server.
    pub(crate) is_unbound: bool,
}

/// The smaller of two wishes for a limit.
pub(crate) fn smaller(a: Option<NonZeroU32>, b: Option<NonZeroU32>) -> Option<NonZeroU32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
