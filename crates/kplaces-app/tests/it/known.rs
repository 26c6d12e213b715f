//! A sync that knows the rows of the last reports does what one does that reads them all.

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use kplaces_app::{App, SyncReport};
use kplaces_domain::SyncPlan;
use kplaces_edition::EditionId;
use kplaces_store::{
    Applied, Capabilities, Erased, Erasure, GroupCount, Kept, Page, PlaceQuery, PlaceStore,
    StoreError, StoreState,
};
use kplaces_store_memory::MemoryStore;
use kplaces_tests::{MockWebfleet, small_world};
use kplaces_webfleet_sim::{Action, Options};
use proptest::prelude::*;

use crate::groups::Access;
use crate::{app, request, run, sync};

mod parts;

/// A store that counts what is asked of it, and may keep nothing for the next sync.
#[derive(Debug, Default)]
struct Watched {
    inner: MemoryStore,
    forgets: bool,
    pages: AtomicUsize,
    keeps: AtomicUsize,
    /// The parts that were asked for.
    parts: Mutex<Vec<usize>>,
    /// A byte of a part that is not what was kept.
    damage: Mutex<Option<(usize, usize)>>,
}

#[async_trait]
impl PlaceStore for Watched {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        self.inner.state().await
    }

    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        self.inner.apply(plan).await
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        self.keeps.fetch_add(1, Ordering::Relaxed);
        if self.forgets {
            return self.inner.apply(plan).await;
        }
        self.inner.apply_and_keep(plan, kept).await
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.parts.lock().unwrap().push(part);
        let mut kept = self.inner.kept(part).await?;
        let damage = *self.damage.lock().unwrap();
        if let (Some((damaged, at)), Some(bytes)) = (damage, &mut kept)
            && damaged == part
            && let Some(at) = at.checked_rem(bytes.len())
        {
            bytes[at] ^= 1;
        }
        Ok(kept)
    }

    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        self.inner.erase(which).await
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.inner.places(query).await
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        self.inner.groups().await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.inner.check().await
    }
}

impl Watched {
    fn forgetful() -> Self {
        Self {
            forgets: true,
            ..Self::default()
        }
    }

    /// How many pages of places were read, and how often something was kept, since it was asked last.
    fn asked(&self) -> (usize, usize) {
        let count = |it: &AtomicUsize| it.swap(0, Ordering::Relaxed);
        (count(&self.pages), count(&self.keeps))
    }
}

/// The three reports of an account.
#[derive(Clone, Debug)]
struct Reports {
    header: usize,
    addresses: Vec<Vec<u8>>,
    members: Vec<Vec<u8>>,
    groups: usize,
    /// Rows before and behind them, so that a report comes in pieces.
    filling: usize,
    /// Their positions are in degrees.
    in_degrees: bool,
}

const HEADERS: [&str; 4] = [
    "addruid;addrno;addrname1;positionx;positiony;radius;color\n",
    "addruid;addrno;addrname1;positiony;positionx;radius;color\n",
    "addruid;addrno;addrname1;positionx;positiony;radius;color;info\n",
    "addressuid;addrnr;name1;longitude;latitude;radius;colour\n",
];

const GROUPS: [&str; 4] = ["Kunden", "Depots", "Nacht", "Ämter"];

/// An account that can be asked again and again.
fn without_quota() -> MockWebfleet {
    let options = Options {
        quota: None,
        ..Options::default()
    };
    MockWebfleet::start_with(small_world(), options)
}

impl Reports {
    fn answer(&self, webfleet: &MockWebfleet) {
        let foreign = self.foreign();
        let mut addresses = HEADERS[self.header].as_bytes().to_vec();
        let mut members = b"addruid;addrno;addrgrpname\n".to_vec();
        let half = self.filling / 2;
        self.fill(&mut addresses, &mut members, 0..half);
        for row in &self.addresses {
            addresses.extend_from_slice(row);
            addresses.extend_from_slice(foreign.as_bytes());
            addresses.push(b'\n');
        }
        for row in &self.members {
            members.extend_from_slice(row);
            members.push(b'\n');
        }
        self.fill(&mut addresses, &mut members, half..self.filling);
        let groups = format!("addrgrpname\n{}\n", GROUPS[..self.groups].join("\n"));
        webfleet.reply_with(Action::Addresses, addresses);
        webfleet.reply_with(Action::Members, members);
        webfleet.reply_with(Action::Groups, groups);
    }

