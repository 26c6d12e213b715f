use crate::{Atlas, PlaceId};

/// Which places to show: those in any of some groups and of any of some colours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Indexes of the groups' legend; empty for all places.
    pub groups: Vec<u32>,
    /// Indexes of the colours' legend; empty for all places.
    pub colours: Vec<u32>,
}

impl Choice {
    /// Whether every place is chosen.
    pub fn is_all(&self) -> bool {
        self.groups.is_empty() && self.colours.is_empty()
    }

    /// Whether a place is chosen.
    pub fn admits(&self, atlas: &Atlas, id: PlaceId) -> bool {
        let Some(record) = atlas.record(id) else {
            return false;
        };
        let in_groups = || {
            let all = &atlas.combinations[record.combination as usize].all;
            all.iter().any(|group| self.groups.contains(group))
        };
        (self.colours.is_empty() || self.colours.contains(&record.colour))
            && (self.groups.is_empty() || in_groups())
    }
}
