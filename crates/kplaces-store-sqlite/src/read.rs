//! Answers, each out of one snapshot. Blocks of names and positions only make the set of candidates smaller; the
//! [`PageCollector`] judges.

use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::sync::Arc;

use kplaces_domain::{
    BestNames, FoldedQuery, GroupName, PlaceKey, PlaceRef, Position, Provenance, Revision,
    Timestamp,
};
use kplaces_store::{
    BatchBuilder, BatchQuery, BatchRow, GroupCount, Order, Page, PageCollector, PlaceBatch,
    PlaceQuery, StoreState,
};
use rusqlite::{Connection, Transaction};

use crate::entry::{Fields, NAMES, PLACES, text};
use crate::failure::Failure;
use crate::names::{Names, Wanted};
use crate::near::Nearest;
use crate::{find, schema};

/// Where a place has to be looked up for each candidate, so many are as much work as looking at all places once is
/// for this part of them.
const PART: u64 = 8;

/// So many candidates are looked up in any case.
const FEW: u64 = 2_000;

pub(crate) fn state(connection: &mut Connection) -> Result<StoreState, Failure> {
    let snapshot = connection.transaction()?;
    let sql = "SELECT revision, places, as_of, cut_at FROM store";
    let (revision, places, as_of, cut_at) = snapshot.prepare_cached(sql)?.query_row([], |row| {
        let revision: i64 = row.get(0)?;
        Ok((revision, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let selection = snapshot
        .prepare_cached("SELECT name FROM asked_group ORDER BY n")?
        .query_map([], |row| row.get(0))?
        .map(|name| name.map(|name: Box<str>| GroupName::new(name)))
        .collect::<Result<_, _>>()?;
    let as_of: Option<i64> = as_of;
    Ok(StoreState {
        revision: Revision(revision as u64),
        places,
        provenance: as_of.map(|seconds| Provenance {
            as_of: Timestamp::from_unix(seconds),
            selection,
            cut_at,
        }),
    })
}

pub(crate) fn groups(connection: &mut Connection) -> Result<Vec<GroupCount>, Failure> {
    let mut statement =
        connection.prepare_cached("SELECT name, places FROM place_group ORDER BY name")?;
    let counts = statement.query_map([], |row| {
        let name: Box<str> = row.get(0)?;
        Ok(GroupCount {
            name: GroupName::new(name),
            places: row.get(1)?,
        })
    })?;
    Ok(counts.collect::<Result<_, _>>()?)
}

/// Places as columns. Nothing is read or kept that the answer does not hold.
pub(crate) fn batch(
    connection: &mut Connection,
    query: &BatchQuery,
    into: PlaceBatch,
) -> Result<PlaceBatch, Failure> {
    let snapshot = connection.transaction()?;
    let names = Names::load(&snapshot)?;
    let revision: i64 = snapshot.query_row("SELECT revision FROM store", [], |row| row.get(0))?;
    let wanted = names.wanted(&query.filter);
    let mut batch = BatchBuilder::new(into, Arc::clone(&names.all));
    let (mut groups, mut next) = (Vec::new(), None);
    each(
        &snapshot,
        start(query.filter.key.as_ref(), query.after.as_ref()),
        |key, name, fields| {
            if query
                .filter
                .key
                .as_ref()
                .is_some_and(|only| only.as_str() != key)
            {
                return Ok(ControlFlow::Break(()));
            }
            if query
                .after
                .as_ref()
                .is_some_and(|after| after.as_str() == key)
                || !wanted.admits(fields)?
            {
                return Ok(ControlFlow::Continue(()));
            }
            if batch.len() == query.limit {
                next = batch.last_key().map(PlaceKey::from);
                return Ok(ControlFlow::Break(()));
            }
            names.groups(fields, &mut groups)?;
            let row = BatchRow {
                key,
                name,
                position: fields.position,
                radius: fields.radius,
                colour: names.colour(fields)?,
                groups: &groups,
            };
            batch
                .push(&row)
                .map_err(|_| Failure::Damaged("a place is none", "ein Ort ist keiner"))?;
            Ok(ControlFlow::Continue(()))
        },
    )?;
    Ok(batch.finish(Revision(revision as u64), next))
}

/// Where to begin: at the key that is asked for, or where the last page ended.
fn start<'a>(key: Option<&'a PlaceKey>, after: Option<&'a PlaceKey>) -> &'a str {
    let key = key.map_or("", PlaceKey::as_str);
    let after = after.map_or("", PlaceKey::as_str);
    key.max(after)
}

/// Gives key, name and the rest of each place from a key on.
fn each(
    snapshot: &Connection,
    from: &str,
    mut look: impl FnMut(&str, &str, &Fields<'_>) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    let mut is_first = true;
    PLACES.scan(snapshot, &[from.as_bytes()], |block| {
        // All texts of a block at once; where they end is looked at for each.
        let (keys, names) = (text(block.column(0))?, text(block.column(1))?);
        let begin = if is_first {
            block.before(&[from.as_bytes()])?
        } else {
            0
        };
        is_first = false;
        for [key, name, fields] in block.spans(begin) {
            let parts = (keys.get(key), names.get(name), block.column(2).get(fields));
            let (Some(key), Some(name), Some(fields)) = parts else {
                return Err(crate::blocks::damaged());
            };
            if look(key, name, &Fields::new(fields)?)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}

pub(crate) fn places(connection: &mut Connection, query: &PlaceQuery) -> Result<Page, Failure> {
    let snapshot = connection.transaction()?;
    let sql = "SELECT places, fold_version FROM store";
    let (stored, folded) = snapshot
        .prepare_cached(sql)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let search = Search {
        names: OnceCell::new(),
        wanted: OnceCell::new(),
        is_folded: schema::is_of_this_version(folded),
        stored,
        snapshot,
        query,
    };
    search.answer()
}

struct Search<'a> {
    snapshot: Transaction<'a>,
    query: &'a PlaceQuery,
    /// Read when the first place is.
    names: OnceCell<Names>,
    wanted: OnceCell<Wanted>,
    /// Whether the folded names that are kept are those of this version.
    is_folded: bool,
    stored: u64,
}

/// An answer, unless looking at all places is less work.
type Quick = Result<Option<Page>, Failure>;

impl Search<'_> {
    fn names(&self) -> Result<&Names, Failure> {
        if let Some(names) = self.names.get() {
            return Ok(names);
        }
        let names = Names::load(&self.snapshot)?;
        Ok(self.names.get_or_init(|| names))
    }

    fn wanted(&self) -> Result<&Wanted, Failure> {
        let names = self.names()?;
        let wanted = || names.wanted(&self.query.filter);
        Ok(self.wanted.get_or_init(wanted))
    }

    fn answer(&self) -> Result<Page, Failure> {
        let quick = match self.query.order {
            _ if self.query.filter.key.is_some() => self.one()?,
            Order::Key if self.query.filter.within.is_none() => return self.by_key(),
            Order::Distance(from) if self.query.filter.within.is_none() => {
                self.by_distance(from)?
            }
            // A circle is small enough to be sorted by the collector.
            _ if self.query.filter.within.is_some() => self.within()?,
            Order::Relevance if self.query.filter.text.is_some() => self.found()?,
            Order::Name | Order::Relevance if self.is_folded => self.by_name()?,
            _ => None,
        };
        match quick {
            Some(page) => Ok(page),
            None => self.any(),
        }
    }

    /// Offers every place.
    fn any(&self) -> Result<Page, Failure> {
        let mut collector = PageCollector::new(self.query);
        self.from("", |place| {
            collector.offer(place);
            ControlFlow::Continue(())
        })?;
        Ok(collector.finish())
    }

    /// Offers places by key until the page is full.
    fn by_key(&self) -> Result<Page, Failure> {
        let mut collector = PageCollector::new(self.query);
        let after = self
            .query
            .after
            .as_ref()
            .map_or("", |after| after.key().as_str());
        self.from(after, |place| {
            collector.offer(place);
            if collector.has_more() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        Ok(collector.finish())
    }

    /// Gives the places from a key on whose fields fit.
    fn from(
        &self,
        key: &str,
        mut look: impl FnMut(PlaceRef<'_>) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let mut groups = Vec::new();
        let (names, wanted) = (self.names()?, self.wanted()?);
        each(&self.snapshot, key, |key, name, fields| {
            if !wanted.admits(fields)? {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(look(names.place((key, name), fields, &mut groups)?))
        })
    }

    /// Offers the place with a key.
    fn offer(&self, collector: &mut PageCollector<'_>, key: &[u8]) -> Result<bool, Failure> {
        let found = PLACES.at(&self.snapshot, &[key], |block| {
            let n = block.before(&[key])?;
            if n == block.len() || block.value(0, n)? != key {
                return Ok(false);
            }
            let [key, name, fields] = block.entry(n)?;
            let (key, name, mut groups) = (text(key)?, text(name)?, Vec::new());
            collector.offer(self.names()?.place(
                (key, name),
                &Fields::new(fields)?,
                &mut groups,
            )?);
            Ok(true)
        })?;
        Ok(found.unwrap_or(false))
    }

    /// The same of a key that another block has.
    fn offer_known(&self, collector: &mut PageCollector<'_>, key: &[u8]) -> Result<(), Failure> {
        if self.offer(collector, key)? {
            Ok(())
        } else {
            Err(Failure::Damaged(
                "the order of its places is not that of all of them",
                "die Ordnung seiner Orte passt nicht zu ihnen",
            ))
        }
    }

    fn one(&self) -> Quick {
        let mut collector = PageCollector::new(self.query);
        if let Some(key) = &self.query.filter.key {
            self.offer(&mut collector, key.as_str().as_bytes())?;
        }
        Ok(Some(collector.finish()))
    }

    /// How many candidates are worth looking up one by one.
    fn most(&self) -> u64 {
        FEW.max(self.stored / PART)
    }

    /// Walks along the names from the end of the last page until this one is full.
    fn by_name(&self) -> Quick {
        let most = self.most();
        if self.query.limit as u64 >= most {
            return Ok(None);
        }
        let after = self.query.after.as_ref();
        let name = after.map_or_else(String::new, |after| format!("\n{}", after.name()));
        let key = after.map_or("", |after| after.key().as_str());
        let from = [name.as_bytes(), key.as_bytes()];
        let mut collector = PageCollector::new(self.query);
        let (mut looked, mut line) = (0, String::new());
        NAMES.scan(&self.snapshot, &from, |block| {
            for n in block.before(&from)?..block.len() {
                let [sort, key, spell] = block.entry(n)?;
                if let Some(words) = &self.query.filter.text {
                    line.clear();
                    line.push_str(text(sort)?.get(1..).unwrap_or_default());
                    line.push_str(text(spell)?);
                    if words.rank_text(&line).is_none() {
                        continue;
                    }
                }
                looked += 1;
                self.offer_known(&mut collector, key)?;
                if collector.has_more() || looked > most {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok((collector.has_more() || looked <= most).then(|| collector.finish()))
    }

    /// The names that fit best. Where more is asked of a place, all have to be looked at.
    fn found(&self) -> Quick {
        let Some(words) = &self.query.filter.text else {
            return Ok(None);
        };
        let filter = &self.query.filter;
        let is_any = !filter.located && filter.groups.is_empty() && filter.colour.is_none();
        if !self.is_folded || !is_any || self.query.limit as u64 >= self.most() {
            return Ok(None);
        }
        let mut collector = PageCollector::new(self.query);
        let after = self.query.after.as_ref();
        let after = after.and_then(|last| {
            let key = last.key().as_str().as_bytes();
            Some((last.rank()?, last.name().as_bytes(), key))
        });
        // One more than a page has, to know whether there are more.
        let mut best = BestNames::new(words, after, self.query.limit.saturating_add(1));
        find::look_through(&self.snapshot, &mut best)?;
        for key in best.into_keys() {
            self.offer_known(&mut collector, &key)?;
        }
        Ok(Some(collector.finish()))
    }

    /// Goes out from a point; where it would be far to the places that have the text, by their names.
    fn by_distance(&self, from: Position) -> Quick {
        let text = self.query.filter.text.as_ref();
        let Some(words) = text.filter(|_| self.is_folded) else {
            return self.nearest(from, self.most());
        };
        match self.nearest(from, FEW)? {
            Some(page) => Ok(Some(page)),
            None => self.named(words),
        }
    }

    /// Offers all places whose names have the text.
    fn named(&self, words: &FoldedQuery) -> Quick {
        let most = self.most() as usize;
        let mut all = BestNames::new(words, None, most + 1);
        find::look_through(&self.snapshot, &mut all)?;
        let mut collector = PageCollector::new(self.query);
        for (looked, key) in all.into_keys().enumerate() {
            if looked == most {
                return Ok(None);
            }
            self.offer_known(&mut collector, &key)?;
        }
        Ok(Some(collector.finish()))
    }

    /// Looks at places from the nearest on until the page is full; at so many at most.
    fn nearest(&self, from: Position, most: u64) -> Quick {
        if self.query.limit as u64 >= most {
            return Ok(None);
        }
        let mut nearest = Nearest::new(from, f64::INFINITY);
        let mut collector = PageCollector::new(self.query);
        let after = self
            .query
            .after
            .as_ref()
            .map(|it| (it.distance_m(), it.key().as_str()));
        let mut looked = 0;
        while let Some((metres, key)) = nearest.next(&self.snapshot)? {
            let is_after = |(distance, last): (f64, &str)| {
                let order = metres.total_cmp(&distance);
                order.then_with(|| key[..].cmp(last.as_bytes())).is_gt()
            };
            if after.is_none_or(is_after) {
                self.offer_known(&mut collector, &key)?;
            }
            looked += 1;
            if collector.has_more() {
                return Ok(Some(collector.finish()));
            }
            if looked > most {
                break;
            }
        }
        // Those without a position come last.
        Ok(None)
    }

    /// Looks at the places of a circle.
    fn within(&self) -> Quick {
        let Some(within) = self.query.filter.within else {
            return Ok(None);
        };
        let most = self.most();
        let mut nearest = Nearest::new(within.centre, within.metres);
        let mut collector = PageCollector::new(self.query);
        let mut looked = 0;
        while let Some((_, key)) = nearest.next(&self.snapshot)? {
            self.offer_known(&mut collector, &key)?;
            looked += 1;
            if looked > most {
                return Ok(None);
            }
        }
        Ok(Some(collector.finish()))
    }
}
