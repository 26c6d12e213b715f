//! Where a map is found: a private page that leads a browser into the one that runs, always at the same place, so that
//! a bookmark of it works. Beside it is what the map before has left, by which its pages know the next one.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use kplaces_files::{lock, open_regular, replace_in_time};
use kplaces_web::{Links, Memory};

use crate::Session;

/// The folder, in that of what the device remembers; in it each store has its own.
const FOLDER: &str = "map";

const PAGE: &str = "3kplaces.html";
const MEMORY: &str = "memory.json";
const LOCK: &str = "lock";

/// Nothing of ours is longer.
const MOST: u64 = 64 * 1024;

/// So often it is written down that the map still runs: its pages are let into the next one for some hours only.
const AGAIN: Duration = Duration::from_mins(10);

/// How long a map that has just been started may take until its page is there.
const BEGINNING: Duration = Duration::from_secs(10);

/// The door of the map of this run's store.
pub(super) enum Door {
    /// No map runs, and as long as this is there no other one is taken for the map of this store.
    Ours(Held),
    /// A map runs, and this is its page.
    Others(PathBuf),
    /// There can be none, as on a medium that is read-only.
    Nowhere,
}

/// The right to be the map of a store. Ends when dropped, or with the process.
pub(super) struct Held {
    folder: PathBuf,
    _lock: File,
}

impl Door {
    pub(super) fn of(session: &Session) -> Self {
        let Ok(id) = session.store_id() else {
            return Self::Nowhere;
        };
        let folder = session.dirs().state.join(FOLDER).join(id.to_string());
        match lock(&folder, LOCK) {
            Ok(Some(lock)) => Self::Ours(Held {
                folder,
                _lock: lock,
            }),
            Ok(None) => Self::Others(folder.join(PAGE)),
            Err(_) => Self::Nowhere,
        }
    }

    pub(super) fn ours(self) -> Option<Held> {
        match self {
            Self::Ours(held) => Some(held),
            Self::Others(_) | Self::Nowhere => None,
        }
    }
}

impl Held {
    /// What leads into this map, and later into the next one.
    pub(super) fn page(&self) -> PathBuf {
        self.folder.join(PAGE)
    }

    /// What the map before has left.
    pub(super) fn memory(&self) -> Memory {
        let bytes = read(&self.folder.join(MEMORY));
        Memory::from_bytes(&bytes.unwrap_or_default())
    }

    /// Keeps the page leading into the map, and what the next one is to know. Never ends.
    pub(super) async fn attend(&self, session: &Session, links: &Links) {
        while let Ok((link, used)) = links.new_standing_link() {
            self.write(PAGE, super::opener::page(&link).as_bytes());
            let mut used = pin!(used);
            loop {
                self.remember(session, links);
                tokio::select! {
                    () = &mut used => break,
                    () = links.memory_changed() => {}
                    () = tokio::time::sleep(AGAIN) => {}
                }
            }
        }
        std::future::pending::<()>().await;
    }

    /// The map has ended.
    pub(super) fn close(self, session: &Session, links: &Links) {
        self.remember(session, links);
        self.write(PAGE, NOT_RUNNING.as_bytes());
    }

    fn remember(&self, session: &Session, links: &Links) {
        let now = session.clock().now().timestamp();
        self.write(MEMORY, &links.memory(now).to_bytes());
    }

    /// Where it cannot be written, as where everything was erased meanwhile, the map goes on without: its link was
    /// printed as well.
    fn write(&self, name: &str, content: &[u8]) {
        let _ = replace_in_time(&self.folder.join(name), &[content]);
    }
}

/// The link that a page leads to, of a map that runs; of one that has just been started as soon as it is there.
pub(super) async fn link_in(page: &Path) -> Option<String> {
    let look = async {
        loop {
            if let Some(link) = link_now(page) {
                return link;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(BEGINNING, look).await.ok()
}

pub(super) fn link_now(page: &Path) -> Option<String> {
    let text = String::from_utf8(read(page).ok()?).ok()?;
    let (_, link) = text.split_once("content=\"0;url=")?;
    let (link, _) = link.split_once('"')?;
    Some(link.to_owned())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// It looks again by itself: what then stands in its place leads on.
const NOT_RUNNING: &str = "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\">\
     <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
     <meta http-equiv=\"refresh\" content=\"5\"><title>3Kplaces</title>\
     <style>:root{color-scheme:light dark}body{max-width:32em;margin:12vh auto;padding:0 24px;\
     font:18px/1.5 system-ui,sans-serif}code{white-space:nowrap}[lang=en]{opacity:.8}</style>\
     <h1>3Kplaces</h1><p>Die Karte läuft gerade nicht. Starten Sie sie mit dem Symbol 3Kplaces oder mit \
     <code>3kplaces open</code>. Diese Seite macht dann von selbst weiter.</p>\
     <p lang=\"en\">The map is not running. Start it with the 3Kplaces icon or with <code>3kplaces open</code>. \
     Then this page goes on by itself.</p></html>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_in_its_page_and_in_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PAGE);
        assert_eq!(link_now(&path), None);
        let link = "http://127.0.0.1:40000/?token=00ff";
        std::fs::write(&path, super::super::opener::page(link)).unwrap();
        assert_eq!(link_now(&path).as_deref(), Some(link));
        std::fs::write(&path, NOT_RUNNING).unwrap();
        assert_eq!(link_now(&path), None);
    }
}