    fn foreign(&self) -> &'static str {
        if self.header == 2 { ";x" } else { "" }
    }

    fn fill(&self, addresses: &mut Vec<u8>, members: &mut Vec<u8>, rows: Range<usize>) {
        let foreign = self.foreign();
        let point = if self.in_degrees { "." } else { "" };
        for n in rows {
            let position = format!("11{point}5{n:05};48{point}137430");
            let row = format!("9-{n};9{n};Ort {n};{position};50;darkred{foreign}\n");
            addresses.extend_from_slice(row.as_bytes());
            let row = format!("9-{n};9{n};{}\n", GROUPS[n % 4]);
            members.extend_from_slice(row.as_bytes());
        }
    }
}

fn address() -> impl Strategy<Value = Vec<u8>> {
    let uid = prop_oneof![
        8 => (0_u32..12).prop_map(|n| format!("1-{n}")),
        1 => Just(String::new()),
    ];
    let number = prop_oneof![
        6 => (0_u32..12).prop_map(|n| n.to_string()),
        1 => Just("1-3".to_owned()),
        2 => Just(String::new()),
    ];
    let name: &[&[u8]] = &[
        b"Depot",
        "\"Lager; Süd\"".as_bytes(),
        b"\"zwei\nZeilen\"",
        b"Halle \"Nord\" 3",
        b"B\xe4ckerei",
        b"",
    ];
    let name = prop::sample::select(name.to_vec());
    let position = prop_oneof![
        20 => (0_u32..3).prop_map(|n| format!("1157549{n};48137430")),
        2 => Just(";".to_owned()),
        1 => Just("0;0".to_owned()),
        1 => Just("11.5754;48.1374".to_owned()),
        1 => Just("N 11;48137430".to_owned()),
        1 => Just("999999999;1".to_owned()),
    ];
    let rest = prop::sample::select(vec!["50;darkred", "x;lila", ";", "-1;khaki"]);
    (uid, number, name, position, rest).prop_map(|(uid, number, name, position, rest)| {
        let (head, tail) = (format!("{uid};{number};"), format!(";{position};{rest}"));
        [head.as_bytes(), name, tail.as_bytes()].concat()
    })
}

fn member() -> impl Strategy<Value = Vec<u8>> {
    let uid =
        prop_oneof![4 => (0_u32..14).prop_map(|n| format!("1-{n}")), 1 => Just(String::new())];
    let number =
        prop_oneof![2 => (0_u32..14).prop_map(|n| n.to_string()), 1 => Just(String::new())];
    let group = prop::sample::select(vec!["Kunden", "Depots", "Nacht", "Ämter", " ", "Neu"]);
    (uid, number, group)
        .prop_map(|(uid, number, group)| format!("{uid};{number};{group}").into_bytes())
}

/// What happens to the reports between two syncs, and what is asked for.
#[derive(Clone, Debug)]
enum Event {
    Nothing,
    Address(usize, Vec<u8>),
    NoAddress(usize),
    Member(usize, Vec<u8>),
    NoMember(usize),
    Swap(usize, usize),
    Turn,
    Header(usize),
    Groups(usize),
    /// A byte is lost in the middle.
    Damage(usize, u8),
    Ask(Vec<&'static str>, Option<u32>),
    Edition(EditionId),
    Erase,
    Cut,
}

fn event() -> impl Strategy<Value = Event> {
    let wish = prop::sample::subsequence(vec!["Kunden", "Depots", "Nacht"], 0..=3);
    let limit = prop::option::weighted(0.2, 1_u32..40);
    prop_oneof![
        3 => Just(Event::Nothing),
        6 => (any::<usize>(), address()).prop_map(|(at, row)| Event::Address(at, row)),
        3 => any::<usize>().prop_map(Event::NoAddress),
        4 => (any::<usize>(), member()).prop_map(|(at, row)| Event::Member(at, row)),
        2 => any::<usize>().prop_map(Event::NoMember),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Event::Swap(a, b)),
        1 => Just(Event::Turn),
        1 => (0_usize..4).prop_map(Event::Header),
        1 => (1_usize..5).prop_map(Event::Groups),
        1 => (any::<usize>(), prop::sample::select(vec![b'"', b';', b'\n'])).prop_map(|(at, byte)| Event::Damage(at, byte)),
        1 => (wish, limit).prop_map(|(wish, limit)| Event::Ask(wish, limit)),
        1 => prop::sample::select(vec![EditionId::Basic, EditionId::Pro, EditionId::Enterprise]).prop_map(Event::Edition),
        1 => Just(Event::Erase),
        1 => Just(Event::Cut),
    ]
}

