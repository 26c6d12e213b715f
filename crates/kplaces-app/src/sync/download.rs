use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use kplaces_domain::{Colour, Groups, Oddity, Place, PlaceKey, Radius, Remarks};
use kplaces_edition::Limit;
use kplaces_webfleet::{AddressRow, Cell, Client, Recall, RowDigest, RowKey, RowMark, Transfer};

use super::last::{AddressFacts, NONE};
use super::oddities::{OddBits, RowRemarks};
use super::positions::Positions;
use super::rows::{LastRows, Matcher, Origin, Seen};
use super::{StepHook, SyncStep};
use crate::AppError;

/// Addresses as they come in, before their groups are known.
pub(super) struct Download {
    limit: Limit,
    /// What numbers and rows are hashed with.
    key: RowKey,
    /// The rows of the last reports, one by one; nothing where none are compared.
    last: Option<Vec<LastRows>>,
    /// Keys taken so far; kept only where there is a limit to count against.
    keys: HashSet<PlaceKey>,
    drafts: Vec<Draft>,
    remarks: RowRemarks,
    positions: Positions,
    rows: u32,
    /// The rows of the reports so far.
    reports: Vec<Matcher>,
    goes_on: bool,
}

/// An address without its groups.
pub(super) struct Draft {
    pub(super) place: Place,
    /// The hash of the address number, where the key is the uid: the membership report may know only it.
    pub(super) number: Option<u64>,
    /// Which row of all reports it is; the last of equal keys counts.
    pub(super) order: u32,
    /// Which of the address reports it came in.
    report: u32,
    /// Its position came in degrees.
    in_degrees: bool,
    odd: OddBits,
    /// Some of its text was damaged.
    repaired: bool,
    /// Which of the stored places it is, by key, where its row was not taken apart; else [`NONE`].
    pub(super) stored: u32,
}

/// What one try of one address report collected.
struct Collected<'h> {
    keys: HashSet<PlaceKey>,
    drafts: Vec<Draft>,
    remarks: RowRemarks,
    positions: Positions,
    rows: u32,
    matcher: Matcher,
    step: StepHook<'h>,
}

impl Collected<'_> {
    fn count(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(1000) {
            (self.step)(SyncStep::Addresses(self.rows.into()));
        }
    }
}

impl Recall for Collected<'_> {
    fn key(&self) -> Option<&RowKey> {
        self.matcher.key()
    }

    fn header(&mut self, header: RowDigest) {
        self.matcher.header(header);
    }

    fn find(&mut self, row: RowDigest) -> Option<u32> {
        self.matcher.find(row)
    }

    fn known(&mut self, row: u32) {
        self.count();
        self.matcher.known(row);
    }
}

/// A row that was not taken apart, and the stored place that came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownRow {
    /// Which place, counted by key.
    pub(super) place: u32,
    order: u32,
    report: u32,
    facts: AddressFacts,
}

impl Download {
    /// `last` is what the reports are compared with; without it no row of them is hashed.
    pub(super) fn new(limit: Limit, key: RowKey, last: Option<Vec<LastRows>>) -> Self {
        Self {
            limit,
            key,
            last,
            keys: HashSet::new(),
            drafts: Vec::new(),
            remarks: RowRemarks::default(),
            positions: Positions::default(),
            rows: 0,
            reports: Vec::new(),
            goes_on: false,
        }
    }

