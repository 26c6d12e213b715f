//! What a sync keeps in the store of the reports it took, so that the next one takes only those rows apart that
//! are new.
//!
//! It says nothing about a place that the store does not say, is of no use without the store, and belongs to one
//! content of it, one edition and one choice of groups. Where it does not fit or cannot be read, everything is
//! read as if it were not there.

use std::collections::BTreeMap;
use std::sync::Arc;

use kplaces_domain::{GroupName, Oddity, PlaceKey, Remarks};
use kplaces_store::{Kept, PlaceStore, StoreError};
use kplaces_webfleet::{RowDigest, RowKey, RowRun};
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;

use super::oddities::OddBits;
use super::rows::{LastRows, LastRun};

/// Raised when what is kept, or what is made of rows, changes.
const VERSION: u32 = 2;

/// What stands for no place, or no group.
pub(super) const NONE: u32 = u32::MAX;

/// The parts by number.
const HEAD: usize = 0;
const ADDRESSES: usize = 1;
const ADDRESS_FACTS: usize = 2;
const MEMBERS: usize = 3;
const MEMBER_FACTS: usize = 4;
/// Behind what is told of the changes.
const ADDRESS_RUNS: usize = 6;
const MEMBER_RUNS: usize = 7;

/// The bytes of a checksum.
const SUM: usize = 16;

/// What the reports were asked for with. Those of another choice are no help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choice {
    pub(super) edition: String,
    /// The groups, each of which has an address report of its own; one of nothing is that of all.
    pub(super) reports: Vec<Option<String>>,
    pub(super) selection: Vec<String>,
}

/// A report as it was.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct LastReport {
    /// The hash of its header; nothing where it had no rows.
    header: Option<[u8; 16]>,
    rows: u32,
    /// How many runs of rows are known as one.
    runs: u32,
}

impl LastReport {
    pub(super) fn new(header: Option<RowDigest>, rows: usize, runs: usize) -> Self {
        Self {
            header: header.map(|header| header.number().to_le_bytes()),
            rows: rows as u32,
            runs: runs as u32,
        }
    }
}

/// What there is to know of the reports besides their rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Head {
    version: u32,
    key: [u8; 16],
    choice: Choice,
    /// The hash of the group list, where there is one.
    list: Option<[u8; 16]>,
    reports: Vec<LastReport>,
    memberships: LastReport,
    /// Rows of the membership report whose address was not in the download.
    pub(super) orphans: u64,
    remarks: Vec<(String, u64, Vec<String>)>,
    /// The groups that memberships name by number.
    groups: Vec<String>,
}

/// All there is to know of an address row, beside the place that came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AddressFacts {
    /// Which place, counted by key; [`NONE`] where none came of it.
    pub(super) place: u32,
    pub(super) odd: u16,
    pub(super) in_degrees: bool,
    pub(super) number: u64,
}

/// All there is to know of a row of the membership report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MemberFacts {
    /// Which place; [`NONE`] where there is none.
    pub(super) place: u32,
    /// Which group; [`NONE`] where it names none.
    pub(super) group: u32,
    /// The address was found by its number.
    pub(super) by_number: bool,
}

/// The reports of the last sync.
#[derive(Clone, Debug)]
pub(super) struct LastDownload {
    pub(super) head: Head,
    pub(super) key: RowKey,
    addresses: Vec<LastRows>,
}

/// Hashes that are still in the store.
#[derive(Clone, Copy)]
pub(super) struct PutOff<'a> {
    store: &'a dyn PlaceStore,
    part: usize,
}

impl<'a> PutOff<'a> {
    pub(super) fn addresses(store: &'a dyn PlaceStore) -> Self {
        Self {
            store,
            part: ADDRESSES,
        }
    }

    pub(super) fn members(store: &'a dyn PlaceStore) -> Self {
        Self {
            store,
            part: MEMBERS,
        }
    }

    pub(super) async fn get(self) -> Result<Arc<Vec<u8>>, StoreError> {
        Ok(Arc::new(
            self.store.kept(self.part).await?.unwrap_or_default(),
        ))
    }
}

