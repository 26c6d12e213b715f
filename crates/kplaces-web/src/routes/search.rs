use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_app::Search;
use kplaces_domain::FoldedQuery;
use serde::Serialize;

use super::question::Question;
use super::{Answer, json};
use crate::holdings::Holdings;
use crate::refusal::Refusal;
use crate::rows::Row;

#[derive(Serialize)]
struct Hits<'a> {
    revision: u64,
    more: bool,
    rows: Vec<Row<'a>>,
}

/// Of so many best fits those are taken that the filters let through.
const LOOKED_AT: usize = 20_000;

/// A longer text is no part of a name.
const LONGEST: usize = 200;

/// The places whose name has the text, best fit or nearest first.
pub(super) async fn search(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question.map_err(|error| Refusal::bad(error.body_text()))?;
    let (at, limit) = (question.at()?, question.limit());
    let text: String = question
        .q
        .iter()
        .flat_map(|q| q.chars())
        .take(LONGEST)
        .collect();
    let current = holdings.current().await?;
    let choice = question.choice(&holdings, &current)?;
    let revision = current.status.revision.0;
    let Some(text) = FoldedQuery::new(&text) else {
        let rows = Vec::new();
        return json(&Hits {
            revision,
            more: false,
            rows,
        });
    };
    let search = Search {
        text: Some(text),
        near: at,
        limit: Some(if choice.is_all() { limit } else { LOOKED_AT }),
        ..Search::default()
    };
    let found = holdings.app.search(&search).await?;
    let view = current.view(choice).await?;
    // A place of a newer revision is not in the atlas; the page hears of that one soon.
    let ids = found
        .hits
        .iter()
        .filter_map(|hit| current.atlas.find(hit.place.key.as_str()));
    let mut fitting = ids.filter(|&id| view.admits(id));
    let rows: Vec<Row<'_>> = fitting
        .by_ref()
        .take(limit)
        .filter_map(|id| Row::new(&current.atlas, id, at))
        .collect();
    let more = fitting.next().is_some() || found.more;
    json(&Hits {
        revision,
        more,
        rows,
    })
}
