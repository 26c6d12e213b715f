//! What happens, told to every open page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kplaces_app::{Restored, SyncReport, SyncStep};
use kplaces_device::NotSynced;
use kplaces_domain::{Lost, Shrink};
use kplaces_state::Cause;
use kplaces_text::{Language, Text, spoken};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;

/// One event, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) data: Told,
}

/// What is told to pages of either language: one value where there is no sentence in it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    english: Value,
    german: Option<Value>,
}

impl Told {
    /// Told in the words that `make` has in a language.
    pub(crate) fn made<T: Serialize>(make: impl Fn(Language) -> T) -> Self {
        let value = |language| serde_json::to_value(make(language)).unwrap_or_default();
        Self {
            english: value(Language::English),
            german: Some(value(Language::German)),
        }
    }

    pub(crate) fn in_language(&self, language: Language) -> &Value {
        match (language, &self.german) {
            (Language::German, Some(german)) => german,
            _ => &self.english,
        }
    }
}

impl From<Value> for Told {
    fn from(value: Value) -> Self {
        Self {
            english: value,
            german: None,
        }
    }
}

/// Sends events, and knows the last word about the sync.
#[derive(Debug)]
pub(crate) struct Events {
    sender: broadcast::Sender<Event>,
    sync: Mutex<SyncState>,
    /// How many syncs have ended: who was told of one knows it from the next.
    ended: AtomicU64,
}

/// A page that is so far behind gets the facts anew when it reconnects.
const BEHIND: usize = 256;

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(BEHIND),
            sync: Mutex::new(SyncState {
                state: State::Idle,
                serial: Some(0),
            }),
            ended: AtomicU64::new(0),
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }

    /// How many pages are open.
    pub(crate) fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }

    pub(crate) fn send(&self, name: &'static str, data: Told) {
        // Nobody may be there.
        let _ = self.sender.send(Event { name, data });
    }

    /// Tells how the sync goes on, and keeps it for pages that come later.
    pub(crate) fn sync(&self, state: State) {
        let is_end = !matches!(state, State::Running { .. });
        let before = self.ended.fetch_add(u64::from(is_end), Ordering::Relaxed);
        let serial = Some(before + u64::from(is_end));
        let state = SyncState { state, serial };
        self.send("sync", state.told());
        *self.sync.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// The last word about the sync.
    pub(crate) fn last_sync(&self) -> SyncState {
        self.sync
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl SyncState {
    /// The same in the words of a language.
    pub(crate) fn in_language(&self, language: Language) -> Self {
        let mut state = self.clone();
        if let State::Failed {
            what, why, hints, ..
        } = &mut state.state
        {
            for text in [what].into_iter().chain(why).chain(hints) {
                *text = Text::same(spoken(text.in_language(language), None));
            }
        }
        state
    }

    pub(crate) fn told(&self) -> Told {
        Told::made(|language| self.in_language(language))
    }
}

/// What is known of the sync, for every page.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct SyncState {
    #[serde(flatten)]
    state: State,
    /// How many syncs have ended, with this one; what the page itself makes up has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    serial: Option<u64>,
}

/// How far the sync is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "lowercase")]
pub(crate) enum State {
    Idle,
    Running {
        step: &'static str,
        rows: Option<u64>,
        seconds: Option<u64>,
    },
    Done {
        added: u64,
        changed: u64,
        removed: u64,
        unchanged: u64,
        places: u64,
        took_ms: u64,
        odd: Vec<Odd>,
        cut_at: Option<u32>,
        members_without_address: u64,
        backup: bool,
        /// Whether what was to follow it went well.
        followed: bool,
        /// Whether the groups that were chosen with it could be kept for the next ones.
        groups_kept: bool,
    },
    /// What a sync took away is there again.
    Restored {
        places: u64,
        added: u64,
        changed: u64,
        removed: u64,
    },
    Failed {
        kind: &'static str,
        #[cfg_attr(test, ts(as = "String"))]
        what: Text,
        #[cfg_attr(test, ts(as = "Vec<String>"))]
        why: Vec<Text>,
        #[cfg_attr(test, ts(as = "Vec<String>"))]
        hints: Vec<Text>,
        /// Places that would go.
        guard: Option<Removes>,
        /// What places would lose that stay.
        #[cfg_attr(test, ts(type = "LostWord | null", optional))]
        lost: Option<&'static str>,
        #[cfg_attr(test, ts(optional = nullable))]
        guard_places: Option<Loses>,
    },
}

/// So many rows that are odd in one way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Odd {
    id: &'static str,
    count: u64,
}

