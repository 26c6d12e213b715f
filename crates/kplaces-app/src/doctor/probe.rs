use std::ops::ControlFlow;

use kplaces_webfleet::{Client, Error, Transfer};

use crate::GroupAccess;

/// What one question has shown of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readable {
    /// It came, with rows.
    Yes,
    /// WEBFLEET says that it has no rows; the user may read it.
    Empty,
    /// The answer was empty: neither rows, nor names of columns, nor a word on it.
    Unsaid,
    /// It was not asked for: the quota has no room for it now.
    NotAsked,
}

/// What is known of the reports that an edition needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reports {
    /// Which address is in which group.
    pub memberships: Readable,
    /// The addresses.
    pub addresses: Readable,
    /// The group list, where the edition has it.
    pub groups: Option<Readable>,
}

impl Reports {
    /// Each report by what to call it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Readable)> {
        let some = [
            ("addresses", self.addresses),
            ("memberships", self.memberships),
        ];
        let groups = self.groups.map(|groups| ("groups", groups));
        some.into_iter().chain(groups)
    }
}

/// Asks WEBFLEET for one row, and takes nothing of it: the connection is closed as soon as it is
/// clear that there is a report. It is the report with the most room in the quota.
pub async fn probe(client: &Client) -> Result<Readable, Error> {
    let asked = client.memberships(|| (), |(), _| ControlFlow::Break(()));
    asked.await.map(|received| readable(&received.transfer))
}

/// Asks WEBFLEET for one row of each report that an edition needs, one after the other. The first that
/// is refused ends it: a login is tried once. What the quota has no room for is not asked.
pub async fn probe_each(
    client: &Client,
    groups: Option<&dyn GroupAccess>,
) -> Result<Reports, Error> {
    let memberships = probe(client).await?;
    let addresses = if client.free_address_reports() == 0 {
        Readable::NotAsked
    } else {
        let asked = client.addresses(None, || (), |(), _| ControlFlow::Break(()));
        or_not_asked(asked.await.map(|received| received.transfer))?
    };
    let groups = match groups {
        Some(access) => {
            let asked = access.group_list(client).await;
            Some(or_not_asked(asked.map(|(_, transfer)| transfer))?)
        }
        None => None,
    };
    Ok(Reports {
        memberships,
        addresses,
        groups,
    })
}

fn or_not_asked(asked: Result<Transfer, Error>) -> Result<Readable, Error> {
    match asked {
        Ok(transfer) => Ok(readable(&transfer)),
        Err(error) if error.is_quota() => Ok(Readable::NotAsked),
        Err(error) => Err(error),
    }
}

fn readable(transfer: &Transfer) -> Readable {
    if transfer.unsaid {
        Readable::Unsaid
    } else if transfer.rows == 0 {
        Readable::Empty
    } else {
        Readable::Yes
    }
}