    /// Fetches the addresses of one group or of all, up to the limit.
    pub(super) async fn fetch_addresses(
        &mut self,
        client: &Client,
        group: Option<&str>,
        step: StepHook<'_>,
    ) -> Result<Transfer, AppError> {
        if !self.limit.admits_one_more(self.keys.len()) {
            // Whether the other groups hold more is not worth a request of the quota.
            self.goes_on = true;
            return Ok(Transfer::default());
        }
        step(SyncStep::Addresses(0));
        let report = self.reports.len();
        let (limit, key, first) = (self.limit, self.key, self.rows);
        let known = &self.keys;
        let last = self.last.as_ref();
        let hashed_with = last.map(|_| key);
        let last = last.and_then(|last| last.get(report).cloned());
        let last = last.unwrap_or_default();
        let fresh = || Collected {
            keys: known.clone(),
            drafts: Vec::new(),
            remarks: RowRemarks::default(),
            positions: Positions::default(),
            rows: 0,
            matcher: Matcher::new(hashed_with, last.clone()),
            step,
        };
        let received = client
            .addresses_recalled(group, fresh, |to, row, mark| {
                let order = first + to.rows;
                to.count();
                if to.matcher.read(mark.digest) == Seen::Known {
                    return ControlFlow::Continue(());
                }
                let Some(mut draft) = read_draft(row, mark, &key) else {
                    let mut odd = OddBits::default();
                    odd.add(Oddity::NoKey);
                    let key = PlaceKey::new(format!("row {}", to.rows));
                    to.remarks.add(order, &key, odd);
                    return ControlFlow::Continue(());
                };
                (draft.place.position, draft.in_degrees) = to.positions.read(row, &mut draft.odd);
                draft.order = order;
                draft.report = report as u32;
                to.remarks.add(order, &draft.place.key, draft.odd);
                if limit != Limit::Unlimited {
                    to.keys.insert(draft.place.key.clone());
                }
                to.drafts.push(draft);
                if limit.admits_one_more(to.keys.len()) {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })
            .await?;
        let Collected {
            keys,
            drafts,
            remarks,
            positions,
            rows,
            matcher,
            ..
        } = received.collected;
        self.keys = keys;
        if self.drafts.is_empty() {
            self.drafts = drafts;
        } else {
            self.drafts.extend(drafts);
        }
        self.remarks.merge(remarks);
        self.positions.merge(positions);
        self.rows += rows;
        self.reports.push(matcher);
        self.goes_on |= received.transfer.goes_on;
        Ok(received.transfer)
    }

    /// Whether the reports have just the rows of the last ones, in their order.
    pub(super) fn is_same(&self) -> bool {
        let last = self.last.as_ref();
        last.is_some_and(|last| last.len() == self.reports.len())
            && self.reports.iter().all(Matcher::is_same)
    }

    /// As [`LastRows::set_hashes`], for all reports.
    pub(super) fn set_hashes(&mut self, hashes: &Arc<Vec<u8>>) {
        for last in self.last.iter_mut().flatten() {
            last.set_hashes(hashes);
        }
        for report in &mut self.reports {
            report.set_hashes(hashes);
        }
    }

    /// The rows that were not taken apart, by the stored places that came of them. Fails where what is known
    /// of them makes no sense.
    pub(super) fn known_rows(&self, facts: &[AddressFacts]) -> Option<Vec<KnownRow>> {
        let mut known = Vec::new();
        let (mut order, mut first) = (0, 0);
        let last = self.last.as_deref().unwrap_or_default();
        for (report, matcher) in self.reports.iter().enumerate() {
            for origin in matcher.rows() {
                if let Origin::Last(row) = origin
                    && matcher.was_skipped(row)
                {
                    let facts = *facts.get(first + row as usize)?;
                    if facts.place == NONE {
                        return None;
                    }
                    known.push(KnownRow {
                        place: facts.place,
                        order,
                        report: report as u32,
                        facts,
                    });
                }
                order += 1;
            }
            first += last.get(report).map_or(0, LastRows::len);
        }
        known.sort_unstable_by_key(|row| row.place);
        Some(known)
    }

    /// Takes a row that was not taken apart.
    pub(super) fn take_known(&mut self, row: KnownRow, mut place: Place) {
        place.groups = Groups::default();
        if place.position.is_some() {
            self.positions.count(row.facts.in_degrees);
        }
        let odd = OddBits::from_bits(row.facts.odd);
        self.remarks.add(row.order, &place.key, odd);
        self.drafts.push(Draft {
            place,
            number: (row.facts.number != 0).then_some(row.facts.number),
            order: row.order,
            report: row.report,
            in_degrees: row.facts.in_degrees,
            odd,
            repaired: false,
            stored: row.place,
        });
    }

    /// Puts the drafts in the order of their keys; of equal keys the last stays. Fails where no
    /// position can be read.
    pub(super) fn into_drafts(self) -> Result<Drafts, AppError> {
        let Self {
            limit,
            key,
            mut drafts,
            remarks,
            positions,
            rows,
            reports,
            goes_on,
            ..
        } = self;
        let mut remarks = remarks.into_remarks();
        let is_mixed = positions.are_mixed();
        if is_mixed {
            drafts.sort_unstable_by_key(|draft| draft.order);
            // Which of the two a number was meant as cannot be told for each row alone.
            for draft in drafts.iter_mut().filter(|draft| draft.in_degrees) {
                draft.place.position = None;
                remarks.add(&draft.place.key, Oddity::UnreadablePosition);
            }
        }
        positions.judge(drafts.len() as u64)?;
        drafts.sort_unstable_by(|a, b| a.place.key.cmp(&b.place.key).then(a.order.cmp(&b.order)));
        drafts.dedup_by(|later, earlier| {
            let same = later.place.key == earlier.place.key;
            if same {
                // An address of two wanted groups comes in two reports; that is not odd.
                if later.report == earlier.report {
                    remarks.add(&later.place.key, Oddity::DuplicateKey);
                }
                std::mem::swap(later, earlier);
            }
            same
        });
        Ok(Drafts {
            key,
            items: drafts,
            remarks,
            cut_at: limit.number().filter(|_| goes_on),
            reports,
            rows,
            is_mixed,
        })
    }
}

/// A whole download in the order of its keys, each key once.
pub(super) struct Drafts {
    /// What numbers are hashed with.
    pub(super) key: RowKey,
    items: Vec<Draft>,
    pub(super) remarks: Remarks,
    /// The limit that cut it short, if one did.
    pub(super) cut_at: Option<u32>,
    /// The rows of the address reports.
    pub(super) reports: Vec<Matcher>,
    /// How many those are.
    rows: u32,
    /// Some positions came in degrees and some did not.
    is_mixed: bool,
}

impl Drafts {
    pub(super) fn as_slice(&self) -> &[Draft] {
        &self.items
    }

