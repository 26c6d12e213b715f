use kplaces_app::{App, AppError, Found, FoundBy, Search};
use kplaces_domain::Position;
use kplaces_text::{Language, Text};

use crate::args::{Find, List, Near, Show};
use crate::json::{BeyondLimitJson, FoundByJson, PlaceJson, PlacesJson};
use crate::text::places::{self as words, Nothing};
use crate::{CliError, Output, Session, text, values};

pub(super) async fn list(session: &Session, arguments: List) -> Result<Output, CliError> {
    let colour = arguments.colour.as_deref().map(words::colour).transpose()?;
    let search = Search {
        groups: session.groups(&arguments.groups.groups)?,
        colour,
        limit: arguments.limit.map(|limit| limit.get() as usize),
        ..Search::default()
    };
    let none = match &search.colour {
        Some(colour) if !colour.is_known() => Nothing::OfColour(colour.name().to_owned()),
        _ => Nothing::Matches,
    };
    answer(session, &search, none).await
}

pub(super) async fn find(session: &Session, arguments: Find) -> Result<Output, CliError> {
    let typed = arguments.text.join(" ");
    let search = Search {
        near: arguments.near,
        limit: Some(arguments.limit.get() as usize),
        ..Search::default()
    };
    let app = session.glance().await?;
    let found = app.find(&typed, &search).await?;
    let (found, by) = found.ok_or_else(words::nothing_to_find)?;
    let none = why_nothing(session, &app, &found, Nothing::Named).await?;
    Ok(told(session, found, Some(by), none))
}

pub(super) async fn near(session: &Session, arguments: Near) -> Result<Output, CliError> {
    let written = [vec![arguments.position], arguments.words]
        .concat()
        .join(" ");
    let position = values::position(&written);
    let search = Search {
        near: Some(position.map_err(|why| words::no_position(&written, why.0))?),
        within_m: arguments.within.map(|metres| f64::from(metres.get())),
        limit: Some(arguments.limit.get() as usize),
        ..Search::default()
    };
    answer(session, &search, Nothing::InRange).await
}

async fn answer(session: &Session, search: &Search, none: Nothing) -> Result<Output, CliError> {
    let app = session.glance().await?;
    let found = app.search(search).await?;
    let none = why_nothing(session, &app, &found, none).await?;
    let swapped = meant_otherwise(&app, search, &found).await?;
    let mut output = told(session, found, None, none);
    output.warn(swapped.map(words::swapped));
    Ok(output)
}

/// What is said where nothing was found: of an empty device that is the more useful thing to know.
async fn why_nothing(
    session: &Session,
    app: &App,
    found: &Found,
    none: Nothing,
) -> Result<Nothing, CliError> {
    if !found.hits.is_empty() || app.status().await?.provenance.is_some() {
        return Ok(none);
    }
    let aside = last_set_aside(session)?;
    Ok(aside.map_or(Nothing::NeverSynced, Nothing::SetAside))
}

/// A table of places, and by what they were found.
fn told(session: &Session, found: Found, by: Option<FoundBy>, none: Nothing) -> Output {
    let terminal = session.terminal;
    let said = by.clone();
    told_as(session, found, by, move |found, language| {
        if found.hits.is_empty() {
            return none.text(language);
        }
        let by = said.as_ref().map(|by| words::found_by(by, language));
        by.unwrap_or_default() + &words::table(&found.hits, found.more, terminal, language)
    })
}

/// From here on nothing is near any more.
const FAR_M: f64 = 500_000.0;

/// Within this a place is near to what was meant.
const NEAR_M: f64 = 100_000.0;

/// The position with its numbers the other way round, where that is what was meant: it has places near it, and the one
/// that was written has none.
async fn meant_otherwise(
    app: &App,
    search: &Search,
    found: &Found,
) -> Result<Option<Position>, CliError> {
    let nearest = found.hits.first().and_then(|hit| hit.distance_m);
    let Some(written) = search.near.filter(|_| search.text.is_none()) else {
        return Ok(None);
    };
    if nearest.is_some_and(|metres| metres < FAR_M) {
        return Ok(None);
    }
    let Ok(other) = Position::from_degrees(written.longitude(), written.latitude()) else {
        return Ok(None);
    };
    let search = Search {
        near: Some(other),
        within_m: Some(NEAR_M),
        limit: Some(1),
        ..Search::default()
    };
    let is_there = !app.search(&search).await?.hits.is_empty();
    Ok(is_there.then_some(other))
}

/// An answer with places.
fn told_as(
    session: &Session,
    found: Found,
    by: Option<FoundBy>,
    text: impl Fn(&Found, Language) -> String + Send + 'static,
) -> Output {
    let unseen = unseen(session, found.beyond_limit);
    let mut output = Output::of(found, text, move |found| {
        serde_json::to_value(PlacesJson {
            places: found.hits.iter().map(PlaceJson::from).collect(),
            more: found.more,
            beyond_limit: BeyondLimitJson::new(found.beyond_limit),
            found_by: by.as_ref().map(FoundByJson::of),
        })
    });
    output.warn(unseen);
    output
}

fn unseen(session: &Session, beyond_limit: u64) -> Option<Text> {
    text::edition::beyond_limit(session.product().policy.manifest(), beyond_limit)
}

/// The store that was set aside last, if any was.
pub(super) fn last_set_aside(session: &Session) -> Result<Option<String>, CliError> {
    let aside = session.backups()?.map(|backups| backups.set_aside());
    let aside = aside.transpose().map_err(AppError::from)?;
    let newest = aside.into_iter().flatten().next();
    Ok(newest.map(|store| store.name))
}

pub(super) async fn show(session: &Session, arguments: Show) -> Result<Output, CliError> {
    let app = session.glance().await?;
    let mut found = app.show(&arguments.place).await?;
    if found.hits.is_empty() {
        let synced = app.status().await?.provenance.is_some();
        let unseen = unseen(session, found.beyond_limit);
        return Err(words::no_such_place(&arguments.place, synced, unseen));
    }
    // All of one place is shown; that there are more of several is said in the text only.
    let more = std::mem::take(&mut found.more);
    let terminal = session.terminal;
    Ok(told_as(
        session,
        found,
        None,
        move |found, language| match found.hits.as_slice() {
            [one] => words::one(&one.place, terminal, language),
            several => words::several(several, more, terminal, language),
        },
    ))
}
