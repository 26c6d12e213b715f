//! What encryption costs: prints the sealed store beside the plain SQLite store.
//!
//! `cargo bench -p kplaces-store-sealed` makes 10 000 and 100 000 places, puts them into both kinds of
//! store and asks both the same. Each number is the median of five runs.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that measures and says what it saw"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use age::x25519::Identity;
use kplaces_domain::{
    FoldedQuery, GroupName, Place, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};
use kplaces_store::{
    Access, Backend, Filter, KnownKey, OpenRequest, Order, PlaceQuery, PlaceStore,
};

const RUNS: usize = 5;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    println!("  places  work                 plain       sealed    times");
    for count in [10_000, 100_000] {
        let plain = runtime.block_on(measure(kplaces_store_sqlite::backend(), count));
        let sealed = runtime.block_on(measure(kplaces_store_sealed::backend(), count));
        for ((work, plain), (_, sealed)) in plain.times.iter().zip(&sealed.times) {
            println!(
                "{count:>8}  {work:<14} {:>9.2} ms {:>9.2} ms {:>8.2}",
                ms(*plain),
                ms(*sealed),
                ms(*sealed) / ms(*plain)
            );
        }
        println!(
            "{count:>8}  {:<14} {:>9} KB {:>9} KB {:>8.2}",
            "size",
            plain.bytes / 1_000,
            sealed.bytes / 1_000,
            sealed.bytes as f64 / plain.bytes as f64
        );
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

struct Seen {
    times: Vec<(&'static str, Duration)>,
    bytes: u64,
}

async fn open(backend: Backend, folder: &Path, key: &KnownKey) -> Arc<dyn PlaceStore> {
    let request = OpenRequest {
        location: "places".into(),
        data_dir: folder.to_owned(),
        access: Access::ReadWrite,
        keys: Some(Arc::new(key.clone())),
    };
    (backend.open)(request).await.unwrap()
}

async fn measure(backend: Backend, count: u32) -> Seen {
    let key = KnownKey(Identity::generate().to_string());
    let mut rows: Vec<(&'static str, Vec<Duration>)> = Vec::new();
    let mut bytes = 0;
    for _ in 0..RUNS {
        let folder = tempfile::tempdir().unwrap();
        let mut note = |work: &'static str, start: Instant| {
            let time = start.elapsed();
            match rows.iter_mut().find(|(name, _)| *name == work) {
                Some((_, times)) => times.push(time),
                None => rows.push((work, vec![time])),
            }
        };
        let store = open(backend, folder.path(), &key).await;
        let mut plan = adding(count);
        let start = Instant::now();
        store.apply(&plan).await.unwrap();
        note("first sync", start);
        plan.base = Revision(1);
        plan.added.clear();
        let start = Instant::now();
        store.apply(&plan).await.unwrap();
        note("unchanged sync", start);
        drop(store);
        let start = Instant::now();
        let store = open(backend, folder.path(), &key).await;
        store.state().await.unwrap();
        note("open", start);
        let find = PlaceQuery {
            filter: Filter {
                text: FoldedQuery::new("place 77"),
                ..Filter::default()
            },
            ..PlaceQuery::scan(20)
        };
        let start = Instant::now();
        assert!(!store.places(&find).await.unwrap().hits.is_empty());
        note("find", start);
        let near = PlaceQuery {
            order: Order::Distance(Position::from_degrees(48.1, 11.5).unwrap()),
            ..PlaceQuery::scan(10)
        };
        let start = Instant::now();
        assert_eq!(store.places(&near).await.unwrap().hits.len(), 10);
        note("near", start);
        let start = Instant::now();
        let copy = folder.path().join("copy");
        store.snapshot(&copy).await.unwrap();
        note("backup", start);
        bytes = fs::metadata(folder.path().join("places")).unwrap().len();
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    let times = rows.into_iter().map(|(work, times)| (work, median(times)));
    Seen {
        times: times.collect(),
        bytes,
    }
}

fn adding(count: u32) -> SyncPlan {
    let place = |n: u32| Place {
        key: n.to_string().as_str().into(),
        name: format!("A place {n} of some length").into(),
        position: Position::from_degrees(
            35.0 + f64::from(n % 2_000) / 100.0,
            f64::from(n % 1_777) / 100.0,
        )
        .ok(),
        radius: Radius::default(),
        colour: None,
        groups: [GroupName::from(format!("Group {}", n % 40).as_str())]
            .into_iter()
            .collect(),
    };
    SyncPlan {
        base: Revision(0),
        added: (0..count).map(place).collect(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_700_000_000),
            selection: Vec::new(),
            cut_at: None,
        },
    }
}
