//! Which hosts this device ever contacted.

use std::path::{Path, PathBuf};

use kplaces_domain::{Timestamp, one_line};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{StateError, files};

const VERSION: u32 = 1;

/// The longest host name that is kept, in characters; no real one is longer.
const LONGEST: usize = 253;

/// The most hosts that are kept. There are one or two; settings that change every day must not
/// fill the disk.
const MOST: usize = 1_000;

/// The hosts that programs of this user contacted, in a file that they share.
///
/// The file is changed under a lock and replaced whole, so no count is lost between programs. A
/// file that cannot be understood is kept beside as `network.json.unreadable`, and a new one says
/// since when it counts.
#[derive(Clone, Debug)]
pub struct NetworkRecord {
    folder: PathBuf,
    path: PathBuf,
}

/// What a host was contacted as.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ContactRole {
    /// The configured WEBFLEET.
    Endpoint,
    /// The configured proxy.
    Proxy,
    /// Nothing: a connection was wanted and not made.
    Refused,
}

/// A host, and what went there and came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name or address, as configured.
    pub host: String,
    /// The port; 0 where none was known.
    pub port: u16,
    /// What it was contacted as.
    pub role: ContactRole,
    /// The first time, in seconds since 1970.
    first: i64,
    /// The last time, in seconds since 1970.
    last: i64,
    /// Requests that were sent, or stopped where the role is [`ContactRole::Refused`]. Each is counted
    /// before it is sent, and taken back where there was no connection to send it over.
    pub requests: u64,
    /// Requests among them that did not get a sound reply. What is under way is not among them.
    pub failed: u64,
    /// Tries that reached nobody: the name was not found, or no connection came about. Nothing of them
    /// left this device but the question for the name and the attempt to connect.
    #[serde(default)]
    pub unreached: u64,
    /// Bytes of addresses with their parameters and of forms; headers are not counted.
    pub bytes_sent: u64,
    /// Bytes of replies that were read, after decompression.
    pub bytes_received: u64,
}

impl Contact {
    /// When it was contacted first.
    pub fn first(&self) -> Timestamp {
        Timestamp::from_unix(self.first)
    }

    /// When it was contacted last.
    pub fn last(&self) -> Timestamp {
        Timestamp::from_unix(self.last)
    }
}

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Book {
    version: u32,
    contacts: Vec<Contact>,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            version: VERSION,
            contacts: Vec::new(),
        }
    }
}

impl Book {
    fn read(bytes: &[u8]) -> Option<Self> {
        let book: Self = serde_json::from_slice(bytes).ok()?;
        (book.version == VERSION).then_some(book)
    }

    /// The entry of a host, which is made if there is none. One too many takes the place of the one
    /// that was not contacted for the longest time.
    fn of(&mut self, host: &str, port: u16, role: ContactRole, now: Timestamp) -> &mut Contact {
        let host = one_line(host, LONGEST);
        let found = self.contacts.iter().position(|contact| {
            contact.host == host && contact.port == port && contact.role == role
        });
        let at = found.unwrap_or_else(|| {
            if self.contacts.len() >= MOST {
                self.contacts.sort_by_key(|contact| contact.last);
                self.contacts.remove(0);
            }
            self.contacts.push(Contact {
                host,
                port,
                role,
                first: now.unix(),
                last: now.unix(),
                requests: 0,
                failed: 0,
                unreached: 0,
                bytes_sent: 0,
                bytes_received: 0,
            });
            self.contacts.len() - 1
        });
        let contact = &mut self.contacts[at];
        // The clock may have been set back.
        contact.first = contact.first.min(now.unix());
        contact.last = contact.last.max(now.unix());
        contact
    }
}

impl NetworkRecord {
    /// The record below `state_dir`. Nothing is opened yet.
    pub fn new(state_dir: &Path) -> Self {
        Self {
            path: state_dir.join("network.json"),
            folder: state_dir.to_owned(),
        }
    }

    /// Where it is, whether there is one or not.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Counts a request of so many bytes that is about to be sent. It is on the disk when this
    /// returns.
    pub fn request(
        &self,
        (host, port): (&str, u16),
        role: ContactRole,
        bytes: u64,
        now: Timestamp,
    ) -> Result<(), StateError> {
        self.change(files::replace, |book| {
            let contact = book.of(host, port, role, now);
            contact.requests = contact.requests.saturating_add(1);
            contact.bytes_sent = contact.bytes_sent.saturating_add(bytes);
        })
    }

    /// Takes a request back that never left.
    pub fn not_sent(
        &self,
        (host, port): (&str, u16),
        role: ContactRole,
        bytes: u64,
        now: Timestamp,
    ) -> Result<(), StateError> {
        self.change(files::replace_in_time, |book| {
            let contact = book.of(host, port, role, now);
            contact.requests = contact.requests.saturating_sub(1);
            contact.bytes_sent = contact.bytes_sent.saturating_sub(bytes);
            contact.unreached = contact.unreached.saturating_add(1);
        })
    }

