use std::ops::{ControlFlow, Range};
use std::pin::Pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use kplaces_domain::{GroupName, Numbered};
use kplaces_webfleet::{Client, MembershipRow, Recall, RowDigest, RowKey, RowRun, Transfer};

use super::drafts::Drafts;
use super::last::{MemberFacts, NONE, PutOff, room_for};
use super::rows::{LastRows, LastRun, Matcher, Origin, Seen, number_hash};
use super::table::Table;
use super::{StepHook, SyncStep, thousands};
use crate::AppError;

/// The membership report: which draft is in which group, both by index.
pub(super) struct Memberships {
    /// The rows beside those of the last report.
    pub(super) rows: Matcher,
    /// What the rows say that were taken apart: of each row where rows are hashed, else of those only whose
    /// address was taken, so that memory follows the download, not the report.
    fresh: Vec<MemberFacts>,
    /// The rows among them whose address is still to be found.
    strangers: Vec<Stranger>,
    /// The groups that rows name.
    groups: Numbered<GroupName>,
    /// Rows that were taken apart and whose address is not in the download.
    orphans: u64,
}

/// A row that came while the drafts were not there.
struct Stranger {
    row: usize,
    uid: Option<Box<str>>,
    number: Option<Box<str>>,
}

/// What one try of the report collected.
struct Collected<'h> {
    memberships: Memberships,
    count: u64,
    put_off: PutOff<'h>,
    step: StepHook<'h>,
}

impl Collected<'_> {
    fn count(&mut self, rows: u32) {
        let before = self.count;
        self.count += u64::from(rows);
        for count in thousands(before, self.count) {
            (self.step)(SyncStep::Memberships(count));
        }
    }
}

impl Recall for Collected<'_> {
    fn key(&self) -> Option<&RowKey> {
        self.memberships.rows.key()
    }

    fn header(&mut self, header: RowDigest) {
        self.memberships.rows.header(header);
    }

    fn find(&mut self, row: RowDigest) -> Option<u32> {
        self.memberships.rows.find(row)
    }

    fn known(&mut self, row: u32) {
        self.count(1);
        self.memberships.rows.known(row);
    }

    fn expected(&mut self) -> Option<(u32, RowRun)> {
        self.memberships.rows.expected()
    }

    fn came(&mut self, run: Option<RowRun>) {
        self.memberships.rows.came(run);
    }

    fn all_known(&mut self, first: u32, run: RowRun) {
        self.count(run.rows());
        self.memberships.rows.all_known(first, run);
    }

    fn taken(&mut self, run: RowRun) {
        self.memberships.rows.taken(run);
    }

    fn is_ready(&self) -> bool {
        self.memberships.rows.is_ready()
    }

    fn get_ready(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.memberships.rows.get_ready(self.put_off))
    }
}

/// What is known of the rows of the last membership report, and which draft each stored place is now.
pub(super) struct KnownMembers {
    pub(super) facts: Vec<MemberFacts>,
    /// The groups that they name by number.
    pub(super) groups: Vec<GroupName>,
    /// [`NONE`], or nothing, where it is none, or one whose row was taken apart.
    pub(super) of_stored: Vec<u32>,
}

/// Where the addresses of rows are looked for.
pub(super) enum Addresses<'d> {
    /// Among these.
    Drafts(&'d Drafts),
    /// They are those of the last download, which is in the store; rows that are not known wait for them.
    AsStored,
}

impl Memberships {
    /// Fetches the report; its rows are compared with the last ones where these are given.
    pub(super) async fn fetch(
        client: &Client,
        key: RowKey,
        last: Option<LastRows>,
        addresses: Addresses<'_>,
        (put_off, step): (PutOff<'_>, StepHook<'_>),
    ) -> Result<(Self, Transfer), AppError> {
        step(SyncStep::Memberships(0));
        let hashed_with = last.as_ref().map(|_| key);
        let last = last.unwrap_or_default();
        let lookup = match addresses {
            Addresses::Drafts(drafts) => Some(Lookup::new(drafts)),
            Addresses::AsStored => None,
        };
        let fresh = || Collected {
            memberships: Self {
                rows: Matcher::new(hashed_with, last.clone()),
                fresh: Vec::new(),
                strangers: Vec::new(),
                groups: Numbered::default(),
                orphans: 0,
            },
            count: 0,
            put_off,
            step,
        };
        let received = client
            .memberships_recalled(fresh, |to, row, mark| {
                to.count(1);
                let to = &mut to.memberships;
                match &lookup {
                    Some(lookup) => {
                        to.rows.read_anew(mark.digest);
                        to.take(row, lookup, hashed_with.is_some());
                    }
                    None => {
                        if to.rows.read(mark.digest) == Seen::Fresh {
                            to.put_off(row);
                        }
                    }
                }
                ControlFlow::Continue(())
            })
            .await?;
        Ok((received.collected.memberships, received.transfer))
    }

