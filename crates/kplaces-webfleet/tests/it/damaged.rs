//! Whatever happens to a reply on its way, what comes out is the same places, a refusal, or places
//! whose damage is counted. Never a place under another one's name or position, and never fewer
//! places in silence.
//!
//! Sound reports that are hard to read are damaged once, in each way there is, and read in pieces.
//! `KPLACES_LONG=1 cargo test -p kplaces-webfleet --test it damaged` takes a hundred times as many.

mod hostile;
mod oracle;
mod report;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use fastrand::Rng;
use kplaces_webfleet::{AddressRow, Cell};
use kplaces_webfleet_sim::damage::{Damaged, Format, Kind, damage};
use oracle::{Seen, judge};
use report::{Place, Report};

/// Damaged replies of each format in a run.
const REPLIES: u64 = if option_env!("KPLACES_LONG").is_some() {
    1_000_000
} else {
    12_000
};

/// Each report is damaged in each way that often.
const EACH: u64 = 2;

/// Reads a reply with the parser of the client. This is all that knows how it is called.
fn read(chunks: &[&[u8]]) -> Result<Seen, String> {
    let mut places = Vec::new();
    let outcome = kplaces_webfleet::parse_addresses(chunks.iter().copied(), |row| {
        places.push(place(&row));
        ControlFlow::Continue(())
    });
    let _rows = outcome.map_err(|error| error.to_string())?;
    Ok(Seen {
        places,
        repaired: 0,
        unreadable: 0,
    })
}

fn place(row: &AddressRow<'_>) -> Place {
    let number = |cell: Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Odd => "not a number".to_owned(),
    };
    [
        row.uid.unwrap_or_default().to_owned(),
        row.number.unwrap_or_default().to_owned(),
        row.name.to_owned(),
        number(row.longitude),
        number(row.latitude),
        number(row.radius),
        row.colour.unwrap_or_default().to_owned(),
    ]
}

/// Reads it in pieces of random sizes, as it comes off a connection.
fn read_in_pieces(body: &[u8], random: &mut Rng) -> Result<Seen, String> {
    let largest = [1, 7, 64, 100_000][random.usize(..4)];
    let mut chunks = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(random.usize(1..=largest).min(rest.len()));
        chunks.push(chunk);
        rest = behind;
    }
    read(&chunks)
}

/// A report that depends on the seed alone. Most are small: there is more of them in a second.
fn report(format: Format, seed: u64) -> (Report, Rng) {
    let mut random = Rng::with_seed(seed);
    let places = match random.u8(..6) {
        0 => random.usize(20..=40),
        1 => 1,
        _ => random.usize(2..8),
    };
    (Report::of(format, places, &mut random), random)
}

/// What came of all replies of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    replies: u64,
    refused: u64,
    wrong: u64,
}

/// Damages reports until there were enough replies. Each wrong outcome is told.
fn run(format: Format) -> BTreeMap<String, Tally> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut replies, mut seed) = (0, 0);
    while replies < REPLIES {
        let (report, mut random) = report(format, seed);
        let kinds = Kind::ALL
            .iter()
            .flat_map(|kind| (0..EACH).map(move |_| *kind));
        for kind in kinds {
            let Some(damaged) = damage(&report.body, format, kind, &mut random) else {
                continue;
            };
            let outcome = read_in_pieces(&damaged.body, &mut random);
            let tally = tallies.entry(kind.to_string()).or_default();
            tally.replies += 1;
            tally.refused += u64::from(outcome.is_err());
            replies += 1;
            if let Err(why) = judge(&report, &damaged, outcome.as_ref().ok()) {
                tally.wrong += 1;
                if tally.wrong <= 3 {
                    tell(seed, &report, &damaged, &outcome, &why);
                }
            }
        }
        seed += 1;
    }
    println!("{format:?}: {replies} replies out of {seed} reports");
    for (kind, tally) in &tallies {
        println!("  {kind:18} {tally:?}");
    }
    tallies
}

fn tell(seed: u64, report: &Report, damaged: &Damaged, outcome: &Result<Seen, String>, why: &str) {
    let at = damaged.at.start;
    let around = |body: &[u8]| {
        let from = at.saturating_sub(150).min(body.len());
        body[from..(at + 150).min(body.len())]
            .escape_ascii()
            .to_string()
    };
    println!(
        "seed {seed}, {:?}, {} places, {} at {:?}: {why}\n  sound:   {}\n  damaged: {}\n  read:    {}\n",
        report.format,
        report.places.len(),
        damaged.kind,
        damaged.at,
        around(&report.body),
        around(&damaged.body),
        match outcome {
            Ok(seen) => format!(
                "{} places, {} repaired, {} unreadable",
                seen.places.len(),
                seen.repaired,
                seen.unreadable
            ),
            Err(error) => error.clone(),
        },
    );
}

fn holds(format: Format, kinds: usize) {
    let tallies = run(format);
    let replies: u64 = tallies.values().map(|tally| tally.replies).sum();
    assert!(replies >= REPLIES);
    assert_eq!(tallies.len(), kinds, "each kind was tried");
    let least = REPLIES / Kind::ALL.len() as u64 / 4;
    for (kind, tally) in &tallies {
        assert!(tally.replies >= least, "{kind}: {tally:?}");
    }
    let wrong: BTreeMap<_, _> = tallies
        .iter()
        .filter(|(_, tally)| tally.wrong > 0)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_damage_to_csv_gives_a_place_what_is_another_ones_or_loses_one_in_silence() {
    // CSV has no object to be wrapped in.
    holds(Format::Csv, Kind::ALL.len() - 1);
}

#[test]
fn no_damage_to_json_gives_a_place_what_is_another_ones_or_loses_one_in_silence() {
    holds(Format::Json, Kind::ALL.len());
}

/// Otherwise all of the above would say nothing.
#[test]
fn a_hostile_report_that_is_sound_is_read_as_it_is() {
    for format in [Format::Csv, Format::Json] {
        for seed in 0..2_000 {
            let (report, mut random) = report(format, seed);
            let seen = read_in_pieces(&report.body, &mut random);
            let body = report.body.escape_ascii();
            let seen = seen.unwrap_or_else(|error| panic!("seed {seed}: {error}\n{body}"));
            assert_eq!(seen.places, report.places, "seed {seed}\n{body}");
            assert_eq!(
                (seen.repaired, seen.unreadable),
                (0, 0),
                "seed {seed}\n{body}"
            );
        }
    }
}

/// A reader that refuses whatever is damaged would do no harm, and be of no use.
#[test]
fn one_wrong_byte_in_a_long_report_costs_few_places() {
    for format in [Format::Csv, Format::Json] {
        let (mut replies, mut useful) = (0, 0);
        for seed in 0..200 {
            let mut random = Rng::with_seed(seed);
            let report = Report::of(format, 40, &mut random);
            for kind in [
                Kind::ByteChanged,
                Kind::ByteDropped,
                Kind::ByteInserted,
                Kind::BitFlipped,
            ] {
                let Some(damaged) = damage(&report.body, format, kind, &mut random) else {
                    continue;
                };
                replies += 1;
                let seen = read_in_pieces(&damaged.body, &mut random);
                useful += u32::from(seen.is_ok_and(|seen| seen.places.len() >= 37));
            }
        }
        println!("{format:?}: {useful} of {replies} still give 37 places of 40");
        assert!(
            useful * 10 > replies * 7,
            "{format:?}: {useful} of {replies}"
        );
    }
}