/// So many places of all would be removed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Removes {
    removes: u64,
    stored: u64,
}

/// So many places of all would lose something.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Loses {
    places: u64,
    stored: u64,
}

/// A sync that goes on.
pub(crate) fn running(step: SyncStep) -> State {
    let rows = match step {
        SyncStep::Addresses(rows) | SyncStep::Memberships(rows) => Some(rows),
        _ => None,
    };
    State::Running {
        step: step_word(step),
        rows,
        seconds: None,
    }
}

/// A sync that waits for the request quota, so long as is known.
pub(crate) fn waiting(wait: Duration) -> State {
    paused("waiting", wait)
}

/// A sync of which a request failed, and is sent again after so long.
pub(crate) fn retrying(wait: Duration) -> State {
    paused("retrying", wait)
}

fn paused(step: &'static str, wait: Duration) -> State {
    State::Running {
        step,
        rows: None,
        seconds: Some(wait.as_secs_f64().ceil() as u64),
    }
}

/// A step of a sync, as the page calls it.
pub(crate) fn step_word(step: SyncStep) -> &'static str {
    match step {
        SyncStep::Queued => "queued",
        SyncStep::GroupList => "group-list",
        SyncStep::Addresses(_) => "addresses",
        SyncStep::Memberships(_) => "memberships",
        SyncStep::Comparing => "comparing",
        SyncStep::BackingUp => "backing-up",
        SyncStep::Saving => "saving",
    }
}

/// A sync that has come to its end.
/// `followed` is whether what was to follow it went well.
pub(crate) fn done(
    report: &SyncReport,
    took: Duration,
    followed: bool,
    groups_kept: bool,
) -> State {
    let remarks = report.remarks.iter();
    let addresses = &report.traffic.addresses;
    let lacking = |lacks: bool| if lacks { addresses.rows } else { 0 };
    let odd = remarks
        .map(|(oddity, count, _)| (oddity.id(), count))
        .chain([
            ("kept", report.kept),
            ("repaired", report.traffic.total().repaired_cells),
            ("no-radius", lacking(addresses.no_radius)),
            ("no-colour", lacking(addresses.no_colour)),
        ])
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| Odd { id, count });
    State::Done {
        added: report.added,
        changed: report.changed,
        removed: report.removed,
        unchanged: report.unchanged,
        places: report.places,
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        odd: odd.collect(),
        cut_at: report.provenance.cut_at,
        members_without_address: report.members_without_address,
        backup: report.backup.is_some(),
        followed,
        groups_kept,
    }
}

/// What a sync took away is there again.
pub(crate) fn restored(restored: &Restored) -> State {
    State::Restored {
        places: restored.state.places,
        added: restored.added,
        changed: restored.changed,
        removed: restored.removed,
    }
}

/// A sync that was given up. Its commands are written out for the tenant that it was for.
pub(crate) fn failed(failed: &NotSynced, tenant: Option<&str>) -> State {
    let NotSynced { error, guard } = failed;
    let said = |text: &Text| text.for_tenant(tenant);
    let removes = match *guard {
        Some(Shrink::Places { removed, stored }) => Some(Removes {
            removes: removed,
            stored,
        }),
        _ => None,
    };
    let (lost, guard_places) = match *guard {
        Some(Shrink::Content {
            what,
            places,
            stored,
        }) => (Some(lost_word(what)), Some(Loses { places, stored })),
        _ => (None, None),
    };
    State::Failed {
        kind: kind_word(error.cause, error.kind.into()),
        what: said(&error.what),
        why: error.why.iter().map(said).collect(),
        hints: error.hints.iter().map(|hint| said(hint.text())).collect(),
        guard: removes,
        lost,
        guard_places,
    }
}

/// The kind of a failure, as the page calls it: its own word, but for what somebody at the page can mend at once.
pub(crate) fn kind_word(cause: Cause, kind: &'static str) -> &'static str {
    match cause {
        Cause::NoPassphrase => "passphrase",
        Cause::RefusedBefore => "refused",
        _ => kind,
    }
}

/// What is lost, as the page calls it.
pub(crate) fn lost_word(lost: Lost) -> &'static str {
    match lost {
        Lost::Groups => "groups",
        Lost::Name => "name",
        Lost::Position => "position",
        Lost::Radius => "radius",
        Lost::Colour => "colour",
    }
}