    /// Takes a row. `all` says whether rows whose address is not there are noted, too.
    fn take(&mut self, row: MembershipRow<'_>, lookup: &Lookup<'_>, all: bool) {
        let mut facts = self.facts_of(row);
        if facts.group != NONE {
            (facts.place, facts.by_number) = lookup.find(row.uid, row.number);
            self.orphans += u64::from(facts.place == NONE);
        }
        if all || facts.place != NONE {
            self.fresh.push(facts);
        }
    }

    /// Takes a row whose address cannot be looked for yet.
    fn put_off(&mut self, row: MembershipRow<'_>) {
        let facts = self.facts_of(row);
        if facts.group != NONE {
            self.strangers.push(Stranger {
                row: self.fresh.len(),
                uid: row.uid.map(Into::into),
                number: row.number.map(Into::into),
            });
        }
        self.fresh.push(facts);
    }

    fn facts_of(&mut self, row: MembershipRow<'_>) -> MemberFacts {
        let is_blank = row.group.trim().is_empty();
        MemberFacts {
            place: NONE,
            group: if is_blank {
                NONE
            } else {
                self.groups.of_or(row.group, || row.group.into())
            },
            by_number: false,
        }
    }

    /// Looks for the addresses of the rows that were put off.
    pub(super) fn settle(&mut self, drafts: &Drafts) {
        let lookup = Lookup::new(drafts);
        for stranger in std::mem::take(&mut self.strangers) {
            let found = lookup.find(stranger.uid.as_deref(), stranger.number.as_deref());
            self.orphans += u64::from(found.0 == NONE);
            if let Some(facts) = self.fresh.get_mut(stranger.row) {
                (facts.place, facts.by_number) = found;
            }
        }
    }

    /// Puts each draft into its groups. Of rows that are known `last` says what there is to know. Returns how
    /// many rows name an address that is not in the download; `None` if what is known makes no sense.
    pub(super) fn join(&mut self, drafts: &mut Drafts, last: Option<&KnownMembers>) -> Option<u64> {
        let mut orphans = self.orphans;
        let fresh = self.fresh.iter().filter(|facts| facts.place != NONE);
        let mut members: Vec<(u32, u32)> = Vec::with_capacity(self.rows.count());
        members.extend(fresh.map(|facts| (facts.place, facts.group)));
        let mut groups = self.groups.clone();
        if let Some(last) = last {
            let names = last.groups.iter();
            let numbers: Vec<u32> = names.map(|name| groups.of(name)).collect();
            for row in self.rows.rows() {
                let Origin::Last(row) = row else { continue };
                let facts = last.facts_of(row)?;
                if facts.place != NONE {
                    members.push((facts.place, *numbers.get(facts.group as usize)?));
                } else if facts.group != NONE {
                    orphans += 1;
                }
            }
        }
        drafts.set_groups(members, groups.into_all());
        Some(orphans)
    }

    /// The rows that the next sync can know as one. Without `all` there are none: of addresses that are not there no
    /// row has a hash.
    pub(super) fn runs(&self, all: bool) -> Vec<LastRun> {
        self.rows.runs(|_| all)
    }

    /// The hashes of all rows, the bytes of what there is to know of each, and the groups that they name by number.
    /// Without `all` those of addresses that are not there have no hash, and no group.
    pub(super) fn facts(
        self,
        last: Option<&KnownMembers>,
        all: bool,
    ) -> Option<(Vec<u8>, Vec<u8>, Vec<GroupName>)> {
        let rows = self.rows.count();
        let mut hashes = Vec::with_capacity(rows * 16);
        let mut told = room_for::<{ MemberFacts::SIZE }>(rows);
        // In the order of the rows, so that the same rows are told alike.
        let mut groups = Numbered::default();
        for row in self.rows.rows() {
            // Nothing is lost where a row is not taken apart.
            let mut hash = self.rows.hash(row) | 1;
            let (mut facts, names) = match row {
                Origin::Fresh(row) => (*self.fresh.get(row as usize)?, self.groups.all()),
                Origin::Last(row) => (last?.facts_of(row)?, &last?.groups[..]),
            };
            if !all && facts.place == NONE {
                (hash, facts.group) = (0, NONE);
            }
            if facts.group != NONE {
                facts.group = groups.of(names.get(facts.group as usize)?);
            }
            hashes.extend_from_slice(&hash.to_le_bytes());
            told.extend_from_slice(&facts.bytes());
        }
        Some((hashes, told, groups.into_all()))
    }
}

impl KnownMembers {
    /// What is known of a row, with the draft in the place of the stored place; `None` where that makes no sense.
    fn facts_of(&self, row: u32) -> Option<MemberFacts> {
        let mut facts = *self.facts.get(row as usize)?;
        if facts.place != NONE {
            facts.place = *self.of_stored.get(facts.place as usize)?;
        }
        Some(facts)
    }
}

/// Finds drafts by uid, else by number.
struct Lookup<'d> {
    key: RowKey,
    drafts: &'d Drafts,
    /// Made when many keys were looked for: few are found sooner by halving, since drafts are in the order of keys.
    keys: OnceLock<Table>,
    looked_for: AtomicUsize,
    /// Drafts in the order of the address reports; made when first needed.
    by_order: OnceLock<Vec<u32>>,
    /// The row of the address reports that was found last, and how often neither it nor the next one was looked for.
    found: AtomicUsize,
    missed: AtomicUsize,
    /// Drafts with a number of their own, ordered by its hash; made when first needed.
    by_number: OnceLock<Vec<u32>>,
}

