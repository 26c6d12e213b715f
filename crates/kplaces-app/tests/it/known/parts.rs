//! The parts of what is kept, one by one.

use super::*;

#[test]
fn damage_of_what_is_kept_costs_time_only() {
    let webfleet = without_quota();
    let [damaged, forgetful] = [Watched::default(), Watched::forgetful()].map(Arc::new);
    let [knowing, reading] = [&damaged, &forgetful].map(|store| {
        let access = Some(Arc::new(Access) as _);
        app(EditionId::Pro, Arc::clone(store) as _, access)
    });
    let mut reports = Reports {
        // All rows are known as some of many.
        addresses: Vec::new(),
        members: Vec::new(),
        ..many()
    };
    reports.answer(&webfleet);
    let mut asked = request(&[]);
    for app in [&knowing, &reading] {
        sync(app, &webfleet, &asked).unwrap();
    }
    asked.dry_run = true;
    for is_changed in [false, true] {
        if is_changed {
            reports
                .addresses
                .push(b"1-1;1;Neu;11575490;48137430;50;khaki".to_vec());
            reports.answer(&webfleet);
        }
        let expected = told(&reading, sync(&reading, &webfleet, &asked));
        let places = [0, 16 * 1000, 16 * 4000 + 1, usize::MAX];
        for damage in (0..8).flat_map(|part| places.map(|at| (part, at))) {
            *damaged.damage.lock().unwrap() = Some(damage);
            let said = told(&knowing, sync(&knowing, &webfleet, &asked));
            let traffic = |said: &str| said.replace("requests: 2", "requests: 1");
            assert_eq!(traffic(&said), traffic(&expected), "{damage:?}");
        }
    }
}

#[test]
fn hashes_of_single_rows_are_not_read_where_nothing_has_changed() {
    let webfleet = without_quota();
    let store = Arc::new(Watched::default());
    let access = Some(Arc::new(Access) as _);
    let app = app(EditionId::Pro, Arc::clone(&store) as _, access);
    let mut reports = Reports {
        addresses: Vec::new(),
        members: Vec::new(),
        ..many()
    };
    let read = || {
        let mut parts = std::mem::take(&mut *store.parts.lock().unwrap());
        parts.sort_unstable();
        parts.dedup();
        parts
    };
    reports.answer(&webfleet);
    sync(&app, &webfleet, &request(&[])).unwrap();
    read();
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(read(), [0, 6, 7]);

    // Where some rows are new, those of the others are kept for the next sync all the same.
    reports.filling += 1;
    reports.answer(&webfleet);
    let changed = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!((changed.added, changed.unchanged), (1, 5000));
    assert!(read().contains(&1));
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(read(), [0, 6, 7]);
    reports.filling -= 2500;
    reports.answer(&webfleet);
    let mut shrunk = request(&[]);
    shrunk.accept_shrink = true;
    let removed = sync(&app, &webfleet, &shrunk).unwrap();
    assert_eq!((removed.removed, removed.unchanged), (2500, 2501));
}