    /// Counts what came back.
    pub fn response(
        &self,
        (host, port): (&str, u16),
        role: ContactRole,
        bytes: u64,
        failed: bool,
        now: Timestamp,
    ) -> Result<(), StateError> {
        self.change(files::replace_in_time, |book| {
            let contact = book.of(host, port, role, now);
            contact.failed = contact.failed.saturating_add(u64::from(failed));
            contact.bytes_received = contact.bytes_received.saturating_add(bytes);
        })
    }

    /// All hosts, the one with the most requests first. A record that cannot be understood has none.
    pub fn contacts(&self) -> Result<Vec<Contact>, StateError> {
        let bytes = files::read(&self.path)?.unwrap_or_default();
        let mut contacts = Book::read(&bytes).unwrap_or_default().contacts;
        contacts.sort_by(|a, b| {
            let key = |it: &Contact| (it.role, std::cmp::Reverse(it.requests), it.host.clone());
            key(a).cmp(&key(b))
        });
        Ok(contacts)
    }

    fn change(
        &self,
        replace: impl FnOnce(&Path, &[u8]) -> Result<(), StateError>,
        change: impl FnOnce(&mut Book),
    ) -> Result<(), StateError> {
        files::create_folder(&self.folder)?;
        let _lock = files::lock(&self.path)?;
        let mut book = match files::read(&self.path)? {
            None => Book::default(),
            Some(bytes) => {
                if let Some(book) = Book::read(&bytes) {
                    book
                } else {
                    // It may be of a later version, or be evidence: it is not thrown away.
                    files::replace(&self.path.with_extension("json.unreadable"), &bytes)?;
                    Book::default()
                }
            }
        };
        change(&mut book);
        let after = serde_json::to_vec(&book)
            .map_err(|error| StateError::write(&self.path, error.into()))?;
        replace(&self.path, &after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: (&str, u16) = ("csv.webfleet.example", 443);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    #[test]
    fn every_request_is_counted_before_it_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let record = NetworkRecord::new(folder.path());
        assert_eq!(record.contacts().unwrap(), []);
        record
            .request(HOST, ContactRole::Endpoint, 100, at(5))
            .unwrap();
        let contacts = record.contacts().unwrap();
        assert_eq!((contacts[0].requests, contacts[0].failed), (1, 0));
        record
            .response(HOST, ContactRole::Endpoint, 900, true, at(7))
            .unwrap();
        record
            .request(HOST, ContactRole::Endpoint, 100, at(9))
            .unwrap();
        record
            .request(("proxy", 8080), ContactRole::Proxy, 1, at(9))
            .unwrap();
        let contacts = record.contacts().unwrap();
        assert_eq!(contacts.len(), 2);
        let first = &contacts[0];
        assert_eq!((first.host.as_str(), first.port), HOST);
        assert_eq!((first.requests, first.failed), (2, 1));
        assert_eq!((first.bytes_sent, first.bytes_received), (200, 900));
        assert_eq!((first.first(), first.last()), (at(5), at(9)));
    }

    #[test]
    fn a_clock_that_is_set_back_moves_the_first_contact() {
        let folder = tempfile::tempdir().unwrap();
        let record = NetworkRecord::new(folder.path());
        for now in [50, 20, 30] {
            record
                .request(HOST, ContactRole::Endpoint, 0, at(now))
                .unwrap();
        }
        let contacts = record.contacts().unwrap();
        assert_eq!((contacts[0].first(), contacts[0].last()), (at(20), at(50)));
    }

    #[test]
    fn programs_at_the_same_time_lose_no_count() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let record = NetworkRecord::new(folder.path());
                    for _ in 0..10 {
                        record
                            .request(HOST, ContactRole::Endpoint, 1, at(1))
                            .unwrap();
                    }
                });
            }
        });
        let contacts = NetworkRecord::new(folder.path()).contacts().unwrap();
        assert_eq!((contacts[0].requests, contacts[0].bytes_sent), (80, 80));
    }

    #[test]
    fn a_record_that_cannot_be_read_is_kept_beside_and_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let record = NetworkRecord::new(folder.path());
        for broken in ["", "{", "{\"version\":2,\"contacts\":[]}"] {
            std::fs::write(record.path(), broken).unwrap();
            assert_eq!(record.contacts().unwrap(), []);
            record
                .request(HOST, ContactRole::Endpoint, 1, at(1))
                .unwrap();
            assert_eq!(record.contacts().unwrap().len(), 1);
            let beside = folder.path().join("network.json.unreadable");
            assert_eq!(std::fs::read_to_string(beside).unwrap(), broken);
        }
    }

    #[test]
    fn a_host_of_each_day_does_not_fill_the_disk() {
        let mut book = Book::default();
        for n in 0..2_000 {
            book.of(&format!("{n}.example"), 443, ContactRole::Refused, at(n));
        }
        assert_eq!(book.contacts.len(), MOST);
        assert_eq!(book.contacts.iter().map(|it| it.first).min(), Some(1_000));
    }

    #[cfg(unix)]
    #[test]
    fn the_record_is_for_its_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let record = NetworkRecord::new(&folder.path().join("state"));
        record
            .request(HOST, ContactRole::Endpoint, 1, at(1))
            .unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(record.path()), 0o600);
        assert_eq!(mode(record.path().parent().unwrap()), 0o700);
    }
}
