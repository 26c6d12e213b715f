use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_app::Search;
use kplaces_domain::FoldedQuery;
use serde::Serialize;

use super::question::Question;
use super::{Answer, json};
use crate::aside::aside;
use crate::holdings::Holdings;
use crate::rows::Row;

#[derive(Serialize)]
struct Hits<'a> {
    revision: u64,
    more: bool,
    rows: Vec<Row<'a>>,
}

/// A longer text is no part of a name.
const LONGEST: usize = 200;

/// The places whose name has the text, best fit or nearest first.
pub(super) async fn search(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question?;
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
    let (ids, more) = if choice.is_all() {
        let search = Search {
            text: Some(text),
            near: at,
            limit: Some(limit),
            ..Search::default()
        };
        let found = holdings.app.search(&search).await?;
        let hits = found.hits.iter();
        // A place of a newer revision is not in the atlas; the page hears of that one soon.
        let ids = hits.filter_map(|hit| current.atlas.find(hit.place.key.as_str()));
        (ids.collect(), found.more)
    } else {
        // The store knows one colour and no "none of them"; the choice knows all it needs.
        let view = current.view(choice).await?;
        aside(move || view.search(&text, at, limit)).await?
    };
    let rows: Vec<Row<'_>> = ids
        .into_iter()
        .filter_map(|id| Row::new(&current.atlas, id, at))
        .collect();
    json(&Hits {
        revision,
        more,
        rows,
    })
}
