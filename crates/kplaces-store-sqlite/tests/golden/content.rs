//! What the golden files hold.

use kplaces_domain::{
    Groups, Place, PlaceKey, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};

/// A plan for an empty store. Files of older schemas were made with it, so it never changes.
pub(crate) fn plan() -> Option<SyncPlan> {
    let groups = |names: &[&str]| names.iter().map(|name| (*name).into()).collect::<Groups>();
    let added = vec![
        Place {
            key: PlaceKey::from("007"),
            name: "Bäckerei Müller".into(),
            position: Some(Position::from_micro(48_137_154, 11_576_124).ok()?),
            radius: Radius::from_metres(250)?,
            colour: Some("darkred".parse().ok()?),
            groups: groups(&["Depots", "Süd"]),
        },
        Place {
            key: PlaceKey::from("7"),
            name: "\0 \u{202e} 🚚 'quoted'".into(),
            position: Some(Position::from_micro(-90_000_000, -180_000_000).ok()?),
            radius: Radius::from_metres(100_000)?,
            colour: Some("Yellow".parse().ok()?),
            groups: groups(&["Süd"]),
        },
        Place {
            key: PlaceKey::from("a"),
            name: "".into(),
            position: None,
            radius: Radius::default(),
            colour: None,
            groups: Groups::default(),
        },
    ];
    Some(SyncPlan {
        base: Revision(0),
        added: added.into(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: Some(vec!["Depots".into(), "Empty".into()]),
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_700_000_000),
            selection: vec!["Süd".into(), "Depots".into()],
            cut_at: Some(500),
        },
    })
}
