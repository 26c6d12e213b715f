use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use kplaces_device::CliError;
use kplaces_text::{Text, text};
use tokio::runtime::Handle;

use super::{ApiResult, body, json};
use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::blocking::run_blocking;
use crate::reader;
use crate::setup::{LoginWish, PassphraseWish, Setup};

/// A login is shorter.
const LARGEST: usize = 64 * 1_024;

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
    sent: Body,
) -> ApiResult {
    let language = reader::language(&target, &headers);
    let wish: LoginWish = body::read(sent, LARGEST, refusal()).await?;
    let log_in = async move |setup: &Setup| setup.log_in(wish, language).await;
    json(&in_its_turn(&state, log_in).await?)
}

/// Takes the passphrase of the login, for the syncs of this map.
pub(super) async fn passphrase(State(state): State<Arc<AppState>>, sent: Body) -> ApiResult {
    let wish: PassphraseWish = body::read(sent, LARGEST, refusal()).await?;
    in_its_turn(&state, async move |setup: &Setup| setup.unlock(wish).await).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn refusal() -> Text {
    text!(
        "nothing can be set up with this",
        "damit lässt sich nichts einrichten"
    )
}

/// Does something to the device while no sync begins and nothing else is set up, on a thread of its own: a keyring and a
/// passphrase take their time. What was begun is done, also where the page is closed meanwhile.
async fn in_its_turn<T: Send + 'static>(
    state: &Arc<AppState>,
    work: impl AsyncFnOnce(&Setup) -> Result<T, CliError> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = Turn::take(state)?;
    let runtime = Handle::current();
    let done = run_blocking(move || runtime.block_on(work(&turn.0.setup)));
    done.await?.map_err(ApiError::of_device)
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