/// What is to be kept of the reports of this sync.
pub(super) struct Keeping {
    pub(super) secret: [u8; 16],
    pub(super) choice: Choice,
    pub(super) list: Option<RowDigest>,
    pub(super) reports: Vec<LastReport>,
    pub(super) addresses: Vec<u8>,
    pub(super) address_runs: Vec<LastRun>,
    /// The bytes of [`AddressFacts`] of all rows.
    pub(super) address_facts: Vec<u8>,
    pub(super) memberships: LastReport,
    pub(super) members: Vec<u8>,
    pub(super) member_runs: Vec<LastRun>,
    /// The bytes of [`MemberFacts`] of all rows.
    pub(super) member_facts: Vec<u8>,
    pub(super) groups: Vec<GroupName>,
    pub(super) orphans: u64,
    pub(super) remarks: Remarks,
}

/// The hash of a group list.
pub(super) fn list_hash(key: &RowKey, list: &[GroupName]) -> RowDigest {
    let mut bytes = Vec::new();
    for name in list {
        bytes.extend_from_slice(&(name.as_str().len() as u64).to_le_bytes());
        bytes.extend_from_slice(name.as_str().as_bytes());
    }
    key.digest(&bytes)
}

/// Room for what there is to know of so many rows, `N` bytes of each, and for the sum of it.
pub(super) fn room_for<const N: usize>(rows: usize) -> Vec<u8> {
    Vec::with_capacity(rows * N + SUM)
}

fn run_bytes(runs: &[LastRun]) -> Vec<u8> {
    let mut bytes = room_for::<{ LastRun::SIZE }>(runs.len());
    bytes.extend(runs.iter().flat_map(LastRun::bytes));
    bytes
}

fn with_sum(key: &RowKey, mut bytes: Vec<u8>) -> Arc<Vec<u8>> {
    let sum = key.digest(&bytes).number().to_le_bytes();
    bytes.extend_from_slice(&sum);
    Arc::new(bytes)
}

fn without_sum(key: &RowKey, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.len().checked_sub(SUM)?;
    let sum = key.digest(bytes.get(..end)?).number().to_le_bytes();
    let sound = bytes.get(end..)? == sum;
    bytes.truncate(end);
    sound.then_some(bytes)
}

impl Head {
    fn remarks(&self) -> Option<Remarks> {
        let mut remarks = Remarks::default();
        for (id, count, keys) in &self.remarks {
            let oddity = Oddity::iter().find(|oddity| oddity.id() == id)?;
            for key in keys {
                remarks.add(&PlaceKey::from(key.as_str()), oddity);
            }
            remarks.add_more(oddity, count.checked_sub(keys.len() as u64)?);
        }
        Some(remarks)
    }
}

impl LastDownload {
    /// That of the content of a store, if it was made for this choice.
    pub(super) async fn of(
        store: &dyn PlaceStore,
        choice: &Choice,
    ) -> Result<Option<Self>, StoreError> {
        let Some(bytes) = store.kept(HEAD).await? else {
            return Ok(None);
        };
        let Some((head, key)) = Self::read_head(bytes) else {
            return Ok(None);
        };
        if head.version != VERSION || head.choice != *choice {
            return Ok(None);
        }
        let addresses = rows_of(&head.reports, &key, ADDRESS_RUNS, PutOff::addresses(store));
        Ok(Some(Self {
            addresses: addresses.await?,
            head,
            key,
        }))
    }

    /// The key of the checksum is in what it is the sum of; it is against damage only.
    fn read_head(bytes: Vec<u8>) -> Option<(Head, RowKey)> {
        let end = bytes.len().checked_sub(SUM)?;
        let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
        let key = RowKey::new(head.key);
        without_sum(&key, bytes)?;
        Some((head, key))
    }

    pub(super) fn secret(&self) -> [u8; 16] {
        self.head.key
    }

    /// The rows of each address report.
    pub(super) fn addresses(&self) -> Vec<LastRows> {
        self.addresses.clone()
    }

    /// Takes the hashes of all address rows out of memory.
    pub(super) fn let_go(&mut self) {
        self.addresses = Vec::new();
    }

    /// The rows of the membership report.
    pub(super) async fn members(&self, store: &dyn PlaceStore) -> Result<LastRows, StoreError> {
        let report = std::slice::from_ref(&self.head.memberships);
        let rows = rows_of(report, &self.key, MEMBER_RUNS, PutOff::members(store));
        Ok(rows.await?.pop().unwrap_or_default())
    }

