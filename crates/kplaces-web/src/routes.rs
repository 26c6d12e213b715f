//! What can be asked for: one file for each kind of thing. No rule of the product is here.

mod events;
mod list;
mod page;
mod place;
mod privacy;
mod question;
mod search;
mod streets;
mod sync;
mod tiles;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;

use crate::facts::Facts;
use crate::guard::{self, guard};
use crate::holdings::Holdings;
use crate::refusal::Refusal;

/// A route's answer.
type Answer = Result<Response, Refusal>;

/// All routes, behind the guard.
pub(crate) fn router(holdings: Arc<Holdings>) -> Router {
    Router::new()
        .route("/api/facts", get(facts))
        .route("/api/events", get(events::events))
        .route("/api/list", get(list::list))
        .route("/api/search", get(search::search))
        .route("/api/place", get(place::by_key))
        .route("/api/place/{id}", get(place::place))
        .route("/api/privacy", get(privacy::privacy))
        .route("/api/bye", get(page::bye))
        .route(guard::SYNC, post(sync::sync))
        .route("/tiles/{revision}/{zoom}/{x}/{y}", get(tiles::tile))
        .route("/streets.pmtiles", get(streets::streets))
        .fallback(page::page)
        .layer(from_fn_with_state(Arc::clone(&holdings), guard))
        .with_state(holdings)
}

async fn facts(State(holdings): State<Arc<Holdings>>) -> Answer {
    let current = holdings.current().await?;
    json(&Facts::new(&holdings, &current))
}

fn json(answer: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(answer).map_err(|_| Refusal::internal())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
