//! Who may come in: links that work once, and the cookies they are swapped for.
//!
//! Of a cookie only its hash is known here, of which nobody can make the cookie.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::way_back::Secret;

/// How long a link works. A browser may take its time to start.
const LINK_LIFE: Duration = Duration::from_mins(10);

/// How long a cookie works without a request.
pub(crate) const SESSION_IDLE: Duration = Duration::from_hours(12);

/// How many there can be of each; the oldest goes. One person has few browsers.
const MOST: usize = 16;

/// A secret of 256 bits, in hexadecimal.
type Key = [u8; 64];

/// What the key of a session is known by: its SHA-256.
type SessionId = [u8; 32];

/// A link that was given out. Dropped when it is used, and with it who waits for that.
struct Link {
    key: Key,
    since: Instant,
    /// Works as long as the server runs, if it is not used.
    stays: bool,
    /// In a private file, which a browser opens, and which is no page of this server: so it does not come from
    /// here, and the cookie has to be given to it in another way.
    in_a_file: Option<oneshot::Sender<()>>,
}

/// What a link was swapped for.
pub(crate) struct Swapped {
    pub(crate) session: String,
    pub(crate) was_in_a_file: bool,
}

/// The keys of one run of the server.
#[derive(Default)]
pub(crate) struct Keys {
    links: Mutex<Vec<Link>>,
    sessions: Mutex<Vec<(SessionId, Instant)>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// A new key for a link.
    pub(crate) fn new_link(&self) -> Result<String, getrandom::Error> {
        self.add_link(None, false)
    }

    /// A new key for the link in the private file that is there as long as the server runs, and what ends when another
    /// one is needed.
    pub(crate) fn new_standing_link(
        &self,
    ) -> Result<(String, impl Future<Output = ()> + use<>), getrandom::Error> {
        let (used, wait) = oneshot::channel();
        let key = self.add_link(Some(used), true)?;
        let until_used = async move {
            let _ = wait.await;
        };
        Ok((key, until_used))
    }

    /// A new key for a link in a private file, and what ends when that is of no use any more.
    pub(crate) fn new_link_in_a_file(
        &self,
    ) -> Result<(String, impl Future<Output = ()> + use<>), getrandom::Error> {
        let (used, wait) = oneshot::channel();
        let key = self.add_link(Some(used), false)?;
        let until_used = async move {
            let _ = tokio::time::timeout(LINK_LIFE, wait).await;
        };
        Ok((key, until_used))
    }

    fn add_link(
        &self,
        in_a_file: Option<oneshot::Sender<()>>,
        stays: bool,
    ) -> Result<String, getrandom::Error> {
        let (key, text) = new_key()?;
        let since = Instant::now();
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut links, |link| link.since);
        links.push(Link {
            key,
            since,
            stays,
            in_a_file,
        });
        Ok(text)
    }

    /// Takes the key of a link, which works once, and gives the key of a new session. Who comes from `elsewhere` can
    /// only have a link that was in a file.
    pub(crate) fn swap(
        &self,
        link: &str,
        elsewhere: bool,
    ) -> Result<Option<Swapped>, getrandom::Error> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|link| link.stays || link.since.elapsed() < LINK_LIFE);
        let Some(at) = find(links.iter().map(|link| &link.key), link.as_bytes()) else {
            return Ok(None);
        };
        let was_in_a_file = links[at].in_a_file.is_some();
        if elsewhere && !was_in_a_file {
            return Ok(None);
        }
        links.remove(at);
        Ok(Some(Swapped {
            session: self.new_session()?,
            was_in_a_file,
        }))
    }

    /// The key of a new session.
    pub(crate) fn new_session(&self) -> Result<String, getrandom::Error> {
        let (_, session) = new_key()?;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut sessions, |(_, last)| *last);
        sessions.push((id_of(&session), Instant::now()));
        Ok(session)
    }

    /// Keeps all sessions as if they had been used: a page is open, and it only listens.
    pub(crate) fn keep(&self) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions
            .iter_mut()
            .for_each(|(_, last)| *last = Instant::now());
    }

    /// Whether this is the key of a session; it lives on if it is.
    pub(crate) fn is_session(&self, key: &str) -> bool {
        let id = id_of(key);
        let mut sessions = self.live();
        let Some(at) = find(sessions.iter().map(|(id, _)| id), &id) else {
            return false;
        };
        sessions[at].1 = Instant::now();
        true
    }

    fn live(&self) -> MutexGuard<'_, Vec<(SessionId, Instant)>> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|(_, last)| last.elapsed() < SESSION_IDLE);
        sessions
    }
}

