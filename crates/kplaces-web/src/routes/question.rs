//! The query of a request, checked.

use kplaces_domain::Position;
use kplaces_tiles::{By, Choice};
use serde::Deserialize;

use crate::current::Current;
use crate::holdings::Holdings;
use crate::refusal::Refusal;

/// Everything a query can hold; each route looks at its part.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    pub(super) by: Option<String>,
    pub(super) g: Option<String>,
    pub(super) c: Option<String>,
    pub(super) q: Option<String>,
    pub(super) at: Option<String>,
    pub(super) order: Option<String>,
    pub(super) offset: usize,
    pub(super) limit: Option<usize>,
    pub(super) revision: Option<u64>,
    pub(super) key: Option<String>,
    pub(super) lang: Option<String>,
}

/// A list has at most so many rows at a time.
const MOST_ROWS: usize = 500;

impl Question {
    /// What to tell places apart by.
    pub(super) fn by(&self, holdings: &Holdings) -> Result<By, Refusal> {
        match self.by.as_deref() {
            None | Some("colour") => Ok(By::Colour),
            Some("group") => Ok(holdings.allow_groups().map(|()| By::Group)?),
            Some(_) => Err(Refusal::bad("by: group or colour")),
        }
    }

    /// Which places are meant.
    pub(super) fn choice(&self, holdings: &Holdings, current: &Current) -> Result<Choice, Refusal> {
        let groups = indexes(self.g.as_deref(), current, By::Group)?;
        if !groups.is_empty() {
            holdings.allow_groups()?;
        }
        Ok(Choice {
            groups,
            colours: indexes(self.c.as_deref(), current, By::Colour)?,
        })
    }

    /// The point that distances are counted from.
    pub(super) fn at(&self) -> Result<Option<Position>, Refusal> {
        let at = self.at.as_deref().map(str::parse::<Position>);
        at.transpose()
            .map_err(|error| Refusal::bad(error.to_string()))
    }

    /// How many rows.
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(100).min(MOST_ROWS)
    }
}

/// Indexes of a legend, joined by dots, each once and in order.
fn indexes(text: Option<&str>, current: &Current, by: By) -> Result<Vec<u32>, Refusal> {
    let known = current.atlas.legend(by).entries.len();
    let mut found = Vec::new();
    for part in text
        .unwrap_or_default()
        .split('.')
        .filter(|part| !part.is_empty())
    {
        let index = part
            .parse::<u32>()
            .ok()
            .filter(|&index| (index as usize) < known);
        found.push(index.ok_or_else(|| Refusal::bad("this is not in the legend"))?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