/// Everything that a sync says of itself, and what the store holds then.
fn told(app: &App, outcome: Result<SyncReport, kplaces_app::AppError>) -> String {
    let outcome = match outcome {
        Ok(report) => format!("{report:#?}"),
        Err(error) => error.to_string(),
    };
    let found = run(app.search(&kplaces_app::Search::default())).unwrap();
    let status = run(app.status()).unwrap();
    format!("{outcome}\n{:#?}\n{status:#?}", found.hits)
}

fn at<T>(all: &[T], at: usize) -> Option<usize> {
    at.checked_rem(all.len())
}

/// So many sequences; `KPLACES_LONG=1 cargo test -p kplaces-app --test it any_sequence` takes more.
const SEQUENCES: u32 = if option_env!("KPLACES_LONG").is_some() {
    3000
} else {
    48
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(SEQUENCES))]
    #[test]
    fn any_sequence_of_reports_gives_the_same_with_and_without_what_is_kept(
        addresses in prop::collection::vec(address(), 0..12),
        members in prop::collection::vec(member(), 0..16),
        filling in prop::sample::select(vec![0_usize, 3000, 3000]),
        in_degrees in prop::bool::weighted(0.3),
        events in prop::collection::vec(prop::collection::vec(event(), 0..3), 1..6),
    ) {
        let webfleet = without_quota();
        let knowing: Arc<dyn PlaceStore> = Arc::new(MemoryStore::default());
        let reading: Arc<dyn PlaceStore> = Arc::new(Watched::forgetful());
        let mut reports = Reports { header: 0, addresses, members, groups: 4, filling, in_degrees };
        let mut asked = request(&[]);
        asked.accept_shrink = true;
        let mut edition = EditionId::Pro;
        for events in std::iter::once(Vec::new()).chain(events) {
            let before = reports.clone();
            let mut is_cut = false;
            for event in events {
                let rows = &mut reports.addresses;
                match event {
                    Event::Nothing => {}
                    Event::Address(n, row) => match at(rows, n) {
                        Some(n) if n % 2 == 0 => rows[n] = row,
                        n => rows.insert(n.unwrap_or(0), row),
                    },
                    Event::NoAddress(n) => { at(rows, n).map(|n| rows.remove(n)); }
                    Event::Member(n, row) => match at(&reports.members, n) {
                        Some(n) if n % 2 == 0 => reports.members[n] = row,
                        n => reports.members.insert(n.unwrap_or(0), row),
                    },
                    Event::NoMember(n) => { at(&reports.members, n).map(|n| reports.members.remove(n)); }
                    Event::Swap(a, b) => if let (Some(a), Some(b)) = (at(rows, a), at(rows, b)) { rows.swap(a, b) },
                    Event::Turn => rows.reverse(),
                    Event::Header(header) => reports.header = header,
                    Event::Groups(groups) => reports.groups = groups,
                    Event::Damage(n, byte) => if let Some(n) = at(rows, n) {
                        let middle = rows[n].len() / 2;
                        rows[n].insert(middle, byte);
                    },
                    Event::Ask(wish, limit) => {
                        asked.groups = request(&wish).groups;
                        asked.limit = limit.and_then(NonZeroU32::new);
                    }
                    Event::Edition(other) => edition = other,
                    Event::Erase => for store in [&knowing, &reading] {
                        run(store.erase(&Erasure::Groups(["Depots".into()].into()))).unwrap();
                    },
                    Event::Cut => is_cut = true,
                }
            }
            reports.answer(&webfleet);
            if is_cut {
                webfleet.reply_with(Action::Members, "addruid;addrno;addrgrpname\n\"1");
            }
            if edition == EditionId::Basic {
                asked.groups.clear();
            }
            let [knew, read] = [&knowing, &reading].map(|store| {
                let access = (edition != EditionId::Basic).then(|| Arc::new(Access) as _);
                let app = app(edition, Arc::clone(store), access);
                let outcome = sync(&app, &webfleet, &asked);
                told(&app, outcome)
            });
            prop_assert_eq!(knew, read, "{:?} after {:?}", reports, before);
        }
    }
}

/// Some rows of each kind, and many more.
fn many() -> Reports {
    let rows = [
        "1-1;1;Depot;11575490;48137430;50;lila",
        "1-2;2;\"zwei\nZeilen\";;;x;",
        ";3;Halle \"Nord\" 3;11;N 48;;",
        "1-2;2;doppelt;0;0;-1;khaki",
    ];
    let members = ["1-1;1;Kunden", ";2;Depots", "8-8;8;Nacht"];
    Reports {
        header: 0,
        addresses: rows.iter().map(|row| row.as_bytes().to_vec()).collect(),
        members: members.iter().map(|row| row.as_bytes().to_vec()).collect(),
        groups: 4,
        filling: 5000,
        in_degrees: false,
    }
}

