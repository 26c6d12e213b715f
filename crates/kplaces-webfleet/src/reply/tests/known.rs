//! Rows that are known from an earlier report are the rows that reading them would give, and damage around them
//! is told alike.

use std::collections::HashMap;
use std::pin::Pin;

use super::*;
use crate::{Recall, RowDigest, RowKey, RowRun};

/// Knows the rows of an earlier report by their hashes.
#[derive(Default)]
struct Knower {
    key: Option<RowKey>,
    header: Option<RowDigest>,
    places: HashMap<RowDigest, u32>,
    rows: Vec<String>,
    /// Those that follow each other, with the number of the first.
    runs: Vec<(u32, RowRun)>,
    /// The row that is expected, and the one that was looked for in vain.
    looking: u32,
    missed: Option<u32>,
    /// Single rows cannot be looked for yet.
    is_put_off: bool,
    /// What can be known as one the next time.
    told: Vec<(u32, RowRun)>,
    /// What came.
    taken: Vec<String>,
    seen: Vec<(RowDigest, bool)>,
    recalled: usize,
    asked: Vec<RowDigest>,
}

impl Recall for Knower {
    fn key(&self) -> Option<&RowKey> {
        self.key.as_ref()
    }

    fn header(&mut self, header: RowDigest) {
        if self.header.replace(header) != Some(header) {
            self.places.clear();
            self.runs.clear();
            self.is_put_off = false;
        }
    }

    fn find(&mut self, row: RowDigest) -> Option<u32> {
        self.asked.push(row);
        let found = self.places.get(&row).filter(|_| !self.is_put_off).copied();
        self.looking = found.map_or(self.looking, |found| found + 1);
        found
    }

    fn expected(&mut self) -> Option<(u32, RowRun)> {
        let mut runs = self.runs.iter();
        let run = runs.find(|(first, _)| *first == self.looking && self.missed != Some(*first));
        run.copied()
    }

    fn came(&mut self, run: Option<RowRun>) {
        match run {
            Some(run) => self.looking += run.rows(),
            None => self.missed = Some(self.looking),
        }
    }

    fn is_ready(&self) -> bool {
        !self.is_put_off
    }

    fn get_ready(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.is_put_off = false;
        Box::pin(std::future::ready(()))
    }

    fn all_known(&mut self, first: u32, run: RowRun) {
        self.told.push((self.taken.len() as u32, run));
        let rows = &self.rows[first as usize..(first + run.rows()) as usize];
        self.recalled += rows.len();
        self.taken.extend(rows.iter().cloned());
    }

    fn taken(&mut self, run: RowRun) {
        self.told.push((self.taken.len() as u32 - run.rows(), run));
    }

    fn known(&mut self, row: u32) {
        self.recalled += 1;
        let row = self.rows[row as usize].clone();
        self.taken.push(row);
    }
}

impl TakeRows for Knower {
    fn take(&mut self, cells: &Cells<'_>, mark: RowMark) -> ControlFlow<()> {
        self.taken.push(format!("{:?}", AddressRow::read(cells)));
        let (digest, repaired) = (mark.digest, mark.repaired);
        self.seen.extend(digest.map(|digest| (digest, repaired)));
        ControlFlow::Continue(())
    }

    fn recall(&mut self) -> Option<&mut dyn Recall> {
        Some(self)
    }
}

impl Knower {
    fn read(&mut self, body: &[u8], size: usize) -> Result<Counts, String> {
        let mut reply = Reply::new(Action::ADDRESS_REPORT, columns::ADDRESSES, "host");
        for chunk in body.chunks(size) {
            let fed = reply.feed(chunk, self);
            fed.map_err(|error| error.to_string())?;
            if reply.is_waiting() {
                self.is_put_off = false;
                let fed = reply.feed(b"", self);
                fed.map_err(|error| error.to_string())?;
            }
        }
        let finished = reply.finish(Framing::Announced, self);
        finished.map_err(|error| error.to_string())
    }

    /// One that knows the rows of a report that need no repair.
    fn of(body: &[u8]) -> Self {
        let mut first = Self {
            key: Some(RowKey::new([7; 16])),
            ..Self::default()
        };
        let _damaged = first.read(body, usize::MAX);
        assert!(first.taken.len() == first.seen.len());
        let regular = first.seen.iter().enumerate();
        let regular = regular.filter(|(_, (_, repaired))| !repaired);
        Self {
            key: first.key,
            header: first.header,
            places: regular.map(|(n, (row, _))| (*row, n as u32)).collect(),
            rows: first.taken,
            runs: first.told,
            ..Self::default()
        }
    }
}

const HEADERS: [&str; 4] = [
    "addruid;addrno;addrname1;positionx;positiony;color\n",
    // A column that is none of ours.
    "addruid;addrno;street;addrname1;positionx;positiony;color\n",
    // Rows may end with a separator.
    "addruid;addrno;addrname1;positionx;positiony;color;\n",
    // And do so where the header does not.
    "addruid;addrno;addrname1;positionx;positiony;color\n",
];

/// Rows whose texts are what breaks readers.
fn row() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "Depot",
        "\"Lager; Süd\"",
        "\"zwei\nZeilen\"",
        "\"zwei\r\nZeilen; \"\"Ost\"\"\"",
        "Halle \"Nord\" 3",
        "\"Zur \"Linde\" Ulm\"",
        "\"offen",
        "zu\"",
        "",
    ]);
    (0_u32..40, name, 0_u32..3, any::<bool>()).prop_map(|(key, name, x, foreign)| {
        let street = if foreign { "Weg 1;" } else { "" };
        format!("1-{key};{key};{street}{name};1157549{x};48137430;red\n")
    })
}

