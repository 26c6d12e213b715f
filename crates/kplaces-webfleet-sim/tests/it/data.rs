//! Facts about the sample, the edits of it, and the synthetic addresses.

use std::collections::{BTreeMap, BTreeSet};

use kplaces_webfleet_sim::{
    Account, Address, Body, CANARY, MARK, MARKED_PLACE, Options, SAMPLE_APIKEY, SAMPLE_PASSWORD,
    Sim, World,
};

use crate::ask::{self, Ask};

fn account() -> Account {
    World::sample().accounts.remove(0)
}

fn list(mut account: Account) -> Vec<Address> {
    std::mem::take(account.addresses.listed_mut().unwrap())
}

fn addresses() -> Vec<Address> {
    list(account())
}

#[track_caller]
fn some(what: impl Fn(&Address) -> bool) {
    assert!(addresses().iter().any(what));
}

#[test]
fn the_sample_has_between_1800_and_1899_addresses() {
    assert!((1_800..1_900).contains(&addresses().len()));
}

#[test]
fn names_hold_everything_that_breaks_something() {
    let parts = [
        "ä", "ö", "ü", "Ü", "ß", "Ł", "ó", "ł", "\"", ";", ",", "\n", "\r\n", "\t", "'", "@", "🚚",
        "<b>", "&", "\u{1b}", "\u{308}", "מ",
    ];
    for part in parts {
        some(|address| address.name1.contains(part));
    }
    some(|address| address.name1.starts_with('='));
    some(|address| address.name1.starts_with('+'));
    some(|address| address.name1.chars().count() == 50);
}

#[test]
fn names_are_like_those_of_companies() {
    let names: BTreeSet<String> = addresses()
        .into_iter()
        .map(|address| address.name1)
        .collect();
    for kind in [
        "Bäckerei Müller, ",
        "Tankstelle A7, ",
        "Werkstatt Köhler, ",
        "Magazyn Północ, ",
    ] {
        assert!(
            names.iter().filter(|name| name.starts_with(kind)).count() > 5,
            "{kind}"
        );
    }
}

#[test]
fn several_addresses_share_a_name() {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for address in addresses() {
        *times.entry(address.name1).or_default() += 1;
    }
    assert_eq!(times["Parkplatz Ost"], 4);
}

#[test]
fn positions_are_missing_impossible_or_on_any_side_of_the_world() {
    let nowhere = |it: &&Address| it.latitude.is_none() && it.longitude.is_none();
    assert!(addresses().iter().filter(nowhere).count() >= 2);
    some(|it| it.latitude.is_none() && it.longitude.is_some());
    some(|it| (it.latitude, it.longitude) == (Some(0), Some(0)));
    some(|it| it.latitude > Some(90_000_000));
    some(|it| it.longitude > Some(180_000_000));
    let near = |it: &Address, latitude: i64, longitude: i64| {
        it.latitude.map(|it| it / 1_000_000) == Some(latitude)
            && it.longitude.map(|it| it / 1_000_000) == Some(longitude)
    };
    some(|it| near(it, 38, -9) && it.country.as_deref() == Some("PT"));
    some(|it| near(it, -33, 18) && it.country.as_deref() == Some("ZA"));
    some(|it| near(it, -33, -70) && it.country.as_deref() == Some("CL"));
}

#[test]
fn radius_colour_country_and_visible_have_their_odd_values() {
    some(|it| it.radius == Some(0));
    some(|it| it.radius > Some(40_000_000));
    some(|it| it.radius.is_none());
    some(|it| it.colour.is_none());
    some(|it| it.colour.as_deref() == Some("yellow"));
    some(|it| it.country.is_none());
    some(|it| it.visible == Some(false));
    some(|it| it.visible.is_none());
}

#[test]
fn numbers_and_uids_are_unique_texts() {
    let addresses = addresses();
    let unique = |text: &dyn Fn(&Address) -> String| {
        addresses.iter().map(text).collect::<BTreeSet<_>>().len() == addresses.len()
    };
    assert!(unique(&|it| it.number.clone()) && unique(&|it| it.uid.clone().unwrap()));
    for number in ["007", "1", "A"] {
        some(|it| it.number == number);
    }
    for address in addresses {
        let uid = address.uid.unwrap();
        let digits = uid.strip_prefix("1-44063-").unwrap();
        assert!(
            digits.len() == 11 && u64::from_str_radix(digits, 16).is_ok(),
            "{uid}"
        );
    }
}

#[test]
fn an_address_is_in_up_to_three_groups_and_one_group_is_empty() {
    for count in 0..=3 {
        some(|it| it.groups.len() == count);
    }
    let account = account();
    let names: Vec<&str> = account
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    assert_eq!(names.len(), 8);
    assert!(names.iter().any(|name| name.contains('ä')));
    assert!(names.iter().any(|name| name.contains(';')));
    let used: BTreeSet<String> = account
        .addresses
        .iter()
        .flat_map(|it| it.groups.clone())
        .collect();
    let empty: Vec<_> = names.iter().filter(|name| !used.contains(**name)).collect();
    assert_eq!(empty, [&"Noch ohne Einsatz"]);
}

