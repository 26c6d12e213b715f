use std::fmt;
use std::io::{self, ErrorKind, Read};

use kplaces_domain::SyncPlan;
use kplaces_store::{
    Applied, BatchQuery, Erased, Erasure, GroupCount, Kept, Page, PlaceBatch, PlaceQuery,
    StoreError, StoreErrorKind, StoreState,
};
use kplaces_text::text;
use rusqlite::{Connection, MAIN_DB};

use crate::failure::{Failure, said_by_sqlite};
use crate::migration::{self, Keep};
use crate::origin::Origin;
use crate::schema::{self, MIGRATIONS};
use crate::worker::Worker;
use crate::{apply, check, connection, erase, kept, read, remains};

/// A whole store in memory, for those who keep the bytes of a database in a form of their own.
///
/// Nothing of it is ever written to a file: not by the database, its journal or its sorting. What is
/// changed is changed in memory only; who wants to keep it takes the [bytes](Self::with_bytes).
pub struct SqliteImage {
    worker: Worker,
    upgraded_from: Option<i32>,
}

/// What an image is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageAccess {
    /// One of an older version is brought up to date, in memory.
    Upgrade,
    /// One of an older version is refused as `Older`.
    AsItIs,
}

/// The bytes of an image, to be read once, and how many they are.
pub type ImageBytes = (usize, Box<dyn Read>);

impl fmt::Debug for SqliteImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteImage").finish_non_exhaustive()
    }
}

impl SqliteImage {
    /// A store without places. `name` is what messages call it.
    pub async fn empty(name: &str) -> Result<Self, StoreError> {
        let words = name.to_owned();
        Self::start(name, move || {
            let connection = new().map_err(|failure| failure.of(&words))?;
            Ok((connection, None))
        })
        .await
    }

    /// The store that `source` gives, which is asked on a thread where it may block. What cannot be
    /// read to its end is `Corrupt`.
    pub async fn load(
        name: &str,
        access: ImageAccess,
        source: impl FnOnce() -> Result<ImageBytes, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let words = name.to_owned();
        Self::start(name, move || {
            let (size, bytes) = source()?;
            opened(bytes, size, access).map_err(|failure| failure.of(&words))
        })
        .await
    }

    async fn start(
        name: &str,
        open: impl FnOnce() -> Result<(Connection, Option<i32>), StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let origin = Origin::memory(name);
        let (worker, upgraded_from) = Worker::start(&name.into(), move || {
            let (connection, upgraded_from) = open()?;
            Ok((connection, origin, upgraded_from))
        })
        .await?;
        Ok(Self {
            worker,
            upgraded_from,
        })
    }

    /// The version of the schema that it was brought up to date from, if it was an older one.
    pub fn upgraded_from(&self) -> Option<i32> {
        self.upgraded_from
    }

    /// Lends the bytes of the database to `job`, on the thread that has them.
    pub async fn with_bytes<T: Send + 'static>(
        &self,
        job: impl FnOnce(&[u8]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.worker
            .have_done(|connection| {
                let bytes = connection.serialize(MAIN_DB).map_err(|error| {
                    let message = text!(
                        "the places in memory could not be put together",
                        "die Orte im Arbeitsspeicher ließen sich nicht zusammenstellen"
                    );
                    StoreError::new(StoreErrorKind::Io, message).with_source(said_by_sqlite(&error))
                })?;
                job(&bytes)
            })
            .await
    }

    /// Has something done on the thread of the image, where it may block.
    pub async fn beside<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.worker.have_done(|_| job()).await
    }

    /// As [`PlaceStore::state`](kplaces_store::PlaceStore::state).
    pub async fn state(&self) -> Result<StoreState, StoreError> {
        self.worker.submit(read::state).get().await
    }

    /// As [`PlaceStore::apply`](kplaces_store::PlaceStore::apply), in memory. What it removes is in no byte.
    pub async fn apply(&self, plan: &SyncPlan, kept: Option<Kept>) -> Result<Applied, StoreError> {
        let applied = apply::apply(&self.worker, plan, kept).await?;
        let clear = self.worker.submit(remains::clear);
        clear.get().await?;
        Ok(applied)
    }

    /// As [`PlaceStore::kept`](kplaces_store::PlaceStore::kept).
    pub async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let read = self
            .worker
            .submit(move |connection| kept::read(connection, part));
        read.get().await
    }

    /// As [`PlaceStore::erase`](kplaces_store::PlaceStore::erase), in memory: the bytes are packed.
    pub async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        let which = which.clone();
        let reply = self
            .worker
            .submit(move |connection| erase::erase(connection, &which));
        reply.get().await
    }

    /// As [`PlaceStore::places`](kplaces_store::PlaceStore::places).
    pub async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let query = query.clone();
        let reply = self
            .worker
            .submit(move |connection| read::places(connection, &query));
        reply.get().await
    }

    /// As [`PlaceStore::batch`](kplaces_store::PlaceStore::batch).
    pub async fn batch(
        &self,
        query: &BatchQuery,
        into: PlaceBatch,
    ) -> Result<PlaceBatch, StoreError> {
        let query = query.clone();
        let reply = self
            .worker
            .submit(move |connection| read::batch(connection, &query, into));
        reply.get().await
    }

    /// As [`PlaceStore::groups`](kplaces_store::PlaceStore::groups).
    pub async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.worker.submit(read::groups).get().await
    }

    /// As [`PlaceStore::check`](kplaces_store::PlaceStore::check).
    pub async fn check(&self) -> Result<(), StoreError> {
        self.worker.submit(check::check).get().await
    }
}

