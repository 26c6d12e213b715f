//! Addresses and memberships, beside those of the last sync as far as they are known.

use std::sync::Arc;

use kplaces_domain::{GroupName, Places};
use kplaces_edition::Limit;
use kplaces_store::{Filter, Kept, StoreError, StoreState};
use kplaces_webfleet::{Client, Error, RowKey};

use super::compare::Stored;
use super::download::Download;
use super::drafts::Drafts;
use super::fetch::{Asked, Content, Fetched};
use super::last::{Keeping, LastDownload, NONE, PutOff, list_hash};
use super::membership::{Addresses, KnownMembers, Memberships};
use super::rows::{LastRows, Matcher};
use super::{StepHook, Traffic};
use crate::{App, AppError};

/// Why nothing came of it.
pub(super) enum Failed {
    /// As any sync fails.
    Sync(AppError),
    /// What was kept for this sync makes no sense.
    Kept,
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self::Sync(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Sync(error.into())
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Sync(error.into())
    }
}

/// A download beside the last one.
pub(super) struct Beside<'a> {
    pub(super) app: &'a App,
    pub(super) client: &'a Client,
    pub(super) asked: &'a Asked,
    /// The store before.
    pub(super) before: &'a StoreState,
    /// The last download, if it is of the same choice.
    pub(super) last: Option<LastDownload>,
    /// What rows are hashed with.
    pub(super) secret: [u8; 16],
    pub(super) key: RowKey,
    pub(super) step: StepHook<'a>,
}

