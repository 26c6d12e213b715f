//! Sync over loopback HTTP into a durable SQLite file: `cargo bench -p kplaces-app`.
//!
//! Each figure of the table is one process that does one sync, so that its peak memory is its own;
//! the peer is `peer.py`, the usual way in Python, over the same address report. It gets less to do:
//! no groups, no search index, no comparison. Criterion then times the same work in process.
#![expect(
    clippy::disallowed_methods,
    reason = "a bench starts programs and serves them"
)]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops at the first surprise"
)]

use std::borrow::Cow;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, SamplingMode};
use kplaces_app::{App, SyncRequest};
use kplaces_domain::Timestamp;
use kplaces_edition::{EditionId, Limits, Manifest, Policy};
use kplaces_export::Exporters;
use kplaces_store_sqlite::SqliteStore;
use kplaces_webfleet::{Client, ClientOptions, Login};
use kplaces_webfleet_sim::{
    Addresses, Options, Request, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER, Sim,
    World,
};
use tokio::runtime::Runtime;

const SIZES: [usize; 2] = [10_000, 100_000];
const RUNS: usize = 5;

/// The sample's user and password in Base64.
const LOGIN: &str = "ZGlzcG86Y2FuYXJ5LXBhc3N3b3JkLTdR";

/// Seconds and peak memory in MiB of one process.
type Figure = (f64, f64);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, url, database] = arguments.as_slice()
        && flag == "--one-sync"
    {
        return one_sync(url, Path::new(database));
    }
    let sizes: Vec<usize> = match arguments.iter().position(|argument| argument == "--places") {
        Some(at) => vec![arguments[at + 1].parse().unwrap()],
        None => SIZES.to_vec(),
    };
    println!(
        "places      work         seconds   peak MiB   ratio of the Python way (time, memory)"
    );
    for size in &sizes {
        table(*size);
    }
    if sizes == SIZES {
        let mut criterion = Criterion::default().configure_from_args();
        for size in sizes {
            timed(&mut criterion, size);
        }
        criterion.final_summary();
    }
}

fn table(size: usize) {
    let url = stand_in(size, 0);
    let folder = tempfile::tempdir().unwrap();
    let peer = median(
        (0..RUNS)
            .map_while(|n| peer(&url, &folder.path().join(format!("peer{n}.db"))))
            .collect(),
    );
    let first = median(
        (0..RUNS)
            .map(|n| child(&url, &folder.path().join(format!("{n}.db"))))
            .collect(),
    );
    let again = median(
        (0..RUNS)
            .map(|n| child(&url, &folder.path().join(format!("{n}.db"))))
            .collect(),
    );
    let line = |work: &str, figure: Figure| {
        let ratio = peer.map_or_else(
            || "python3 did not run".to_owned(),
            |peer| format!("{:.2}, {:.2}", figure.0 / peer.0, figure.1 / peer.1),
        );
        println!(
            "{size:<10}  {work:<11}  {:>7.3}   {:>8.1}   {ratio}",
            figure.0, figure.1
        );
    };
    if let Some(peer) = peer {
        line("Python way", peer);
    }
    // One place in a hundred has another name: what was there is overwritten, the file written anew.
    let edited = stand_in(size, 100);
    let changed = median(
        (0..RUNS)
            .map(|n| child(&edited, &folder.path().join(format!("{n}.db"))))
            .collect(),
    );
    line("first", first.unwrap());
    line("unchanged", again.unwrap());
    line("1 % changed", changed.unwrap());
}

fn median(mut figures: Vec<Figure>) -> Option<Figure> {
    figures.sort_by(|a, b| a.0.total_cmp(&b.0));
    figures.get(figures.len() / 2).copied()
}

/// One sync in a process of its own.
fn child(url: &str, database: &Path) -> Figure {
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("--one-sync")
        .arg(url)
        .arg(database)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    figure(&String::from_utf8(output.stdout).unwrap())
}

fn figure(line: &str) -> Figure {
    let (seconds, kib) = line.trim().split_once(' ').unwrap();
    (
        seconds.parse().unwrap(),
        kib.parse::<f64>().unwrap() / 1024.0,
    )
}

fn one_sync(url: &str, database: &Path) {
    let runtime = runtime();
    let start = Instant::now();
    runtime.block_on(sync(url, database));
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak
        .and_then(|peak| peak.split_whitespace().next())
        .unwrap_or("0");
    println!("{seconds} {kib}");
}

