use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use kplaces_domain::SyncPlan;
use kplaces_files::{create_folder, folder_of, tighten};
use kplaces_store::{
    Access, Applied, BatchQuery, Capabilities, Erased, Erasure, GroupCount, Kept, KeySource, Page,
    PlaceBatch, PlaceQuery, PlaceStore, StoreError, StoreErrorKind, StoreState,
};
use kplaces_store_sqlite::disk::{
    beside, io_error, name_of, on_a_thread, read_only, read_to_its_end, real_path,
    refuse_what_is_no_file,
};
use kplaces_store_sqlite::{ImageAccess, SqliteImage};
use kplaces_text::text;

use crate::file::{self, Mark, Saved};
use crate::guard::Guard;
use crate::identities::Identities;

/// Places in one encrypted file.
#[derive(Debug)]
pub struct SealedStore {
    path: PathBuf,
    access: Access,
    identities: Arc<Identities>,
    seen: Mutex<Seen>,
}

/// What was read last. It is never more than what the file held at some moment.
#[derive(Clone, Debug)]
struct Seen {
    mark: Mark,
    image: Arc<SqliteImage>,
}

/// The next content, not yet kept; nobody else writes meanwhile.
struct Draft {
    guard: Guard,
    image: SqliteImage,
}

impl SealedStore {
    /// Opens the store in a file, creating file and folder if there is none.
    pub async fn open(path: PathBuf, keys: Option<&dyn KeySource>) -> Result<Self, StoreError> {
        // Before anything is made: without a key there is no store.
        let identities = Arc::new(Identities::of(keys).await?);
        let path = on_a_thread(move || claim(&path)).await?;
        let access = Access::ReadWrite;
        let seen = match Self::load(&path, &identities, access).await {
            Err(error) if error.kind() == StoreErrorKind::Missing => {
                create(&path, &identities).await?
            }
            loaded => loaded?,
        };
        Ok(Self::new(path, access, identities, seen))
    }

    /// Opens the store in a file to be read. Nothing is created and no byte is changed.
    pub async fn open_read_only(
        path: PathBuf,
        keys: Option<&dyn KeySource>,
    ) -> Result<Self, StoreError> {
        let asked = path.clone();
        // A store that is not there needs no key to say so.
        let path = on_a_thread(move || {
            let io = |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::NotFound => missing(&asked),
                _ => io_error(&name_of(&asked), error),
            };
            let path = real_path(&asked).map_err(io)?;
            path.symlink_metadata().map_err(io)?;
            Ok(path)
        })
        .await?;
        let identities = Arc::new(Identities::of(keys).await?);
        let access = Access::ReadOnly;
        let seen = Self::load(&path, &identities, access).await?;
        Ok(Self::new(path, access, identities, seen))
    }

    fn new(path: PathBuf, access: Access, identities: Arc<Identities>, seen: Seen) -> Self {
        Self {
            path,
            access,
            identities,
            seen: Mutex::new(seen),
        }
    }

    /// The content of the file. That it is damaged is only believed when it is found twice, and the
    /// file could be read to its end in between.
    async fn load(
        path: &Path,
        identities: &Arc<Identities>,
        access: Access,
    ) -> Result<Seen, StoreError> {
        match Self::load_once(path, identities, access).await {
            Err(error) if error.kind() == StoreErrorKind::Corrupt => {}
            loaded => return loaded,
        }
        let whole = path.to_owned();
        on_a_thread(move || {
            read_to_its_end(&whole).map_err(|error| io_error(&name_of(&whole), error))
        })
        .await?;
        Self::load_once(path, identities, access).await
    }

    /// Reads the file to its end. What is replaced meanwhile is read anew.
    async fn load_once(
        path: &Path,
        identities: &Arc<Identities>,
        access: Access,
    ) -> Result<Seen, StoreError> {
        loop {
            let told = Arc::new(OnceLock::new());
            match Self::read(path, identities, access, Arc::clone(&told)).await {
                Err(error) if file::was_replaced(path, &error, told.get()) => {}
                Err(error) => return Err(error),
                Ok(image) => {
                    return Ok(Seen {
                        mark: told.get().cloned().unwrap_or_default(),
                        image: Arc::new(image),
                    });
                }
            }
        }
    }

    async fn read(
        path: &Path,
        identities: &Arc<Identities>,
        access: Access,
        told: Arc<OnceLock<Mark>>,
    ) -> Result<SqliteImage, StoreError> {
        let access = match access {
            Access::ReadWrite => ImageAccess::Upgrade,
            Access::ReadOnly => ImageAccess::AsItIs,
        };
        let (from, identities) = (path.to_owned(), Arc::clone(identities));
        SqliteImage::load(&name_of(path), access, move || {
            file::open(&from, &identities, |mark| {
                let _first = told.set(mark);
            })
        })
        .await
    }

    fn seen(&self) -> Seen {
        // A panic elsewhere leaves it whole: it is only ever swapped.
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }

    fn see(&self, seen: Seen) {
        let mut old = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *old, seen);
        // Not before the lock is free: what has it still answers somebody.
        drop(old);
    }

    /// The content of the file as it is now; read anew if another program has replaced it.
    async fn current(&self) -> Result<Arc<SqliteImage>, StoreError> {
        let seen = self.seen();
        let path = self.path.clone();
        match seen.image.beside(move || file::mark_of(&path)).await? {
            Some(mark) if mark == seen.mark => Ok(seen.image),
            Some(_) => {
                let news = Self::load(&self.path, &self.identities, self.access).await?;
                self.see(news.clone());
                Ok(news.image)
            }
            None => Err(missing(&self.path)),
        }
    }

    /// The content of the file, to be changed by this program alone. It is read from the file, so
    /// what is changed is always the last content.
    async fn draft(&self) -> Result<Draft, StoreError> {
        if self.access == Access::ReadOnly {
            return Err(read_only(&name_of(&self.path)));
        }
        let path = self.path.clone();
        let guard = on_a_thread(move || Guard::take(&path)).await?;
        let now = Self::load(&self.path, &self.identities, self.access).await?;
        let image = Arc::into_inner(now.image).ok_or_else(|| missing(&self.path))?;
        Ok(Draft { guard, image })
    }

    async fn change(&self, plan: &SyncPlan, kept: Option<Kept>) -> Result<Applied, StoreError> {
        let draft = self.draft().await?;
        let applied = draft.image.apply(plan, kept).await?;
        self.keep(draft).await?;
        Ok(applied)
    }

    /// Puts a changed content in the place of the file. What fails leaves file and memory as they
    /// were: the changed content is thrown away. Says whether nothing is left of the content before.
    async fn keep(&self, draft: Draft) -> Result<bool, StoreError> {
        let Draft { guard, image } = draft;
        let (path, identities) = (self.path.clone(), Arc::clone(&self.identities));
        let older = image.upgraded_from();
        let Saved { mark, alone } = image
            .with_bytes(move |bytes| {
                // Held to the end also if nobody waits any more.
                let _guard = guard;
                if let Some(version) = older {
                    file::copy(&path, &free_name(&path, version), &identities, || true)?;
                }
                file::save(&path, bytes, &identities)
            })
            .await?;
        let image = Arc::new(image);
        self.see(Seen { mark, image });
        Ok(alone)
    }
}

