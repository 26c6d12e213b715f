use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};

use super::question::Question;
use super::{Answer, json};
use crate::holdings::Holdings;
use crate::refusal::Refusal;
use crate::rows::Row;

/// One place.
pub(super) async fn place(
    State(holdings): State<Arc<Holdings>>,
    id: Result<Path<u32>, PathRejection>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Path(id) = id?;
    let Query(question) = question?;
    let revision = question
        .revision
        .ok_or_else(|| Refusal::bad("revision is missing"))?;
    let current = holdings.at(revision).await?;
    let row = Row::new(&current.atlas, id, question.at()?);
    json(&row.ok_or_else(Refusal::unknown)?)
}

/// One place by what tells it from others for good: numbers are of one revision.
pub(super) async fn by_key(
    State(holdings): State<Arc<Holdings>>,
    question: Result<Query<Question>, QueryRejection>,
) -> Answer {
    let Query(question) = question?;
    let key = question.key.as_deref();
    let key = key.ok_or_else(|| Refusal::bad("key is missing"))?;
    let current = holdings.current().await?;
    let id = current.atlas.find(key).ok_or_else(Refusal::unknown)?;
    json(&Row::new(&current.atlas, id, question.at()?))
}
