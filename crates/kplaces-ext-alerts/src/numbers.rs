//! Which place a number of the engine stands for. A million names would take more room than all circles, so a place is
//! read from the store again when it is told of.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use kplaces_app::{App, AppError};
use kplaces_domain::{Place, PlaceKey};

/// Of how many places of the store one is remembered from where to read.
const SPAN: usize = 256;

/// What is kept of a key: enough to know it again among those of a span, and among those of a new state of the store.
type Mark = [u8; 6];

/// Numbers from 0, in the order of the keys; some six bytes for each.
#[derive(Default)]
pub(crate) struct Numbers {
    marks: Vec<Mark>,
    spans: Vec<Span>,
    seen: usize,
    last: Option<PlaceKey>,
    hasher: RandomState,
}

/// Places of the store that are read together.
struct Span {
    /// The first number of it, or that of a later one where it has none.
    first: u32,
    /// The key before it.
    after: Option<PlaceKey>,
}

impl Numbers {
    /// None yet, marked as others are.
    pub(crate) fn like(&self) -> Self {
        Self {
            hasher: self.hasher.clone(),
            ..Self::default()
        }
    }

    /// Takes every place of the store in the order of their keys; gives a number to those that are `watched`.
    pub(crate) fn take(&mut self, key: &str, watched: bool) -> Option<u32> {
        let number = u32::try_from(self.marks.len()).ok()?;
        if self.seen.is_multiple_of(SPAN) {
            self.spans.push(Span {
                first: number,
                after: self.last.take(),
            });
        }
        self.seen += 1;
        if self.seen.is_multiple_of(SPAN) {
            self.last = Some(PlaceKey::from(key));
        }
        if !watched {
            return None;
        }
        self.marks.push(self.mark(key));
        Some(number)
    }

    /// The number that each of some numbers of before has now, where its place is still there.
    pub(crate) fn of_before(
        &self,
        before: &Self,
        numbers: impl Iterator<Item = u32>,
    ) -> HashMap<u32, u32> {
        let marked =
            numbers.filter_map(|number| Some((*before.marks.get(number as usize)?, number)));
        let marked: HashMap<Mark, u32> = marked.collect();
        if marked.is_empty() {
            return HashMap::new();
        }
        let now = self.marks.iter().zip(0..);
        now.filter_map(|(mark, number)| Some((*marked.get(mark)?, number)))
            .collect()
    }

    /// The place of a number; `None` where it is not in the store any more.
    pub(crate) async fn place(&self, app: &App, number: u32) -> Result<Option<Place>, AppError> {
        let Some(mark) = self.marks.get(number as usize) else {
            return Ok(None);
        };
        let behind = self.spans.partition_point(|span| span.first <= number);
        let Some(span) = behind.checked_sub(1).and_then(|at| self.spans.get(at)) else {
            return Ok(None);
        };
        let places = app.places_after(span.after.as_ref(), SPAN).await?;
        let is_it = |place: &Place| self.mark(place.key.as_str()) == *mark;
        Ok(places.into_iter().find(is_it))
    }

    fn mark(&self, key: &str) -> Mark {
        let hash = self.hasher.hash_one(key).to_le_bytes();
        hash.first_chunk().copied().unwrap_or_default()
    }
}

impl fmt::Debug for Numbers {
    /// Keys of customers are not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Numbers")
            .field("places", &self.marks.len())
            .finish_non_exhaustive()
    }
}
