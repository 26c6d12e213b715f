use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use kplaces_tiles::Sequence;
use serde::Serialize;

use super::question::Question;
use super::{Answer, json};
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
    let Query(question) = question.map_err(|error| Refusal::bad(error.body_text()))?;
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
    let made =
        tokio::task::spawn_blocking(move || (view.len(), view.list(sequence, offset, limit)));
    let (total, ids) = made.await.map_err(|_| Refusal::internal())?;
    let rows = ids
        .into_iter()
        .filter_map(|id| Row::new(&current.atlas, id, at));
    json(&List {
        revision: current.status.revision.0,
        total,
        rows: rows.collect(),
    })
}

/// One place.
pub(super) async fn place(
    State(holdings): State<Arc<Holdings>>,
    id: Result<Path<u32>, PathRejection>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Path(id) = id.map_err(|_| Refusal::unknown())?;
    let Query(question) = question.map_err(|error| Refusal::bad(error.body_text()))?;
    let revision = question
        .revision
        .ok_or_else(|| Refusal::bad("revision is missing"))?;
    let current = holdings.at(revision).await?;
    let row = Row::new(&current.atlas, id, question.at()?);
    json(&row.ok_or_else(Refusal::unknown)?)
}

/// One place by what tells it from others for good: numbers are of one revision.
pub(super) async fn place_by_key(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question.map_err(|error| Refusal::bad(error.body_text()))?;
    let key = question.key.as_deref();
    let key = key.ok_or_else(|| Refusal::bad("key is missing"))?;
    let current = holdings.current().await?;
    let id = current.atlas.find(key).ok_or_else(Refusal::unknown)?;
    json(&Row::new(&current.atlas, id, question.at()?))
}