#[test]
fn an_unchanged_sync_reads_no_place_and_says_what_the_first_one_said() {
    let webfleet = without_quota();
    let store = Arc::new(Watched::default());
    let app = app(
        EditionId::Pro,
        Arc::clone(&store) as _,
        Some(Arc::new(Access)),
    );
    let mut reports = many();
    reports.answer(&webfleet);
    let first = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(store.asked(), (0, 1));
    let again = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(store.asked(), (0, 0), "nothing had to be compared");
    assert_eq!(again.remarks, first.remarks);
    assert_eq!(again.members_without_address, first.members_without_address);
    assert_eq!((again.unchanged, again.changed), (first.added, 0));

    // What is new is compared, and the sync after it compares nothing again.
    reports.members.push(b"1-1;1;Nacht".to_vec());
    reports.addresses.swap(0, 3);
    reports.answer(&webfleet);
    let changed = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!((changed.changed, changed.removed, changed.added), (2, 0, 0));
    let (pages, keeps) = store.asked();
    assert!(pages > 0 && keeps == 1);
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(store.asked(), (0, 0));
}

#[test]
fn a_changed_report_reads_the_store_once() {
    let webfleet = without_quota();
    let store = Arc::new(Watched::default());
    let access = Some(Arc::new(Access) as _);
    let app = app(EditionId::Pro, Arc::clone(&store) as _, access);
    let mut reports = many();
    reports.answer(&webfleet);
    sync(&app, &webfleet, &request(&[])).unwrap();
    store.asked();
    run(app.each_place(|_| {})).unwrap();
    let (once, _) = store.asked();

    reports.addresses[0] = b"1-1;1;Lager;11575490;48137430;50;lila".to_vec();
    reports.members.remove(0);
    reports
        .addresses
        .push(b"1-9;9;Neu;11575490;48137430;50;lila".to_vec());
    reports.answer(&webfleet);
    let changed = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!((changed.changed, changed.removed, changed.added), (1, 0, 1));
    assert_eq!(store.asked(), (once, 1));
}

#[test]
fn what_is_kept_already_is_not_written_again() {
    let webfleet = without_quota();
    let store = Arc::new(Watched::default());
    let access = Some(Arc::new(Access) as _);
    let app = app(EditionId::Pro, Arc::clone(&store) as _, access);
    // Most memberships are those of others, which are looked for each time.
    let wanted = request(&["Kunden"]);
    for (keeps, sync_number) in [(1, 1), (0, 2), (0, 3)] {
        let report = sync(&app, &webfleet, &wanted).unwrap();
        assert!(report.places > 0);
        assert_eq!(store.asked().1, keeps, "sync {sync_number}");
    }
}

#[test]
fn a_membership_that_was_found_by_its_number_is_looked_for_again() {
    let webfleet = without_quota();
    let app = app(EditionId::Pro, Arc::new(MemoryStore::default()), None);
    let mut reports = Reports {
        addresses: vec![b";5;Depot;11575490;48137430;50;khaki".to_vec()],
        members: vec![b"1-9;5;Kunden".to_vec()],
        ..many()
    };
    let groups = |key: &str| {
        let place = run(app.show(key)).unwrap().hits.remove(0).place;
        place
            .groups
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    reports.answer(&webfleet);
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(groups("5"), ["Kunden"]);
    // The address that its uid names comes.
    reports
        .addresses
        .push(b"1-9;77;Neu;11575490;48137430;50;khaki".to_vec());
    reports.answer(&webfleet);
    sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!(
        (groups("5"), groups("1-9")),
        (vec![], vec!["Kunden".to_owned()])
    );
}

#[test]
fn positions_in_degrees_stay_where_some_rows_are_known_and_some_are_not() {
    let webfleet = without_quota();
    let app = app(EditionId::Pro, Arc::new(MemoryStore::default()), None);
    let mut reports = Reports {
        addresses: vec![b"1-1;1;Depot;11.575490;48.137430;50;khaki".to_vec()],
        in_degrees: true,
        ..many()
    };
    reports.answer(&webfleet);
    sync(&app, &webfleet, &request(&[])).unwrap();
    reports.addresses = vec![b"1-1;1;Lager;11.575490;48.137430;50;khaki".to_vec()];
    reports.answer(&webfleet);
    let changed = sync(&app, &webfleet, &request(&[])).unwrap();
    assert_eq!((changed.changed, changed.unchanged), (1, 5000));
}
