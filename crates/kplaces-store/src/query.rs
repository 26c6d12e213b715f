use std::cmp::Ordering;

use kplaces_domain::{
    Colour, FoldedName, FoldedQuery, GroupName, MatchRank, Place, PlaceKey, PlaceRef, Position,
    distance_m,
};

/// Which places to look at. An empty filter lets every place through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The place must have this key.
    pub key: Option<PlaceKey>,
    /// The name must fit this.
    pub text: Option<FoldedQuery>,
    /// The place must be in one of these groups; empty asks for nothing.
    pub groups: Vec<GroupName>,
    /// The place must have this colour.
    pub colour: Option<Colour>,
    /// The place must be no further away than this.
    pub within: Option<Within>,
    /// The place must have a position.
    pub located: bool,
}

impl Filter {
    /// Whether no more than the fields of a place decide: neither its folded name nor a distance.
    pub fn is_by_fields(&self) -> bool {
        self.text.is_none() && self.within.is_none()
    }

    /// Whether key, position, colour and groups of a place fit.
    pub fn admits_fields(&self, place: PlaceRef<'_>) -> bool {
        let key = self.key.as_ref().map(PlaceKey::as_str);
        key.is_none_or(|key| place.key == key)
            && (!self.located || place.position.is_some())
            && (self.colour.is_none() || place.colour == self.colour.as_ref())
            && (self.groups.is_empty() || self.groups.iter().any(|it| place.groups.contains(it)))
    }
}

/// A circle on the sphere.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    /// The middle.
    pub centre: Position,
    /// The radius in metres; a place at exactly this distance is inside.
    pub metres: f64,
}

/// In which order places come. Equal ones are ordered by their key, so every order is total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By the bytes of the key.
    #[default]
    Key,
    /// By the folded name: case, umlauts and marks do not matter.
    Name,
    /// Best fit of [`Filter::text`] first, then by name; by name where there is no text.
    Relevance,
    /// Nearest first, by exact great-circle distance; places without a position last.
    Distance(Position),
}

/// A question to a store.
#[derive(Clone, Debug)]
pub struct PlaceQuery {
    /// Which places.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Only places after this one, in the same order; taken from [`Page::next`].
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: usize,
}

impl PlaceQuery {
    /// All places by key, `limit` at a time.
    pub fn scan(limit: usize) -> Self {
        Self {
            filter: Filter::default(),
            order: Order::Key,
            after: None,
            limit,
        }
    }
}

/// Where a page ended: the sort key of its last place.
///
/// Opaque outside of backends; valid for the same filter and order, on whatever content.
#[derive(Clone, Debug)]
pub struct Cursor {
    pub(crate) rank: Option<MatchRank>,
    pub(crate) distance: f64,
    pub(crate) name: String,
    pub(crate) key: PlaceKey,
}

impl Cursor {
    /// The end of a page in the order of keys whose last place has this one.
    pub fn after_key(key: PlaceKey) -> Self {
        Self {
            rank: None,
            distance: 0.0,
            name: String::new(),
            key,
        }
    }

    /// The key of the last place; where the order is [`Order::Key`], a backend may seek to it.
    pub fn key(&self) -> &PlaceKey {
        &self.key
    }

    /// The folded name of the last place; where the order is [`Order::Name`], a backend may seek
    /// to the pair of it and [`Cursor::key`].
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How well the last place fits; where the order is [`Order::Relevance`], those that fit better came before.
    pub fn rank(&self) -> Option<MatchRank> {
        self.rank
    }

    /// How far the last place is, infinitely without a position; where the order is [`Order::Distance`], nearer ones
    /// came before.
    pub fn distance_m(&self) -> f64 {
        self.distance
    }
}

impl Ord for Cursor {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank
            .cmp(&other.rank)
            .then_with(|| self.distance.total_cmp(&other.distance))
            .then_with(|| self.name.cmp(&other.name))
            .then_with(|| self.key.cmp(&other.key))
    }
}

impl PartialOrd for Cursor {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cursor {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cursor {}

/// A place that answers a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The place.
    pub place: Place,
    /// How far it is, in metres, from the point of [`Order::Distance`], else from the middle of
    /// [`Filter::within`]; `None` without either or without a position.
    pub distance_m: Option<f64>,
}

/// A part of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The places, in the order asked for.
    pub hits: Vec<Hit>,
    /// Where to go on; `None` if this was all.
    pub next: Option<Cursor>,
}

impl PlaceQuery {
    /// Whether the folded form of a name is needed to judge a place.
    pub fn needs_names(&self) -> bool {
        self.filter.text.is_some() || matches!(self.order, Order::Name | Order::Relevance)
    }

    /// Whether `place` answers the query: its sort key and distance, or `None` if it does not.
    ///
    /// This is the definition; an index may only make it faster. `folded` is the folded form of
    /// the name of `place`.
    pub fn judge(&self, place: &Place, folded: &FoldedName) -> Option<(Cursor, Option<f64>)> {
        self.judge_ref(place.as_ref(), folded.text())
    }

    /// The same of a place that somebody else holds; `folded` is the folded form of its name, or anything where
    /// that is not [needed](Self::needs_names).
    pub(crate) fn judge_ref(
        &self,
        place: PlaceRef<'_>,
        folded: &str,
    ) -> Option<(Cursor, Option<f64>)> {
        let filter = &self.filter;
        if !filter.admits_fields(place) {
            return None;
        }
        let mut distance = None;
        if let Some(within) = filter.within {
            distance = place.position.map(|at| distance_m(within.centre, at));
            if distance.is_none_or(|metres| metres > within.metres) {
                return None;
            }
        }
        let rank = match &filter.text {
            Some(text) => Some(text.rank_text(folded)?),
            None => None,
        };
        if let Order::Distance(from) = self.order {
            distance = place.position.map(|at| distance_m(from, at));
        }
        let by_name = matches!(self.order, Order::Name | Order::Relevance);
        let cursor = Cursor {
            rank: rank.filter(|_| self.order == Order::Relevance),
            distance: match self.order {
                Order::Distance(_) => distance.unwrap_or(f64::INFINITY),
                _ => 0.0,
            },
            name: if by_name {
                folded.split('\n').next().unwrap_or_default().to_owned()
            } else {
                String::new()
            },
            key: place.key.into(),
        };
        if self.after.as_ref().is_some_and(|after| cursor <= *after) {
            return None;
        }
        Some((cursor, distance))
    }
}
