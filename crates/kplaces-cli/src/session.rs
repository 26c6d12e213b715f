use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kplaces_app::{
    App, Backups, Contacts, Device, Governor, GroupAccess, Holdings, Patience, Rates, SyncRequest,
    WaitHook,
};
use kplaces_config::{Credential, Dirs, Loaded, Method, Origin, ReplyFormat, Settings, Sources};
use kplaces_domain::{GroupName, Language, Timestamp};
use kplaces_edition::{Feature, Policy};
use kplaces_export::Exporters;
use kplaces_state::{Clock, Journal, Ledger, NetworkRecord, Rate, Subject, SyncLock, Trigger};
use kplaces_store::{Backends, PlaceStore, StoreErrorKind, StoreUrl};
use kplaces_webfleet::{Client, ClientOptions, Endpoint, Login, PauseHook};

use crate::error::{CliError, Kind};
use crate::keep::Asking;
use crate::{KeyKeeper, Pacer, PluginCommand, TenantAccess, Terminal};

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
    pub pacers: Vec<Arc<dyn Pacer>>,
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

/// Where places are kept as long as nothing else is set and nothing is encrypted.
const USUAL: &str = "sqlite:places.db";

/// Where they are once they are encrypted. No setting is changed for that: the file is the sign.
const ENCRYPTED: &str = "sealed:places.sealed";

