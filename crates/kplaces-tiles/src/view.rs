use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kplaces_domain::{FoldedName, FoldedQuery, Position};

use crate::atlas::Spot;
use crate::block::Block;
use crate::cluster::{self, Node};
use crate::{Atlas, By, Choice, PlaceId, order};

/// In which order a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Nearest to a point first; places without a position last.
    Distance(Position),
    /// By name, without regard to case, umlauts and marks.
    Name,
}

/// The nodes of a block, or the promise of them: who comes second waits for who came first.
type Nodes = Arc<OnceLock<Arc<Vec<Node>>>>;

/// A screen is two or three blocks wide, and who zooms comes back.
const BLOCKS: usize = 24;

/// A choice of the places of an [`Atlas`].
#[derive(Debug)]
pub struct View {
    pub(crate) atlas: Arc<Atlas>,
    choice: Choice,
    /// The chosen ones along the curve; none where all are chosen.
    spots: Option<Vec<Spot>>,
    chosen: usize,
    by_name: OnceLock<Vec<PlaceId>>,
    /// The nodes of the blocks that were asked for last, the latest at the end.
    blocks: Mutex<Vec<(By, Block, Nodes)>>,
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
            blocks: Mutex::new(Vec::new()),
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
    pub(crate) fn admits(&self, id: PlaceId) -> bool {
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

    /// The places whose name has the text, up to `limit` of them, and whether there are more: nearest
    /// to a point first where one is given, else best fit first, and then by name.
    pub fn search(
        &self,
        text: &FoldedQuery,
        from: Option<Position>,
        limit: usize,
    ) -> (Vec<PlaceId>, bool) {
        let fitting = self.ids().into_iter().filter_map(|id| {
            let name = FoldedName::new(self.atlas.name(id)?);
            let rank = text.rank(&name)?;
            let far = from.map(|from| order::distance_bits(&self.atlas, id, from));
            // Where the distance counts, the fit does not.
            let fit = far.is_none().then(|| (rank, name.sort_text().to_owned()));
            Some((far, fit, id))
        });
        let mut found: Vec<_> = fitting.collect();
        found.sort_unstable();
        let more = found.len() > limit;
        found.truncate(limit);
        (found.into_iter().map(|(_, _, id)| id).collect(), more)
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

    /// The nodes of a block and of its margin.
    pub(crate) fn nodes(&self, by: By, block: Block) -> Arc<Vec<Node>> {
        let nodes = {
            let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
            let known = blocks.iter().position(|it| (it.0, it.1) == (by, block));
            let entry = match known {
                Some(at) => blocks.remove(at),
                None => (by, block, Nodes::default()),
            };
            if blocks.len() >= BLOCKS {
                blocks.remove(0);
            }
            let nodes = Arc::clone(&entry.2);
            blocks.push(entry);
            nodes
        };
        let make = || Arc::new(cluster::nodes(self.spots(), by, block));
        Arc::clone(nodes.get_or_init(make))
    }

    pub(crate) fn spots(&self) -> &[Spot] {
        self.spots.as_deref().unwrap_or(&self.atlas.spots)
    }
}