#[test]
fn every_personal_column_is_a_canary() {
    for it in addresses() {
        let personal = [
            it.name2,
            it.name3,
            it.street,
            it.zip,
            it.city,
            it.region,
            it.contact,
            it.phone_business,
            it.phone_mobile,
            it.phone_personal,
            it.fax,
            it.mail,
            it.info,
            it.description,
            it.mapcode,
        ];
        assert!(
            personal
                .iter()
                .all(|value| value.as_ref().unwrap().starts_with(CANARY))
        );
        assert!(!it.name1.contains(CANARY));
    }
}

#[test]
fn the_secrets_are_recognisable_and_never_in_a_response() {
    let sim = ask::sample();
    let body = Ask::addresses().text(&sim);
    for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY] {
        assert!(secret.starts_with("canary-") && !body.contains(secret));
    }
}

#[test]
fn the_same_report_comes_twice_the_same() {
    assert_eq!(
        Ask::addresses().body(&ask::sample()),
        Ask::addresses().body(&ask::sample())
    );
}

#[test]
fn a_changed_sample_has_renamed_moved_removed_and_added_addresses() {
    let before = addresses();
    let mut world = World::sample();
    world.change(40);
    let after = list(world.accounts.remove(0));
    let find =
        |all: &[Address], uid: &Option<String>| all.iter().find(|it| it.uid == *uid).cloned();
    let both: Vec<(Address, Address)> = before
        .iter()
        .filter_map(|old| Some((old.clone(), find(&after, &old.uid)?)))
        .collect();
    let differ = |what: &dyn Fn(&Address, &Address) -> bool| {
        both.iter().filter(|(old, new)| what(old, new)).count()
    };
    assert_eq!(differ(&|old, new| old.name1 != new.name1), 10);
    assert_eq!(differ(&|old, new| old.latitude != new.latitude), 10);
    assert_eq!(before.len() - both.len(), 10);
    assert_eq!(after.len() - both.len(), 10);
}

#[test]
fn an_edit_shows_in_the_next_report_and_not_in_the_one_being_read() {
    let sim = ask::sample();
    let running = Ask::addresses().of(&sim);
    sim.edit(|world| {
        world.accounts[0]
            .addresses
            .listed_mut()
            .unwrap()
            .truncate(3);
    });
    assert!(crate::read::rows(&running.body.into_bytes()).len() > 1_800);
    assert_eq!(crate::read::rows(&Ask::addresses().body(&sim)).len(), 3);
}

#[test]
fn a_million_addresses_are_made_only_as_they_are_read() {
    let sim = Sim::new(World::synthetic(1_000_000), Options::default());
    let Body::Rows(mut rows) = Ask::addresses().of(&sim).body else {
        panic!("no rows")
    };
    let chunk = rows.next().unwrap();
    assert!((16_384..65_536).contains(&chunk.len()));
    assert!((20..1_000).contains(&rows.rows()));
}

#[test]
fn synthetic_addresses_are_stable_distinct_and_spread() {
    let world = World::synthetic(1_000_000);
    let addresses = &world.accounts[0].addresses;
    let last = addresses.get(999_999).unwrap();
    assert_eq!(
        last,
        World::synthetic(2_000_000).accounts[0]
            .addresses
            .get(999_999)
            .unwrap()
    );
    assert!(addresses.get(1_000_000).is_none());
    let uids: BTreeSet<_> = (0..1_000_000)
        .step_by(97)
        .map(|it| addresses.get(it).unwrap().uid.clone())
        .collect();
    assert_eq!(uids.len(), 1_000_000_usize.div_ceil(97));
    let places: BTreeSet<_> = (0..10)
        .map(|round| addresses.get(7 + round * 1_800).unwrap().latitude)
        .collect();
    assert_eq!(places.len(), 10);
}

#[test]
fn in_the_marked_account_every_personal_column_holds_the_mark_and_one_place_is_known_by_name() {
    let sim = Sim::new(World::marked(), Options::default());
    let report = Ask::addresses().text(&sim);
    let (head, rows) = report.split_once("\r\n").unwrap();
    let ours = [
        "addrno",
        "addruid",
        "addrname1",
        "positionx",
        "positiony",
        "radius",
        "visible",
        "color",
    ];
    let personal = head
        .split(';')
        .filter(|name| !ours.contains(&name.trim_matches('"')))
        .count();
    assert_eq!(personal, 16);
    assert_eq!(rows.matches(MARK).count(), personal * list(account()).len());
    assert_eq!(rows.matches(MARKED_PLACE).count(), 1);
}