    /// What is known of each address row, of all reports in turn; `None` where it is not there, or damaged.
    pub(super) async fn address_facts(
        &self,
        store: &dyn PlaceStore,
    ) -> Result<Option<Vec<AddressFacts>>, StoreError> {
        self.facts(store, ADDRESS_FACTS, AddressFacts::read).await
    }

    /// What is known of each row of the membership report.
    pub(super) async fn member_facts(
        &self,
        store: &dyn PlaceStore,
    ) -> Result<Option<Vec<MemberFacts>>, StoreError> {
        self.facts(store, MEMBER_FACTS, MemberFacts::read).await
    }

    async fn facts<const N: usize, F>(
        &self,
        store: &dyn PlaceStore,
        part: usize,
        read: fn([u8; N]) -> F,
    ) -> Result<Option<Vec<F>>, StoreError> {
        let bytes = store.kept(part).await?;
        let bytes = bytes.and_then(|bytes| without_sum(&self.key, bytes));
        Ok(bytes.map(|bytes| {
            let (facts, _) = bytes.as_chunks::<N>();
            facts.iter().map(|fact| read(*fact)).collect()
        }))
    }

    /// Whether the group list is the same.
    pub(super) fn has_list(&self, list: Option<&[GroupName]>) -> bool {
        let list = list.map(|list| list_hash(&self.key, list).number().to_le_bytes());
        self.head.list == list
    }

    /// The remarks on the address reports; `None` where they cannot be read.
    pub(super) fn remarks(&self) -> Option<Remarks> {
        self.head.remarks()
    }

    /// The groups that memberships name by number.
    pub(super) fn groups(&self) -> Vec<GroupName> {
        let names = self.head.groups.iter();
        names.map(|name| GroupName::from(name.as_str())).collect()
    }
}

/// What was odd in the rows of the last address report, by the number of their places in the order of keys; `None` where
/// nothing of it is kept.
pub(crate) async fn odd_rows(
    store: &dyn PlaceStore,
) -> Result<Option<BTreeMap<u32, Vec<Oddity>>>, StoreError> {
    let Some(bytes) = store.kept(HEAD).await? else {
        return Ok(None);
    };
    let Some((head, key)) = LastDownload::read_head(bytes).filter(|(it, _)| it.version == VERSION)
    else {
        return Ok(None);
    };
    let last = LastDownload {
        head,
        key,
        addresses: Vec::new(),
    };
    let Some(facts) = last.address_facts(store).await? else {
        return Ok(None);
    };
    let mut odd: BTreeMap<u32, Vec<Oddity>> = BTreeMap::new();
    for fact in facts
        .iter()
        .filter(|fact| fact.odd != 0 && fact.place != NONE)
    {
        let bits = OddBits::from_bits(fact.odd);
        let all = odd.entry(fact.place).or_default();
        all.extend(Oddity::iter().filter(|oddity| bits.has(*oddity)));
        all.sort_unstable();
        all.dedup();
    }
    Ok(Some(odd))
}

/// The rows of some reports. Their hashes are not read where all rows are known in runs.
async fn rows_of(
    reports: &[LastReport],
    key: &RowKey,
    runs: usize,
    hashes: PutOff<'_>,
) -> Result<Vec<LastRows>, StoreError> {
    let runs = hashes.store.kept(runs).await?;
    let runs = runs.and_then(|bytes| without_sum(key, bytes));
    let mut runs = runs.as_deref().map_or(&[][..], |bytes| bytes.as_chunks().0);
    let mut of_report = |report: &LastReport| {
        let (own, others) = runs.split_at_checked(report.runs as usize)?;
        runs = others;
        let own: Vec<LastRun> = own.iter().map(LastRun::read).collect();
        let rows: u64 = own.iter().map(|run| u64::from(run.run.rows())).sum();
        Some((own, rows == u64::from(report.rows)))
    };
    let runs: Vec<_> = reports
        .iter()
        .map(|report| of_report(report).unwrap_or_default())
        .collect();
    let is_put_off = runs.iter().all(|(_, are_all)| *are_all);
    let hashes = if is_put_off {
        Arc::default()
    } else {
        hashes.get().await?
    };
    let mut first = 0;
    let all = reports.iter().zip(runs).map(|(report, (runs, _))| {
        let header = report.header.map(RowDigest::from_bytes);
        let count = report.rows as usize;
        let begin = first;
        first += count;
        if is_put_off {
            LastRows::put_off(header, begin, count, runs)
        } else {
            LastRows::new(header, &hashes, begin, count).in_runs(runs)
        }
    });
    Ok(all.collect())
}

