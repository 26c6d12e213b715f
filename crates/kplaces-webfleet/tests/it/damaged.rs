//! Whatever happens to a reply on its way, what comes out is the same places, a refusal, or places
//! whose damage is counted. Never a place under another one's name or position, and never fewer
//! places in silence.
//!
//! Sound reports that are hard to read are damaged once, in each way there is, and read in pieces.
//! `KPLACES_LONG=1 cargo test -p kplaces-webfleet --test it damaged` takes a hundred times as many.

mod hostile;
mod memberships;
mod oracle;
mod report;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

use fastrand::Rng;
use kplaces_webfleet::{AddressRow, Cell};
use kplaces_webfleet_sim::damage::{Damaged, Format, Kind, damage};
use oracle::{Seen, judge};
use report::{Place, Report, Shape};

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
    let parsed = outcome.map_err(|error| error.to_string())?;
    Ok(Seen {
        places,
        repaired: parsed.repaired_cells,
        unreadable: parsed.unreadable.rows,
    })
}

fn place(row: &AddressRow<'_>) -> Place {
    let number = |cell: Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) | Cell::Decimal(number) => number.to_string(),
        Cell::Odd(_) => "not a number".to_owned(),
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

/// A report that depends on the seed alone. Most are small: there are more of them in a second.
fn report(shape: Shape, format: Format, seed: u64) -> (Report, Rng) {
    let mut random = Rng::with_seed(seed);
    let places = match random.u8(..6) {
        0 => random.usize(20..=40),
        1 => 1,
        _ => random.usize(2..8),
    };
    (Report::of(shape, format, places, &mut random), random)
}

/// What came of the replies of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    replies: u64,
    refused: u64,
    wrong: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            replies,
            refused,
            wrong,
        } = self;
        write!(f, "{replies} replies, {refused} refused, {wrong} wrong")
    }
}

/// What came of all replies.
#[derive(Default)]
struct Outcomes {
    tallies: BTreeMap<String, Tally>,
    /// The first wrong ones of each kind.
    wrong: String,
}

/// Damages so many reports until there were enough replies, and reads each.
fn run(
    shape: Shape,
    format: Format,
    replies: u64,
    mut read: impl FnMut(&Damaged, &mut Rng) -> Result<Seen, String>,
) -> Outcomes {
    let mut outcomes = Outcomes::default();
    let (mut so_far, mut seed) = (0, 0);
    while so_far < replies {
        let (report, mut random) = report(shape, format, seed);
        let kinds = Kind::ALL.iter().flat_map(|kind| (0..EACH).map(|_| *kind));
        for kind in kinds {
            let Some(damaged) = damage(&report.body, format, kind, &mut random) else {
                continue;
            };
            let read = read(&damaged, &mut random);
            let tally = outcomes.tallies.entry(kind.to_string()).or_default();
            tally.replies += 1;
            tally.refused += u64::from(read.is_err());
            so_far += 1;
            if let Err(why) = judge(&report, &damaged, read.as_ref().ok()) {
                tally.wrong += 1;
                if tally.wrong <= 3 {
                    outcomes.wrong += &told(seed, &report, &damaged, &read, &why);
                }
            }
        }
        seed += 1;
    }
    outcomes
}

fn told(
    number: u64,
    report: &Report,
    damaged: &Damaged,
    read: &Result<Seen, String>,
    why: &str,
) -> String {
    let from = damaged.at.start.saturating_sub(150);
    let around = |body: &[u8]| {
        let end = (from + 300).min(body.len());
        body[from.min(end)..end].escape_ascii().to_string()
    };
    let came = match read {
        Ok(seen) => {
            let (places, counted) = (seen.places.len(), (seen.repaired, seen.unreadable));
            format!("{places} places, repaired and unreadable: {counted:?}")
        }
        Err(error) => error.clone(),
    };
    format!(
        "report {number}, {:?}, {} places, {} at {:?}: {why}\n  sound:   {}\n  damaged: {}\n  read:    {came}\n",
        report.format,
        report.places.len(),
        damaged.kind,
        damaged.at,
        around(&report.body),
        around(&damaged.body),
    )
}

/// Panics with what was wrong. Returns what came of each kind.
fn holds(
    shape: Shape,
    format: Format,
    replies: u64,
    read: impl FnMut(&Damaged, &mut Rng) -> Result<Seen, String>,
) -> String {
    let Outcomes { tallies, wrong } = run(shape, format, replies, read);
    let all: u64 = tallies.values().map(|tally| tally.replies).sum();
    assert!(all >= replies);
    // CSV has no object to be wrapped in.
    let kinds = Kind::ALL.len() - usize::from(format == Format::Csv);
    assert_eq!(tallies.len(), kinds, "each kind was tried");
    let least = replies / Kind::ALL.len() as u64 / 4;
    for (kind, tally) in &tallies {
        assert!(tally.replies >= least, "{kind}: {tally:?}");
    }
    let lines = tallies.iter().map(|(kind, it)| format!("  {kind}: {it}\n"));
    let summary = format!(
        "{shape:?}, {format:?}: {all} replies\n{}",
        lines.collect::<String>()
    );
    assert!(wrong.is_empty(), "{summary}{wrong}");
    summary
}

#[test]
fn no_damage_to_csv_gives_a_place_what_is_another_ones_or_loses_one_in_silence() {
    let read = |it: &Damaged, random: &mut Rng| read_in_pieces(&it.body, random);
    println!("{}", holds(Shape::Addresses, Format::Csv, REPLIES, read));
}

#[test]
fn no_damage_to_json_gives_a_place_what_is_another_ones_or_loses_one_in_silence() {
    let read = |it: &Damaged, random: &mut Rng| read_in_pieces(&it.body, random);
    println!("{}", holds(Shape::Addresses, Format::Json, REPLIES, read));
}

/// Otherwise all of the above would say nothing.
#[test]
fn a_hostile_report_that_is_sound_is_read_as_it_is() {
    for format in [Format::Csv, Format::Json] {
        for seed in 0..2_000 {
            let (report, mut random) = report(Shape::Addresses, format, seed);
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
            let report = Report::of(Shape::Addresses, format, 40, &mut random);
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