/// That file, in the data folder.
pub(crate) const ENCRYPTED_FILE: &str = "places.sealed";

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
    pub(crate) language: Option<Language>,
    /// Why there are no sources, where there are none.
    pub(crate) failed: Option<CliError>,
    loaded: OnceLock<Loaded>,
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
            language: None,
            failed: None,
            loaded: OnceLock::new(),
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
            loaded: OnceLock::new(),
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
                return Err(CliError::new(Kind::Internal, crate::text::errors::INTERNAL));
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

    /// Whether the store, if it is kept in a file, was ever made. Nothing is opened.
    pub fn has_store(&self) -> Result<bool, CliError> {
        let folder = self.settings()?.data_dir.clone();
        let file = self.product.backends.file(&self.store_url()?, folder)?;
        Ok(file.is_some_and(|file| file.exists()))
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

    /// The language of texts that there are in several: by `--lang`, by `KPLACES_LANG`, by the
    /// system's locale, else English.
    pub fn language(&self) -> Result<Language, CliError> {
        if let Some(language) = self.language {
            return Ok(language);
        }
        match self.sources.language() {
            Some(text) => Language::of_locale(text).ok_or_else(crate::text::errors::no_language),
            None => Ok(Language::of_locale(&self.sources.locale).unwrap_or_default()),
        }
    }

    /// The paths that were named on the command line, with their flags.
    pub fn named_paths(&self) -> Vec<(&'static str, PathBuf)> {
        self.named_paths.clone()
    }

    /// What the output goes to.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    pub(crate) fn loaded(&self) -> Result<&Loaded, CliError> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let mut loaded = self.sources.load()?;
        if let Some(tenants) = &self.product.tenants {
            loaded = tenants.settle(&self.device.dirs, &self.sources, loaded)?;
        }
        follow_the_encrypted(&mut loaded);
        if let Some(tenants) = &self.product.tenants {
            let settings = &loaded.settings;
            // A store that is none is told of by those who open it.
            let file = settings.store.parse::<StoreUrl>().and_then(|url| {
                let folder = settings.data_dir.clone();
                self.product.backends.file(&url, folder)
            });
            if let Ok(Some(file)) = file {
                let folder = &settings.data_dir;
                tenants.check_store(&self.device.dirs, &self.sources, folder, &file)?;
            }
        }
        Ok(self.loaded.get_or_init(|| loaded))
    }

    /// Everything that is set.
    pub fn settings(&self) -> Result<&Settings, CliError> {
        Ok(&self.loaded()?.settings)
    }

    /// The store as the settings name it, or the encrypted one that is in its usual place.
    pub fn store_url(&self) -> Result<StoreUrl, CliError> {
        let url: StoreUrl = self.settings()?.store.parse()?;
        if ENCRYPTED.starts_with(&format!("{}:", url.scheme)) {
            // An edition without it must not begin a plain store beside.
            self.product.policy.require(Feature::EncryptedStore)?;
        }
        Ok(url)
    }

    /// The usual store, and the one that is in use in its place once it is encrypted.
    ///
    /// Fails where `store` is set: what somebody has chosen is not replaced.
    pub fn usual_stores(&self) -> Result<(StoreUrl, StoreUrl), CliError> {
        if is_set(self.loaded()?) {
            return Err(crate::text::errors::store_is_set());
        }
        Ok((USUAL.parse()?, ENCRYPTED.parse()?))
    }

    /// The right to change the store; no sync begins meanwhile.
    pub fn hold_store(&self) -> Result<SyncLock, CliError> {
        let now = self.clock.now();
        Ok(SyncLock::acquire(
            &self.dirs().state,
            &self.store_id()?,
            now,
        )?)
    }

    /// The use cases over the configured store, which is made if there is none.
    pub async fn app(&self) -> Result<App, CliError> {
        let settings = self.settings()?;
        let url = self.store_url()?;
        let folder = settings.data_dir.clone();
        let store = self.product.backends.open(&url, folder).await?;
        Ok(self.product.app(store).backed_up_in(self.backups()?))
    }

    /// The use cases that only read the configured store. Where it cannot be written, as on a
    /// medium that is full or read-only, what is there is read as it is.
    pub async fn reading(&self) -> Result<App, CliError> {
        let settings = self.settings()?;
        let (url, folder) = (self.store_url()?, settings.data_dir.clone());
        let backends = &self.product.backends;
        let store = match backends.open(&url, folder.clone()).await {
            Err(error) if matches!(error.kind(), StoreErrorKind::Denied | StoreErrorKind::Full) => {
                // What is wrong with writing says more than that nothing can be read either.
                let opened = backends.open_read_only(&url, folder).await;
                opened.map_err(|_| error)?
            }
            opened => opened?,
        };
        Ok(self.product.app(store))
    }

    /// The copies of the store, where it is kept in a file.
    pub(crate) fn backups(&self) -> Result<Option<Backups>, CliError> {
        let settings = self.settings()?;
        Ok(Backups::of_store(
            &self.product.backends,
            &self.store_url()?,
            &settings.data_dir,
            settings.backup.keep,
        )?)
    }

    /// The files of the key of encrypted stores, as far as there are any.
    pub(crate) fn key_files(&self) -> Vec<PathBuf> {
        let keeper = self.product.keeper.as_ref();
        keeper.map_or_else(Vec::new, |keeper| keeper.files(self))
    }

    /// Everything this device keeps of the store.
    pub(crate) fn holdings(&self) -> Result<Holdings, CliError> {
        Ok(Holdings {
            backends: self.product.backends.clone(),
            url: self.store_url()?,
            data_dir: self.settings()?.data_dir.clone(),
            backups: self.backups()?,
            journal: self.journal()?,
            state_dir: self.dirs().state.clone(),
        })
    }

    /// The record of the syncs of the store.
    pub fn journal(&self) -> Result<Journal, CliError> {
        Ok(Journal::new(&self.dirs().state, &self.store_id()?))
    }

    /// The record of the syncs of the store that is used where nothing is set.
    pub(crate) fn usual_journal(&self) -> Journal {
        let folder = self.dirs().data.to_string_lossy();
        Journal::new(&self.dirs().state, &Subject::store(&folder, USUAL))
    }

    /// The record of the hosts that were contacted.
    pub(crate) fn network(&self) -> NetworkRecord {
        NetworkRecord::new(&self.dirs().state)
    }

    /// Which store it is, among those of this device.
    pub(crate) fn store_id(&self) -> Result<Subject, CliError> {
        let settings = self.settings()?;
        let folder = settings.data_dir.to_string_lossy();
        // Encrypting a store makes no other one of it: the record goes on, and the lock is the same.
        let store = match settings.store.as_str() {
            ENCRYPTED => USUAL,
            store => store,
        };
        Ok(Subject::store(&folder, store))
    }

    /// A way to WEBFLEET with the login of this device, within its limits. Building one takes a few
    /// milliseconds, so only commands that need the network do.
    pub(crate) async fn connect(&self, waits: Waits) -> Result<Connection, CliError> {
        // The settings first: nobody is to be asked for a passphrase in vain.
        self.settings()?.webfleet.url.parse::<Endpoint>()?;
        let credential = self.credential(waits.asking).await?;
        self.connect_as(credential, waits)
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
        let login = Subject::login(endpoint.host(), account, user);
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
            account: Subject::account(endpoint.host(), account),
            store: self.store_id()?,
            journal: self.journal()?,
            clock: self.clock.clone(),
            patience: waits.patience,
            trigger: waits.trigger,
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
        })
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

fn is_set(loaded: &Loaded) -> bool {
    let entry = loaded.entries.iter().find(|entry| entry.key == "store");
    entry.is_some_and(|entry| entry.source != Origin::Default)
}

/// Takes the encrypted store for the usual one where it is there and nothing is set.
fn follow_the_encrypted(loaded: &mut Loaded) {
    let file = loaded.settings.data_dir.join(ENCRYPTED_FILE);
    if is_set(loaded) || file.symlink_metadata().is_err() {
        return;
    }
    ENCRYPTED.clone_into(&mut loaded.settings.store);
    for entry in &mut loaded.entries {
        if entry.key == "store" {
            ENCRYPTED.clone_into(&mut entry.value);
        }
    }
}

/// How to wait on the way to WEBFLEET, and whom to tell.
pub(crate) struct Waits {
    /// Whether a passphrase may be asked for.
    pub(crate) asking: Asking,
    pub(crate) patience: Patience,
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
}

/// The smaller of two wishes for a limit.
pub(crate) fn smaller(a: Option<NonZeroU32>, b: Option<NonZeroU32>) -> Option<NonZeroU32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
