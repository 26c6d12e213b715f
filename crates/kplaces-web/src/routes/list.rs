use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kplaces_tiles::Sequence;
use serde::Serialize;

use super::question::Question;
use super::{Answer, json};
use crate::aside::aside;
use crate::holdings::Holdings;
use crate::refusal::Refusal;
use crate::rows::Row;

#[derive(Serialize)]
struct List<'a> {
    revision: u64,
    total: usize,
    rows: Vec<Row<'a>>,
}

/// A part of the list.
pub(super) async fn list(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question?;
    let at = question.at()?;
    let sequence = match (question.order.as_deref(), at) {
        (Some("name"), _) => Sequence::Name,
        (None | Some("distance"), Some(from)) => Sequence::Distance(from),
        _ => {
            return Err(Refusal::bad(
                "order: distance, with a place to start from, or name",
            ));
        }
    };
    let current = holdings.current().await?;
    let view = current.view(question.choice(&holdings, &current)?).await?;
    let (offset, limit) = (question.offset, question.limit());
    let part = move || (view.len(), view.list(sequence, offset, limit));
    let (total, ids) = aside(part).await?;
    let rows = ids
        .into_iter()
        .filter_map(|id| Row::new(&current.atlas, id, at));
    json(&List {
        revision: current.status.revision.0,
        total,
        rows: rows.collect(),
    })
}
