use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use kplaces_app::{AppError, ExportRequest, Search, SyncRequest, SyncStep};
use kplaces_domain::{GroupName, Oddity, Provenance, SyncPlan, Timestamp};
use kplaces_edition::EditionId;
use kplaces_export::Exporters;
use kplaces_store::{
    Applied, Capabilities, Erased, Erasure, GroupCount, Page, PlaceQuery, PlaceStore, StoreError,
    StoreErrorKind, StoreState,
};
use kplaces_store_memory::MemoryStore;
use kplaces_tests::{MockWebfleet, address, small_world};
use kplaces_webfleet_sim::{Action, Address, Fault, Options, Spelling, World};

use crate::{app_with, basic, client, places, request, run, sync};

fn addresses(world: &mut World) -> &mut Vec<Address> {
    world.accounts[0].addresses.listed_mut().unwrap()
}

#[test]
fn groups_join_by_number_where_there_is_no_uid() {
    let mut world = small_world();
    for address in addresses(&mut world) {
        address.uid = None;
    }
    let webfleet = MockWebfleet::start(world);
    let app = basic();
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(
        places(&app)[..3],
        ["007: Kunden", "1: Depots, Kunden, Nacht", "2: "]
    );
}

#[test]
fn both_spellings_give_the_same_places() {
    let first = basic();
    sync(&first, &MockWebfleet::start(small_world()), &request(&[])).unwrap();
    let options = Options {
        spelling: Spelling::Second,
        ..Options::default()
    };
    let second = basic();
    sync(
        &second,
        &MockWebfleet::start_with(small_world(), options),
        &request(&[]),
    )
    .unwrap();
    assert_eq!(places(&first), places(&second));
}

#[test]
fn a_number_given_anew_does_not_inherit_groups() {
    // The membership report still has the old address of number 2, under its own uid.
    let mut world = small_world();
    addresses(&mut world)[2].uid = Some("1-7-NEW".to_owned());
    let webfleet = MockWebfleet::start(world);
    let app = basic();
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert!(places(&app).contains(&"1-7-NEW: ".to_owned()));
}

#[test]
fn of_a_key_used_twice_the_last_row_counts_and_it_is_reported() {
    let mut world = small_world();
    addresses(&mut world).push(address("007", "the later one", None, 0, None, &[]));
    let webfleet = MockWebfleet::start(world);
    let app = basic();
    let report = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(
        (report.places, report.remarks.count(Oddity::DuplicateKey)),
        (10, 1)
    );
    let hits = run(app.search(&kplaces_app::Search::default()))
        .unwrap()
        .hits;
    assert!(hits.iter().any(|hit| &*hit.place.name == "the later one"));
}

#[test]
fn a_failed_membership_report_changes_nothing() {
    let webfleet = MockWebfleet::start(small_world());
    let app = basic();
    sync(&app, &webfleet, &request(&[])).unwrap();
    let before = places(&app);
    webfleet.edit(|world| addresses(world)[0].name1 = "renamed".to_owned());
    webfleet.fault_next_of(Action::Members, Fault::HtmlPage, 1);
    assert!(matches!(
        sync(&app, &webfleet, &request(&[])),
        Err(AppError::Fetch(_))
    ));
    assert_eq!(places(&app), before);
    let report = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(report.changed, 1);
}

#[test]
fn a_report_that_comes_whole_at_the_second_try_is_taken_once() {
    let webfleet = MockWebfleet::start(small_world());
    let app = basic();
    webfleet.fault_next_of(Action::Addresses, Fault::Cut { at: 300 }, 1);
    webfleet.fault_next_of(Action::Members, Fault::Cut { at: 100 }, 1);
    let report = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(
        (report.added, report.remarks.count(Oddity::DuplicateKey)),
        (10, 0)
    );
    assert_eq!(report.traffic.total().requests, 4);
}

#[test]
fn a_limit_stops_reading_and_says_that_there_is_more() {
    let webfleet = MockWebfleet::start(small_world());
    let limited = |limit: u32| SyncRequest {
        limit: NonZeroU32::new(limit),
        ..request(&[])
    };
    let app = basic();
    let report = sync(&app, &webfleet, &limited(3)).unwrap();
    assert_eq!((report.places, report.provenance.cut_at), (3, Some(3)));
    assert_eq!(
        places(&app),
        ["1-7-007: Kunden", "1-7-1: Depots, Kunden, Nacht", "1-7-2: "]
    );
    let report = sync(&app, &webfleet, &limited(10)).unwrap();
    assert_eq!(
        (report.places, report.provenance.cut_at),
        (10, None),
        "ten are all there are"
    );
}

#[test]
fn members_without_an_address_are_counted() {
    let mut world = small_world();
    // Two reports are two moments: this address is gone from the first.
    addresses(&mut world).push(address("99", "gone", None, 0, None, &["Kunden"]));
    let webfleet = MockWebfleet::start(world);
    let app = basic();
    let report = run(app.sync(&client(&webfleet), &request(&[]), &|step| {
        if step == SyncStep::Memberships(0) {
            webfleet.edit(|world| {
                let all = addresses(world);
                all[0].uid = Some("1-7-UNKNOWN".to_owned());
                all[0].number = "unknown".to_owned();
            });
        }
    }))
    .unwrap();
    assert_eq!(report.members_without_address, 1);
}