impl<'d> Lookup<'d> {
    /// So many times as many drafts as keys there are that are looked for by halving.
    const PART_BY_HALVING: usize = 16;

    /// The order of the address reports is of help from so many keys on, until so many in a row are found otherwise.
    const IN_ORDER_FROM: usize = 1000;
    const MOST_MISSED: usize = 100;

    fn new(drafts: &'d Drafts) -> Self {
        Self {
            key: drafts.key,
            drafts,
            keys: OnceLock::new(),
            looked_for: AtomicUsize::new(0),
            by_order: OnceLock::new(),
            found: AtomicUsize::new(0),
            missed: AtomicUsize::new(0),
            by_number: OnceLock::new(),
        }
    }

    /// The draft, and whether it is one for its number; [`NONE`] if there is none.
    fn find(&self, uid: Option<&str>, number: Option<&str>) -> (u32, bool) {
        if let Some(draft) = uid.and_then(|uid| self.by_key(uid)) {
            return (draft, false);
        }
        let Some(number) = number else {
            return (NONE, false);
        };
        let by_key = self.by_key(number);
        // Where the uid is known and is not in the download, a number given anew must not match.
        let found = by_key.or_else(|| uid.is_none().then(|| self.by_number(number)).flatten());
        found.map_or((NONE, false), |draft| (draft, true))
    }

    fn by_key(&self, key: &str) -> Option<u32> {
        let places = &self.drafts.places;
        let is_it = |draft: u32| places.key(draft as usize) == key;
        let looked_for = self.looked_for.fetch_add(1, Ordering::Relaxed);
        if looked_for >= Self::IN_ORDER_FROM
            && let Some(draft) = self.next_in_order(is_it)
        {
            return Some(draft);
        }
        if looked_for < places.len() / Self::PART_BY_HALVING {
            let numbers = 0..places.len() as u32;
            let found = by_halving(numbers, |draft| places.key(draft as usize) < key);
            return found
                .filter(|draft| is_it(*draft))
                .inspect(|draft| self.expect_behind(*draft));
        }
        let table = self.keys.get_or_init(|| {
            let keys = places.iter().map(|place| place.key);
            Table::of(keys.map(|of| hash_of(&self.key, of)))
        });
        let found = table.find(hash_of(&self.key, key), is_it);
        found.inspect(|draft| self.expect_behind(*draft))
    }

    /// The draft of the row that was found last, or of the next one, if it is it: often both reports have the same
    /// order.
    fn next_in_order(&self, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if self.missed.load(Ordering::Relaxed) > Self::MOST_MISSED {
            return None;
        }
        let by_order = self.by_order.get_or_init(|| {
            let drafts = self.drafts.as_slice();
            let rows = drafts.iter().map(|draft| draft.order as usize + 1).max();
            let mut by_order = vec![NONE; rows.unwrap_or(0)];
            for (number, draft) in (0..).zip(drafts) {
                if let Some(of_row) = by_order.get_mut(draft.order as usize) {
                    *of_row = number;
                }
            }
            by_order
        });
        let last = self.found.load(Ordering::Relaxed);
        for row in last..last + 2 {
            if let Some(draft) = by_order.get(row).filter(|it| **it != NONE && is_it(**it)) {
                self.found.store(row, Ordering::Relaxed);
                self.missed.store(0, Ordering::Relaxed);
                return Some(*draft);
            }
        }
        self.missed.fetch_add(1, Ordering::Relaxed);
        None
    }

    /// Takes note where a draft was found that was not expected.
    fn expect_behind(&self, draft: u32) {
        if let Some(draft) = self.drafts.as_slice().get(draft as usize) {
            self.found.store(draft.order as usize, Ordering::Relaxed);
        }
    }

    /// The last one of those that have it.
    fn by_number(&self, number: &str) -> Option<u32> {
        let drafts = self.drafts.as_slice();
        let number_of = |draft: u32| drafts[draft as usize].number;
        let order = self.by_number.get_or_init(|| {
            let mut order: Vec<u32> = (0..drafts.len() as u32)
                .filter(|draft| number_of(*draft).is_some())
                .collect();
            order.sort_unstable_by_key(|draft| (number_of(*draft), *draft));
            order
        });
        let wanted = Some(number_hash(&self.key, number));
        let end = order.partition_point(|draft| number_of(*draft) <= wanted);
        let last = *order.get(end.checked_sub(1)?)?;
        (number_of(last) == wanted).then_some(last)
    }
}

/// The first of these numbers that comes not before what is looked for; `None` where all do.
fn by_halving(numbers: Range<u32>, is_before: impl Fn(u32) -> bool) -> Option<u32> {
    let (mut low, mut high) = (numbers.start, numbers.end);
    while low < high {
        let middle = u32::midpoint(low, high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (low < numbers.end).then_some(low)
}

/// What the key of an address is found by.
fn hash_of(key: &RowKey, address: &str) -> u128 {
    key.digest(address.as_bytes()).number()
}
