//! What WEBFLEET has now: all reports, put together. Rows that are those of the last reports are taken from
//! the store, so that only new ones are taken apart.

use std::io;

use kplaces_domain::{GroupName, Places, Remarks};
use kplaces_edition::Limit;
use kplaces_store::{Kept, StoreState};
use kplaces_webfleet::{Client, RowKey};

use super::beside::{Beside, Failed};
use super::compare::Stored;
use super::last::{Choice, LastDownload};
use super::{StepHook, SyncRequest, SyncStep, Traffic};
use crate::{App, AppError, Narrowing};

/// What was fetched.
pub(super) struct Fetched {
    pub(super) content: Content,
    /// The account's group list, where the edition fetches it.
    pub(super) group_list: Option<Vec<GroupName>>,
    /// The groups that were asked for.
    pub(super) selection: Vec<GroupName>,
    /// The limit that cut it short, if one did.
    pub(super) cut_at: Option<u32>,
    /// How many places there may be.
    pub(super) room: Limit,
    /// On rows of the address reports that can be read.
    pub(super) remarks: Remarks,
    /// Rows of the membership report whose address is not in the download.
    pub(super) orphans: u64,
    pub(super) traffic: Traffic,
}

/// The places of a download.
#[expect(clippy::large_enum_variant, reason = "there is one of it")]
pub(super) enum Content {
    /// Those of the store, in every field.
    AsStored,
    /// These, in the order of their keys.
    Places {
        places: Places,
        /// What of it is known to be as the store has it.
        stored: Option<Stored>,
        /// What is to be kept with them for the next sync.
        keep: Option<Kept>,
    },
}

/// What the reports are asked for with.
pub(super) struct Asked {
    pub(super) group_list: Option<Vec<GroupName>>,
    pub(super) narrowing: Option<Box<dyn Narrowing>>,
    /// The groups, each of which has an address report of its own; one of nothing is that of all.
    pub(super) reports: Vec<Option<GroupName>>,
    pub(super) limit: Limit,
    /// What the group list took.
    pub(super) traffic: Traffic,
}

impl Asked {
    /// Where one report of all is narrowed here, a limit counts wanted places and comes last.
    pub(super) fn is_sifted_here(&self) -> bool {
        self.narrowing.is_some() && self.reports.contains(&None)
    }

    /// Whether rows are compared with those of the last reports: a place must come of all that come.
    pub(super) fn is_compared(&self) -> bool {
        self.limit == Limit::Unlimited && !self.is_sifted_here()
    }

    pub(super) fn selection(&self) -> Vec<GroupName> {
        let narrowing = self.narrowing.as_ref();
        narrowing.map_or_else(Vec::new, |it| it.selection().to_vec())
    }

    pub(super) fn choice(&self, app: &App) -> Choice {
        let reports = self.reports.iter();
        let edition: &'static str = app.policy.manifest().id.into();
        Choice {
            edition: edition.to_owned(),
            reports: reports
                .map(|group| group.as_ref().map(GroupName::to_string))
                .collect(),
            selection: self.selection().iter().map(GroupName::to_string).collect(),
        }
    }
}

impl App {
    /// Fetches all reports.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        request: &SyncRequest,
        before: &StoreState,
        step: StepHook<'_>,
    ) -> Result<Fetched, AppError> {
        let asked = self.ask(client, request, step).await?;
        let mut last = if asked.is_compared() {
            LastDownload::of(&*self.store, &asked.choice(self)).await?
        } else {
            None
        };
        loop {
            let secret = match &last {
                Some(last) => last.secret(),
                None => fresh_secret()?,
            };
            let beside = Beside {
                app: self,
                client,
                asked: &asked,
                before,
                last: last.take(),
                secret,
                key: RowKey::new(secret),
                step,
            };
            match Box::pin(beside.fetch()).await {
                Ok(fetched) => return Ok(fetched),
                Err(Failed::Sync(error)) => return Err(error),
                // All is read as if it were not there.
                Err(Failed::Kept) => tracing::debug!("what is kept of the last reports is damaged"),
            }
        }
    }

    async fn ask(
        &self,
        client: &Client,
        request: &SyncRequest,
        step: StepHook<'_>,
    ) -> Result<Asked, AppError> {
        let mut asked = Asked {
            group_list: None,
            narrowing: None,
            reports: vec![None],
            limit: self.policy.places(request.limit),
            traffic: Traffic::default(),
        };
        if let Some(access) = &self.groups {
            step(SyncStep::GroupList);
            let (list, transfer) = access.group_list(client).await?;
            asked.traffic.groups = transfer;
            if !request.groups.is_empty() {
                let narrowing = access.narrow(&request.groups, &list)?;
                asked.reports = narrowing.requests(client.free_address_reports());
                asked.narrowing = Some(narrowing);
            }
            asked.group_list = Some(list);
        }
        Ok(asked)
    }
}

/// Something that nobody can guess.
fn fresh_secret() -> Result<[u8; 16], AppError> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(secret)
}