#[test]
fn steps_are_told_in_order() {
    let webfleet = MockWebfleet::start(small_world());
    let steps = Mutex::new(Vec::new());
    run(basic().sync(&client(&webfleet), &request(&[]), &|step| {
        steps.lock().unwrap().push(step);
    }))
    .unwrap();
    let steps = steps.into_inner().unwrap();
    assert_eq!(
        steps,
        [
            SyncStep::Addresses(0),
            SyncStep::Memberships(0),
            SyncStep::Comparing,
            SyncStep::Saving
        ]
    );
}

#[test]
fn a_sync_can_run_on_any_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let webfleet = MockWebfleet::start(small_world());
    let (app, client, request) = (basic(), client(&webfleet), request(&[]));
    run(is_send(app.sync(&client, &request, &|_| {}))).unwrap();
}

#[test]
fn a_membership_report_that_is_suddenly_empty_ungroups_no_device() {
    let webfleet = MockWebfleet::start(small_world());
    let app = basic();
    sync(&app, &webfleet, &request(&[])).unwrap();
    let before = places(&app);
    for fault in [
        Fault::Empty,
        Fault::Error(63, "document is empty".to_owned()),
    ] {
        webfleet.fault_next_of(Action::Members, fault, 1);
        let stopped = sync(&app, &webfleet, &request(&[])).unwrap_err();
        assert_eq!(
            stopped.to_string(),
            "the sync would take all groups from 9 of 10 places"
        );
        assert_eq!(places(&app), before);
        webfleet.pass(std::time::Duration::from_mins(1));
    }
    webfleet.fault_next_of(Action::Members, Fault::Empty, 1);
    let meant = SyncRequest {
        accept_shrink: true,
        ..request(&[])
    };
    assert_eq!(sync(&app, &webfleet, &meant).unwrap().changed, 9);
}

#[test]
fn one_place_may_leave_its_groups() {
    let webfleet = MockWebfleet::start(small_world());
    let app = basic();
    sync(&app, &webfleet, &request(&[])).unwrap();
    webfleet.edit(|world| addresses(world)[1].groups.clear());
    assert_eq!(sync(&app, &webfleet, &request(&[])).unwrap().changed, 1);
}

#[test]
fn a_report_without_positions_or_names_takes_none_from_a_device() {
    let (app, webfleet) = (basic(), MockWebfleet::start(small_world()));
    sync(&app, &webfleet, &request(&[])).unwrap();
    webfleet.edit(|world| {
        for address in addresses(world) {
            (address.latitude, address.longitude) = (None, None);
        }
    });
    let stopped = sync(&app, &webfleet, &request(&[])).unwrap_err();
    assert_eq!(
        stopped.to_string(),
        "the sync would take the position from 8 of 10 places"
    );
    webfleet.edit(|world| {
        *world = small_world();
        for address in addresses(world) {
            address.name1.clear();
        }
    });
    let stopped = sync(&app, &webfleet, &request(&[])).unwrap_err();
    assert_eq!(
        stopped.to_string(),
        "the sync would take the name from 10 of 10 places"
    );
}

/// A store whose content changes whenever it is read.
#[derive(Debug)]
struct Restless(MemoryStore);

#[async_trait]
impl PlaceStore for Restless {
    fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        self.0.state().await
    }

    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        self.0.apply(plan).await
    }

    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        self.0.erase(which).await
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let page = self.0.places(query).await?;
        let base = self.0.state().await?.revision;
        let provenance = Provenance {
            as_of: Timestamp::from_unix(0),
            selection: Vec::new(),
            cut_at: None,
        };
        let group_list = Some(vec![GroupName::new(format!("at {}", base.0))]);
        let plan = SyncPlan {
            base,
            added: vec![].into(),
            changed: vec![],
            removed: vec![],
            group_list,
            provenance,
        };
        self.0.apply(&plan).await?;
        Ok(page)
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.0.groups().await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.0.check().await
    }
}

#[test]
fn an_answer_is_never_mixed_of_two_contents() {
    let exporters = Exporters::new(kplaces_export::exporters()).unwrap();
    let app = app_with(
        EditionId::Basic,
        Arc::new(Restless(MemoryStore::default())),
        None,
        exporters,
    );
    let conflict = |outcome: Result<(), AppError>| match outcome {
        Err(AppError::Store(error)) => assert_eq!(error.kind(), StoreErrorKind::Conflict),
        other => panic!("{other:?}"),
    };
    conflict(run(app.search(&Search::default())).map(|_| ()));
    let csv = ExportRequest {
        profile: "csv".to_owned(),
        ..ExportRequest::default()
    };
    let start = app.exporter("csv").unwrap().start;
    let exported = run(app.export(&csv, &mut |_, context| {
        Ok(start(kplaces_export::Out::new(std::io::sink()), context)?)
    }));
    conflict(exported.map(|_| ()));
}
