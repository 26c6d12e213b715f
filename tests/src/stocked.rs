use std::future::Future;

use kplaces_domain::{
    Groups, Place, PlaceKey, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};
use kplaces_store::{PlaceStore, StoreError};

use crate::NOW;

/// Fills a new store, once it is open, with so many places, as an edition without a limit leaves it: `Depot 0001` and so on, whose
/// keys are the numbers, in a row to the north.
pub fn fill_store<S: PlaceStore>(opened: impl Future<Output = Result<S, StoreError>>, places: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let added = (1..=places).map(|n| Place {
        key: PlaceKey::new(format!("{n:04}")),
        name: format!("Depot {n:04}").into(),
        position: Position::from_micro(48_000_000 + i64::from(n) * 1_000, 11_000_000).ok(),
        radius: Radius::default(),
        colour: None,
        groups: Groups::default(),
    });
    let plan = SyncPlan {
        base: Revision::default(),
        added: added.collect(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: Some(Vec::new()),
        provenance: Provenance {
            as_of: Timestamp::from_unix(NOW),
            selection: Vec::new(),
            cut_at: None,
        },
    };
    runtime.block_on(async {
        opened.await.unwrap().apply(&plan).await.unwrap();
    });
}