impl Beside<'_> {
    pub(super) async fn fetch(mut self) -> Result<Fetched, Failed> {
        let mut traffic = self.asked.traffic.clone();
        let mut download = self.addresses(&mut traffic).await?;
        // Where the addresses are the same, the store is not looked at before something else is not.
        let mut put_off = None;
        let is_same = self.is_same(&download, &traffic);
        if is_same && let Some(last) = &mut self.last {
            // The rows of one report at a time are enough in memory.
            last.let_go();
            download.set_hashes(&Arc::default());
        }
        if is_same && let Some(last) = &self.last {
            let rows = last.members(&*self.app.store).await?;
            let to = Addresses::AsStored;
            let memberships = self.memberships(Some(rows), to, &mut traffic).await?;
            if memberships.rows.is_same() && traffic.memberships.unreadable.rows == 0 {
                return self.as_stored(last, traffic);
            }
            put_off = Some(memberships);
        }
        if self.last.is_some() && download.hashes().is_none() {
            let hashes = PutOff::addresses(&*self.app.store).get().await?;
            download.set_hashes(&hashes);
        }
        let others = match &self.last {
            Some(last) => self.take_known(last, &mut download).await?,
            None => None,
        };
        let mut drafts = download.into_drafts()?;
        let known = match &self.last {
            Some(last) => Some(self.known_members(last, put_off.is_some(), &drafts).await?),
            None => None,
        };
        let mut memberships = if let Some(mut memberships) = put_off {
            memberships.settle(&drafts);
            memberships
        } else {
            let rows = match (&self.last, &known) {
                (Some(last), Some(known)) => {
                    let rows = last.members(&*self.app.store).await?;
                    Some(rows.only(known.usable()))
                }
                _ => self.asked.is_compared().then(LastRows::default),
            };
            let to = Addresses::Drafts(&drafts);
            self.memberships(rows, to, &mut traffic).await?
        };
        if !memberships.rows.is_ready() {
            let hashes = PutOff::members(&*self.app.store).get().await?;
            memberships.rows.set_hashes(&hashes);
        }
        let joined = memberships.join(&mut drafts, known.as_ref());
        let orphans = joined.ok_or(Failed::Kept)?;
        let known = known.as_ref();
        self.narrowed(drafts, memberships, known, others, orphans, traffic)
    }

    async fn addresses(&self, traffic: &mut Traffic) -> Result<Download, AppError> {
        let rows = self.asked.is_compared().then(|| {
            let last = self.last.as_ref();
            last.map_or_else(Vec::new, LastDownload::addresses)
        });
        // A limit counts wanted places: where one report of all is narrowed here, it comes last.
        let limit = if self.asked.is_sifted_here() {
            Limit::Unlimited
        } else {
            self.asked.limit
        };
        let mut download = Download::new(limit, self.key, rows);
        for group in &self.asked.reports {
            let group = group.as_ref().map(GroupName::as_str);
            let put_off = PutOff::addresses(&*self.app.store);
            let transfer = download.fetch_addresses(self.client, group, put_off, self.step);
            traffic.addresses.add(&transfer.await?);
        }
        Ok(download)
    }

    async fn memberships(
        &self,
        rows: Option<LastRows>,
        to: Addresses<'_>,
        traffic: &mut Traffic,
    ) -> Result<Memberships, AppError> {
        let with = (PutOff::members(&*self.app.store), self.step);
        let fetched = Memberships::fetch(self.client, self.key, rows, to, with);
        let (memberships, transfer) = fetched.await?;
        traffic.memberships = transfer;
        Ok(memberships)
    }

    /// Whether addresses and group list are those of the last time. Where groups are chosen, most memberships are
    /// those of others, of which nothing is kept: each address is looked for among the drafts then.
    fn is_same(&self, download: &Download, traffic: &Traffic) -> bool {
        let Some(last) = &self.last else {
            return false;
        };
        let unreadable = traffic.addresses.unreadable.rows + traffic.groups.unreadable.rows;
        let groups = self.asked.group_list.as_deref();
        self.asked.narrowing.is_none()
            && download.is_same()
            && unreadable == 0
            && last.has_list(groups)
    }

    /// All is as it was.
    fn as_stored(&self, last: &LastDownload, traffic: Traffic) -> Result<Fetched, Failed> {
        Ok(Fetched {
            content: Content::AsStored,
            group_list: self.asked.group_list.clone(),
            selection: self.asked.selection(),
            cut_at: None,
            room: self.asked.limit,
            remarks: last.remarks().ok_or(Failed::Kept)?,
            orphans: last.head.orphans,
            traffic,
        })
    }

    /// Takes the places of rows that were not taken apart out of the store, and gives all others that are in it;
    /// nothing where there are no such rows, and the store is not read.
    async fn take_known(
        &self,
        last: &LastDownload,
        download: &mut Download,
    ) -> Result<Option<Places>, Failed> {
        let facts = last.address_facts(&*self.app.store).await?;
        let rows = facts.and_then(|facts| download.known_rows(&facts));
        let rows = rows.ok_or(Failed::Kept)?;
        if rows.is_empty() {
            return Ok(None);
        }
        download.reserve(rows.len());
        let mut rows = rows.into_iter().peekable();
        let mut number = 0;
        let mut others = Places::default();
        let all = Filter::default();
        let taken = self.app.each(&all, |place| {
            let mut is_known = false;
            while let Some(row) = rows.next_if(|row| row.place == number) {
                download.take_known(row, place);
                is_known = true;
            }
            if !is_known {
                others.push(place);
            }
            number += 1;
            Ok(())
        });
        taken.await?;
        if rows.next().is_some() || u64::from(number) != self.before.places {
            return Err(Failed::Kept);
        }
        Ok(Some(others))
    }

    /// What is known of the rows of the last membership report. `is_same` says that the addresses are those of
    /// the last time.
    async fn known_members(
        &self,
        last: &LastDownload,
        is_same: bool,
        drafts: &Drafts,
    ) -> Result<KnownMembers, Failed> {
        let facts = last.member_facts(&*self.app.store).await?;
        let of_stored = if is_same {
            let places = drafts.as_slice().len();
            if places as u64 != self.before.places {
                return Err(Failed::Kept);
            }
            (0..places as u32).collect()
        } else {
            drafts.of_stored()
        };
        Ok(KnownMembers {
            facts: facts.ok_or(Failed::Kept)?,
            groups: last.groups(),
            of_stored,
        })
    }

    /// Leaves out what is not wanted.
    fn narrowed(
        &self,
        mut drafts: Drafts,
        memberships: Memberships,
        known: Option<&KnownMembers>,
        others: Option<Places>,
        orphans: u64,
        traffic: Traffic,
    ) -> Result<Fetched, Failed> {
        let all = drafts.as_slice().len();
        if let Some(narrowing) = &self.asked.narrowing {
            drafts.retain(|groups| narrowing.admits(groups));
            drafts.cut_to(self.asked.limit);
        }
        let all_are_wanted = drafts.as_slice().len() == all;
        let others = others.filter(|_| all_are_wanted);
        let stored = others.and_then(|it| Stored::of(&mut drafts, it, self.before.places));
        let is_whole = all_are_wanted && traffic.total().unreadable.rows == 0;
        let keep = if is_whole {
            self.keep(&mut drafts, memberships, known, orphans)?
        } else {
            None
        };
        Ok(Fetched {
            group_list: self.asked.group_list.clone(),
            selection: self.asked.selection(),
            cut_at: drafts.cut_at,
            room: self.asked.limit,
            remarks: drafts.remarks,
            orphans,
            traffic,
            content: Content::Places {
                places: drafts.places,
                stored,
                keep,
            },
        })
    }

    /// What the next sync can compare its reports with.
    fn keep(
        &self,
        drafts: &mut Drafts,
        memberships: Memberships,
        known: Option<&KnownMembers>,
        orphans: u64,
    ) -> Result<Option<Kept>, Failed> {
        let hashed = drafts.reports.iter().all(Matcher::is_hashed) && memberships.rows.is_hashed();
        if !self.asked.is_compared() || !hashed {
            return Ok(None);
        }
        // Of an address that is not wanted nothing is kept, not even a hash.
        let all = self.asked.narrowing.is_none();
        let member_runs = memberships.runs(all);
        let of_memberships = memberships.rows.as_last(member_runs.len());
        let told = memberships.facts(known, all).ok_or(Failed::Kept)?;
        let (members, member_facts, groups) = told;
        let addresses = drafts.take_rows();
        let list = self.asked.group_list.as_deref();
        let keeping = Keeping {
            secret: self.secret,
            choice: self.asked.choice(self.app),
            list: list.map(|list| list_hash(&self.key, list)),
            reports: addresses.reports,
            addresses: addresses.hashes,
            address_runs: addresses.runs,
            address_facts: addresses.facts,
            memberships: of_memberships,
            members,
            member_runs,
            member_facts,
            groups,
            orphans,
            remarks: drafts.remarks.clone(),
        };
        Ok(keeping.into_kept())
    }
}

impl KnownMembers {
    /// Which rows say the same now, whatever addresses are new: those of an address that was found by its uid,
    /// and is there unchanged.
    fn usable(&self) -> Vec<bool> {
        let facts = self.facts.iter();
        let usable = facts.map(|facts| {
            let draft = self.of_stored.get(facts.place as usize);
            facts.group == NONE || (!facts.by_number && draft.is_some_and(|draft| *draft != NONE))
        });
        usable.collect()
    }
}
