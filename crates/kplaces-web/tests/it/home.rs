//! A device in a folder of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kplaces_config::{Dirs, Sources};
use kplaces_device::{Approaches, Device, Nobody, Product};
use kplaces_domain::{
    GroupName, Place, PlaceKey, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};
use kplaces_edition::{Manifest, Policy};
use kplaces_export::Exporters;
use kplaces_state::{Clock, Moment};
use kplaces_store::{Backends, PlaceStore};
use kplaces_tests::{NOW, small_world};
use tempfile::TempDir;

use crate::alerts::Bell;

/// Which edition is on it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Edition {
    Basic,
    Pro,
}

/// A device, and its folder.
pub(crate) struct Home {
    pub(crate) device: Arc<Device>,
    pub(crate) clock: Arc<HandClock>,
    _folder: TempDir,
}

/// It is the same moment until a test says otherwise.
#[derive(Debug)]
pub(crate) struct HandClock(AtomicU64);

impl Default for HandClock {
    fn default() -> Self {
        Self(AtomicU64::new(NOW.unsigned_abs()))
    }
}

impl HandClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Moment {
        Moment {
            wall: Duration::from_secs(self.0.load(Ordering::Relaxed)),
            boot: None,
        }
    }
}

/// The promise of a real edition, taken as kept.
fn policy(edition: Edition) -> Policy {
    let manifest = Manifest::parse(match edition {
        Edition::Basic => include_str!("../../../../editions/basic/edition.toml"),
        Edition::Pro => include_str!("../../../../editions/pro/edition.toml"),
    });
    let manifest = manifest.unwrap();
    let linked = manifest.features.clone();
    Policy::new(manifest, &linked).unwrap()
}

impl Home {
    /// Without a login.
    pub(crate) fn of(edition: Edition) -> Self {
        Self::set(edition, None, &[])
    }

    /// That of a tenant, without a login.
    pub(crate) fn of_tenant(name: &str) -> Self {
        Self::set(Edition::Pro, Some(name), &[])
    }

    /// With the login of the sample, for a WEBFLEET at this address.
    pub(crate) fn at(url: &str) -> Self {
        let account = small_world().accounts.remove(0);
        let user = &account.users[0];
        let settings = [
            ("WEBFLEET__URL", url),
            ("WEBFLEET__TRIES", "1"),
            ("LOGIN__ACCOUNT", &account.name),
            ("LOGIN__USER", &user.name),
            ("LOGIN__PASSWORD", &user.password),
            ("LOGIN__APIKEY", &account.apikey),
        ];
        Self::set(Edition::Pro, None, &settings)
    }

    /// Without a login, which a file is to keep, for a WEBFLEET at this address, and with these settings.
    pub(crate) fn asking(url: &str, edition: Edition, settings: &[(&str, &str)]) -> Self {
        let own = [
            ("WEBFLEET__URL", url),
            ("WEBFLEET__TRIES", "1"),
            ("LOGIN__KEEP", "file"),
        ];
        let own = own
            .into_iter()
            .filter(|(name, _)| settings.iter().all(|(other, _)| other != name));
        let all: Vec<_> = own.chain(settings.iter().copied()).collect();
        Self::set(edition, None, &all)
    }

    fn set(edition: Edition, tenant: Option<&str>, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let below = |name: &str| folder.path().join(name);
        let settings = settings.iter();
        let sources = Sources {
            env: settings
                .map(|(name, value)| (format!("KPLACES_{name}"), (*value).to_owned()))
                .collect(),
            user_file: Some(below("config/config.toml")),
            dirs: Dirs {
                config: below("config"),
                data: below("data"),
                state: below("state"),
            },
            tenant: tenant.map(str::to_owned),
            ..Sources::default()
        };
        let product = Product {
            policy: policy(edition),
            backends: Backends::new([kplaces_store_sqlite::backend()]).unwrap(),
            exporters: Exporters::new([]).unwrap(),
            groups: None,
            start_delays: Vec::new(),
            installed: Vec::new(),
            approaches: (edition == Edition::Pro)
                .then(|| -> Arc<dyn Approaches> { Arc::new(Bell) }),
            tenants: None,
            keeper: None,
        };
        let clock = Arc::new(HandClock::default());
        let device = Device::new(product, sources, clock.clone(), Arc::new(Nobody));
        Self {
            clock,
            device: Arc::new(device),
            _folder: folder,
        }
    }
}

/// The store of a device.
pub(crate) async fn store(device: &Device) -> Arc<dyn PlaceStore> {
    let folder = device.location().unwrap().data_dir.clone();
    let backends = device.backends().unwrap();
    let opened = backends.open(&device.store_url().unwrap(), folder).await;
    opened.unwrap()
}

pub(crate) fn place(key: &str, name: &str, latitude: f64, longitude: f64) -> Place {
    Place {
        key: PlaceKey::from(key),
        name: name.into(),
        position: Position::from_degrees(latitude, longitude).ok(),
        radius: Radius::from_metres(250).unwrap(),
        colour: "brightblue".parse().ok(),
        groups: [GroupName::from("Depots")].into_iter().collect(),
    }
}

pub(crate) fn plan(base: Revision, added: Vec<Place>) -> SyncPlan {
    SyncPlan {
        base,
        added: added.into(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(NOW),
            selection: Vec::new(),
            cut_at: None,
        },
    }
}
