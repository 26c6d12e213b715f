use crate::{Change, SyncPlan};

/// What a report that cannot be read in full does not take away: a row that is missing may be one of
/// those that cannot be read.
impl SyncPlan {
    /// Keeps the places that would be removed, all but the last `excess` of them. Returns how many stay.
    pub fn keep_places(&mut self, excess: u64) -> u64 {
        let all = self.removed.len();
        let kept = all.saturating_sub(usize::try_from(excess).unwrap_or(usize::MAX));
        self.removed.drain(..kept);
        kept as u64
    }

    /// Keeps the groups that places would leave. Returns how many places stay as they are then.
    pub fn keep_groups(&mut self) -> u64 {
        let before = self.changed.len();
        self.changed.retain_mut(|Change { before, after }| {
            for group in &before.groups {
                after.groups.insert(group.clone());
            }
            before != after
        });
        (before - self.changed.len()) as u64
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Change, GroupName, Groups, Place, PlaceKey, Places, Provenance, Radius, Revision, SyncPlan,
        Timestamp,
    };

    fn place(key: &str, groups: &[&str]) -> Place {
        let mut place = Place {
            key: PlaceKey::new(key),
            name: "n".into(),
            position: None,
            radius: Radius::default(),
            colour: None,
            groups: Groups::default(),
        };
        for group in groups {
            place.groups.insert(GroupName::new(*group));
        }
        place
    }

    fn plan(changed: Vec<Change>, removed: Vec<Place>) -> SyncPlan {
        SyncPlan {
            base: Revision(1),
            added: Places::default(),
            changed,
            removed,
            group_list: None,
            provenance: Provenance {
                as_of: Timestamp::from_unix(1),
                selection: Vec::new(),
                cut_at: None,
            },
        }
    }

    #[test]
    fn places_stay_but_for_those_there_is_no_room_for() {
        let removed = || ["a", "b", "c"].map(|key| place(key, &[])).to_vec();
        for (excess, kept) in [(0, 3), (1, 2), (3, 0), (9, 0)] {
            let mut plan = plan(Vec::new(), removed());
            assert_eq!(plan.keep_places(excess), kept);
            assert_eq!(plan.removed.len() as u64, 3 - kept);
        }
    }

    #[test]
    fn places_join_groups_and_leave_none() {
        let change = |before: &[&str], after: &[&str]| Change {
            before: place("a", before),
            after: place("a", after),
        };
        let mut plan = plan(
            vec![change(&["x", "y"], &["y"]), change(&["x"], &["z"])],
            Vec::new(),
        );
        assert_eq!(plan.keep_groups(), 1);
        assert_eq!(plan.changed, [change(&["x"], &["x", "z"])]);
    }
}
