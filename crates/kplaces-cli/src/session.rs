use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kplaces_app::{App, GroupAccess};
use kplaces_config::{Loaded, Method, ReplyFormat, Settings, Sources};
use kplaces_domain::{GroupName, Timestamp};
use kplaces_edition::{Feature, Policy};
use kplaces_export::Exporters;
use kplaces_store::{Backends, StoreUrl};
use kplaces_webfleet::{Client, ClientOptions, Endpoint, Login, PauseHook};

use crate::error::CliError;
use crate::{PluginCommand, Terminal};

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
    pub(crate) now: Timestamp,
    pub(crate) terminal: Terminal,
    pub(crate) quiet: bool,
    pub(crate) json: bool,
    loaded: OnceLock<Loaded>,
}

impl Session {
    pub(crate) fn new(
        product: Product,
        sources: Sources,
        now: Timestamp,
        terminal: Terminal,
        quiet: bool,
        json: bool,
    ) -> Self {
        Self {
            product,
            sources,
            now,
            terminal,
            quiet,
            json,
            loaded: OnceLock::new(),
        }
    }

    /// The parts of this edition.
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// What the output goes to.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    pub(crate) fn loaded(&self) -> Result<&Loaded, CliError> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(loaded);
        }
        let loaded = self.sources.load()?;
        Ok(self.loaded.get_or_init(|| loaded))
    }

    pub(crate) fn settings(&self) -> Result<&Settings, CliError> {
        Ok(&self.loaded()?.settings)
    }

    /// The store as the settings name it.
    pub(crate) fn store_url(&self) -> Result<StoreUrl, CliError> {
        Ok(self.settings()?.store.parse()?)
    }

    /// The use cases over the configured store.
    pub async fn app(&self) -> Result<App, CliError> {
        let settings = self.settings()?;
        let store = self
            .product
            .backends
            .open(&self.store_url()?, settings.data_dir.clone())
            .await?;
        let Product {
            policy,
            groups,
            exporters,
            ..
        } = self.product.clone();
        Ok(App::new(policy, store, groups, exporters))
    }

    /// A client for the configured endpoint with the stored login. Building one takes a few
    /// milliseconds, so only commands that need the network do.
    pub(crate) fn client(&self, on_pause: Option<PauseHook>) -> Result<Client, CliError> {
        let webfleet = &self.settings()?.webfleet;
        let endpoint: Endpoint = webfleet.url.parse()?;
        let (credential, _) = self.sources.credential()?;
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
            tries: webfleet.tries,
            pause: Duration::from_millis(u64::from(webfleet.retry_pause_ms)),
            on_pause,
            ..ClientOptions::new(endpoint)
        };
        let login = Login {
            account: credential.account,
            user: credential.user,
            password: credential.password,
            apikey: credential.apikey,
        };
        Ok(Client::new(options, login)?)
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

/// The smaller of two wishes for a limit.
pub(crate) fn smaller(a: Option<NonZeroU32>, b: Option<NonZeroU32>) -> Option<NonZeroU32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
