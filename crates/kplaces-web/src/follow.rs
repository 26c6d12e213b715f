//! Keeps the places as they are in the store, also where another program changes them.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::current::Current;
use crate::facts::Facts;
use crate::holdings::Holdings;
use crate::refusal::Refusal;

/// How often the store is looked at while a page is open.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Looks again and again, as long as somebody is there.
pub(crate) async fn follow(holdings: Arc<Holdings>) -> std::io::Result<()> {
    loop {
        look(&holdings).await;
        if holdings.events.listeners() > 0 {
            holdings.keys.keep();
        }
        sleep(LOOK_AGAIN).await;
        while holdings.events.listeners() == 0 && holdings.activity.idle() > LOOK_AGAIN {
            sleep(LOOK_AGAIN).await;
        }
    }
}

/// Reads the places again if they have changed, and tells every page.
pub(crate) async fn look(holdings: &Holdings) {
    let _looking = holdings.looking.lock().await;
    let status = match holdings.app.status().await {
        Ok(status) => status,
        Err(error) => return fail(holdings, error.into()),
    };
    let known = holdings.standing.borrow().clone();
    let before = known.and_then(Result::ok);
    let read = match &before {
        Some(current) if current.status == status => return,
        // A sync that found nothing new: only the moment it was made has changed.
        Some(current) if current.status.revision == status.revision => Ok(current.at(status)),
        _ => Current::read(&holdings.app, holdings.group_order.clone()).await,
    };
    match read {
        Ok(current) => {
            let current = Arc::new(current);
            let facts = Facts::new(holdings, &current).to_json();
            holdings.standing.send_replace(Some(Ok(current)));
            holdings.events.send("facts", &facts);
        }
        // A sync wrote while it was read: the next look will do.
        Err(error) if before.is_some() => {
            tracing::debug!(%error, "the places could not be read anew");
        }
        Err(error) => fail(holdings, error.into()),
    }
}

fn fail(holdings: &Holdings, refusal: Refusal) {
    // What was there once is still worth looking at.
    holdings.standing.send_if_modified(|standing| {
        let has_places = matches!(standing, Some(Ok(_)));
        if !has_places {
            *standing = Some(Err(refusal));
        }
        !has_places
    });
}