fn report(header: usize, rows: &[String], filling: usize) -> Vec<u8> {
    let mut body = HEADERS[header].to_owned();
    body.extend(rows.iter().map(String::as_str));
    // Enough for doubts to end, and for a row to be one of few that are damaged.
    for n in 0..filling {
        let street = if header == 1 { "Weg;" } else { "" };
        let end = if header >= 2 { ";" } else { "" };
        body += &format!("2-{n};{n};{street}Ort {n};11575490;48137430;blue{end}\n");
    }
    body.into_bytes()
}

proptest! {
    #[test]
    fn a_report_reads_alike_for_who_knows_rows_and_for_who_does_not(
        header in 0_usize..4,
        other in 0_usize..4,
        before in prop::collection::vec(row(), 0..30),
        after in prop::collection::vec(row(), 0..30),
        filling in prop_oneof![0_usize..60, 0_usize..400],
        start in 0_usize..60,
        broken in prop::option::of((0_usize..40_000, prop::sample::select(vec![b'"', b';', b'\n', 0xfc]))),
        size in prop_oneof![1_usize..700, 1_usize..9000],
        is_put_off: bool,
    ) {
        // Most reports have the columns of the last one.
        let other = if start % 4 == 0 { other } else { header };
        let kept = before.iter().skip(start % (before.len() + 1)).chain(&after);
        let now: Vec<String> = kept.cloned().collect();
        let mut body = report(other, &now, filling);
        if let Some((at, byte)) = broken {
            let at = at % body.len();
            body.insert(at, byte);
        }
        let mut knower = Knower::of(&report(header, &before, 300));
        knower.is_put_off = is_put_off;
        let mut stranger = Knower::default();
        let known = knower.read(&body, size);
        prop_assert_eq!(&known, &stranger.read(&body, size));
        if known.is_ok() {
            prop_assert_eq!(&knower.taken, &stranger.taken);
            // What is told of it for the next time is true as well.
            let mut again = Knower {
                key: knower.key,
                header: knower.header,
                rows: knower.taken.clone(),
                runs: knower.told,
                is_put_off,
                ..Knower::default()
            };
            prop_assert_eq!(known, again.read(&body, size));
            prop_assert_eq!(again.taken, knower.taken);
        }
    }
}

#[test]
fn the_rows_of_the_last_report_are_not_taken_apart_again() {
    let rows = ["1-1;1;\"zwei\nZeilen\";1;2;red\n".to_owned()];
    for header in [0, 1, 2] {
        let rows = if header == 0 { &rows[..] } else { &[] };
        let body = report(header, rows, 1000);
        let mut knower = Knower::of(&body);
        knower.runs.clear();
        knower.read(&body, 4000).unwrap();
        // Those of the first piece tell how rows end.
        let read = knower.seen.len();
        assert!(read < 200, "{read} of 1000 in report {header}");
        assert_eq!(knower.recalled + read, knower.taken.len());
        // Each was asked for, in order; of a text of two lines the first one, too.
        knower.asked.retain(|row| knower.places.contains_key(row));
        let found = knower.asked.iter().map(|row| knower.places[row] as usize);
        assert!(found.eq(0..knower.taken.len()), "report {header}");
    }
}

#[test]
fn rows_that_come_as_they_were_are_not_looked_for_one_by_one() {
    let rows = ["1-1;1;\"zwei\nZeilen\";1;2;red\n".to_owned()];
    for (header, rows) in [(0, &rows[..]), (3, &[])] {
        let body = report(header, rows, 1000);
        let mut knower = Knower::of(&body);
        knower.is_put_off = true;
        knower.read(&body, 5000).unwrap();
        assert_eq!((knower.asked.len(), knower.seen.len()), (0, 0), "{header}");
        assert!(knower.is_put_off, "nothing had to be fetched for it");
        assert_eq!(knower.taken, knower.rows);
        assert_eq!(knower.told, knower.runs);
        assert!(knower.runs.len() < 20, "{}", knower.runs.len());

        // One that is new costs those around it.
        let mut changed = body.clone();
        let middle = body.len() / 2;
        changed[middle..middle + 100].make_ascii_uppercase();
        let mut knower = Knower::of(&body);
        knower.is_put_off = true;
        knower.read(&changed, 5000).unwrap();
        let asked = knower.asked.len();
        assert!((1..200).contains(&asked), "{asked}");
        assert_eq!(knower.taken.len(), knower.rows.len());
    }
}

#[test]
fn a_last_row_without_a_line_end_is_not_known_as_a_part_of_a_longer_one() {
    let body = report(0, &[], 100);
    let cut = &body[..body.len() - 1];
    let longer = [cut, b"ish\n"].concat();
    let mut knower = Knower::of(cut);
    let mut stranger = Knower::default();
    knower.read(&longer, 900).unwrap();
    stranger.read(&longer, 900).unwrap();
    assert_eq!(knower.taken, stranger.taken);
}

#[test]
fn a_run_comes_back_as_it_was_kept() {
    let runs = Knower::of(&report(3, &[], 200)).runs;
    assert!(!runs.is_empty());
    for (_, run) in runs {
        assert_eq!(RowRun::from_bytes(run.to_bytes()), run);
        assert!(run.longer);
    }
}
