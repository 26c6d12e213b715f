use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use kplaces_config::{ConfigError, Dirs, Loaded, Settings, Sources};
use kplaces_domain::Timestamp;
use kplaces_edition::Feature;
use kplaces_state::Clock;
use kplaces_store::{Backends, StoreUrl};
use kplaces_text::Text;

use crate::error::{CliError, Kind};
use crate::location::{Kept, Location};
use crate::stores;
use crate::text::stores as words;
use crate::{Ask, Product, Secrets};

/// A device as one run of the program has it. Settings, login, store and client are opened when first
/// needed: what needs no store opens none.
#[derive(Debug)]
pub struct Device {
    pub(crate) product: Product,
    pub(crate) sources: Arc<Sources>,
    /// The sources before a tenant was chosen.
    pub(crate) before_tenants: Arc<Sources>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) now: Timestamp,
    pub(crate) ask: Arc<dyn Ask>,
    pub(crate) named_paths: Vec<(&'static str, PathBuf)>,
    /// Why there are no sources, where there are none.
    pub(crate) failed: Option<CliError>,
    known: OnceLock<Known>,
}

/// What is set, and which store that means.
#[derive(Debug)]
struct Known {
    loaded: Loaded,
    store: Result<(Location, Backends), CliError>,
}

impl Device {
    /// The device's own, which has no tenant.
    pub fn new(
        product: Product,
        sources: Sources,
        clock: Arc<dyn Clock>,
        ask: Arc<dyn Ask>,
    ) -> Self {
        let sources = Arc::new(sources);
        Self {
            product,
            before_tenants: Arc::clone(&sources),
            sources,
            now: clock.now().timestamp(),
            clock,
            ask,
            named_paths: Vec::new(),
            failed: None,
            known: OnceLock::new(),
        }
    }

