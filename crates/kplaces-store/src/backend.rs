use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use kplaces_domain::Timestamp;
use kplaces_text::text;

use crate::{KeySource, PlaceStore, Replacement, StoreError, StoreErrorKind, StoreUrl};

/// What a store is opened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// To read and to sync. A store that is not there is created, an older one brought up to date.
    #[default]
    ReadWrite,
    /// To read, to check and to copy. Nothing is created and no byte is changed, so a folder that
    /// cannot be written will do. A store that is not there is `Missing`, one that would have to
    /// be brought up to date is `Older`, and a sync is `Denied`.
    ReadOnly,
}

/// Which store a backend is asked for.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The part of the [`StoreUrl`] after the colon; an absolute path for a backend that has files.
    pub location: OsString,
    /// Relative locations start here. The backend creates it (mode 0700) when it needs it.
    pub data_dir: PathBuf,
    /// What the store is opened for.
    pub access: Access,
    /// Where an encrypted store gets its key from, if this device has any.
    pub keys: Option<Arc<dyn KeySource>>,
}

/// A store being opened.
pub type OpenFuture = Pin<Box<dyn Future<Output = Result<Arc<dyn PlaceStore>, StoreError>> + Send>>;

/// A store being replaced; gives the new place of the old one, or `None` if there was nothing.
pub type TakePlaceFuture =
    Pin<Box<dyn Future<Output = Result<Option<PathBuf>, StoreError>> + Send>>;

/// A store being begun that is to replace another one.
pub type ReplaceFuture = Pin<Box<dyn Future<Output = Result<Replacement, StoreError>> + Send>>;

/// A store being removed; gives what was deleted.
pub type RemoveFuture = Pin<Box<dyn Future<Output = Result<Vec<PathBuf>, StoreError>> + Send>>;

/// The files there are of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreFiles {
    /// Those of the store as it is in use: its file, and what lies beside it while it is open.
    pub own: Vec<PathBuf>,
    /// Those of stores that were set aside, damaged.
    pub aside: Vec<PathBuf>,
    /// What a program left behind that was killed while it made a copy; files or folders.
    pub leftovers: Vec<PathBuf>,
    /// The same of a program that is at it now.
    pub under_way: Vec<PathBuf>,
}

/// A kind of store that an edition has. Each backend crate has a function `backend()` that gives one.
#[derive(Clone, Copy)]
pub struct Backend {
    /// The scheme of its URLs, in kebab-case.
    pub scheme: &'static str,
    /// One phrase for people.
    pub summary: &'static str,
    /// Opens a store for what the request says, creating it if it is to be written.
    pub open: fn(OpenRequest) -> OpenFuture,
    /// Looks into a store for who asks some questions and has nothing else to do: the thread that asks is the one
    /// that answers, and others may change or remove the store meanwhile. `None` where it has to be opened.
    ///
    /// It is told what time it is: a file that was changed just now may change again without its time telling.
    pub glance: fn(&OpenRequest, Timestamp) -> Option<Arc<dyn PlaceStore>>,
    /// Says where the file of a store is, or would be; nothing is looked at. `None` if there is
    /// no file, or the location is none.
    pub file: fn(&OpenRequest) -> Option<PathBuf>,
    /// Begins an empty store that is to take the place of one that cannot be opened.
    pub replace: fn(OpenRequest) -> ReplaceFuture,
    /// Looks which files there are of a store, sound or not. Empty for one that keeps none.
    pub files: fn(&OpenRequest) -> Result<StoreFiles, StoreError>,
    /// Deletes the store's own files, sound or not, and says which. `Busy` if another program has
    /// the store open: it would go on with a file that has no name, and could spoil the next one.
    pub remove: fn(OpenRequest) -> RemoveFuture,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// The backends of an edition, by scheme.
#[derive(Clone, Debug, Default)]
pub struct Backends {
    all: Vec<Backend>,
    keys: Option<Arc<dyn KeySource>>,
}

impl Backends {
    /// Registers backends. Their order does not matter; a scheme used twice is an error.
    pub fn new(backends: impl IntoIterator<Item = Backend>) -> Result<Self, StoreError> {
        let mut all: Vec<Backend> = backends.into_iter().collect();
        all.sort_by_key(|backend| backend.scheme);
        match all.windows(2).find(|pair| pair[0].scheme == pair[1].scheme) {
            Some(pair) => Err(StoreError::new(
                StoreErrorKind::Location,
                text!(
                    "two store backends are called `{scheme}`",
                    "zwei Arten von Beständen heißen `{scheme}`",
                    scheme = pair[0].scheme
                ),
            )),
            None => Ok(Self { all, keys: None }),
        }
    }

    /// The same backends; encrypted stores get their key from here.
    #[must_use]
    pub fn with_keys(self, keys: Arc<dyn KeySource>) -> Self {
        Self {
            keys: Some(keys),
            ..self
        }
    }

    /// The backends, ordered by scheme.
    pub fn iter(&self) -> std::slice::Iter<'_, Backend> {
        self.all.iter()
    }

    /// Opens the store a URL names, creating it if there is none.
    pub async fn open(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
    ) -> Result<Arc<dyn PlaceStore>, StoreError> {
        let backend = self.of(url)?;
        (backend.open)(self.request(url, data_dir, Access::ReadWrite)).await
    }

