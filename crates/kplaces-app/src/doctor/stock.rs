use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use kplaces_domain::{Colour, GroupName, Timestamp};
use kplaces_store::{
    Backends, BatchQuery, PlaceBatch, PlaceStore, StoreError, StoreState, StoreUrl,
};

/// Places older than this are worth a word.
pub const STALE_AFTER: Duration = Duration::from_hours(7 * 24);

/// What a store holds, and whether it is sound.
#[derive(Debug)]
pub struct Stock {
    /// What it says of itself.
    pub state: StoreState,
    /// The groups.
    pub groups: Vec<GroupName>,
    /// The colours that places have, each once; none where nobody asked for them.
    pub colours: BTreeSet<Colour>,
    /// Whether it outlives the program.
    pub durable: bool,
}

impl Stock {
    /// Opens a store to be read, reads it from end to end, and says what it holds; colours only `with_colours`.
    pub async fn of(
        backends: &Backends,
        url: &StoreUrl,
        data_dir: PathBuf,
        with_colours: bool,
    ) -> Result<Self, StoreError> {
        let store = backends.open_read_only(url, data_dir).await?;
        store.check().await?;
        let groups = store.groups().await?.into_iter();
        Ok(Self {
            state: store.state().await?,
            groups: groups.map(|group| group.name).collect(),
            colours: if with_colours {
                colours(store.as_ref()).await?
            } else {
                BTreeSet::new()
            },
            durable: store.capabilities().durable,
        })
    }

    /// How old the places are; `None` before the first sync.
    pub fn as_of(&self) -> Option<Timestamp> {
        self.state.provenance.as_ref().map(|it| it.as_of)
    }

    /// Whether the places are so old that a sync would be good.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        let most = i64::try_from(STALE_AFTER.as_secs()).unwrap_or(i64::MAX);
        self.as_of()
            .is_some_and(|as_of| now.unix().saturating_sub(as_of.unix()) > most)
    }
}

/// Places that are looked at together.
const AT_ONCE: usize = 4_096;

async fn colours(store: &dyn PlaceStore) -> Result<BTreeSet<Colour>, StoreError> {
    let mut colours = BTreeSet::new();
    let mut query = BatchQuery::scan(AT_ONCE);
    let mut batch = PlaceBatch::default();
    loop {
        batch = store.batch(&query, batch).await?;
        for colour in batch.iter().filter_map(|place| place.colour) {
            if !colours.contains(colour) {
                colours.insert(colour.clone());
            }
        }
        match batch.next() {
            Some(next) => query.after = Some(next.clone()),
            None => return Ok(colours),
        }
    }
}