    pub(super) fn groups_mut(&mut self, index: u32) -> Option<&mut Groups> {
        self.items
            .get_mut(index as usize)
            .map(|draft| &mut draft.place.groups)
    }

    pub(super) fn retain(&mut self, admits: impl Fn(&Groups) -> bool) {
        self.items.retain(|draft| admits(&draft.place.groups));
    }

    /// Keeps the first places up to `limit`, in the order of the report.
    pub(super) fn cut_to(&mut self, limit: Limit) {
        let Some(number) = limit
            .number()
            .filter(|number| (*number as usize) < self.items.len())
        else {
            return;
        };
        let mut orders: Vec<u32> = self.items.iter().map(|draft| draft.order).collect();
        let (_, &mut last, _) = orders.select_nth_unstable(number as usize - 1);
        self.items.retain(|draft| draft.order <= last);
        self.cut_at = Some(number);
    }

    /// Which draft each of the stored places is whose row was not taken apart, up to the last such place; [`NONE`]
    /// for others.
    pub(super) fn of_stored(&self) -> Vec<u32> {
        let stored = self.items.iter().map(|item| item.stored);
        let last = stored.filter(|stored| *stored != NONE).max();
        let mut drafts = vec![NONE; last.map_or(0, |last| last as usize + 1)];
        for (draft, item) in (0..).zip(&self.items) {
            if let Some(of_stored) = drafts.get_mut(item.stored as usize) {
                *of_stored = draft;
            }
        }
        drafts
    }

    /// The hashes of all rows, and what there is to know of each.
    pub(super) fn facts(&self) -> (Vec<u8>, Vec<AddressFacts>) {
        let nothing = AddressFacts {
            place: NONE,
            ..AddressFacts::default()
        };
        let mut facts = vec![nothing; self.rows as usize];
        let mut skips = vec![false; self.rows as usize];
        for (place, draft) in (0..).zip(&self.items) {
            let row = draft.order as usize;
            if let (Some(fact), Some(skip)) = (facts.get_mut(row), skips.get_mut(row)) {
                *fact = AddressFacts {
                    place,
                    odd: draft.odd.bits(),
                    in_degrees: draft.in_degrees,
                    number: draft.number.unwrap_or_default(),
                };
                *skip = draft.is_plain() && !(self.is_mixed && draft.in_degrees);
            }
        }
        let rows = self.reports.iter().flat_map(|report| {
            let rows = report.rows();
            rows.map(|row| report.hash(row))
        });
        let mut hashes = Vec::with_capacity(facts.len() * 16);
        for (hash, skip) in rows.zip(skips) {
            hashes.extend_from_slice(&(hash | u128::from(skip)).to_le_bytes());
        }
        (hashes, facts)
    }

    pub(super) fn into_places(self) -> Vec<Place> {
        self.items.into_iter().map(|draft| draft.place).collect()
    }
}

impl Draft {
    /// Whether its row says no more than the place and its facts do. Of positions that cannot be read the form
    /// is told.
    fn is_plain(&self) -> bool {
        let told = [Oddity::UnreadablePosition, Oddity::PositionOutOfRange];
        !self.repaired && !told.iter().any(|oddity| self.odd.has(*oddity))
    }
}

/// The hash of an address number.
pub(super) fn number_hash(key: &RowKey, number: &str) -> u64 {
    // None is 0.
    key.digest(number.as_bytes()).number() as u64 | 1
}

/// Makes a draft of a row, all but its position, as far as it makes sense. `None` if nothing tells it
/// from others.
fn read_draft(row: AddressRow<'_>, mark: RowMark, key: &RowKey) -> Option<Draft> {
    let mut odd = OddBits::default();
    let place_key = PlaceKey::new(row.uid.or(row.number)?);
    if row.name.trim().is_empty() {
        odd.add(Oddity::NoName);
    }
    let radius = match row.radius {
        Cell::Empty => Ok(Radius::default()),
        Cell::Decimal(_) | Cell::Odd(_) => Err(Oddity::UnreadableRadius),
        Cell::Number(metres) => Radius::from_metres(metres).ok_or(Oddity::RadiusOutOfRange),
    };
    let radius = radius
        .inspect_err(|oddity| odd.add(*oddity))
        .unwrap_or_default();
    let colour = row.colour.and_then(|name| name.parse::<Colour>().ok());
    if row.colour.is_some() && !colour.as_ref().is_some_and(Colour::is_known) {
        odd.add(Oddity::UnknownColour);
    }
    Some(Draft {
        place: Place {
            key: place_key,
            name: row.name.into(),
            position: None,
            radius,
            colour,
            groups: Groups::default(),
        },
        number: row.uid.and(row.number).map(|it| number_hash(key, it)),
        order: 0,
        report: 0,
        in_degrees: false,
        odd,
        repaired: mark.repaired,
        stored: NONE,
    })
}
