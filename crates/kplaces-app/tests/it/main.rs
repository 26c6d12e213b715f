//! Use cases in process: a memory store, and the stand-in for WEBFLEET on loopback.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod governor;
mod groups;
mod known;
mod sync;

use std::collections::BTreeSet;
use std::sync::Arc;

use kplaces_app::{App, AppError, GroupAccess, SyncReport, SyncRequest};
use kplaces_domain::{GroupName, Timestamp};
use kplaces_edition::{EditionId, Feature, Limits, Manifest, Policy};
use kplaces_export::Exporters;
use kplaces_store::PlaceStore;
use kplaces_store_memory::MemoryStore;
use kplaces_tests::MockWebfleet;
use kplaces_webfleet::{Client, ClientOptions, Login};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

/// An edition's app over a store, without the crates that would make it one.
fn app(
    edition: EditionId,
    store: Arc<dyn PlaceStore>,
    groups: Option<Arc<dyn GroupAccess>>,
) -> App {
    app_with(edition, store, groups, Exporters::default())
}

fn app_with(
    edition: EditionId,
    store: Arc<dyn PlaceStore>,
    groups: Option<Arc<dyn GroupAccess>>,
    exporters: Exporters,
) -> App {
    let features: BTreeSet<Feature> = Feature::all()
        .filter(|feature| edition >= feature.first_in())
        .collect();
    let manifest = Manifest {
        id: edition,
        title: edition.title().to_owned(),
        summary: kplaces_edition::Summary::default(),
        features: features.clone(),
        limits: Limits {
            places: edition.places(),
        },
    };
    App::new(
        Policy::new(manifest, &features).unwrap(),
        store,
        groups,
        exporters,
    )
}

fn basic() -> App {
    app(EditionId::Basic, Arc::new(MemoryStore::default()), None)
}

fn client(webfleet: &MockWebfleet) -> Client {
    let options = ClientOptions {
        pause: std::time::Duration::from_millis(1),
        ..ClientOptions::new(webfleet.url().parse().unwrap())
    };
    let login = Login {
        account: SAMPLE_ACCOUNT.to_owned(),
        user: SAMPLE_USER.to_owned(),
        password: SAMPLE_PASSWORD.to_owned().into(),
        apikey: SAMPLE_APIKEY.to_owned().into(),
    };
    Client::new(options, login).unwrap()
}

fn request(groups: &[&str]) -> SyncRequest {
    SyncRequest {
        groups: groups.iter().map(|name| GroupName::from(*name)).collect(),
        limit: None,
        accept_shrink: false,
        dry_run: false,
        now: Timestamp::from_unix(1_000),
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

/// A sync with the usual settings.
fn sync(app: &App, webfleet: &MockWebfleet, request: &SyncRequest) -> Result<SyncReport, AppError> {
    run(app.sync(&client(webfleet), request, &|_| {}))
}

/// Keys and groups of all places, `key: group, group`.
fn places(app: &App) -> Vec<String> {
    let hits = run(app.search(&kplaces_app::Search::default()))
        .unwrap()
        .hits;
    let mut lines: Vec<String> = hits
        .iter()
        .map(|hit| {
            let groups: Vec<&str> = hit.place.groups.iter().map(GroupName::as_str).collect();
            format!("{}: {}", hit.place.key, groups.join(", "))
        })
        .collect();
    lines.sort();
    lines
}
