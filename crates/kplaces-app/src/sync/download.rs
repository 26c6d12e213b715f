use std::collections::HashSet;
use std::num::NonZeroU64;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;

use kplaces_domain::{Colour, GroupsRef, Oddity, PlaceKey, PlaceRef, Places, Radius};
use kplaces_edition::Limit;
use kplaces_webfleet::{AddressRow, Cell, Client, Recall, RowDigest, RowKey, RowRun, Transfer};

use super::colours::Colours;
use super::drafts::{Draft, Drafts};
use super::last::{AddressFacts, NONE, PutOff};
use super::oddities::{OddBits, RowRemarks};
use super::positions::Positions;
use super::rows::{LastRows, Matcher, Origin, Seen, number_hash};
use super::{StepHook, SyncStep, thousands};
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
    put_off: PutOff<'h>,
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

    fn count(&mut self, rows: u32) {
        let before = self.rows;
        self.rows += rows;
        for count in thousands(before.into(), self.rows.into()) {
            (self.step)(SyncStep::Addresses(count));
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
        self.count(1);
        self.matcher.known(row);
    }

    fn expected(&mut self) -> Option<(u32, RowRun)> {
        self.matcher.expected()
    }

    fn came(&mut self, run: Option<RowRun>) {
        self.matcher.came(run);
    }

    fn all_known(&mut self, first: u32, run: RowRun) {
        self.count(run.rows());
        self.matcher.all_known(first, run);
    }

    fn taken(&mut self, run: RowRun) {
        self.matcher.taken(run);
    }

    fn is_ready(&self) -> bool {
        self.matcher.is_ready()
    }

    fn get_ready(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.matcher.get_ready(self.put_off))
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
        put_off: PutOff<'_>,
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
            put_off,
            step,
        };
        let received = client
            .addresses_recalled(group, fresh, |to, row, mark| {
                let order = first + to.rows;
                to.count(1);
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
        let hashes = matcher.hashes().cloned();
        self.reports.push(matcher);
        if let Some(hashes) = hashes {
            self.set_hashes(&hashes);
        }
        self.goes_on |= received.transfer.goes_on;
        Ok(received.transfer)
    }

    /// Whether the reports have just the rows of the last ones, in their order.
    pub(super) fn is_same(&self) -> bool {
        let last = self.last.as_ref();
        last.is_some_and(|last| last.len() == self.reports.len())
            && self.reports.iter().all(Matcher::is_same)
    }

    /// The hashes of the rows of the last reports, where they are not in the store any more.
    pub(super) fn hashes(&self) -> Option<Arc<Vec<u8>>> {
        self.reports.iter().find_map(Matcher::hashes).cloned()
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
        let (mut order, mut first, mut skipped) = (0, 0, 0);
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
            skipped += matcher.skipped();
            if known.len() != skipped {
                return None;
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
