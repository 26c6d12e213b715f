//! Answers, each out of one snapshot. An index only makes the set of candidates smaller; the
//! [`PageCollector`] judges.

use kplaces_domain::{
    FoldedName, FoldedQuery, GroupName, Position, Provenance, Revision, Timestamp,
};
use kplaces_store::{
    Cursor, Filter, GroupCount, Hit, Order, Page, PageCollector, PlaceQuery, StoreState,
};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params_from_iter};

use crate::around::Around;
use crate::failure::Failure;
use crate::groups::GroupNames;
use crate::{row, schema};

/// Of more groups or words than these, the statement looks at none or only the first: SQLite
/// limits how deep an expression may be.
const MOST_TERMS: usize = 50;

/// The first circle around a point whose nearest places are wanted.
const FIRST_CIRCLE_M: f64 = 1_000.0;

/// Larger circles are tried only where enough places are known already.
const LAST_CIRCLE_M: f64 = 250_000.0;

pub(crate) fn state(connection: &mut Connection) -> Result<StoreState, Failure> {
    let snapshot = connection.transaction()?;
    let sql = "SELECT revision, places, as_of, cut_at FROM store";
    let (revision, places, as_of, cut_at) = snapshot.query_row(sql, [], |row| {
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

pub(crate) fn places(connection: &mut Connection, query: &PlaceQuery) -> Result<Page, Failure> {
    let snapshot = connection.transaction()?;
    let names = GroupNames::load(&snapshot)?;
    let is_folded = schema::is_folded(&snapshot)?;
    let search = Search {
        snapshot,
        query,
        clauses: Clauses::of(&query.filter, &names, is_folded),
        names,
        is_folded,
    };
    match query.order {
        Order::Distance(from) => search.by_distance(from),
        // A circle is found by its box, and is small enough to be sorted by the collector.
        _ if query.filter.within.is_some() => search.unordered(),
        Order::Key if query.filter.is_by_fields() => search.by_key(),
        Order::Key => search.ordered("key", "key > ?", |after| vec![text(after.key().as_str())]),
        Order::Relevance if query.filter.text.is_some() => search.unordered(),
        Order::Name | Order::Relevance if !is_folded => search.unordered(),
        Order::Name | Order::Relevance => {
            search.ordered("sort, key", "(sort, key) > (?, ?)", |after| {
                vec![text(after.name()), text(after.key().as_str())]
            })
        }
    }
}

struct Search<'a> {
    snapshot: Transaction<'a>,
    query: &'a PlaceQuery,
    clauses: Clauses,
    names: GroupNames,
    /// Whether the folded names that are kept are those of this version.
    is_folded: bool,
}

impl Search<'_> {
    /// Walks along the table itself. Whoever goes through all places goes this way, so nothing is
    /// read or kept that the answer does not hold.
    fn by_key(mut self) -> Result<Page, Failure> {
        if let Some(after) = &self.query.after {
            self.clauses.and("key > ?", [text(after.key().as_str())]);
        }
        let columns = row::PLACE_COLUMNS;
        let sql = format!("SELECT {columns} {} ORDER BY key", self.clauses.to_sql());
        let mut statement = self.snapshot.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(self.clauses.values()))?;
        let mut page = Page::default();
        while let Some(row) = rows.next()? {
            let place = row::place(row, &self.names)?;
            if !self.query.filter.admits_fields(place.as_ref()) {
                continue;
            }
            if page.hits.len() == self.query.limit {
                let last = page.hits.last().map(|hit| hit.place.key.clone());
                page.next = last.map(Cursor::after_key);
                break;
            }
            page.hits.push(Hit {
                place,
                distance_m: None,
            });
        }
        Ok(page)
    }

    /// Walks along an index from the end of the last page until this one is full.
    fn ordered(
        mut self,
        by: &str,
        seek: &str,
        values: fn(&Cursor) -> Vec<Value>,
    ) -> Result<Page, Failure> {
        if let Some(after) = &self.query.after {
            self.clauses.and(seek, values(after));
        }
        let mut collector = PageCollector::new(self.query);
        self.offer(
            &mut collector,
            &self.clauses,
            &format!("ORDER BY {by}"),
            true,
        )?;
        Ok(collector.finish())
    }

    /// Offers every place that the filter cannot rule out.
    fn unordered(self) -> Result<Page, Failure> {
        let mut collector = PageCollector::new(self.query);
        self.offer(&mut collector, &self.clauses, "", false)?;
        Ok(collector.finish())
    }

    /// Offers the places of growing circles until no place outside can be nearer.
    fn by_distance(self, from: Position) -> Result<Page, Failure> {
        let stored: u64 = self
            .snapshot
            .query_row("SELECT places FROM store", [], |row| row.get(0))?;
        let limit = self.query.limit as u64;
        let growing = self.query.filter.within.is_none() && limit.saturating_mul(4) < stored;
        let mut metres = FIRST_CIRCLE_M;
        while let Some(around) = Around::circle(from, metres).filter(|_| growing) {
            let mut clauses = self.clauses.clone();
            clauses.around = Some(around);
            let mut collector = PageCollector::new(self.query);
            self.offer(&mut collector, &clauses, "", false)?;
            metres = match collector.max_distance_m() {
                Some(horizon) if horizon > metres => horizon,
                // All that is as near was looked at; and that there is more, must be known, too.
                Some(_) if collector.has_more() => return Ok(collector.finish()),
                // Few fit, or they are far away: one look at all is quicker than more circles.
                _ if metres > LAST_CIRCLE_M => break,
                _ => metres * 2.0,
            };
        }
        self.unordered()
    }

    fn offer(
        &self,
        collector: &mut PageCollector<'_>,
        clauses: &Clauses,
        order: &str,
        in_order: bool,
    ) -> Result<(), Failure> {
        let sql = format!("SELECT {} {} {order}", row::COLUMNS, clauses.to_sql());
        let mut statement = self.snapshot.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(clauses.values()))?;
        while let Some(row) = rows.next()? {
            let (place, folded) = if self.is_folded {
                row::read(row, &self.names)?
            } else {
                let place = row::place(row, &self.names)?;
                let folded = FoldedName::new(&place.name);
                (place, folded)
            };
            collector.push(place, &folded);
            if in_order && collector.has_more() {
                break;
            }
        }
        Ok(())
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// The places of a box. The keys come out of the index alone; only then are rows looked up.
const IN_BOX: &str = "FROM (SELECT key AS near FROM place WHERE latitude BETWEEN ? AND ? \
     AND (longitude BETWEEN ? AND ? OR longitude BETWEEN ? AND ?)) CROSS JOIN place ON key = near";

/// Conditions that all must hold, and their values in order.
#[derive(Clone, Debug, Default)]
struct Clauses {
    around: Option<Around>,
    all: Vec<String>,
    values: Vec<Value>,
}

impl Clauses {
    /// What SQL can tell of a filter: it lets through at least what the filter does.
    fn of(filter: &Filter, names: &GroupNames, is_folded: bool) -> Self {
        let mut clauses = Self::default();
        if let Some(key) = &filter.key {
            clauses.and("key = ?", [text(key.as_str())]);
        }
        if filter.located {
            clauses.and("latitude IS NOT NULL", []);
        }
        if let Some(colour) = &filter.colour {
            clauses.and("colour = ?", [text(colour.name())]);
        }
        if (1..MOST_TERMS).contains(&filter.groups.len()) {
            let tokens = names.tokens(&filter.groups);
            let any = vec!["instr(in_groups, ?)"; tokens.len()].join(" OR ");
            let any = if any.is_empty() { "0" } else { &any };
            clauses.and(any, tokens.into_iter().map(Value::Text));
        }
        let texts = filter.text.iter().filter(|_| is_folded);
        let words = texts.flat_map(FoldedQuery::words);
        for readings in words.take(MOST_TERMS) {
            let any = vec!["instr(sort, ?) OR instr(spell, ?)"; readings.len()].join(" OR ");
            let twice = readings.iter().flat_map(|word| [text(word), text(word)]);
            clauses.and(&any, twice);
        }
        clauses.around = filter
            .within
            .and_then(|within| Around::circle(within.centre, within.metres));
        clauses
    }

    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.all.push(format!("({condition})"));
        self.values.extend(values);
    }

    fn to_sql(&self) -> String {
        let from = match self.around {
            Some(_) => IN_BOX,
            None => "FROM place",
        };
        if self.all.is_empty() {
            from.to_owned()
        } else {
            format!("{from} WHERE {}", self.all.join(" AND "))
        }
    }

    fn values(&self) -> impl Iterator<Item = Value> {
        let bounds = self.around.iter().flat_map(|around| {
            let [one, other] = around.longitude;
            [around.latitude, one, other]
        });
        bounds
            .flat_map(|(low, high)| [Value::Integer(low), Value::Integer(high)])
            .chain(self.values.iter().cloned())
    }
}
