//! What can be asked for: one file for each kind of thing. No rule of the product is here.

mod again;
mod body;
pub(crate) mod changes;
mod choices;
mod events;
mod fix;
pub(crate) mod instead;
pub(crate) mod list;
mod list_query;
mod page;
mod place;
mod privacy;
mod receiver;
pub(crate) mod search;
mod setup;
mod streets;
mod sync;
mod tiles;
mod tour;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;

pub(crate) use self::again::again_at;
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::facts::Facts;
use crate::guard::{self, guard};
use crate::reader;

/// A route's answer.
type ApiResult = Result<Response, ApiError>;

/// All routes, behind the guard.
pub(crate) fn router(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/api/facts", get(facts))
        .route("/api/events", get(events::events))
        .route("/api/list", get(list::list))
        .route("/api/search", get(search::search))
        .route("/api/place", get(place::by_key))
        .route("/api/place/{id}", get(place::place))
        .route("/api/changes", get(changes::changes))
        .route("/api/tour", get(tour::tour))
        .route("/api/privacy", get(privacy::privacy))
        .route("/api/bye", get(page::bye))
        .route(guard::SYNC, post(sync::sync))
        .route(guard::BRING_BACK, post(sync::bring_back))
        .route("/api/setup", get(setup::setup))
        .route(guard::LOGIN, post(setup::log_in))
        .route(guard::PASSPHRASE, post(setup::passphrase))
        .route(guard::CHOICES, post(choices::choices))
        .route(guard::FIX, post(fix::fix))
        .route(guard::RECEIVER, post(receiver::receiver))
        .route("/tiles/{revision}/{zoom}/{x}/{y}", get(tiles::tile))
        .route("/streets.pmtiles", get(streets::streets))
        .fallback(page::page)
        .layer(from_fn_with_state(Arc::clone(&state), guard))
        .with_state(Arc::clone(&state))
        .merge(again_at(state.port, state))
        .layer(from_fn(reader::in_their_language))
}

async fn facts(State(state): State<Arc<AppState>>, target: Uri, headers: HeaderMap) -> ApiResult {
    let current = state.first().await?;
    let language = reader::language(&target, &headers);
    json(&Facts::new(&state, &current, language))
}

fn json(answer: &impl Serialize) -> ApiResult {
    let body = serde_json::to_vec(answer).map_err(|_| ApiError::internal())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