fn id_of(key: &str) -> SessionId {
    Sha256::digest(key.as_bytes()).into()
}

fn new_key() -> Result<(Key, String), getrandom::Error> {
    let text = Secret::new()?.text();
    let mut key = [0; 64];
    key.copy_from_slice(text.as_bytes());
    Ok((key, text))
}

/// Takes out the oldest where there are too many.
fn make_room<T>(issued: &mut Vec<T>, since: impl Fn(&T) -> Instant) {
    if issued.len() >= MOST {
        let oldest = (0..issued.len()).min_by_key(|&at| since(&issued[at]));
        oldest.map(|at| issued.remove(at));
    }
}

/// Compares with all of them, and each to its end: time tells nothing.
fn find<'k, const N: usize>(
    keys: impl Iterator<Item = &'k [u8; N]>,
    given: &[u8],
) -> Option<usize> {
    let mut found = None;
    for (at, key) in keys.enumerate() {
        if bool::from(key.ct_eq(given)) {
            found = Some(at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_link_works_once_and_not_for_ever() {
        let keys = Keys::default();
        let link = keys.new_link().unwrap();
        let swap = |link: &str| keys.swap(link, false).unwrap().map(|it| it.session);
        assert_eq!(swap(&link[1..]), None);
        let session = swap(&link).unwrap();
        assert_eq!(swap(&link), None, "spent");
        assert!(keys.is_session(&session));
        assert!(!keys.is_session(&link), "a link is no session");

        let late = keys.new_link().unwrap();
        tokio::time::advance(LINK_LIFE).await;
        assert_eq!(swap(&late), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_lives_as_long_as_it_is_used() {
        let keys = Keys::default();
        let link = keys.new_link().unwrap();
        let session = keys.swap(&link, false).unwrap().unwrap().session;
        for _ in 0..3 {
            tokio::time::advance(SESSION_IDLE / 2).await;
            assert!(keys.is_session(&session));
        }
        tokio::time::advance(SESSION_IDLE / 2).await;
        keys.keep();
        tokio::time::advance(SESSION_IDLE / 2).await;
        assert!(keys.is_session(&session), "a page was open");
        tokio::time::advance(SESSION_IDLE).await;
        assert!(!keys.is_session(&session));
    }

    #[tokio::test]
    async fn many_links_push_out_the_oldest() {
        let keys = Keys::default();
        let links: Vec<String> = (0..=MOST).map(|_| keys.new_link().unwrap()).collect();
        assert!(keys.swap(&links[0], false).unwrap().is_none());
        assert!(keys.swap(&links[1], false).unwrap().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_link_in_a_file_may_come_from_elsewhere_and_tells_when_it_is_used() {
        let keys = Keys::default();
        let printed = keys.new_link().unwrap();
        assert!(keys.swap(&printed, true).unwrap().is_none());
        assert!(keys.swap(&printed, false).unwrap().is_some(), "not used up");

        let (link, used) = keys.new_link_in_a_file().unwrap();
        let mut used = std::pin::pin!(used);
        let second = Duration::from_secs(1);
        assert!(tokio::time::timeout(second, &mut used).await.is_err());
        assert!(keys.swap(&link, true).unwrap().unwrap().was_in_a_file);
        used.await;

        let (late, used) = keys.new_link_in_a_file().unwrap();
        used.await;
        assert!(keys.swap(&late, true).unwrap().is_none(), "too old");
    }

    #[tokio::test(start_paused = true)]
    async fn a_standing_link_works_once_and_as_long_as_nobody_has_used_it() {
        let keys = Keys::default();
        let (link, used) = keys.new_standing_link().unwrap();
        let mut used = std::pin::pin!(used);
        let years = Duration::from_hours(3 * 365 * 24);
        assert!(tokio::time::timeout(years, &mut used).await.is_err());
        assert!(keys.swap(&link, true).unwrap().unwrap().was_in_a_file);
        used.await;
        assert!(keys.swap(&link, true).unwrap().is_none(), "spent");
    }

    #[tokio::test]
    async fn a_standing_link_that_makes_room_says_so() {
        let keys = Keys::default();
        let (link, used) = keys.new_standing_link().unwrap();
        for _ in 0..MOST {
            keys.new_link().unwrap();
        }
        used.await;
        assert!(keys.swap(&link, true).unwrap().is_none());
    }
}
