use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::sync::Arc;

use async_trait::async_trait;
use kplaces_app::{App, AppError, GroupAccess, Narrowing, Search, SyncRequest, UnknownGroups};
use kplaces_domain::{GroupName, GroupsRef};
use kplaces_edition::EditionId;
use kplaces_store_memory::MemoryStore;
use kplaces_tests::{MockWebfleet, small_world};
use kplaces_webfleet::{Client, Transfer};
use kplaces_webfleet_sim::{Fault, Options};

use crate::{app, basic, places, request, sync};

/// A filter as simple as can be: all reports, or one of all for more than two groups.
#[derive(Debug)]
pub(crate) struct Access;

#[derive(Debug)]
struct Wanted(Vec<GroupName>);

#[async_trait]
impl GroupAccess for Access {
    async fn group_list(
        &self,
        client: &Client,
    ) -> Result<(Vec<GroupName>, Transfer), kplaces_webfleet::Error> {
        let received = client
            .groups(Vec::new, |names: &mut Vec<GroupName>, row| {
                names.push(row.name.into());
                ControlFlow::Continue(())
            })
            .await?;
        Ok((received.collected, received.transfer))
    }

    fn narrow(
        &self,
        wanted: &[GroupName],
        _: &[GroupName],
    ) -> Result<Box<dyn Narrowing>, UnknownGroups> {
        Ok(Box::new(Wanted(wanted.to_vec())))
    }
}

impl Narrowing for Wanted {
    fn selection(&self) -> &[GroupName] {
        &self.0
    }

    fn requests(&self, _: usize) -> Vec<Option<GroupName>> {
        if self.0.len() > 2 {
            vec![None]
        } else {
            self.0.iter().cloned().map(Some).collect()
        }
    }

    fn admits(&self, groups: GroupsRef<'_>) -> bool {
        self.0.iter().any(|wanted| groups.contains(wanted))
    }
}

fn pro() -> App {
    app(
        EditionId::Pro,
        Arc::new(MemoryStore::default()),
        Some(Arc::new(Access)),
    )
}

#[test]
fn an_address_of_two_wanted_groups_is_taken_once_and_is_not_odd() {
    let webfleet = MockWebfleet::start(small_world());
    let app = pro();
    let report = sync(&app, &webfleet, &request(&["Kunden", "Nacht"])).unwrap();
    assert_eq!(report.traffic.addresses.requests, 2);
    assert_eq!(
        report.remarks.count(kplaces_domain::Oddity::DuplicateKey),
        0
    );
    assert_eq!(
        places(&app),
        [
            "1-7-007: Kunden",
            "1-7-1: Depots, Kunden, Nacht",
            "1-7-5: Kunden",
            "1-7-7: Kunden",
            "1-7-8: Kunden",
            "1-7-9: Nacht"
        ]
    );
}

#[test]
fn a_foreign_groups_address_is_not_stored_even_if_it_is_sent() {
    let webfleet = MockWebfleet::start(small_world());
    let app = pro();
    // One report of all addresses, as from a service that ignores the filter.
    let report = sync(&app, &webfleet, &request(&["Nacht", "Leer", "Leer"])).unwrap();
    assert_eq!(report.traffic.addresses.rows, 10);
    assert_eq!(
        places(&app),
        ["1-7-1: Depots, Kunden, Nacht", "1-7-9: Nacht"]
    );
    assert_eq!(
        report.members_without_address, 0,
        "what was left out on purpose is not missing"
    );
}

#[test]
fn the_group_list_is_stored_with_its_empty_groups() {
    let webfleet = MockWebfleet::start(small_world());
    let app = pro();
    sync(&app, &webfleet, &request(&[])).unwrap();
    let groups = super::run(app.groups()).unwrap();
    let counts: Vec<(&str, u64)> = groups
        .iter()
        .map(|group| (group.name.as_str(), group.places))
        .collect();
    assert_eq!(
        counts,
        [("Depots", 4), ("Kunden", 5), ("Leer", 0), ("Nacht", 2)]
    );
}

#[test]
fn an_account_without_groups_is_no_error() {
    let mut world = small_world();
    world.accounts[0].groups.clear();
    for address in world.accounts[0].addresses.listed_mut().unwrap() {
        address.groups.clear();
    }
    let webfleet = MockWebfleet::start(world);
    let app = pro();
    assert_eq!(sync(&app, &webfleet, &request(&[])).unwrap().places, 10);
    assert_eq!(super::run(app.groups()).unwrap(), []);
}

#[test]
fn a_failed_group_list_changes_nothing_and_asks_for_no_address() {
    let webfleet = MockWebfleet::start_with(small_world(), Options::default());
    webfleet.fault(Some(Fault::ForeignColumns));
    let app = pro();
    assert!(matches!(
        sync(&app, &webfleet, &request(&[])),
        Err(AppError::Fetch(_))
    ));
    assert_eq!(webfleet.calls().len(), 1);
    assert_eq!(places(&app), Vec::<String>::new());
}

#[test]
fn basic_refuses_groups_without_asking_webfleet() {
    let webfleet = MockWebfleet::start(small_world());
    assert!(matches!(
        sync(&basic(), &webfleet, &request(&["Kunden"])),
        Err(AppError::NotInEdition(_))
    ));
    assert!(matches!(
        super::run(basic().groups()),
        Err(AppError::NotInEdition(_))
    ));
    assert_eq!(webfleet.calls(), []);
}

#[test]
fn a_limit_counts_wanted_places_also_where_all_are_sent() {
    let webfleet = MockWebfleet::start(small_world());
    let app = pro();
    // One report of all ten addresses; the first three of them hold one wanted place.
    let limited = SyncRequest {
        limit: NonZeroU32::new(3),
        ..request(&["Depots", "Leer", "Leer"])
    };
    let report = sync(&app, &webfleet, &limited).unwrap();
    assert_eq!((report.places, report.provenance.cut_at), (3, Some(3)));
    assert_eq!(
        places(&app),
        [
            "1-7-1: Depots, Kunden, Nacht",
            "1-7-3: Depots",
            "1-7-4: Depots"
        ]
    );
    let limited = SyncRequest {
        limit: NonZeroU32::new(4),
        ..limited
    };
    let report = sync(&app, &webfleet, &limited).unwrap();
    assert_eq!(
        (report.places, report.provenance.cut_at),
        (4, None),
        "four are all there are"
    );
}

#[test]
fn groups_are_named_the_same_way_everywhere() {
    let webfleet = MockWebfleet::start(small_world());
    let app = pro();
    sync(&app, &webfleet, &request(&[])).unwrap();
    let search = |name: &str| Search {
        groups: vec![GroupName::from(name)],
        ..Search::default()
    };
    assert_eq!(
        super::run(app.search(&search("depots")))
            .unwrap()
            .hits
            .len(),
        4
    );
    assert!(matches!(
        super::run(app.search(&search("Typo"))),
        Err(AppError::UnknownGroups(_))
    ));
}
