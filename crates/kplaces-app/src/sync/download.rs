use std::collections::HashSet;
use std::num::NonZeroU64;
use std::ops::ControlFlow;
use std::sync::Arc;

use kplaces_domain::{
    Colour, GroupName, Groups, GroupsRef, Oddity, PlaceKey, PlaceRef, Places, Radius, Remarks,
};
use kplaces_edition::Limit;
use kplaces_webfleet::{AddressRow, Cell, Client, Recall, RowDigest, RowKey, Transfer};

use super::colours::Colours;
use super::last::{AddressFacts, NONE};
use super::oddities::{OddBits, RowRemarks};
use super::positions::Positions;
use super::rows::{LastRows, Matcher, Origin, Seen, number_hash};
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
    places: Places,
    /// Of each place, what there is to know besides.
    drafts: Vec<Draft>,
    remarks: RowRemarks,
    positions: Positions,
    rows: u32,
    /// The rows of the reports so far.
    reports: Vec<Matcher>,
    goes_on: bool,
}

/// What a row says of an address besides what a place has.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// The hash of the address number, where the key is the uid: the membership report may know only it.
    pub(super) number: Option<NonZeroU64>,
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
    places: Places,
    drafts: Vec<Draft>,
    colours: Colours,
    remarks: RowRemarks,
    positions: Positions,
    rows: u32,
    matcher: Matcher,
    step: StepHook<'h>,
}

