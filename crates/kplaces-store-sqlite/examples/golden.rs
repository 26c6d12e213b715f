//! Makes the golden file of the present schema; to be run once, when the schema is new:
//! `cargo run -p kplaces-store-sqlite --example golden -- tests/golden/vN.db`.

use std::error::Error;

use kplaces_store::PlaceStore;
use kplaces_store_sqlite::SqliteStore;
use kplaces_store_testsuite::block_on;

#[path = "../tests/golden/content.rs"]
mod content;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("name the file to make")?;
    let plan = content::plan().ok_or("the content is not valid")?;
    block_on(async {
        let store = SqliteStore::open(path.into()).await?;
        store.apply(&plan).await?;
        Ok(())
    })
}