fn peer(url: &str, database: &Path) -> Option<Figure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer.py");
    let query = format!(
        "account={SAMPLE_ACCOUNT}&apikey={SAMPLE_APIKEY}&action=showAddressReportExtern&outputformat=csv&useUTF8=true\
         &columnfilter=addruid,addrno,addrname1,positionx,positiony,radius,color"
    );
    let output = Command::new("python3")
        .arg(script)
        .args([url, &query, SAMPLE_USER, SAMPLE_PASSWORD])
        .arg(database)
        .output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(figure(&String::from_utf8(output.stdout).ok()?))
}

fn timed(criterion: &mut Criterion, size: usize) {
    let url = stand_in(size, 0);
    let runtime = runtime();
    let mut group = criterion.benchmark_group(format!("sync {size}"));
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .measurement_time(Duration::from_secs(10));
    group.bench_function("first", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().unwrap(),
            |folder| {
                runtime.block_on(sync(&url, &folder.path().join("places.db")));
                folder
            },
            BatchSize::PerIteration,
        );
    });
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("places.db");
    runtime.block_on(sync(&url, &database));
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| runtime.block_on(sync(&url, &database)));
    });
    group.finish();
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Serves the stand-in's reports from memory: made once, so that only the client is measured. Where
/// `every` is not 0, each of so many addresses has another name.
fn stand_in(size: usize, every: usize) -> String {
    let mut world = World::synthetic(size);
    if every > 0 {
        let addresses = &mut world.accounts[0].addresses;
        let mut listed: Vec<_> = addresses.iter().map(Cow::into_owned).collect();
        for address in listed.iter_mut().step_by(every) {
            address.name1.push('!');
        }
        *addresses = Addresses::Listed(listed);
    }
    let sim = Sim::new(
        world,
        Options {
            quota: None,
            ..Options::default()
        },
    );
    let body = |action: &str, columns: &str| {
        let query = format!(
            "account={SAMPLE_ACCOUNT}&apikey={SAMPLE_APIKEY}&action={action}&useUTF8=true&columnfilter={columns}"
        );
        let request = Request {
            method: "GET",
            path: "/extern",
            query: &query,
            authorization: Some(&format!("Basic {LOGIN}")),
            content_type: None,
            body: b"",
        };
        sim.respond(&request, Duration::ZERO).body.into_bytes()
    };
    let addresses = body(
        "showAddressReportExtern",
        "addrno,addruid,addrname1,positionx,positiony,radius,color",
    );
    let members = body(
        "showAddressGroupAddressReportExtern",
        "addrno,addruid,addrgrpname",
    );
    assert!(addresses.len() > size && members.len() > size);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // The client hangs up when it has what it wants.
            let _ = answer(&mut stream, &addresses, &members);
        }
    });
    format!("http://{address}/extern")
}

/// Reads one request and answers it; the connection is closed then.
fn answer(stream: &mut TcpStream, addresses: &[u8], members: &[u8]) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut byte)?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(&byte[..read]);
    }
    let of_members = head
        .windows(35)
        .any(|part| part == b"showAddressGroupAddressReportExtern");
    let body = if of_members { members } else { addresses };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

async fn sync(url: &str, database: &Path) {
    let id = EditionId::Enterprise;
    let manifest = Manifest {
        id,
        title: id.title().to_owned(),
        summary: kplaces_edition::Summary::default(),
        features: [].into(),
        limits: Limits {
            places: id.places(),
        },
    };
    let policy = Policy::new(manifest, &[].into()).unwrap();
    let store = SqliteStore::open(database.to_owned()).await.unwrap();
    let app = App::new(policy, Arc::new(store), None, Exporters::default());
    let login = Login {
        account: SAMPLE_ACCOUNT.to_owned(),
        user: SAMPLE_USER.to_owned(),
        password: SAMPLE_PASSWORD.to_owned().into(),
        apikey: SAMPLE_APIKEY.to_owned().into(),
    };
    let client = Client::new(ClientOptions::new(url.parse().unwrap()), login).unwrap();
    let request = SyncRequest {
        groups: Vec::new(),
        limit: None,
        accept_shrink: false,
        dry_run: false,
        now: Timestamp::from_unix(1_000),
    };
    app.sync(&client, &request, &|_| {}).await.unwrap();
}
