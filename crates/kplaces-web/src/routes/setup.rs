use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use kplaces_text::text;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::runtime::Handle;

use super::{ApiResult, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::reader;
use crate::setup::LoginWish;

/// A login, or the names of all groups of an account.
const LARGEST: usize = 256 * 1_024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsWish {
    groups: Vec<String>,
}

/// How the device is set up.
pub(super) async fn setup(
    State(state): State<Arc<AppState>>,
    target: Uri,
    headers: HeaderMap,
) -> ApiResult {
    let language = reader::language(&target, &headers);
    // Where there are no places yet, nobody knows a group.
    let known = state.app.groups().await.unwrap_or_default();
    let known = known.into_iter().map(|it| it.name.to_string()).collect();
    let looked = run_blocking(move || state.setup.look(known, language)).await?;
    json(&looked.map_err(ApiError::of_device)?)
}

/// Takes a login.
pub(super) async fn log_in(
    State(state): State<Arc<AppState>>,
    target: Uri,
    headers: HeaderMap,
    body: Body,
) -> ApiResult {
    let language = reader::language(&target, &headers);
    let wish: LoginWish = wish(body).await?;
    let turn = Turn::take(&state)?;
    let runtime = Handle::current();
    // A keyring may take its time; and what was begun is done, also where the page is closed meanwhile.
    let done = run_blocking(move || {
        let done = runtime.block_on(turn.0.setup.log_in(wish, language));
        drop(turn);
        done
    });
    json(&done.await?.map_err(ApiError::of_device)?)
}

/// Takes the groups that each sync is to take.
pub(super) async fn groups(State(state): State<Arc<AppState>>, body: Body) -> ApiResult {
    let GroupsWish { groups } = wish(body).await?;
    let turn = Turn::take(&state)?;
    let done = run_blocking(move || turn.0.setup.choose_groups(&groups)).await?;
    done.map_err(ApiError::of_device)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn wish<T: DeserializeOwned>(body: Body) -> Result<T, ApiError> {
    let body = to_bytes(body, LARGEST).await.ok();
    let wish = body.and_then(|body| serde_json::from_slice(&body).ok());
    wish.ok_or_else(|| {
        ApiError::bad(text!(
            "nothing can be set up with this",
            "damit lässt sich nichts einrichten"
        ))
    })
}

/// While it is there no sync begins, and nothing else is set up.
struct Turn(Arc<AppState>);

impl Turn {
    fn take(state: &Arc<AppState>) -> Result<Self, ApiError> {
        if state.syncing.swap(true, Ordering::Relaxed) {
            return Err(ApiError::busy());
        }
        Ok(Self(Arc::clone(state)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.syncing.store(false, Ordering::Relaxed);
    }
}