impl LastRun {
    const SIZE: usize = 4 + RowRun::SIZE;

    fn bytes(&self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&self.first.to_le_bytes());
        bytes[4..].copy_from_slice(&self.run.to_bytes());
        bytes
    }

    fn read(bytes: &[u8; Self::SIZE]) -> Self {
        let [f0, f1, f2, f3, run @ ..] = *bytes;
        Self {
            first: u32::from_le_bytes([f0, f1, f2, f3]),
            run: RowRun::from_bytes(run),
        }
    }
}

impl Keeping {
    /// The parts as the store takes them.
    pub(super) fn into_kept(self) -> Option<Kept> {
        let key = RowKey::new(self.secret);
        let remarks = self.remarks.iter().map(|(oddity, count, keys)| {
            let keys = keys.iter().map(PlaceKey::to_string).collect();
            (oddity.id().to_owned(), count, keys)
        });
        let head = Head {
            version: VERSION,
            key: self.secret,
            choice: self.choice,
            list: self.list.map(|list| list.number().to_le_bytes()),
            reports: self.reports,
            memberships: self.memberships,
            orphans: self.orphans,
            remarks: remarks.collect(),
            groups: self.groups.iter().map(GroupName::to_string).collect(),
        };
        let parts = vec![
            with_sum(&key, serde_json::to_vec(&head).ok()?),
            Arc::new(self.addresses),
            with_sum(&key, self.address_facts),
            Arc::new(self.members),
            with_sum(&key, self.member_facts),
            // The place of what is told of the changes.
            Arc::default(),
            with_sum(&key, run_bytes(&self.address_runs)),
            with_sum(&key, run_bytes(&self.member_runs)),
        ];
        Some(Kept { parts })
    }
}

impl AddressFacts {
    const IN_DEGREES: u16 = 1;

    /// The bytes that it is kept as.
    pub(super) const SIZE: usize = 16;

    pub(super) fn bytes(&self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        let flags = if self.in_degrees { Self::IN_DEGREES } else { 0 };
        bytes[..4].copy_from_slice(&self.place.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.odd.to_le_bytes());
        bytes[6..8].copy_from_slice(&flags.to_le_bytes());
        bytes[8..].copy_from_slice(&self.number.to_le_bytes());
        bytes
    }

    fn read(bytes: [u8; Self::SIZE]) -> Self {
        let [p0, p1, p2, p3, o0, o1, f0, f1, number @ ..] = bytes;
        Self {
            place: u32::from_le_bytes([p0, p1, p2, p3]),
            odd: u16::from_le_bytes([o0, o1]),
            in_degrees: u16::from_le_bytes([f0, f1]) & Self::IN_DEGREES != 0,
            number: u64::from_le_bytes(number),
        }
    }
}

impl MemberFacts {
    const BY_NUMBER: u32 = 1 << 31;
    /// The largest number stands for no group.
    const NO_GROUP: u32 = Self::BY_NUMBER - 1;

    /// The bytes that it is kept as.
    pub(super) const SIZE: usize = 8;

    pub(super) fn bytes(&self) -> [u8; Self::SIZE] {
        let by_number = if self.by_number { Self::BY_NUMBER } else { 0 };
        let group = self.group.min(Self::NO_GROUP) | by_number;
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&self.place.to_le_bytes());
        bytes[4..].copy_from_slice(&group.to_le_bytes());
        bytes
    }

    fn read(bytes: [u8; Self::SIZE]) -> Self {
        let [p0, p1, p2, p3, group @ ..] = bytes;
        let group = u32::from_le_bytes(group);
        Self {
            place: u32::from_le_bytes([p0, p1, p2, p3]),
            group: match group & Self::NO_GROUP {
                Self::NO_GROUP => NONE,
                number => number,
            },
            by_number: group & Self::BY_NUMBER != 0,
        }
    }
}
