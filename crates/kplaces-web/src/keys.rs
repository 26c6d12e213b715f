//! Who may come in: links that work once, and the cookies they are swapped for.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::time::Instant;

/// How long a link works. A browser may take its time to start.
const LINK_LIFE: Duration = Duration::from_mins(10);

/// How long a cookie works without a request.
const SESSION_IDLE: Duration = Duration::from_hours(12);

/// How many there can be of each; the oldest goes. One person has few browsers.
const MOST: usize = 16;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A secret of 256 bits, in hexadecimal.
type Key = [u8; 64];

/// The keys of one run of the server.
#[derive(Default)]
pub(crate) struct Keys {
    links: Mutex<Vec<(Key, Instant)>>,
    sessions: Mutex<Vec<(Key, Instant)>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// A new key for a link.
    pub(crate) fn new_link(&self) -> Result<String, getrandom::Error> {
        add(&self.links)
    }

    /// Takes the key of a link, which works once, and gives the key of a new session.
    pub(crate) fn swap(&self, link: &str) -> Result<Option<String>, getrandom::Error> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|(_, since)| since.elapsed() < LINK_LIFE);
        let Some(at) = find(&links, link) else {
            return Ok(None);
        };
        links.remove(at);
        add(&self.sessions).map(Some)
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
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|(_, last)| last.elapsed() < SESSION_IDLE);
        let Some(at) = find(&sessions, key) else {
            return false;
        };
        sessions[at].1 = Instant::now();
        true
    }
}

fn add(keys: &Mutex<Vec<(Key, Instant)>>) -> Result<String, getrandom::Error> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random)?;
    let mut key = [0; 64];
    for (digits, byte) in key.chunks_exact_mut(2).zip(random) {
        digits[0] = HEX[usize::from(byte >> 4)];
        digits[1] = HEX[usize::from(byte & 15)];
    }
    let text = key.iter().copied().map(char::from).collect();
    let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
    if keys.len() >= MOST {
        let oldest = (0..keys.len()).min_by_key(|&at| keys[at].1);
        oldest.map(|at| keys.remove(at));
    }
    keys.push((key, Instant::now()));
    Ok(text)
}

/// Compares with all of them, and each to its end: time tells nothing.
fn find(keys: &[(Key, Instant)], given: &str) -> Option<usize> {
    let mut found = None;
    for (at, (key, _)) in keys.iter().enumerate() {
        if bool::from(key.ct_eq(given.as_bytes())) {
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
        assert_eq!(keys.swap(&link[1..]).unwrap(), None);
        let session = keys.swap(&link).unwrap().unwrap();
        assert_eq!(keys.swap(&link).unwrap(), None, "spent");
        assert!(keys.is_session(&session));
        assert!(!keys.is_session(&link), "a link is no session");

        let late = keys.new_link().unwrap();
        tokio::time::advance(LINK_LIFE).await;
        assert_eq!(keys.swap(&late).unwrap(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_lives_as_long_as_it_is_used() {
        let keys = Keys::default();
        let session = keys.swap(&keys.new_link().unwrap()).unwrap().unwrap();
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
        assert_eq!(keys.swap(&links[0]).unwrap(), None);
        assert!(keys.swap(&links[1]).unwrap().is_some());
    }
}
