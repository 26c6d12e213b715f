//! The query of a request, checked.

use kplaces_domain::Position;
use kplaces_text::{Text, text};
use kplaces_tiles::{By, Choice};
use serde::Deserialize;

use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::current::Current;

/// Everything a query can hold; each route looks at its part.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
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

impl ListQuery {
    /// What to tell places apart by.
    pub(super) fn by(&self, state: &AppState) -> Result<By, ApiError> {
        match self.by.as_deref() {
            None | Some("colour") => Ok(By::Colour),
            Some("group") => Ok(state.allow_groups().map(|()| By::Group)?),
            Some(_) => Err(ApiError::bad(text!(
                "by: group or colour",
                "by: group oder colour"
            ))),
        }
    }

    /// Which places are meant.
    pub(super) fn choice(&self, state: &AppState, current: &Current) -> Result<Choice, ApiError> {
        let groups = indexes(self.g.as_deref(), current, By::Group)?;
        if !groups.is_empty() {
            state.allow_groups()?;
        }
        Ok(Choice {
            groups,
            colours: indexes(self.c.as_deref(), current, By::Colour)?,
        })
    }

    /// The point that distances are counted from.
    pub(super) fn at(&self) -> Result<Option<Position>, ApiError> {
        let at = self.at.as_deref().map(str::parse::<Position>);
        at.transpose().map_err(|error| {
            let german = "at: Breite und Länge in Grad, etwa 48.137,11.575";
            ApiError::bad(Text::new(error.to_string(), german))
        })
    }

    /// How many rows.
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(100).min(MOST_ROWS)
    }
}

/// Indexes of a legend, joined by dots, each once and in order.
fn indexes(text: Option<&str>, current: &Current, by: By) -> Result<Vec<u32>, ApiError> {
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
        let unknown = || {
            ApiError::bad(text!(
                "this is not in the legend",
                "das steht nicht in der Legende"
            ))
        };
        found.push(index.ok_or_else(unknown)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
