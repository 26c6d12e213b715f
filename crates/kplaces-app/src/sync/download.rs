use std::collections::HashSet;
use std::ops::ControlFlow;

use kplaces_domain::{Colour, Groups, Oddity, Place, PlaceKey, Radius, Remarks};
use kplaces_edition::Limit;
use kplaces_webfleet::{AddressRow, Cell, Client, Transfer};

use super::positions::Positions;
use super::{StepHook, SyncStep};
use crate::AppError;

/// Addresses as they come in, before their groups are known.
pub(super) struct Download {
    limit: Limit,
    /// Keys taken so far; kept only where there is a limit to count against.
    keys: HashSet<PlaceKey>,
    drafts: Vec<Draft>,
    remarks: Remarks,
    positions: Positions,
    reports: u32,
    goes_on: bool,
}

/// An address without its groups.
pub(super) struct Draft {
    pub(super) place: Place,
    /// The address number, where the key is the uid: the membership report may know only it.
    pub(super) number: Option<Box<str>>,
    /// In which order it came; the last of equal keys counts.
    order: u32,
    /// Which of the address reports it came in.
    report: u32,
    /// Its position came in degrees.
    in_degrees: bool,
}

/// What one try of one address report collected.
struct Collected {
    keys: HashSet<PlaceKey>,
    drafts: Vec<Draft>,
    remarks: Remarks,
    positions: Positions,
    rows: u64,
}

impl Download {
    pub(super) fn new(limit: Limit) -> Self {
        Self {
            limit,
            keys: HashSet::new(),
            drafts: Vec::new(),
            remarks: Remarks::default(),
            positions: Positions::default(),
            reports: 0,
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
        self.reports += 1;
        let (limit, report, first) = (self.limit, self.reports, self.drafts.len() as u32);
        let known = &self.keys;
        let fresh = || Collected {
            keys: known.clone(),
            drafts: Vec::new(),
            remarks: Remarks::default(),
            positions: Positions::default(),
            rows: 0,
        };
        let received = client
            .addresses(group, fresh, |to, row| {
                to.rows += 1;
                if to.rows % 1000 == 0 {
                    step(SyncStep::Addresses(to.rows));
                }
                let Some((place, number)) = read_place(row, to.rows, &mut to.remarks) else {
                    return ControlFlow::Continue(());
                };
                let (position, in_degrees) = to.positions.read(row, &place.key, &mut to.remarks);
                let place = Place { position, ..place };
                if limit != Limit::Unlimited {
                    to.keys.insert(place.key.clone());
                }
                to.drafts.push(Draft {
                    place,
                    number,
                    order: first + to.drafts.len() as u32,
                    report,
                    in_degrees,
                });
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
            ..
        } = received.collected;
        self.keys = keys;
        self.drafts.extend(drafts);
        self.remarks.merge(&remarks);
        self.positions.merge(positions);
        self.goes_on |= received.transfer.goes_on;
        Ok(received.transfer)
    }

    /// Puts the drafts in the order of their keys; of equal keys the last stays. Fails where no
    /// position can be read.
    pub(super) fn into_drafts(self) -> Result<Drafts, AppError> {
        let Self {
            limit,
            mut drafts,
            mut remarks,
            positions,
            goes_on,
            ..
        } = self;
        if positions.are_mixed() {
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
            items: drafts,
            remarks,
            cut_at: limit.number().filter(|_| goes_on),
        })
    }
}

/// A whole download in the order of its keys, each key once.
pub(super) struct Drafts {
    items: Vec<Draft>,
    pub(super) remarks: Remarks,
    /// The limit that cut it short, if one did.
    pub(super) cut_at: Option<u32>,
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

    pub(super) fn into_places(self) -> Vec<Place> {
        self.items.into_iter().map(|draft| draft.place).collect()
    }
}

/// Makes a place of a row, all but its position, as far as it makes sense. `None` if nothing tells it
/// from others.
fn read_place(
    row: AddressRow<'_>,
    number: u64,
    remarks: &mut Remarks,
) -> Option<(Place, Option<Box<str>>)> {
    let Some(key) = row.uid.or(row.number) else {
        remarks.add(&PlaceKey::new(format!("row {number}")), Oddity::NoKey);
        return None;
    };
    let key = PlaceKey::new(key);
    let mut odd = |oddity| remarks.add(&key, oddity);
    if row.name.trim().is_empty() {
        odd(Oddity::NoName);
    }
    let radius = match row.radius {
        Cell::Empty => Ok(Radius::default()),
        Cell::Decimal(_) | Cell::Odd(_) => Err(Oddity::UnreadableRadius),
        Cell::Number(metres) => Radius::from_metres(metres).ok_or(Oddity::RadiusOutOfRange),
    };
    let radius = radius.map_err(&mut odd).unwrap_or_default();
    let colour = row.colour.and_then(|name| name.parse::<Colour>().ok());
    if row.colour.is_some() && !colour.as_ref().is_some_and(Colour::is_known) {
        odd(Oddity::UnknownColour);
    }
    let place = Place {
        key,
        name: row.name.into(),
        position: None,
        radius,
        colour,
        groups: Groups::default(),
    };
    Some((place, row.uid.and(row.number).map(Into::into)))
}
