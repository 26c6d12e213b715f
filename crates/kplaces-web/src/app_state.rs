use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use kplaces_app::App;
use kplaces_domain::GroupName;
use kplaces_edition::{Feature, NotInEdition};
use tokio::sync::{Notify, mpsc, watch};

use crate::activity::Activity;
use crate::api_error::ApiError;
use crate::choices::Choices;
use crate::current::Current;
use crate::disclosure::Discloser;
use crate::events::Events;
use crate::follow;
use crate::keys::Keys;
use crate::origin::Origin;
use crate::pages::Pages;
use crate::receiving::Receiving;
use crate::setup::Setup;
use crate::streets::Streets;
use crate::tour;
use crate::watching::Watching;
use crate::way_back::WayBack;
use crate::wish::Wish;

/// How the places stand: not read yet, read, or not to be read.
pub(crate) type LoadState = Option<Result<Arc<Current>, ApiError>>;

/// Everything the routes share.
#[derive(Debug)]
pub(crate) struct AppState {
    pub(crate) app: App,
    pub(crate) port: u16,
    pub(crate) keys: Keys,
    /// By which its pages know it, and find the one after.
    pub(crate) way_back: WayBack,
    /// How the page is to be shown.
    pub(crate) choices: Mutex<Choices>,
    /// Told when there is something that the next map is to know.
    pub(crate) to_remember: Notify,
    pub(crate) events: Events,
    pub(crate) pages: Pages,
    pub(crate) activity: Activity,
    pub(crate) streets: Option<Streets>,
    pub(crate) navigation: String,
    pub(crate) group_order: Vec<GroupName>,
    pub(crate) discloser: Discloser,
    pub(crate) setup: Setup,
    /// Alerts, for one page at a time.
    pub(crate) watching: tokio::sync::Mutex<Watching>,
    /// A way to be shown.
    pub(crate) tour: tour::Shown,
    /// Where the device is, for pages that ask.
    pub(crate) receiving: tokio::sync::Mutex<Receiving>,
    pub(crate) origin: Origin,
    pub(crate) load_state: watch::Sender<LoadState>,
    /// Where wishes go.
    pub(crate) wishes: mpsc::Sender<Wish>,
    /// Whether one is under way, or wished for.
    pub(crate) syncing: AtomicBool,
    /// The store is looked at by one at a time.
    pub(crate) looking: tokio::sync::Mutex<()>,
}

impl AppState {
    /// The places as they are in the store now, once all are read.
    pub(crate) async fn current(&self) -> Result<Arc<Current>, ApiError> {
        self.once(|current| !current.is_part).await
    }

    /// The same as soon as there are some to be drawn.
    pub(crate) async fn first(&self) -> Result<Arc<Current>, ApiError> {
        self.once(|_| true).await
    }

    async fn once(&self, is_enough: impl Fn(&Current) -> bool) -> Result<Arc<Current>, ApiError> {
        follow::refresh(self).await;
        let mut load_state = self.load_state.subscribe();
        let is_known = |state: &LoadState| match state {
            None => false,
            Some(Ok(current)) => is_enough(current),
            Some(Err(_)) => true,
        };
        let known = load_state.wait_for(is_known).await;
        match known.map_err(|_| ApiError::internal())?.as_ref() {
            Some(current) => current.clone(),
            None => Err(ApiError::internal()),
        }
    }

    /// How the page is to be shown.
    pub(crate) fn choices(&self) -> Choices {
        *self.choices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what was chosen on the page, for its other copies and the next map.
    pub(crate) fn choose(&self, choices: Choices) {
        *self.choices.lock().unwrap_or_else(PoisonError::into_inner) = choices;
        self.to_remember.notify_one();
    }

    /// The places, if they are of this revision.
    pub(crate) async fn at(&self, revision: u64) -> Result<Arc<Current>, ApiError> {
        let current = self.first().await?;
        current.of_revision(revision).ok_or_else(ApiError::outdated)
    }

    /// Fails where this edition has no group list and filter, which are sold together.
    pub(crate) fn allow_groups(&self) -> Result<(), NotInEdition> {
        let policy = self.app.policy();
        policy.require(Feature::GroupFilter)?;
        policy.require(Feature::GroupList)
    }
}
