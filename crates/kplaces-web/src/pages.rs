//! Which pages were closed: what they sent before may come after that, and what they did ends.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many pages that were closed are known; nobody closes so many while a request is under way.
const CLOSED: usize = 32;

/// The pages that were closed last, by the names that they gave themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pages(Arc<Mutex<VecDeque<String>>>);

/// A page that listens. When it is dropped, the page is closed.
#[derive(Debug)]
pub(crate) struct OpenPage {
    pages: Pages,
    name: String,
}

impl Pages {
    /// A page listens from now on.
    pub(crate) fn open(&self, name: String) -> OpenPage {
        self.closed().retain(|closed| *closed != name);
        OpenPage {
            pages: self.clone(),
            name,
        }
    }

    /// Whether a page has listened and does not any more.
    pub(crate) fn is_closed(&self, name: &str) -> bool {
        self.closed().iter().any(|closed| closed == name)
    }

    fn closed(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenPage {
    fn drop(&mut self) {
        let mut closed = self.pages.closed();
        closed.truncate(CLOSED - 1);
        closed.push_front(std::mem::take(&mut self.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_closed_when_it_has_listened_and_does_not_any_more() {
        let pages = Pages::default();
        assert!(!pages.is_closed("a"));
        let open = pages.open("a".to_owned());
        assert!(!pages.is_closed("a"));
        drop(open);
        assert!(pages.is_closed("a"));
        let _again = pages.open("a".to_owned());
        assert!(!pages.is_closed("a"));
    }

    #[test]
    fn only_the_last_ones_are_known() {
        let pages = Pages::default();
        for number in 0..100 {
            drop(pages.open(number.to_string()));
        }
        assert_eq!(pages.closed().len(), CLOSED);
        assert!(pages.is_closed("99") && !pages.is_closed("9"));
    }
}
