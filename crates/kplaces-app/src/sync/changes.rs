//! Which places a sync touched, by name as far as they are there, and what of it is kept in the store.
//!
//! What is kept names no place by anything but its key, and one that is gone by the end of its key only: the promise
//! that what a sync removes is overwritten holds for its name too.

use std::sync::Arc;

use kplaces_domain::{Field, PlaceKey, SyncPlan, Timestamp};
use kplaces_store::{Kept, PlaceStore, StoreError};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

/// The part of what is kept, among those for speed.
pub(super) const PART: usize = 5;

/// A place by key and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What WEBFLEET tells it apart by.
    pub key: PlaceKey,
    /// What it is called now.
    pub name: String,
}

/// The places that a sync touched: the first of each kind by key, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// When WEBFLEET had it so; `None` where no sync has left a word.
    pub as_of: Option<Timestamp>,
    /// Whether there was no place before: all are new.
    pub is_first: bool,
    /// How many are new.
    pub added: u64,
    /// How many are changed.
    pub changed: u64,
    /// How many are gone.
    pub removed: u64,
    /// Those that are new.
    pub added_places: Vec<Named>,
    /// Those that are changed, each with the fields that are.
    pub changed_places: Vec<(Named, Vec<Field>)>,
    /// The ends of the keys of those that are gone.
    pub removed_ends: Vec<String>,
}

impl Changes {
    /// So many of each kind are named where nobody asks for all.
    pub const NAMED: usize = 200;

    /// So many of each kind are kept.
    const KEPT: usize = 10_000;

    /// What a plan touches; `before` there were so many places.
    pub(super) fn of(plan: &SyncPlan, before: u64) -> Self {
        let is_first = before == 0;
        // Nobody asks which places are new where all are.
        let most = if is_first { Self::NAMED } else { Self::KEPT };
        let named = |key: &str, name: &str| Named {
            key: PlaceKey::from(key),
            name: name.to_owned(),
        };
        let added = plan.added.iter().take(most);
        let changed = plan.changed.iter().take(most);
        let removed = plan.removed.iter().take(most);
        Self {
            as_of: Some(plan.provenance.as_of),
            is_first,
            added: plan.added.len() as u64,
            changed: plan.changed.len() as u64,
            removed: plan.removed.len() as u64,
            added_places: added.map(|it| named(it.key, it.name)).collect(),
            changed_places: changed
                .map(|it| (named(it.after.key.as_str(), &it.after.name), it.fields()))
                .collect(),
            removed_ends: removed.map(|it| end_of(it.key.as_str())).collect(),
        }
    }

    /// With at most so many of each kind.
    #[must_use]
    pub fn up_to(mut self, most: usize) -> Self {
        self.added_places.truncate(most);
        self.changed_places.truncate(most);
        self.removed_ends.truncate(most);
        self
    }

    /// Whether nothing was touched.
    pub fn is_nothing(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }

    /// Puts it beside what is kept for speed.
    pub(super) fn keep(&self, kept: Option<Kept>) -> Option<Kept> {
        let bytes = serde_json::to_vec(&Written::of(self)).ok()?;
        Some(with_part(kept, bytes))
    }

    /// What the last sync that touched a place has left, without names; `None` if there is nothing to be read.
    pub(crate) async fn kept_in(store: &dyn PlaceStore) -> Result<Option<Self>, StoreError> {
        let bytes = store.kept(PART).await?;
        let written = bytes.and_then(|bytes| serde_json::from_slice::<Written>(&bytes).ok());
        Ok(written.map(Written::read))
    }
}

/// The same words beside other things that are kept.
pub(super) async fn carry(store: &dyn PlaceStore, kept: Kept) -> Result<Option<Kept>, StoreError> {
    Ok(Some(match store.kept(PART).await? {
        Some(bytes) => with_part(Some(kept), bytes),
        None => kept,
    }))
}

fn with_part(kept: Option<Kept>, bytes: Vec<u8>) -> Kept {
    let mut kept = kept.unwrap_or_default();
    // An empty part for speed is none.
    let parts = kept.parts.len().max(PART + 1);
    kept.parts.resize_with(parts, Arc::default);
    kept.parts[PART] = Arc::new(bytes);
    kept
}

/// The last letters of a key: enough to know it by for who has the key, and too few to be one.
fn end_of(key: &str) -> String {
    let letters = key.chars().count();
    let shown = (letters / 2).min(4);
    let end: String = key.chars().skip(letters - shown).collect();
    format!("…{end}")
}

/// What a field is called in what is kept.
fn word(field: Field) -> &'static str {
    field.into()
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Written {
    as_of: i64,
    #[serde(default)]
    first: bool,
    added: u64,
    changed: u64,
    removed: u64,
    added_keys: Vec<String>,
    changed_keys: Vec<(String, Vec<String>)>,
    removed_ends: Vec<String>,
}

impl Written {
    fn of(changes: &Changes) -> Self {
        let key = |named: &Named| named.key.to_string();
        let different = changes.changed_places.iter();
        Self {
            as_of: changes.as_of.map_or(0, Timestamp::unix),
            first: changes.is_first,
            added: changes.added,
            changed: changes.changed,
            removed: changes.removed,
            added_keys: changes.added_places.iter().map(key).collect(),
            changed_keys: different
                .map(|(named, fields)| {
                    (
                        key(named),
                        fields.iter().map(|it| word(*it).to_owned()).collect(),
                    )
                })
                .collect(),
            removed_ends: changes.removed_ends.clone(),
        }
    }

    fn read(self) -> Changes {
        let fields = |words: Vec<String>| {
            let is_said = |field: &Field| words.iter().any(|said| said == word(*field));
            Field::iter().filter(is_said).collect()
        };
        let named = |key: String| Named {
            key: PlaceKey::new(key),
            name: String::new(),
        };
        Changes {
            as_of: Some(Timestamp::from_unix(self.as_of)),
            is_first: self.first,
            added: self.added,
            changed: self.changed,
            removed: self.removed,
            added_places: self.added_keys.into_iter().map(named).collect(),
            changed_places: self
                .changed_keys
                .into_iter()
                .map(|(key, said)| (named(key), fields(said)))
                .collect(),
            removed_ends: self.removed_ends,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_key_is_never_all_of_it() {
        for (key, end) in [
            ("", "…"),
            ("7", "…"),
            ("42", "…2"),
            ("1-7-1", "…-1"),
            ("ÄÖÜß", "…Üß"),
            ("1-12345-0815", "…0815"),
        ] {
            assert_eq!(end_of(key), end);
        }
    }
}
