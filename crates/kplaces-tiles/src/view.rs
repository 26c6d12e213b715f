use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kplaces_domain::{FoldedQuery, Guess, NameList, Nearby, Position};

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

/// So far down a list by distance the nearest places are looked for; whoever wants more of it has all put in order.
const NEAREST: usize = 1_000;

/// A choice of the places of an [`Atlas`].
#[derive(Debug)]
pub struct View {
    pub(crate) atlas: Arc<Atlas>,
    choice: Choice,
    /// The chosen ones along the curve; none where all are chosen.
    spots: Option<Vec<Spot>>,
    chosen: usize,
    /// The chosen ones. In what is made of their names and positions they go by their number in this list.
    ids: OnceLock<Vec<PlaceId>>,
    names: OnceLock<NameList>,
    nearby: OnceLock<Nearby>,
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
            ids: OnceLock::new(),
            names: OnceLock::new(),
            nearby: OnceLock::new(),
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
        let end = offset.saturating_add(limit);
        match sequence {
            Sequence::Name => {
                let numbers = (offset..end.min(self.chosen)).map(|n| self.names().at(n));
                self.numbered(numbers.flatten())
            }
            Sequence::Distance(from) if end <= NEAREST && self.has_moved(from) => {
                let nearest = self.nearby().nearest(from, end);
                let unplaced = self.ids().iter().copied().filter(|id| {
                    // Only where those with a position are not enough.
                    self.atlas.position(*id).is_none()
                });
                let nearest = self.numbered(nearest.into_iter().map(|(number, _)| number));
                let list = nearest.into_iter().chain(unplaced);
                list.skip(offset).take(limit).collect()
            }
            Sequence::Distance(from) => {
                let all = self.by_distance(from);
                all.iter().skip(offset).take(limit).copied().collect()
            }
        }
    }

    /// The places whose name has the text, up to `limit` of them, and whether there are more: nearest
    /// to a point first where one is given, else best fit first, and then by name.
    ///
    /// The first search costs a look at all names, further ones do not.
    pub fn search(
        &self,
        text: &FoldedQuery,
        from: Option<Position>,
        limit: usize,
    ) -> (Vec<PlaceId>, bool) {
        // Where the distance counts, the fit does not.
        let most = from.map_or(limit.saturating_add(1), |_| self.chosen);
        let mut found = self.numbered(self.names().find(text, most));
        if let Some(from) = from {
            found = order::by_distance(&self.atlas, found, from);
        }
        let more = found.len() > limit;
        found.truncate(limit);
        (found, more)
    }

    /// The words that names of these places have, which nearly are those of a text. Costs a look at all names.
    pub fn similar(&self, text: &FoldedQuery) -> Option<FoldedQuery> {
        let mut guess = Guess::new(text)?;
        self.names().show(&mut guess);
        guess.into_query()
    }

    /// Whether all were put in order for another point: whoever asks from two points asks from more.
    fn has_moved(&self, from: Position) -> bool {
        let last = self
            .by_distance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        last.as_ref().is_some_and(|(at, _)| *at != from)
    }

    fn by_distance(&self, from: Position) -> Arc<Vec<PlaceId>> {
        let mut last = self
            .by_distance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((at, order)) if *at == from => Arc::clone(order),
            _ => {
                let order = Arc::new(order::by_distance(&self.atlas, self.ids().to_vec(), from));
                *last = Some((from, Arc::clone(&order)));
                order
            }
        }
    }

    fn ids(&self) -> &[PlaceId] {
        self.ids.get_or_init(|| {
            let all = 0..self.atlas.len() as PlaceId;
            all.filter(|&id| self.admits(id)).collect()
        })
    }

    /// The places with these numbers in the list of those that are chosen.
    fn numbered(&self, numbers: impl IntoIterator<Item = u32>) -> Vec<PlaceId> {
        let ids = self.ids();
        let numbers = numbers.into_iter();
        numbers
            .filter_map(|number| ids.get(number as usize).copied())
            .collect()
    }

    fn names(&self) -> &NameList {
        self.names.get_or_init(|| {
            let names = self.ids().iter();
            NameList::new(names.map(|id| self.atlas.name(*id).unwrap_or_default()))
        })
    }

    fn nearby(&self) -> &Nearby {
        self.nearby
            .get_or_init(|| Nearby::new(self.ids().iter().map(|id| self.atlas.position(*id))))
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

#[cfg(test)]
mod tests {
    use kplaces_domain::{FoldedName, Groups, Place, PlaceKey, Radius};
    use proptest::prelude::*;

    use super::*;
    use crate::AtlasBuilder;

    fn place() -> impl Strategy<Value = Place> {
        let name = prop::sample::select(vec![
            "Müller",
            "Mueller Süd",
            "Straße 1",
            "Str. 2",
            "",
            "am See",
        ]);
        let position = prop::option::of((-90_i64..90, -180_i64..180));
        let group = prop::sample::select(vec!["a", "b"]);
        (name, position, group).prop_map(|(name, position, group)| Place {
            key: PlaceKey::from(""),
            name: name.into(),
            position: position.and_then(|(latitude, longitude)| {
                Position::from_micro(latitude * 1_000_000, longitude * 1_000_000).ok()
            }),
            radius: Radius::default(),
            colour: None,
            groups: [group]
                .into_iter()
                .map(kplaces_domain::GroupName::from)
                .collect::<Groups>(),
        })
    }

    proptest! {
        #[test]
        fn lists_are_parts_of_all_that_is_chosen_put_in_order(
            places in prop::collection::vec(place(), 0..60),
            text in prop::sample::select(vec!["m", "mue", "strasse", "see", "qq"]),
            from in (-90_i64..90, -180_i64..180),
            offset in 0_usize..70,
            limit in prop::sample::select(vec![0_usize, 1, 20, 2_000]),
            only_one in any::<bool>(),
            moves in any::<bool>(),
        ) {
            let mut builder = AtlasBuilder::new(Vec::new());
            for (n, place) in places.iter().enumerate() {
                let key = PlaceKey::new(format!("{n:03}"));
                builder.add(&Place { key, ..place.clone() });
            }
            let atlas = Arc::new(builder.finish());
            let choice = Choice { groups: if only_one { vec![0] } else { Vec::new() }, ..Choice::default() };
            let view = View::new(Arc::clone(&atlas), choice);
            let chosen: Vec<PlaceId> = (0..atlas.len() as PlaceId).filter(|id| view.admits(*id)).collect();
            let from = Position::from_micro(from.0 * 1_000_000, from.1 * 1_000_000).unwrap();
            if moves {
                view.list(Sequence::Distance(Position::from_micro(1, 1).unwrap()), 0, 1);
            }
            let part = |all: &[PlaceId]| -> Vec<PlaceId> {
                all.iter().skip(offset).take(limit).copied().collect()
            };
            let by_distance = order::by_distance(&atlas, chosen.clone(), from);
            prop_assert_eq!(view.list(Sequence::Distance(from), offset, limit), part(&by_distance));
            let mut by_name = chosen.clone();
            by_name.sort_by_key(|id| (FoldedName::new(atlas.name(*id).unwrap()).sort_text().to_owned(), *id));
            prop_assert_eq!(view.list(Sequence::Name, offset, limit), part(&by_name));

            let query = FoldedQuery::new(text).unwrap();
            let rank = |id: &PlaceId| query.rank(&FoldedName::new(atlas.name(*id).unwrap()));
            let mut fitting: Vec<PlaceId> = by_name.into_iter().filter(|id| rank(id).is_some()).collect();
            fitting.sort_by_key(rank);
            let near = by_distance.into_iter().filter(|id| rank(id).is_some()).collect();
            for (from, all) in [(None, fitting), (Some(from), near)] {
                let more = all.len() > limit;
                let first: Vec<PlaceId> = all.into_iter().take(limit).collect();
                prop_assert_eq!(view.search(&query, from, limit), (first, more));
            }
        }
    }
}
