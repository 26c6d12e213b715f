use std::num::NonZeroU64;

use kplaces_domain::{GroupName, Groups, GroupsRef, Oddity, Places, Remarks};
use kplaces_edition::Limit;
use kplaces_webfleet::RowKey;

use super::last::{AddressFacts, LastReport, NONE, room_for};
use super::oddities::OddBits;
use super::rows::{LastRun, Matcher};

/// What a row says of an address besides what a place has.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// The hash of the address number, where the key is the uid: the membership report may know only it.
    pub(super) number: Option<NonZeroU64>,
    /// Which row of all reports it is; the last of equal keys counts.
    pub(super) order: u32,
    /// Which of the address reports it came in.
    pub(super) report: u32,
    /// Its position came in degrees.
    pub(super) in_degrees: bool,
    pub(super) odd: OddBits,
    /// Some of its text was damaged.
    pub(super) repaired: bool,
    /// Which of the stored places it is, by key, where its row was not taken apart; else [`NONE`].
    pub(super) stored: u32,
}

impl Draft {
    /// Whether its row says no more than the place and its facts do. Of positions that cannot be read the form
    /// is told.
    pub(super) fn is_plain(&self) -> bool {
        let told = [Oddity::UnreadablePosition, Oddity::PositionOutOfRange];
        !self.repaired && !told.iter().any(|oddity| self.odd.has(*oddity))
    }
}

/// A whole download in the order of its keys, each key once.
pub(super) struct Drafts {
    /// What numbers are hashed with.
    pub(super) key: RowKey,
    pub(super) places: Places,
    pub(super) items: Vec<Draft>,
    pub(super) remarks: Remarks,
    /// The limit that cut it short, if one did.
    pub(super) cut_at: Option<u32>,
    /// The rows of the address reports.
    pub(super) reports: Vec<Matcher>,
    /// How many those are.
    pub(super) rows: u32,
    /// Some positions came in degrees and some did not.
    pub(super) is_mixed: bool,
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

    /// What is kept of the rows of the address reports. They are let go, and what was known of each: only the places
    /// are left.
    pub(super) fn take_rows(&mut self) -> KeptRows {
        let count = self.rows as usize;
        let nothing = AddressFacts {
            place: NONE,
            ..AddressFacts::default()
        };
        let mut facts = room_for::<{ AddressFacts::SIZE }>(count);
        facts.resize(count * AddressFacts::SIZE, 0);
        let mut is_plain = vec![false; count];
        let (slots, _) = facts.as_chunks_mut();
        slots.fill(nothing.bytes());
        for (place, draft) in (0..).zip(std::mem::take(&mut self.items)) {
            let row = draft.order as usize;
            if let (Some(slot), Some(plain)) = (slots.get_mut(row), is_plain.get_mut(row)) {
                let facts = AddressFacts {
                    place,
                    odd: draft.odd.bits(),
                    in_degrees: draft.in_degrees,
                    number: draft.number.map_or(0, NonZeroU64::get),
                };
                *slot = facts.bytes();
                *plain = draft.is_plain() && !(self.is_mixed && draft.in_degrees);
            }
        }
        let (mut reports, mut runs) = (Vec::new(), Vec::new());
        let mut hashes = Vec::with_capacity(count * 16);
        let mut first = 0;
        for report in std::mem::take(&mut self.reports) {
            let is_plain = is_plain.get(first..).unwrap_or_default();
            first += report.count();
            let own = report.runs(|row| is_plain.get(row) == Some(&true));
            reports.push(report.as_last(own.len()));
            runs.extend(own);
            for (row, plain) in report.rows().zip(is_plain) {
                let hash = report.hash(row) | u128::from(*plain);
                hashes.extend_from_slice(&hash.to_le_bytes());
            }
        }
        KeptRows {
            reports,
            hashes,
            facts,
            runs,
        }
    }
}

/// What is kept of the rows of reports.
pub(super) struct KeptRows {
    pub(super) reports: Vec<LastReport>,
    pub(super) hashes: Vec<u8>,
    /// The bytes of what there is to know of each.
    pub(super) facts: Vec<u8>,
    pub(super) runs: Vec<LastRun>,
}