    /// With the paths that somebody named for this run, by their flags.
    #[must_use]
    pub fn naming(self, named_paths: Vec<(&'static str, PathBuf)>) -> Self {
        Self {
            named_paths,
            ..self
        }
    }

    /// One that nothing can be known of, and why.
    #[must_use]
    pub fn without_sources(self, why: CliError) -> Self {
        Self {
            failed: Some(why),
            ..self
        }
    }

    /// The same device with these sources. What was opened here is not taken along.
    pub(crate) fn again(&self, sources: Arc<Sources>) -> Self {
        Self {
            product: self.product.clone(),
            sources,
            before_tenants: Arc::clone(&self.before_tenants),
            clock: Arc::clone(&self.clock),
            now: self.now,
            ask: Arc::clone(&self.ask),
            named_paths: self.named_paths.clone(),
            failed: self.failed.clone(),
            known: OnceLock::new(),
        }
    }

    /// The same device, of which nothing was looked at yet.
    #[must_use]
    pub fn afresh(&self) -> Self {
        self.again(Arc::clone(&self.sources))
    }

    /// The same device with somebody else to be asked.
    #[must_use]
    pub fn asking(&self, ask: Arc<dyn Ask>) -> Self {
        Self {
            ask,
            ..self.afresh()
        }
    }

    /// The same device for another tenant; for the device's own, which has no name, without one. What was
    /// opened here is not taken along.
    pub fn of_tenant(&self, name: Option<&str>) -> Result<Self, CliError> {
        let device = &self.before_tenants;
        let sources = match (name, &self.product.tenants) {
            (None, _) => Arc::clone(device),
            (Some(name), Some(tenants)) => tenants.enter(name, device, self.names_file())?.into(),
            (Some(_), None) => {
                self.product.policy.require(Feature::Tenants)?;
                return Err(CliError::new(
                    Kind::Internal,
                    crate::text::errors::internal(),
                ));
            }
        };
        Ok(self.again(sources))
    }

    fn names_file(&self) -> bool {
        let by_flag = self.named_paths.iter().any(|(flag, _)| *flag == "--config");
        by_flag || self.before_tenants.names_file()
    }

    /// The tenant this run is for; `None` for the device's own, which has no name.
    pub fn tenant(&self) -> Option<&str> {
        self.sources.tenant.as_deref()
    }

    /// The folders of the device, those of all tenants are below.
    pub fn device_dirs(&self) -> &Dirs {
        &self.before_tenants.dirs
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

    /// The paths that were named on the command line, with their flags.
    pub fn named_paths(&self) -> Vec<(&'static str, PathBuf)> {
        self.named_paths.clone()
    }

    /// What time it is.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Who is asked where something has to be asked.
    pub fn ask(&self) -> &dyn Ask {
        &*self.ask
    }

    /// What opens the secrets of this run.
    pub fn secrets(&self) -> Secrets {
        Secrets::new(Arc::clone(&self.sources), Arc::clone(&self.ask))
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
        let device = self.device_dirs();
        if let Some(tenants) = tenants {
            loaded = tenants.settle(device, &self.sources, loaded)?;
        }
        let location = Location::of(&loaded, backends);
        if let Ok(location) = &location {
            stores::show(location, &mut loaded);
            self.refuse_a_store_of_others(location)?;
        }
        let store = location.map(|location| {
            let backends = self.backends_of(&location);
            (location, backends)
        });
        Ok(Known { loaded, store })
    }

    fn refuse_a_store_of_others(&self, location: &Location) -> Result<(), CliError> {
        let file = location.file(&self.product.backends);
        match (&self.product.tenants, file) {
            (Some(tenants), Some(file)) => {
                let (device, folder) = (self.device_dirs(), &location.data_dir);
                tenants.check_store(device, &self.sources, folder, &file)
            }
            _ => Ok(()),
        }
    }

    /// Everything that is set, key by key, and where.
    pub fn loaded(&self) -> Result<&Loaded, CliError> {
        Ok(&self.known()?.loaded)
    }

    /// Everything that is set.
    pub fn settings(&self) -> Result<&Settings, CliError> {
        Ok(&self.loaded()?.settings)
    }

    /// What is wrong with the settings themselves, where they cannot be read.
    pub fn misconfigured(&self) -> Option<ConfigError> {
        self.sources.load().err()
    }

    /// Which store it is, whether this edition can open it or not.
    pub fn location(&self) -> Result<&Location, CliError> {
        Ok(&self.store()?.0)
    }

    fn store(&self) -> Result<&(Location, Backends), CliError> {
        self.known()?.store.as_ref().map_err(Clone::clone)
    }

    /// Where places can be kept; the encrypted store of this run gets its key from where that is kept.
    /// Nobody is asked before it is opened.
    pub fn backends(&self) -> Result<&Backends, CliError> {
        Ok(&self.store()?.1)
    }

    /// The same for a store that is looked at.
    pub(crate) fn backends_of(&self, location: &Location) -> Backends {
        let backends = self.product.backends.clone();
        match &self.product.keeper {
            Some(keeper) => backends.with_keys(keeper.keys(location, self.secrets())),
            None => backends,
        }
    }

    /// The same where settings cannot be read: in the usual folder, as if nothing was set.
    pub(crate) fn usual_location(&self) -> Result<Location, CliError> {
        let location = Location::usual(self.dirs().data.clone())?;
        self.refuse_a_store_of_others(&location)?;
        Ok(location)
    }

    /// Looks anew which store it is.
    pub(crate) fn look_again(&self) -> Result<Location, CliError> {
        let known = self.look(self.sources.load()?)?;
        known.store.map(|(location, _)| location)
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
    pub fn store_to_fill(&self) -> Result<StoreUrl, CliError> {
        let url = self.store_url()?;
        match self.location()? {
            location if location.kept == Kept::Turning => Err(words::turning(location)),
            _ => Ok(url),
        }
    }

    /// The store of this run, to see what is in it.
    pub fn store_to_read(&self) -> Result<StoreUrl, CliError> {
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
        Ok(Location::usual_urls()?)
    }

    /// What to tell whoever puts places where they can be read, though those of the usual folder are
    /// encrypted.
    pub fn warned(&self) -> Result<Option<Text>, CliError> {
        let (location, usual) = (self.location()?, &self.dirs().data);
        let plain = !location.is_encrypted() && location.file(&self.product.backends).is_some();
        let elsewhere = plain
            && (location.kept == Kept::AsSet || location.data_dir != *usual)
            && Location::usual(usual.clone())?.is_encrypted();
        Ok(elsewhere.then(|| words::encrypted_elsewhere(usual)))
    }
}
