use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;

use crate::app_state::AppState;
use crate::events::Event;
use crate::facts::Facts;
use crate::reader;

/// How often a page that hears nothing is told that the program is there.
const ALIVE: Duration = Duration::from_secs(15);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Who {
    /// How the page calls itself.
    page: Option<String>,
}

/// Longer names no page gives itself.
const LONGEST: usize = 64;

/// Tells the facts, the state of the sync, and then whatever happens.
pub(super) async fn events(
    State(state): State<Arc<AppState>>,
    target: Uri,
    headers: HeaderMap,
) -> Response {
    let language = reader::language(&target, &headers);
    let Query(who) = Query::<Who>::try_from_uri(&target).unwrap_or_default();
    let name = who.page.filter(|name| name.len() <= LONGEST);
    let open = name.map(|name| state.pages.open(name));
    // Listening first: nothing that happens meanwhile is lost.
    let listening = state.events.listen();
    let start = Start { state, listening };
    let stream = stream::unfold(
        (Stage::Start(start), open),
        move |(stage, open)| async move {
            let (event, next) = stage.next().await?;
            let data = event.data.in_language(language).to_string();
            let event = sse::Event::default().event(event.name).data(data);
            Some((Ok::<_, Infallible>(event), (next, open)))
        },
    );
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

struct Start {
    state: Arc<AppState>,
    listening: Receiver<Event>,
}

/// How far an answer that has no end has come.
enum Stage {
    Start(Start),
    Sync(Start),
    Listening(Receiver<Event>),
}

impl Stage {
    async fn next(self) -> Option<(Event, Self)> {
        match self {
            Self::Start(start) => {
                let current = start.state.first().await.ok()?;
                let data = Facts::told(&start.state, &current);
                Some((
                    Event {
                        name: "facts",
                        data,
                    },
                    Self::Sync(start),
                ))
            }
            Self::Sync(start) => {
                let data = start.state.events.last_sync().told();
                Some((
                    Event { name: "sync", data },
                    Self::Listening(start.listening),
                ))
            }
            // Who is too far behind is sent away: the browser comes back and gets the facts anew.
            Self::Listening(mut listening) => {
                let event = listening.recv().await.ok()?;
                Some((event, Self::Listening(listening)))
            }
        }
    }
}