    /// Opens the store a URL names to be read; see [`Access::ReadOnly`].
    pub async fn open_read_only(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
    ) -> Result<Arc<dyn PlaceStore>, StoreError> {
        let backend = self.of(url)?;
        (backend.open)(self.request(url, data_dir, Access::ReadOnly)).await
    }

    /// Looks into the store a URL names, for some questions; see [`Backend::glance`].
    pub fn glance(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
        now: Timestamp,
    ) -> Option<Arc<dyn PlaceStore>> {
        let backend = self.of(url).ok()?;
        (backend.glance)(&self.request(url, data_dir, Access::ReadOnly), now)
    }

    /// Says where the file of the store a URL names is, or would be; `None` if it keeps none.
    pub fn file(&self, url: &StoreUrl, data_dir: PathBuf) -> Result<Option<PathBuf>, StoreError> {
        let backend = self.of(url)?;
        Ok((backend.file)(&self.request(
            url,
            data_dir,
            Access::ReadOnly,
        )))
    }

    /// Begins an empty store that is to take the place of the one a URL names. Nobody may have that
    /// one open when it does.
    pub async fn replace(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
    ) -> Result<Replacement, StoreError> {
        let backend = self.of(url)?;
        (backend.replace)(self.request(url, data_dir, Access::ReadWrite)).await
    }

    /// Looks which files there are of the store a URL names.
    pub fn files(&self, url: &StoreUrl, data_dir: PathBuf) -> Result<StoreFiles, StoreError> {
        let backend = self.of(url)?;
        (backend.files)(&self.request(url, data_dir, Access::ReadOnly))
    }

    /// Deletes the own files of the store a URL names, and says which. Nobody may have it open.
    pub async fn remove(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
    ) -> Result<Vec<PathBuf>, StoreError> {
        let backend = self.of(url)?;
        (backend.remove)(self.request(url, data_dir, Access::ReadWrite)).await
    }

    fn request(&self, url: &StoreUrl, data_dir: PathBuf, access: Access) -> OpenRequest {
        OpenRequest {
            location: url.rest.clone(),
            data_dir,
            access,
            keys: self.keys.clone(),
        }
    }

    /// The backend of a URL's scheme.
    fn of(&self, url: &StoreUrl) -> Result<&Backend, StoreError> {
        let found = self.all.iter().find(|backend| backend.scheme == url.scheme);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.all.iter().map(|backend| backend.scheme).collect();
            StoreError::new(
                StoreErrorKind::Location,
                text!(
                    "no store backend is called `{scheme}`; this edition has: {known}",
                    "keine Art von Bestand heißt `{scheme}`; diese Edition hat: {known}",
                    scheme = url.scheme,
                    known = known.join(", ")
                ),
            )
        })
    }
}

impl<'a> IntoIterator for &'a Backends {
    type Item = &'a Backend;
    type IntoIter = std::slice::Iter<'a, Backend>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use kplaces_text::Text;

    use super::*;

    fn backend(scheme: &'static str) -> Backend {
        Backend {
            scheme,
            summary: "",
            open: |request| {
                let words = format!("{:?}", request.access);
                Box::pin(async { Err(StoreError::new(StoreErrorKind::Io, Text::same(words))) })
            },
            glance: |_, _| None,
            file: |request| Some(request.data_dir.join(&request.location)),
            replace: |request| {
                let words = format!("{:?}", request.location);
                Box::pin(async { Err(StoreError::new(StoreErrorKind::Io, Text::same(words))) })
            },
            files: |request| {
                Ok(StoreFiles {
                    own: vec![request.data_dir.join(&request.location)],
                    ..StoreFiles::default()
                })
            },
            remove: |request| Box::pin(async { Ok(vec![request.data_dir]) }),
        }
    }

    #[test]
    fn a_scheme_used_twice_is_refused() {
        assert!(Backends::new([backend("b"), backend("a"), backend("b")]).is_err());
        let order: Vec<_> = Backends::new([backend("b"), backend("a")])
            .unwrap()
            .iter()
            .map(|b| b.scheme)
            .collect();
        assert_eq!(order, ["a", "b"]);
    }

    /// The answer of a future that never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut context = Context::from_waker(Waker::noop());
        match pin!(future).poll(&mut context) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("it waits"),
        }
    }

    #[test]
    fn a_url_finds_its_backend_for_each_purpose() {
        let backends = Backends::new([backend("aa"), backend("bb")]).unwrap();
        let (url, folder) = ("bb:x.db".parse().unwrap(), PathBuf::from("data"));
        let words = |opened: Result<_, StoreError>| opened.map(drop).unwrap_err().to_string();
        let opened = now(backends.open(&url, folder.clone()));
        assert_eq!(words(opened), "ReadWrite");
        let opened = now(backends.open_read_only(&url, folder.clone()));
        assert_eq!(words(opened), "ReadOnly");
        let file = backends.file(&url, folder.clone()).unwrap();
        assert_eq!(file, Some(folder.join("x.db")));
        let begun = now(backends.replace(&url, folder.clone()));
        assert_eq!(begun.map(drop).unwrap_err().to_string(), "\"x.db\"");
        let files = backends.files(&url, folder.clone()).unwrap();
        assert_eq!(files.own, [folder.join("x.db")]);
        let removed = now(backends.remove(&url, folder.clone())).unwrap();
        assert_eq!(removed, std::slice::from_ref(&folder));

        let unknown = "cc:x.db".parse().unwrap();
        let error = backends.file(&unknown, folder).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Location);
        assert!(error.to_string().ends_with("aa, bb"), "{error}");
    }
}
