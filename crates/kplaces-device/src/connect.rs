//! The way to WEBFLEET, with the login of a device and within its limits.

use std::sync::Arc;
use std::time::Duration;

use kplaces_app::{Contacts, Governor, Rates, Recheck, SyncTurn, WaitHook, WaitPolicy};
use kplaces_config::{Credential, Method, ReplyFormat};
use kplaces_state::{Ledger, Rate, RecordId, Trigger};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_webfleet::{Client, ClientOptions, Endpoint, Login, PauseHook};

use crate::text::stores as words;
use crate::{Asking, CliError, Device, Refusal};

/// How to wait on the way to WEBFLEET, and whom to tell.
pub struct Waits {
    /// Whether a passphrase may be asked for.
    pub asking: Asking,
    /// What to do where the quota is used up, or another sync is under way.
    pub patience: WaitPolicy,
    /// Who wants it.
    pub trigger: Trigger,
    /// Told when a request is sent again.
    pub on_pause: PauseHook,
    /// Told of a wait for the quota.
    pub on_wait: WaitHook,
    /// How often a call is tried, where it is not what the settings say.
    pub tries: Option<u32>,
}

/// A way to WEBFLEET.
pub struct Connection {
    /// Whom to ask.
    pub client: Client,
    /// What a sync takes of this device.
    pub turn: SyncTurn,
    /// Whether another tenant of this device uses the same login.
    pub shares_login: bool,
    /// Whether the login was kept before logins were bound to a server.
    pub is_unbound: bool,
    /// Whether WEBFLEET has refused the login before.
    pub refusal: Refusal,
}

impl Device {
    /// A way to WEBFLEET with the login of this device, within its limits. Building one takes a few
    /// milliseconds, so only commands that need the network do.
    pub async fn connect(&self, waits: Waits) -> Result<Connection, CliError> {
        // The settings first: nobody is to be asked for a passphrase in vain.
        self.settings()?.webfleet.url.parse::<Endpoint>()?;
        let (credential, source) = self.credential(waits.asking).await?;
        let connection = self.connect_as(credential, waits)?;
        Ok(Connection {
            is_unbound: source.is_unbound,
            ..connection
        })
    }

    /// [`Device::connect`], with this login.
    pub fn connect_as(&self, credential: Credential, waits: Waits) -> Result<Connection, CliError> {
        let settings = self.settings()?;
        let webfleet = &settings.webfleet;
        let endpoint: Endpoint = webfleet.url.parse()?;
        let Credential { account, user, .. } = &credential;
        let login = RecordId::login(endpoint.host(), account, user);
        let refusal = Refusal::of(self, login, &credential)?;
        let ledger = Ledger::new(&self.dirs().state, &login);
        let shares_login = self
            .product
            .tenants
            .as_ref()
            .is_some_and(|it| it.shares_login(self.device_dirs(), &self.sources, &login));
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
        let turn = SyncTurn {
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
            turn,
            shares_login,
            is_unbound: false,
            refusal,
        })
    }

    /// A look, once it is the turn of a sync, whether the store is still the one that it opened.
    fn recheck(&self) -> Result<Recheck, CliError> {
        let opened = self.location()?.clone();
        let run = self.afresh();
        Ok(Recheck::new(move || match run.look_again() {
            Ok(now) if opened.still_is(&now) => Ok(()),
            Ok(_) => Err(StoreError::new(StoreErrorKind::Conflict, words::moved())),
            Err(error) => Err(StoreError::new(
                StoreErrorKind::Conflict,
                error.in_one_line(),
            )),
        }))
    }
}