impl Collected<'_> {
    /// Takes a place, all but its groups, as far as it makes sense.
    fn take(&mut self, key: &str, row: AddressRow<'_>, draft: &mut Draft) {
        if row.name.trim().is_empty() {
            draft.odd.add(Oddity::NoName);
        }
        let radius = match row.radius {
            Cell::Empty => Ok(Radius::default()),
            Cell::Decimal(_) | Cell::Odd(_) => Err(Oddity::UnreadableRadius),
            Cell::Number(metres) => Radius::from_metres(metres).ok_or(Oddity::RadiusOutOfRange),
        };
        let radius = radius
            .inspect_err(|oddity| draft.odd.add(*oddity))
            .unwrap_or_default();
        let colour = row.colour.and_then(|name| self.colours.get(name));
        if row.colour.is_some() && !colour.is_some_and(Colour::is_known) {
            draft.odd.add(Oddity::UnknownColour);
        }
        let position;
        (position, draft.in_degrees) = self.positions.read(row, &mut draft.odd);
        self.places.push(PlaceRef {
            key,
            name: row.name,
            position,
            radius,
            colour,
            groups: GroupsRef::of_numbers(&[], &[]),
        });
    }

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
            places: Places::default(),
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
            places: Places::default(),
            drafts: Vec::new(),
            colours: Colours::default(),
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
                let Some(place_key) = row.uid.or(row.number) else {
                    let mut odd = OddBits::default();
                    odd.add(Oddity::NoKey);
                    to.remarks.add(order, &format!("row {}", to.rows), odd);
                    return ControlFlow::Continue(());
                };
                let mut draft = Draft {
                    number: row.uid.and(row.number).map(|it| number_hash(&key, it)),
                    order,
                    report: report as u32,
                    in_degrees: false,
                    odd: OddBits::default(),
                    repaired: mark.repaired,
                    stored: NONE,
                };
                to.take(place_key, row, &mut draft);
                to.remarks.add(order, place_key, draft.odd);
                if limit != Limit::Unlimited {
                    to.keys.insert(PlaceKey::from(place_key));
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
            places,
            drafts,
            remarks,
            positions,
            rows,
            matcher,
            ..
        } = received.collected;
        self.keys = keys;
        if self.drafts.is_empty() {
            (self.places, self.drafts) = (places, drafts);
        } else {
            self.places.extend(places.iter());
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
        let mut known = Vec::with_capacity(facts.len());
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

    /// Takes room for so many rows that were not taken apart.
    pub(super) fn reserve(&mut self, rows: usize) {
        self.places.reserve(rows);
        self.drafts.reserve_exact(rows);
    }

    /// Takes a row that was not taken apart, and for now the groups of its place as they are stored.
    pub(super) fn take_known(&mut self, row: KnownRow, place: PlaceRef<'_>) {
        if place.position.is_some() {
            self.positions.count(row.facts.in_degrees);
        }
        let odd = OddBits::from_bits(row.facts.odd);
        self.remarks.add(row.order, place.key, odd);
        self.places.push(place);
        self.drafts.push(Draft {
            number: NonZeroU64::new(row.facts.number),
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
            mut places,
            drafts,
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
            let mut odd: Vec<usize> = (0..drafts.len())
                .filter(|n| drafts[*n].in_degrees)
                .collect();
            odd.sort_unstable_by_key(|n| drafts[*n].order);
            // Which of the two a number was meant as cannot be told for each row alone.
            for n in odd {
                places.forget_position(n);
                remarks.add(&PlaceKey::from(places.key(n)), Oddity::UnreadablePosition);
            }
        }
        positions.judge(drafts.len() as u64)?;
        let mut order = places.by_key();
        let same = |a: &u32, b: &u32| places.key(*a as usize) == places.key(*b as usize);
        // Each look at a key is one at memory that is far away.
        let mut is_once = true;
        for run in order.chunk_by_mut(same).filter(|run| run.len() > 1) {
            run.sort_unstable_by_key(|n| drafts[*n as usize].order);
            is_once = false;
        }
        order.dedup_by(|later, earlier| {
            let is_same = !is_once && same(later, earlier);
            if is_same {
                // An address of two wanted groups comes in two reports; that is not odd.
                if drafts[*later as usize].report == drafts[*earlier as usize].report {
                    let key = PlaceKey::from(places.key(*later as usize));
                    remarks.add(&key, Oddity::DuplicateKey);
                }
                *earlier = *later;
            }
            is_same
        });
        Ok(Drafts {
            key,
            items: order.iter().map(|n| drafts[*n as usize]).collect(),
            places: places.gather(&order),
            remarks,
            cut_at: limit.number().filter(|_| goes_on),
            reports,
            rows,
            is_mixed,
            regrouped: Vec::new(),
        })
    }
}

/// A whole download in the order of its keys, each key once.
pub(super) struct Drafts {
    /// What numbers are hashed with.
    pub(super) key: RowKey,
    pub(super) places: Places,
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
    /// The places of known rows that are in other groups than stored, and the stored groups.
    pub(super) regrouped: Vec<(u32, Groups)>,
}

impl Drafts {
    pub(super) fn as_slice(&self) -> &[Draft] {
        &self.items
    }

    /// As [`Places::set_groups`].
    pub(super) fn set_groups(&mut self, members: Vec<(u32, u32)>, names: Vec<GroupName>) {
        let Self { places, items, .. } = self;
        let is_stored = |n: usize| items.get(n).is_some_and(|item| item.stored != NONE);
        self.regrouped = places.set_groups(members, names, is_stored);
    }

    /// Which of them are the stored places, but for their groups; nothing where that cannot be told, because some
    /// positions do not count any more.
    pub(super) fn as_stored(&self) -> Option<Vec<bool>> {
        let stored = self.items.iter().map(|item| item.stored != NONE);
        (!self.is_mixed).then(|| stored.collect())
    }

    pub(super) fn retain(&mut self, admits: impl Fn(GroupsRef<'_>) -> bool) {
        let groups = (0..).zip(self.places.iter().map(|place| place.groups));
        let wanted: Vec<u32> = groups.filter(|it| admits(it.1)).map(|it| it.0).collect();
        self.select(&wanted);
    }

    fn select(&mut self, wanted: &[u32]) {
        self.items = wanted.iter().map(|n| self.items[*n as usize]).collect();
        self.places = std::mem::take(&mut self.places).select(wanted);
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
        let orders = (0..).zip(self.items.iter().map(|draft| draft.order));
        let first: Vec<u32> = orders.filter(|it| it.1 <= last).map(|it| it.0).collect();
        self.select(&first);
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
                    number: draft.number.map_or(0, NonZeroU64::get),
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
}

impl Draft {
    /// Whether its row says no more than the place and its facts do. Of positions that cannot be read the form
    /// is told.
    fn is_plain(&self) -> bool {
        let told = [Oddity::UnreadablePosition, Oddity::PositionOutOfRange];
        !self.repaired && !told.iter().any(|oddity| self.odd.has(*oddity))
    }
}