fn new() -> Result<Connection, Failure> {
    let connection = Connection::open_in_memory()?;
    connection::settle(&connection)?;
    let mut connection = up_to_date(connection)?.0;
    // Out of one piece of memory, which can be lent without a copy of it.
    let bytes = connection.serialize(MAIN_DB)?.to_vec();
    let connection = filled(&bytes[..], bytes.len())?;
    connection::settle(&connection)?;
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

/// A connection to a database out of `size` bytes; there must be no more of them.
fn filled(bytes: impl Read, size: usize) -> Result<Connection, Failure> {
    let mut connection = Connection::open_in_memory()?;
    let mut bytes = Attentive {
        bytes,
        failed: None,
    };
    let read = connection.deserialize_read_exact(MAIN_DB, &mut bytes, size, false);
    if let Some(error) = bytes.failed {
        return Err(Failure::Unread(error));
    }
    read.map_err(|error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen) => {
            Failure::Damaged("it ends too early", "sie endet zu früh")
        }
        _ => error.into(),
    })?;
    // Only who has read to the end knows that nothing was cut off there.
    match (bytes.read(&mut [0]), bytes.failed) {
        (Ok(0), _) => Ok(connection),
        (_, Some(error)) => Err(Failure::Unread(error)),
        _ => Err(Failure::Damaged("it has no end", "sie hat kein Ende")),
    }
}

/// A reader that keeps an error of the medium, which SQLite would not tell from damage.
struct Attentive<R> {
    bytes: R,
    failed: Option<io::Error>,
}

impl<R: Read> Read for Attentive<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer).map_err(|error| {
            let kind = error.kind();
            if kind != ErrorKind::Interrupted && !is_damage(&error) {
                self.failed = Some(error);
            }
            kind.into()
        })
    }
}

/// Whether this is said of bytes that are there and make no sense, not by a medium.
pub fn is_damage(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof
    )
}

fn opened(
    bytes: Box<dyn Read>,
    size: usize,
    access: ImageAccess,
) -> Result<(Connection, Option<i32>), Failure> {
    let connection = filled(bytes, size)?;
    connection::settle(&connection)?;
    match access {
        ImageAccess::AsItIs => {
            schema::expect_latest(&connection, MIGRATIONS)?;
            Ok((connection, None))
        }
        ImageAccess::Upgrade => up_to_date(connection),
    }
}

/// Brings an image up to date; also says from which version, if that was needed.
fn up_to_date(mut connection: Connection) -> Result<(Connection, Option<i32>), Failure> {
    connection.pragma_update(None, "secure_delete", true)?;
    let (_, version) = schema::identity(&connection)?;
    let before = connection.total_changes();
    migration::migrate(&mut connection, MIGRATIONS, Keep::Elsewhere)?;
    schema::refold(&mut connection)?;
    let is_new = version == 0;
    let changed = connection.total_changes() != before || (version as usize) < MIGRATIONS.len();
    Ok((connection, (changed && !is_new).then_some(version)))
}

#[cfg(test)]
mod tests {
    use kplaces_store::StoreErrorKind;

    use super::*;

    /// A reader of which each call ends so.
    struct Ends(ErrorKind);

    impl Read for Ends {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }

    #[test]
    fn an_error_of_the_medium_is_not_damage() {
        for (kind, meaning) in [
            (ErrorKind::Other, StoreErrorKind::Io),
            (ErrorKind::InvalidData, StoreErrorKind::Corrupt),
            (ErrorKind::UnexpectedEof, StoreErrorKind::Corrupt),
        ] {
            let failure = filled(Ends(kind), 4_096).map(drop).unwrap_err();
            assert_eq!(failure.kind(), meaning, "{kind}");
        }
    }
}