/// Sees to it that there is a folder, and that nobody else may read a file that is there.
fn claim(path: &Path) -> Result<PathBuf, StoreError> {
    let io = |error: std::io::Error| io_error(&name_of(path), error);
    let path = create_folder(folder_of(path))
        .and_then(|()| real_path(path))
        .map_err(io)?;
    if path.symlink_metadata().is_ok() {
        refuse_what_is_no_file(&path)?;
        tighten(&path).map_err(io)?;
    }
    Ok(path)
}

async fn create(path: &Path, identities: &Arc<Identities>) -> Result<Seen, StoreError> {
    let new = SqliteImage::empty(&name_of(path)).await?;
    let (to, keys) = (path.to_owned(), Arc::clone(identities));
    let created = new.with_bytes(move |bytes| {
        let _guard = Guard::take(&to)?;
        if to.symlink_metadata().is_ok() {
            // Somebody was quicker.
            return Ok(None);
        }
        file::save(&to, bytes, &keys).map(Some)
    });
    match created.await? {
        Some(saved) => Ok(Seen {
            mark: saved.mark,
            image: Arc::new(new),
        }),
        None => SealedStore::load(path, identities, Access::ReadWrite).await,
    }
}

/// Where an older content is kept before it is replaced.
fn free_name(path: &Path, version: i32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default();
    let folder = folder_of(path).join("backups");
    (1..=u32::MAX)
        .map(|number| {
            let end = format!("-v{version}-before-migration-{number}.sealed");
            beside(&folder.join(stem), &end)
        })
        .find(|to| to.symlink_metadata().is_err())
        .unwrap_or(folder)
}

fn missing(path: &Path) -> StoreError {
    let name = name_of(path);
    let message = text!("there is no {name}", "{name} ist nicht da");
    StoreError::new(StoreErrorKind::Missing, message)
}

#[async_trait]
impl PlaceStore for SealedStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            durable: true,
            snapshots: true,
        }
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        self.current().await?.state().await
    }

    /// If the caller goes away before it is told, the plan is applied as a whole or not at all.
    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        self.change(plan, None).await
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        self.change(plan, Some(kept)).await
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.current().await?.kept(part).await
    }

    /// The file is written anew whether there was something to erase or not, sealed with the first
    /// key; so erasing no group is how a store gets another key.
    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        let draft = self.draft().await?;
        let erased = draft.image.erase(which).await?;
        if self.keep(draft).await? {
            return Ok(erased);
        }
        let name = name_of(&self.path);
        let message = text!(
            "it is erased in {name}, but what was there before could not be overwritten",
            "in {name} ist es gelöscht, aber was vorher dort stand, ließ sich nicht überschreiben"
        );
        Err(StoreError::new(StoreErrorKind::Io, message))
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        self.current().await?.places(query).await
    }

    async fn batch(&self, query: &BatchQuery, into: PlaceBatch) -> Result<PlaceBatch, StoreError> {
        self.current().await?.batch(query, into).await
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.current().await?.groups().await
    }

    /// Reads the file from end to end: what is in memory was sound when it was read.
    async fn check(&self) -> Result<(), StoreError> {
        let now = Self::load(&self.path, &self.identities, self.access).await?;
        now.image.check().await
    }

    /// If the caller goes away before it is told, the copy is there as a whole or not at all.
    async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let forgotten = Arc::new(AtomicBool::new(false));
        let _forget = ForgottenWhenDropped(Arc::clone(&forgotten));
        let (from, to, identities) = (
            self.path.clone(),
            to.to_owned(),
            Arc::clone(&self.identities),
        );
        // From the file: who reads or writes is not held up, and nothing is in memory twice.
        on_a_thread(move || {
            file::copy(&from, &to, &identities, || {
                !forgotten.load(Ordering::Relaxed)
            })
        })
        .await
    }
}

/// Tells a job that nobody waits for it any more.
struct ForgottenWhenDropped(Arc<AtomicBool>);

impl Drop for ForgottenWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
