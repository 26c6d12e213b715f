use std::fs;
use std::path::Path;

use kplaces_domain::Revision;
use kplaces_store_testsuite::block_on;

use crate::{Folder, all};

#[path = "../golden/content.rs"]
mod content;

/// A file for each schema that was ever released; made by `examples/golden.rs` at that time.
const GOLDEN: &[&str] = &["v1.db", "v3.db"];

#[test]
fn stores_of_every_schema_open_and_hold_what_they_held() {
    for name in GOLDEN {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/golden")
            .join(name);
        let folder = Folder::new();
        fs::copy(golden, folder.path()).unwrap();
        let plan = content::plan().unwrap();
        block_on(async {
            let store = folder.try_open().await.unwrap();
            store.check().await.unwrap();
            let state = store.state().await.unwrap();
            assert_eq!(state.revision, Revision(1), "{name}");
            assert_eq!(state.provenance, Some(plan.provenance), "{name}");
            assert_eq!(all(&*store).await.unwrap(), plan.added.to_vec(), "{name}");
            let groups: Vec<(String, u64)> = store
                .groups()
                .await
                .unwrap()
                .into_iter()
                .map(|group| (group.name.to_string(), group.places))
                .collect();
            let expected = [("Depots", 1), ("Empty", 0), ("Süd", 2)];
            assert_eq!(
                groups,
                expected.map(|(name, n)| (name.to_owned(), n)),
                "{name}"
            );
        });
    }
}
