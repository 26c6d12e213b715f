//! What a text can mean that is in no name.

use std::sync::Arc;

use kplaces_app::groups_like;
use kplaces_domain::{FoldedQuery, GroupName, Position, read_position};
use kplaces_tiles::{By, Choice, PlaceId, Sequence};
use serde::Serialize;

use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::current::Current;

/// What of places a text is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) enum FoundBy {
    /// A part of their names.
    #[default]
    Name,
    /// The key of one.
    Key,
    /// A position that they are nearest to.
    Position { lat: f64, lon: f64 },
    /// A part of the names of these groups, which they are in.
    Groups { names: Vec<String> },
    /// A part of their names but for a letter or two.
    Similar,
}

/// Places, and by what they were found.
pub(crate) struct Instead {
    pub(crate) by: FoundBy,
    pub(crate) ids: Vec<PlaceId>,
    pub(crate) more: bool,
    /// Where distances are counted from then.
    pub(crate) at: Option<Position>,
}

/// Places of a choice for a text that is in none of their names: see `kplaces_app::App::find`, which does the same.
pub(crate) async fn instead(
    state: &AppState,
    current: &Arc<Current>,
    choice: Choice,
    (typed, text): (&str, &FoldedQuery),
    (at, limit): (Option<Position>, usize),
) -> Result<Instead, ApiError> {
    let key = current.atlas.find(typed.trim());
    if let Some(id) = key.filter(|&id| choice.admits(&current.atlas, id)) {
        return Ok(Instead {
            by: FoundBy::Key,
            ids: vec![id],
            more: false,
            at,
        });
    }
    if let Ok(position) = read_position(typed) {
        let view = current.view(choice).await?;
        let ids = move || view.list(Sequence::Distance(position), 0, limit);
        return Ok(Instead {
            by: FoundBy::Position {
                lat: position.latitude(),
                lon: position.longitude(),
            },
            ids: run_blocking(ids).await?,
            more: false,
            at: Some(position),
        });
    }
    if let Some((names, groups)) = groups(state, current, &choice, text) {
        let choice = Choice {
            groups,
            ..choice.clone()
        };
        let view = current.view(choice).await?;
        let sequence = at.map_or(Sequence::Name, Sequence::Distance);
        let more = view.len() > limit;
        let ids = run_blocking(move || view.list(sequence, 0, limit)).await?;
        if !ids.is_empty() {
            let by = FoundBy::Groups { names };
            return Ok(Instead { by, ids, more, at });
        }
    }
    let view = current.view(choice).await?;
    let text = text.clone();
    let similar = move || {
        let meant = view.similar(&text)?;
        Some(view.search(&meant, at, limit))
    };
    let (ids, more) = run_blocking(similar).await?.unwrap_or_default();
    let by = if ids.is_empty() {
        FoundBy::Name
    } else {
        FoundBy::Similar
    };
    Ok(Instead { by, ids, more, at })
}

/// The groups of a choice whose names have a text or nearly do: their names, and their numbers in the legend.
fn groups(
    state: &AppState,
    current: &Current,
    choice: &Choice,
    text: &FoldedQuery,
) -> Option<(Vec<String>, Vec<u32>)> {
    state.allow_groups().ok()?;
    let legend = &current.atlas.legend(By::Group).entries;
    let chosen = |n: &u32| choice.groups.is_empty() || choice.groups.contains(n);
    let known: Vec<(u32, GroupName)> = (0..)
        .zip(legend)
        .filter(|(n, _)| chosen(n))
        .filter_map(|(n, entry)| Some((n, GroupName::from(entry.name.as_deref()?))))
        .collect();
    let names: Vec<GroupName> = known.iter().map(|(_, name)| name.clone()).collect();
    let found = groups_like(text, &names);
    let numbers = known.iter().filter(|(_, name)| found.contains(name));
    let numbers: Vec<u32> = numbers.map(|(n, _)| *n).collect();
    let names = found.iter().map(ToString::to_string).collect();
    (!numbers.is_empty()).then_some((names, numbers))
}
