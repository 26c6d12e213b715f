//! Taking an address report apart, against the least that could be done with the same bytes.
//!
//! `cargo bench -p kplaces-webfleet`. CSV is measured against `csv-core` alone, which finds the
//! fields and does nothing with them; JSON against `serde_json` into values.

#![expect(clippy::unwrap_used, reason = "a bench that fails has nothing to say")]
#![expect(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use csv_core::{ReadRecordResult, ReaderBuilder};
use kplaces_webfleet::parse_addresses;
use kplaces_webfleet_sim::{Options, Request, SAMPLE_ACCOUNT, SAMPLE_APIKEY, Sim, World};

/// About what a socket hands over at once.
const CHUNK: usize = 64 * 1024;

/// The whole report with all columns, as the service would send it.
fn report(rows: usize, format: &str) -> Vec<u8> {
    let sim = Sim::new(World::synthetic(rows), Options::default());
    let query = format!(
        "account={SAMPLE_ACCOUNT}&apikey={SAMPLE_APIKEY}&action=showAddressReportExtern\
         &outputformat={format}"
    );
    let request = Request {
        method: "GET",
        path: "/extern",
        query: &query,
        // dispo:canary-password-7Q
        authorization: Some("Basic ZGlzcG86Y2FuYXJ5LXBhc3N3b3JkLTdR"),
        content_type: None,
        body: b"",
    };
    let body = sim.respond(&request, Duration::ZERO).body.into_bytes();
    assert!(body.len() > rows * 100, "that is no report");
    body
}

fn ours(body: &[u8]) -> u64 {
    parse_addresses(body.chunks(CHUNK), |row| {
        black_box(row);
        ControlFlow::Continue(())
    })
    .unwrap()
    .rows
}

/// Finds the fields of every row, header included, and does nothing with them.
fn csv_core_alone(body: &[u8]) -> u64 {
    let mut reader = ReaderBuilder::new().delimiter(b';').build();
    let (mut text, mut ends) = (vec![0; 4096], vec![0; 64]);
    let (mut filled, mut fields, mut rows) = (0, 0, 0);
    for mut chunk in body.chunks(CHUNK) {
        while !chunk.is_empty() {
            let (result, read, written, ended) =
                reader.read_record(chunk, &mut text[filled..], &mut ends[fields..]);
            chunk = &chunk[read..];
            filled += written;
            fields += ended;
            match result {
                ReadRecordResult::Record => {
                    black_box((&text[..filled], &ends[..fields]));
                    (filled, fields) = (0, 0);
                    rows += 1;
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    panic!("a row is longer than any of ours")
                }
            }
        }
    }
    rows
}

fn serde_json_values(body: &[u8]) -> u64 {
    let rows: Vec<serde_json::Value> = serde_json::from_slice(body).unwrap();
    black_box(&rows).len() as u64
}

/// The medians of eleven runs of both, taken in turns: a busy machine slows both.
fn medians(ours: impl Fn() -> u64, peers: impl Fn() -> u64) -> (Duration, Duration) {
    let time = |run: &dyn Fn() -> u64| {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..11 {
        times[0].push(time(&ours));
        times[1].push(time(&peers));
    }
    let [ours, peers] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    (ours, peers)
}

fn tell(what: &str, rows: usize, (ours, peer): (Duration, Duration), peers_name: &str) {
    let (ours, peer) = (ours.as_secs_f64(), peer.as_secs_f64());
    println!(
        "parse {what} {rows}: {:.1} ms, ratio {:.2} of {peers_name}, {:.2} million rows/s",
        ours * 1e3,
        ours / peer,
        rows as f64 / ours / 1e6
    );
}

/// The most memory the process had so far, where the system tells.
fn tell_peak(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("peak memory {when}: {}", peak.trim());
    }
}

fn parse(criterion: &mut Criterion) {
    for rows in [10_000, 100_000] {
        let csv = report(rows, "csv");
        println!("csv {rows}: {} bytes", csv.len());
        tell_peak("with the report alone");
        assert_eq!(ours(&csv), rows as u64);
        // The report is what it holds: parsing must not add to it.
        tell_peak("after parsing it");
        assert_eq!(csv_core_alone(&csv), rows as u64 + 1);
        let times = medians(|| ours(&csv), || csv_core_alone(&csv));
        tell("csv", rows, times, "csv-core alone");

        let mut group = criterion.benchmark_group("parse");
        group
            .throughput(Throughput::Elements(rows as u64))
            .sample_size(10);
        group.bench_with_input(BenchmarkId::new("csv", rows), &csv, |bench, body| {
            bench.iter(|| ours(body));
        });
        group.bench_with_input(BenchmarkId::new("csv-core", rows), &csv, |bench, body| {
            bench.iter(|| csv_core_alone(body));
        });
        group.finish();
    }
    for rows in [10_000, 100_000] {
        let json = report(rows, "json");
        println!("json {rows}: {} bytes", json.len());
        tell_peak("with the report alone");
        assert_eq!(ours(&json), rows as u64);
        tell_peak("after parsing it");
        assert_eq!(serde_json_values(&json), rows as u64);
        tell_peak("after serde_json read it into values");
        let times = medians(|| ours(&json), || serde_json_values(&json));
        tell("json", rows, times, "serde_json into values");

        let mut group = criterion.benchmark_group("parse");
        group
            .throughput(Throughput::Elements(rows as u64))
            .sample_size(10);
        group.bench_with_input(BenchmarkId::new("json", rows), &json, |bench, body| {
            bench.iter(|| ours(body));
        });
        group.bench_with_input(
            BenchmarkId::new("serde_json", rows),
            &json,
            |bench, body| {
                bench.iter(|| serde_json_values(body));
            },
        );
        group.finish();
    }
}

criterion_group!(benches, parse);
criterion_main!(benches);
