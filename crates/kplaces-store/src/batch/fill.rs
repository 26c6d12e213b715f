use std::sync::Arc;

use kplaces_domain::{GroupsRef, Numbered, PlaceKey, PlaceRef, Position, Radius, Revision};
use kplaces_text::text;

use super::{BatchNames, BatchQuery, ColourNumber, PlaceBatch, Row};
use crate::{Cursor, Filter, Order, PlaceQuery, PlaceStore, StoreError, StoreErrorKind};

/// A place to put into a batch; numbers stand for what has that place in its [`BatchNames`].
#[derive(Clone, Copy, Debug)]
pub struct BatchRow<'a> {
    /// The text of its key.
    pub key: &'a str,
    /// The display name.
    pub name: &'a str,
    /// Where it is.
    pub position: Option<Position>,
    /// Its radius.
    pub radius: Radius,
    /// The number of its colour.
    pub colour: Option<u32>,
    /// The numbers of its groups, in any order.
    pub groups: &'a [u32],
}

/// Why a place does not get into a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The names have no such colour.
    Colour,
    /// The names have no such group.
    Group,
    /// There is more of texts and groups than a batch can have.
    TooMuch,
}

/// Fills a batch. Its memory is that of an older one.
#[derive(Debug)]
pub struct BatchBuilder(PlaceBatch);

impl BatchBuilder {
    /// Begins an empty batch in the memory of `into`.
    pub fn new(into: PlaceBatch, names: Arc<BatchNames>) -> Self {
        let mut batch = PlaceBatch { names, ..into };
        batch.texts.clear();
        batch.rows.clear();
        batch.groups.clear();
        Self(batch)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names so far, to add to: those that are there keep their numbers.
    pub fn names_mut(&mut self) -> &mut BatchNames {
        Arc::make_mut(&mut self.0.names)
    }

    /// The key of the last place, if there is one.
    pub fn last_key(&self) -> Option<&str> {
        let last = self.len().checked_sub(1)?;
        self.0.get(last).map(|place| place.key)
    }

    /// The place as it would be, to be held against a filter before it is added.
    pub fn preview<'a>(&'a self, row: &BatchRow<'a>) -> PlaceRef<'a> {
        let names = &self.0.names;
        let colour = row.colour.and_then(|it| names.colours.get(it as usize));
        PlaceRef {
            key: row.key,
            name: row.name,
            position: row.position,
            radius: row.radius,
            colour,
            groups: GroupsRef::of_numbers(row.groups, &names.groups),
        }
    }

    /// Adds a place, whose key comes after those before. What does not fit is not added.
    pub fn push(&mut self, row: &BatchRow<'_>) -> Result<(), Unfit> {
        let names = &self.0.names;
        let is_known = |number: u32, all: usize| (number as usize) < all;
        if row
            .colour
            .is_some_and(|it| !is_known(it, names.colours.len()))
        {
            return Err(Unfit::Colour);
        }
        if row
            .groups
            .iter()
            .any(|it| !is_known(*it, names.groups.len()))
        {
            return Err(Unfit::Group);
        }
        self.append(row)?;
        if row.groups.len() > 1 {
            let PlaceBatch { groups, names, .. } = &mut self.0;
            let begin = groups.len() - row.groups.len();
            groups[begin..].sort_unstable_by_key(|number| names.groups.get(*number as usize));
        }
        Ok(())
    }

    fn append(&mut self, row: &BatchRow<'_>) -> Result<(), Unfit> {
        let batch = &mut self.0;
        let end = |length: usize| u32::try_from(length).map_err(|_| Unfit::TooMuch);
        let key_end = batch.texts.len() + row.key.len();
        batch.rows.push(Row {
            key_end: end(key_end)?,
            name_end: end(key_end + row.name.len())?,
            groups_end: end(batch.groups.len() + row.groups.len())?,
            position: row.position,
            radius: row.radius,
            colour: row
                .colour
                .and_then(|it| ColourNumber::new(it.checked_add(1)?)),
        });
        batch.texts.push_str(row.key);
        batch.texts.push_str(row.name);
        batch.groups.extend(row.groups);
        Ok(())
    }

    /// The batch: of which content it is, and after which key to go on.
    pub fn finish(self, revision: Revision, next: Option<PlaceKey>) -> PlaceBatch {
        PlaceBatch {
            revision,
            next,
            ..self.0
        }
    }
}

/// A batch out of a page, for backends that have nothing quicker.
pub(crate) async fn out_of_pages<S: PlaceStore + ?Sized>(
    store: &S,
    query: &BatchQuery,
    into: PlaceBatch,
) -> Result<PlaceBatch, StoreError> {
    let pages = PlaceQuery {
        filter: Filter {
            text: None,
            within: None,
            ..query.filter.clone()
        },
        order: Order::Key,
        after: query.after.clone().map(Cursor::after_key),
        limit: query.limit,
    };
    let revision = store.state().await?.revision;
    let page = store.places(&pages).await?;
    if store.state().await?.revision != revision {
        return Err(StoreError::changed_while_read());
    }
    let (mut groups, mut colours) = (Numbered::default(), Numbered::default());
    let mut batch = BatchBuilder::new(into, Arc::default());
    let mut of_place = Vec::new();
    for hit in &page.hits {
        let place = hit.place.as_ref();
        of_place.clear();
        of_place.extend(place.groups.iter().map(|group| groups.of(group)));
        let row = BatchRow {
            key: place.key,
            name: place.name,
            position: place.position,
            radius: place.radius,
            colour: place.colour.map(|colour| colours.of(colour)),
            groups: &of_place,
        };
        batch.append(&row).map_err(|_| too_much())?;
    }
    let next = page.next.map(|next| next.key().clone());
    let names = BatchNames {
        groups: groups.into_all(),
        colours: colours.into_all(),
    };
    Ok(PlaceBatch {
        names: Arc::new(names),
        ..batch.finish(revision, next)
    })
}

fn too_much() -> StoreError {
    let message = text!(
        "the texts of the places are too long to be read together",
        "die Texte der Orte sind zu lang, um zusammen gelesen zu werden"
    );
    StoreError::new(StoreErrorKind::Unsupported, message)
}

#[cfg(test)]
mod tests {
    use kplaces_domain::{GroupName, Place};

