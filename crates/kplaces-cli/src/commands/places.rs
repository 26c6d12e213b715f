use kplaces_app::{AppError, Found, Search};
use kplaces_domain::{Colour, FoldedQuery};
use kplaces_store::Hit;

use crate::args::{Find, List, Near, Show};
use crate::error::Kind;
use crate::json::{BeyondLimitJson, PlaceJson, PlacesJson};
use crate::{CliError, Output, Session, text};

pub(super) async fn list(session: &Session, arguments: List) -> Result<Output, CliError> {
    let colour = arguments
        .colour
        .as_deref()
        .map(str::parse::<Colour>)
        .transpose();
    let search = Search {
        groups: session.groups(&arguments.groups.groups)?,
        colour: colour.map_err(|error| CliError::new(Kind::Usage, error.to_string()))?,
        limit: arguments.limit.map(|limit| limit.get() as usize),
        ..Search::default()
    };
    answer(session, &search, text::places::NONE_LISTED).await
}

pub(super) async fn find(session: &Session, arguments: Find) -> Result<Output, CliError> {
    let typed = arguments.text.join(" ");
    let query = FoldedQuery::new(&typed);
    let search = Search {
        text: Some(query.ok_or_else(|| CliError::new(Kind::Usage, text::places::NOTHING_TO_FIND))?),
        near: arguments.near,
        limit: Some(arguments.limit.get() as usize),
        ..Search::default()
    };
    answer(session, &search, text::places::NONE_FOUND).await
}

pub(super) async fn near(session: &Session, arguments: Near) -> Result<Output, CliError> {
    let search = Search {
        near: Some(arguments.position),
        within_m: arguments.within.map(|metres| f64::from(metres.get())),
        limit: Some(arguments.limit.get() as usize),
        ..Search::default()
    };
    answer(session, &search, text::places::NONE_NEAR).await
}

async fn answer(session: &Session, search: &Search, none: &str) -> Result<Output, CliError> {
    let app = session.reading().await?;
    let Found {
        hits,
        more,
        beyond_limit,
    } = app.search(search).await?;
    let text = if hits.is_empty() {
        // An empty device is the more useful thing to know.
        let synced = app.status().await?.provenance.is_some();
        match last_set_aside(session)? {
            _ if synced => text::places::none(none),
            Some(name) => text::places::none(&text::places::only_set_aside(&name)),
            None => text::places::none(text::places::NEVER_SYNCED),
        }
    } else {
        text::places::table(&hits, more, session.terminal)
    };
    told(session, text, &hits, more, beyond_limit)
}

fn told(
    session: &Session,
    text: impl Into<String>,
    hits: &[Hit],
    more: bool,
    beyond_limit: u64,
) -> Result<Output, CliError> {
    let json = PlacesJson {
        places: hits.iter().map(PlaceJson::from).collect(),
        more,
        beyond_limit: BeyondLimitJson::new(beyond_limit),
    };
    let mut output = Output::answer(text, &json)?;
    output.warn(unseen(session, beyond_limit));
    Ok(output)
}

fn unseen(session: &Session, beyond_limit: u64) -> Option<String> {
    text::edition::beyond_limit(session.product.policy.manifest(), beyond_limit)
}

/// The store that was set aside last, if any was.
pub(super) fn last_set_aside(session: &Session) -> Result<Option<String>, CliError> {
    let aside = session.backups()?.map(|backups| backups.set_aside());
    let aside = aside.transpose().map_err(AppError::from)?;
    let newest = aside.into_iter().flatten().next();
    Ok(newest.map(|store| store.name))
}

pub(super) async fn show(session: &Session, arguments: Show) -> Result<Output, CliError> {
    let app = session.reading().await?;
    let Found {
        hits,
        more,
        beyond_limit,
    } = app.show(&arguments.place).await?;
    let text = match hits.as_slice() {
        [] => {
            let synced = app.status().await?.provenance.is_some();
            let unseen = unseen(session, beyond_limit);
            let asked = &arguments.place;
            return Err(text::places::no_such_place(
                asked,
                synced,
                unseen.as_deref(),
            ));
        }
        [one] => text::places::one(&one.place, session.terminal),
        several => text::places::several(several, more, session.terminal),
    };
    told(session, text, &hits, false, beyond_limit)
}
