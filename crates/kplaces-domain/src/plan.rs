use strum::{EnumIter, IntoStaticStr};

use crate::{GroupName, Place, Places, Timestamp};

/// Counts the changes of a store's content; 0 is the empty store. It never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision after one more change.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The field of a place that a sync changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Field {
    /// Display name.
    Name,
    /// Longitude or latitude, or whether there is a position at all.
    Position,
    /// Radius.
    Radius,
    /// Colour.
    Colour,
    /// Set of groups.
    Groups,
}

/// A place that is there before and after, with something about it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As the store has it.
    pub before: Place,
    /// As WEBFLEET has it; the key is the same.
    pub after: Place,
}

impl Change {
    /// The fields that differ, in the order of [`Field`].
    pub fn fields(&self) -> Vec<Field> {
        let (a, b) = (&self.before, &self.after);
        let differs = [
            (Field::Name, a.name != b.name),
            (Field::Position, a.position != b.position),
            (Field::Radius, a.radius != b.radius),
            (Field::Colour, a.colour != b.colour),
            (Field::Groups, a.groups != b.groups),
        ];
        differs
            .into_iter()
            .filter(|(_, yes)| *yes)
            .map(|(field, _)| field)
            .collect()
    }
}

/// Where the content of a store comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// When WEBFLEET was asked.
    pub as_of: Timestamp,
    /// The groups that were asked for; empty means all addresses.
    pub selection: Vec<GroupName>,
    /// The limit that cut the download short, if one did: the account holds more.
    pub cut_at: Option<u32>,
}

/// What a sync would do to a store: the difference between its content and a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncPlan {
    /// The revision the plan was made against; a store at another one refuses it.
    pub base: Revision,
    /// Places to add; their keys are not in the store.
    pub added: Places,
    /// Places to replace.
    pub changed: Vec<Change>,
    /// Places to remove, as the store has them.
    pub removed: Vec<Place>,
    /// The account's group list, where the edition fetches it; `None` leaves the stored one.
    pub group_list: Option<Vec<GroupName>>,
    /// Where the content comes from.
    pub provenance: Provenance,
}

impl SyncPlan {
    /// Whether no place is touched. Group list and provenance may still differ.
    pub fn touches_no_place(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}
