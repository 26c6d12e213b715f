//! Keeps the places as they are in the store, also where another program changes them.

use std::sync::Arc;
use std::time::Duration;

use kplaces_app::AppError;
use tokio::time::sleep;

use crate::app_state::AppState;
use crate::current::{Current, FIRST};
use crate::facts::Facts;

/// How often the store is looked at while a page is open.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How often it is tried to read the places while others change them.
const TRIES: usize = 3;

/// Looks again and again: what is erased is to go from the memory also where no page is open.
pub(crate) async fn follow(state: Arc<AppState>) -> std::io::Result<()> {
    loop {
        look(&state).await;
        state.receiving.lock().await.look_after();
        if state.events.listeners() > 0 {
            state.keys.keep();
        }
        sleep(LOOK_AGAIN).await;
    }
}

/// The places of a watch are in the memory as well.
async fn look_after_alerts(state: &AppState) {
    let mut watching = state.watching.lock().await;
    if state.origin.is_gone() {
        watching.forget();
    } else {
        watching.look_after(&state.pages, &state.app).await;
    }
}

/// Looks before a question is answered: nothing is told that is not in the store any more.
pub(crate) async fn refresh(state: &AppState) {
    let known = match &*state.load_state.borrow() {
        Some(Ok(current)) => Some(current.status.revision),
        Some(Err(_)) => None,
        // It is being read for the first time.
        None => return,
    };
    let is_known = match state.app.revision().await {
        Ok(revision) => known == Some(revision),
        Err(_) => false,
    };
    if !is_known || state.origin.is_gone() {
        look(state).await;
    }
}

/// Reads the places again if they have changed, and tells every page.
pub(crate) async fn look(state: &AppState) {
    let _looking = state.looking.lock().await;
    look_after_alerts(state).await;
    for _ in 0..TRIES {
        if state.origin.is_gone() {
            return forget(state);
        }
        let before = state.load_state.borrow().clone().and_then(Result::ok);
        let before = before.filter(|current| !current.is_part);
        let status = match state.app.status().await {
            Ok(status) => status,
            Err(error) => return fail(state, error),
        };
        let read = match &before {
            Some(current) if current.status == status => return,
            // A sync that found nothing new: only the moment it was made has changed.
            Some(current) if current.status.revision == status.revision => Ok(current.at(status)),
            // What is shown stays until all of what comes in its place is there.
            Some(_) => Current::read(&state.app, &state.group_order, FIRST, |_| ()).await,
            None => {
                let first = |current| show(state, current);
                Current::read(&state.app, &state.group_order, FIRST, first).await
            }
        };
        match read {
            Ok(current) => return show(state, Arc::new(current)),
            // Others wrote while it was read.
            Err(error) if error.is_passing() => {
                tracing::debug!(%error, "the places could not be read anew");
            }
            Err(error) => return fail(state, error),
        }
    }
}

/// What is held from now on. What was held before goes as soon as nobody is being answered with it.
fn show(state: &AppState, current: Arc<Current>) {
    if !current.is_part {
        state.tour.keep(&current.atlas);
    }
    let facts = Facts::told(state, &current);
    state.load_state.send_replace(Some(Ok(current)));
    state.events.send("facts", facts);
}

/// There is no store any more: nothing is shown and nothing is held.
fn forget(state: &AppState) {
    let before = state.load_state.borrow().clone().and_then(Result::ok);
    if before
        .as_ref()
        .is_none_or(|it| it.status.provenance.is_some() || it.status.places > 0)
    {
        show(
            state,
            Arc::new(Current::nothing(before.as_deref().map(|it| &it.status))),
        );
    }
}

fn fail(state: &AppState, error: AppError) {
    if error.is_no_store() {
        return forget(state);
    }
    // What was there is there still, or it is seen at the next look that it is not.
    if error.is_passing() && state.load_state.borrow().is_some() {
        return;
    }
    // Nobody can say what is in the store, so what was in it is not shown either.
    state.load_state.send_replace(Some(Err(error.into())));
}
