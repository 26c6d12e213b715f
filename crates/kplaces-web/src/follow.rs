//! Keeps the places as they are in the store, also where another program changes them.

use std::sync::Arc;
use std::time::Duration;

use kplaces_app::AppError;
use tokio::time::sleep;

use crate::current::Current;
use crate::facts::Facts;
use crate::holdings::Holdings;

/// How often the store is looked at while a page is open.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How often it is tried to read the places while others change them.
const TRIES: usize = 3;

/// Looks again and again: what is erased is to go from the memory also where no page is open.
pub(crate) async fn follow(holdings: Arc<Holdings>) -> std::io::Result<()> {
    loop {
        look(&holdings).await;
        if holdings.events.listeners() > 0 {
            holdings.keys.keep();
        }
        sleep(LOOK_AGAIN).await;
    }
}

/// Looks before a question is answered: nothing is told that is not in the store any more.
pub(crate) async fn refresh(holdings: &Holdings) {
    let known = match &*holdings.standing.borrow() {
        Some(Ok(current)) => Some(current.status.revision),
        Some(Err(_)) => None,
        // It is being read for the first time.
        None => return,
    };
    let is_known = match holdings.app.revision().await {
        Ok(revision) => known == Some(revision),
        Err(_) => false,
    };
    if !is_known || holdings.origin.is_gone() {
        look(holdings).await;
    }
}

/// Reads the places again if they have changed, and tells every page.
pub(crate) async fn look(holdings: &Holdings) {
    let _looking = holdings.looking.lock().await;
    for _ in 0..TRIES {
        if holdings.origin.is_gone() {
            return forget(holdings);
        }
        let before = holdings.standing.borrow().clone().and_then(Result::ok);
        let status = match holdings.app.status().await {
            Ok(status) => status,
            Err(error) => return fail(holdings, error),
        };
        let read = match &before {
            Some(current) if current.status == status => return,
            // A sync that found nothing new: only the moment it was made has changed.
            Some(current) if current.status.revision == status.revision => Ok(current.at(status)),
            _ => Current::read(&holdings.app, &holdings.group_order).await,
        };
        match read {
            Ok(current) => return show(holdings, current),
            // Others wrote while it was read.
            Err(error) if error.is_passing() => {
                tracing::debug!(%error, "the places could not be read anew");
            }
            Err(error) => return fail(holdings, error),
        }
    }
}

/// What is held from now on. What was held before goes as soon as nobody is being answered with it.
fn show(holdings: &Holdings, current: Current) {
    let current = Arc::new(current);
    let facts = Facts::new(holdings, &current).to_json();
    holdings.standing.send_replace(Some(Ok(current)));
    holdings.events.send("facts", &facts);
}

/// There is no store any more: nothing is shown and nothing is held.
fn forget(holdings: &Holdings) {
    let before = holdings.standing.borrow().clone().and_then(Result::ok);
    if before
        .as_ref()
        .is_none_or(|it| it.status.provenance.is_some() || it.status.places > 0)
    {
        show(
            holdings,
            Current::nothing(before.as_deref().map(|it| &it.status)),
        );
    }
}

fn fail(holdings: &Holdings, error: AppError) {
    if error.is_no_store() {
        return forget(holdings);
    }
    // What was there is there still, or it is seen at the next look that it is not.
    if error.is_passing() && holdings.standing.borrow().is_some() {
        return;
    }
    // Nobody can say what is in the store, so what was in it is not shown either.
    holdings.standing.send_replace(Some(Err(error.into())));
}
