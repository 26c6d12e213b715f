//! What the page has done to the places, and what every page is told of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kplaces_app::{SyncStep, WaitPolicy};
use kplaces_device::{Asking, CliError, Device, SyncHooks, SyncWish};
use tokio::time::Instant;

use crate::after_sync::AfterSync;
use crate::app_state::AppState;
use crate::wish::WishedSync;
use crate::{events, follow};

/// Does a sync as the settings want it, but for what the page wants otherwise.
pub(crate) async fn sync(
    state: &Arc<AppState>,
    wanted: WishedSync,
    after_sync: Option<&dyn AfterSync>,
) {
    let started = Instant::now();
    let device = state.setup.device();
    let wish = SyncWish {
        accept_shrink: wanted.accept_shrink,
        groups: wanted.groups.clone(),
        // Whoever looks at the page sees how long it takes, so it waits.
        patience: WaitPolicy::Wait,
        // The page, not the terminal: nobody expects a question there when a button is pressed in the browser.
        asking: Asking::Allowed,
        // Who presses a button again does not know that it counts as an attempt.
        refusals: Some(1),
        over: Some(state.app.clone()),
        ..SyncWish::default()
    };
    let (on_pause, on_wait) = (Arc::clone(state), Arc::clone(state));
    let hooks = SyncHooks {
        on_step: &|step| state.events.sync(events::running(step)),
        on_pause: Arc::new(move |pause| on_pause.events.sync(events::retrying(pause.wait))),
        on_wait: Arc::new(move |wait| on_wait.events.sync(events::waiting(wait.left))),
    };
    let outcome = device.sync(wish, hooks).await;
    let told = match outcome {
        Ok(done) => {
            let kept = wanted.groups.map(|groups| state.setup.keep_groups(&groups));
            let groups_kept = kept.is_none_or(|kept| kept.is_ok());
            let followed = match after_sync {
                Some(after) => after.follow(&done.report).await,
                None => true,
            };
            events::done(&done.report, started.elapsed(), followed, groups_kept)
        }
        Err(failed) => events::failed(&failed, device.tenant()),
    };
    end(state, told).await;
}

/// Brings back what the last sync took away.
pub(crate) async fn bring_back(state: &Arc<AppState>, device: &Device) {
    state.events.sync(events::running(SyncStep::Saving));
    let restored = async {
        let _lock = device.hold_store()?;
        let now = device.clock().now().timestamp();
        Ok::<_, CliError>(state.app.bring_back_what_a_sync_took(now).await?)
    };
    let told = match restored.await {
        Ok(restored) => events::restored(&restored),
        Err(error) => events::failed(&error.into(), device.tenant()),
    };
    end(state, told).await;
}

async fn end(state: &Arc<AppState>, told: events::State) {
    // The new places first: who reads the result sees them at once.
    follow::look(state).await;
    // Before the last word: who hears it may ask for the next one.
    state.syncing.store(false, Ordering::Relaxed);
    state.events.sync(told);
}
