use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kplaces_domain::Position;

use crate::atlas::Spot;
use crate::{Atlas, Choice, PlaceId, order};

/// In which order a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Nearest to a point first; places without a position last.
    Distance(Position),
    /// By name, without regard to case, umlauts and marks.
    Name,
}

/// A choice of the places of an [`Atlas`].
#[derive(Debug)]
pub struct View {
    pub(crate) atlas: Arc<Atlas>,
    choice: Choice,
    /// The chosen ones along the curve; none where all are chosen.
    spots: Option<Vec<Spot>>,
    chosen: usize,
    by_name: OnceLock<Vec<PlaceId>>,
    /// The last order by distance: who scrolls asks for it again.
    by_distance: Mutex<Option<(Position, Arc<Vec<PlaceId>>)>>,
}

impl View {
    /// The places of `atlas` that `choice` admits.
    pub fn new(atlas: Arc<Atlas>, choice: Choice) -> Self {
        let admitted = |spot: &&Spot| choice.admits(&atlas, spot.id);
        let spots =
            (!choice.is_all()).then(|| atlas.spots.iter().filter(admitted).copied().collect());
        let mut view = Self {
            atlas,
            choice,
            spots,
            chosen: 0,
            by_name: OnceLock::new(),
            by_distance: Mutex::new(None),
        };
        view.chosen = if view.choice.is_all() {
            view.atlas.len()
        } else {
            view.ids().len()
        };
        view
    }

    /// How many places are chosen, with or without a position.
    pub fn len(&self) -> usize {
        self.chosen
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.chosen == 0
    }

    /// Whether a place is chosen.
    pub fn admits(&self, id: PlaceId) -> bool {
        self.choice.admits(&self.atlas, id)
    }

    /// A part of the list: up to `limit` places from number `offset` on.
    ///
    /// The first part of an order costs a look at all places, further ones do not.
    pub fn list(&self, sequence: Sequence, offset: usize, limit: usize) -> Vec<PlaceId> {
        let part = |all: &[PlaceId]| {
            let rest = all.iter().skip(offset);
            rest.take(limit).copied().collect()
        };
        match sequence {
            Sequence::Name => part(
                self.by_name
                    .get_or_init(|| order::by_name(&self.atlas, self.ids())),
            ),
            Sequence::Distance(from) => part(&self.by_distance(from)),
        }
    }

    fn by_distance(&self, from: Position) -> Arc<Vec<PlaceId>> {
        let mut last = self
            .by_distance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((at, order)) if *at == from => Arc::clone(order),
            _ => {
                let order = Arc::new(order::by_distance(&self.atlas, self.ids(), from));
                *last = Some((from, Arc::clone(&order)));
                order
            }
        }
    }

    fn ids(&self) -> Vec<PlaceId> {
        let all = 0..self.atlas.len() as PlaceId;
        all.filter(|&id| self.admits(id)).collect()
    }

    pub(crate) fn spots(&self) -> &[Spot] {
        self.spots.as_deref().unwrap_or(&self.atlas.spots)
    }
}
