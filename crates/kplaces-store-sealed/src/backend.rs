use std::sync::Arc;

use kplaces_store::{
    Access, Backend, OpenFuture, OpenRequest, PlaceStore, RemoveFuture, ReplaceFuture,
};
use kplaces_store_sqlite::disk::on_a_thread;

use crate::store::SealedStore;
use crate::{files, location};

/// The backend `sealed:PATH`.
pub fn backend() -> Backend {
    Backend {
        scheme: "sealed",
        summary: "in one encrypted file, kept",
        open,
        // Its key has to be asked for.
        glance: |_, _| None,
        file: |request| location::path_of(request).ok(),
        replace,
        files: |request| files::files(&location::path_of(request)?),
        remove,
    }
}

fn open(request: OpenRequest) -> OpenFuture {
    Box::pin(async move {
        let path = location::path_of(&request)?;
        let keys = request.keys.as_deref();
        let store = match request.access {
            Access::ReadWrite => SealedStore::open(path, keys).await?,
            Access::ReadOnly => SealedStore::open_read_only(path, keys).await?,
        };
        Ok(Arc::new(store) as Arc<dyn PlaceStore>)
    })
}

fn replace(request: OpenRequest) -> ReplaceFuture {
    Box::pin(async move {
        let path = location::path_of(&request)?;
        files::replace(path, request.keys.as_deref()).await
    })
}

fn remove(request: OpenRequest) -> RemoveFuture {
    Box::pin(async move {
        let path = location::path_of(&request)?;
        on_a_thread(move || files::remove(&path)).await
    })
}
