use std::sync::Arc;

use kplaces_domain::Timestamp;
use kplaces_store::{
    Access, Backend, OpenFuture, OpenRequest, PlaceStore, RemoveFuture, ReplaceFuture,
};

use crate::glance::Glance;
use crate::store::SqliteStore;
use crate::worker::on_a_thread;
use crate::{location, quarantine, remove};

/// The backend `sqlite:PATH`.
pub fn backend() -> Backend {
    Backend {
        scheme: "sqlite",
        summary: "in one SQLite file, kept",
        open,
        glance,
        file: |request| location::path_of(request).ok(),
        replace,
        files: |request| remove::files(&location::path_of(request)?),
        remove,
    }
}

fn open(request: OpenRequest) -> OpenFuture {
    Box::pin(async move {
        let path = location::path_of(&request)?;
        let store = match request.access {
            Access::ReadWrite => SqliteStore::open(path).await?,
            Access::ReadOnly => SqliteStore::open_read_only(path).await?,
        };
        Ok(Arc::new(store) as Arc<dyn PlaceStore>)
    })
}

fn glance(request: &OpenRequest, now: Timestamp) -> Option<Arc<dyn PlaceStore>> {
    let glance = Glance::at(&location::path_of(request).ok()?, now)?;
    Some(Arc::new(glance))
}

fn replace(request: OpenRequest) -> ReplaceFuture {
    Box::pin(async move { quarantine::replace(location::path_of(&request)?).await })
}

fn remove(request: OpenRequest) -> RemoveFuture {
    Box::pin(async move {
        let path = location::path_of(&request)?;
        on_a_thread(move || remove::remove(&path)).await
    })
}
