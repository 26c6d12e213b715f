use std::collections::BinaryHeap;

use kplaces_domain::{FoldedName, Place, PlaceRef};

use crate::query::{Cursor, Hit, Page, PlaceQuery};

/// Keeps the first places of a query out of any number offered, in memory that grows with the
/// page and not with the store.
///
/// A backend offers the places it cannot rule out, in any order, and takes the page.
#[derive(Debug)]
pub struct PageCollector<'a> {
    query: &'a PlaceQuery,
    kept: Kept,
    more: bool,
}

/// The places kept. Most backends offer them in order, and a heap would be ten times the work.
#[derive(Debug)]
enum Kept {
    /// Each came after the one before.
    Run(Vec<Candidate>),
    /// Some did not.
    Heap(BinaryHeap<Candidate>),
}

impl Kept {
    fn len(&self) -> usize {
        match self {
            Self::Run(run) => run.len(),
            Self::Heap(heap) => heap.len(),
        }
    }

    fn worst(&self) -> Option<&Candidate> {
        match self {
            Self::Run(run) => run.last(),
            Self::Heap(heap) => heap.peek(),
        }
    }

    fn drop_worst(&mut self) {
        match self {
            Self::Run(run) => drop(run.pop()),
            Self::Heap(heap) => drop(heap.pop()),
        }
    }

    fn push(&mut self, candidate: Candidate) {
        if let Self::Run(run) = self {
            if run.last().is_none_or(|last| *last <= candidate) {
                run.push(candidate);
                return;
            }
            *self = Self::Heap(std::mem::take(run).into());
        }
        if let Self::Heap(heap) = self {
            heap.push(candidate);
        }
    }

    fn into_sorted_vec(self) -> Vec<Candidate> {
        match self {
            Self::Run(run) => run,
            Self::Heap(heap) => heap.into_sorted_vec(),
        }
    }
}

#[derive(Debug)]
struct Candidate {
    at: Cursor,
    hit: Hit,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

impl<'a> PageCollector<'a> {
    /// An empty collector for `query`.
    pub fn new(query: &'a PlaceQuery) -> Self {
        Self {
            query,
            kept: Kept::Run(Vec::new()),
            more: false,
        }
    }

    /// Looks at one place. `folded` must be the folded form of its name.
    pub fn push(&mut self, place: Place, folded: &FoldedName) {
        if let Some(judged) = self.query.judge(&place, folded) {
            self.keep(judged, || place);
        }
    }

    /// The same of a place that somebody else holds; its name is folded where that is needed.
    pub fn offer(&mut self, place: PlaceRef<'_>) {
        let judged = if self.query.needs_names() {
            let folded = FoldedName::new(place.name);
            self.query.judge_ref(place, folded.text())
        } else {
            self.query.judge_ref(place, "")
        };
        if let Some(judged) = judged {
            self.keep(judged, || place.to_place());
        }
    }

    fn keep(&mut self, (at, distance_m): (Cursor, Option<f64>), place: impl FnOnce() -> Place) {
        if self.is_full() {
            self.more = true;
            // A page of no places has no worst one.
            if self.kept.worst().is_none_or(|worst| at > worst.at) {
                return;
            }
            self.kept.drop_worst();
        }
        let place = place();
        self.kept.push(Candidate {
            at,
            hit: Hit { place, distance_m },
        });
    }

    /// Whether the page has as many places as asked for: only better ones can still get in.
    pub fn is_full(&self) -> bool {
        self.kept.len() >= self.query.limit
    }

    /// Whether more places fit the query than the page can hold.
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// The distance in metres of the worst place kept, once the page is full and ordered by
    /// distance: nothing further away can get in. Infinite if that place has no position.
    pub fn max_distance_m(&self) -> Option<f64> {
        if !self.is_full() || !matches!(self.query.order, crate::Order::Distance(_)) {
            return None;
        }
        self.kept.worst().map(|worst| worst.at.distance)
    }

    /// The page, in order.
    pub fn finish(self) -> Page {
        let more = self.more && self.query.limit > 0;
        let sorted = self.kept.into_sorted_vec();
        let next = sorted.last().filter(|_| more).map(|last| last.at.clone());
        Page {
            hits: sorted.into_iter().map(|candidate| candidate.hit).collect(),
            next,
        }
    }
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{Groups, PlaceKey, Radius};

    use super::*;

    fn offer_all(query: &PlaceQuery, keys: &[&str]) -> Page {
        let mut collector = PageCollector::new(query);
        for key in keys {
            let place = Place {
                key: PlaceKey::from(*key),
                name: (*key).into(),
                position: None,
                radius: Radius::default(),
                colour: None,
                groups: Groups::default(),
            };
            collector.push(place, &FoldedName::new(key));
        }
        collector.finish()
    }

    fn keys(page: &Page) -> Vec<&str> {
        page.hits.iter().map(|hit| hit.place.key.as_str()).collect()
    }

    #[test]
    fn the_first_places_are_kept_whatever_the_order_of_arrival() {
        let query = PlaceQuery::scan(2);
        let page = offer_all(&query, &["d", "a", "c", "b"]);
        assert_eq!(keys(&page), ["a", "b"]);
        let rest = offer_all(
            &PlaceQuery {
                after: page.next,
                ..query
            },
            &["d", "a", "c", "b"],
        );
        assert_eq!(keys(&rest), ["c", "d"]);
        assert_eq!(rest.next, None);
    }

    #[test]
    fn places_in_order_and_out_of_it_give_the_same_page() {
        for offered in [
            ["a", "b", "c", "d", "e"],
            ["b", "c", "d", "a", "e"],
            ["e", "d", "c", "b", "a"],
        ] {
            for (limit, expected) in [(3, &["a", "b", "c"][..]), (9, &["a", "b", "c", "d", "e"])] {
                let page = offer_all(&PlaceQuery::scan(limit), &offered);
                assert_eq!(keys(&page), expected, "{offered:?}");
                assert_eq!(page.next.is_some(), limit < 5);
            }
        }
    }

    #[test]
    fn a_page_of_none_is_empty_and_the_end() {
        let page = offer_all(&PlaceQuery::scan(0), &["a", "b"]);
        assert!(page.hits.is_empty() && page.next.is_none());
    }
}