    use super::*;

    fn row<'a>(key: &'a str, colour: Option<u32>, groups: &'a [u32]) -> BatchRow<'a> {
        BatchRow {
            key,
            name: "Süd",
            position: Position::from_micro(1, 2).ok(),
            radius: Radius::default(),
            colour,
            groups,
        }
    }

    fn names() -> Arc<BatchNames> {
        Arc::new(BatchNames {
            groups: ["b", "a", ""].map(GroupName::from).into(),
            colours: vec!["Yellow".parse().unwrap()],
        })
    }

    #[test]
    fn what_is_put_in_comes_out_and_groups_by_name() {
        let mut builder = BatchBuilder::new(PlaceBatch::default(), names());
        builder.push(&row("1", Some(0), &[0, 2, 1])).unwrap();
        builder.push(&row("", None, &[])).unwrap();
        assert!(builder.len() == 2 && !builder.is_empty());
        let batch = builder.finish(Revision(3), Some("1".into()));
        assert_eq!((batch.revision(), batch.len()), (Revision(3), 2));
        assert_eq!(batch.next(), Some(&PlaceKey::from("1")));
        let expected = Place {
            key: "1".into(),
            name: "Süd".into(),
            position: Position::from_micro(1, 2).ok(),
            radius: Radius::default(),
            colour: "Yellow".parse().ok(),
            groups: ["", "a", "b"].into_iter().map(GroupName::from).collect(),
        };
        let second = Place {
            key: "".into(),
            colour: None,
            groups: [].into_iter().collect(),
            ..expected.clone()
        };
        let places: Vec<Place> = batch.iter().map(|place| place.to_place()).collect();
        assert_eq!(places, [expected, second]);
        assert!(batch.get(2).is_none());
    }

    #[test]
    fn a_batch_is_filled_again_from_the_start() {
        let mut builder = BatchBuilder::new(PlaceBatch::default(), names());
        builder.push(&row("1", Some(0), &[0])).unwrap();
        let used = builder.finish(Revision(1), None);
        let mut builder = BatchBuilder::new(used, Arc::default());
        builder.push(&row("2", None, &[])).unwrap();
        let batch = builder.finish(Revision(2), None);
        let keys: Vec<&str> = batch.iter().map(|place| place.key).collect();
        assert_eq!(keys, ["2"]);
        assert!(batch.iter().all(|place| place.groups.is_empty()));
    }

    #[test]
    fn a_number_without_a_name_is_refused() {
        let mut builder = BatchBuilder::new(PlaceBatch::default(), names());
        assert_eq!(builder.push(&row("1", Some(1), &[])), Err(Unfit::Colour));
        assert_eq!(builder.push(&row("1", None, &[0, 3])), Err(Unfit::Group));
        assert!(builder.is_empty());
    }
}
