//! What happens, told to every open page.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kplaces_app::{SyncReport, SyncStep};
use kplaces_domain::{Lost, Shrink};
use kplaces_text::{Language, Text, spoken};
use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::{SyncFailure, SyncProgress};

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
    pub(crate) fn made(make: impl Fn(Language) -> Value) -> Self {
        Self {
            english: make(Language::English),
            german: Some(make(Language::German)),
        }
    }

    pub(crate) fn in_language(&self, language: Language) -> &Value {
        match (language, &self.german) {
            (Language::German, Some(german)) => german,
            _ => &self.english,
        }
    }

    fn set(&mut self, key: &str, value: u64) {
        for told in [Some(&mut self.english), self.german.as_mut()]
            .into_iter()
            .flatten()
        {
            told[key] = json!(value);
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
    sync: Mutex<Told>,
    /// How many syncs have ended: who was told of one knows it from the next.
    ended: AtomicU64,
}

/// A page that is so far behind gets the facts anew when it reconnects.
const BEHIND: usize = 256;

impl Events {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(BEHIND),
            sync: Mutex::new(json!({"state": "idle", "serial": 0}).into()),
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
    pub(crate) fn sync(&self, state: impl Into<Told>) {
        let mut state = state.into();
        let is_end = state.english["state"] != "running";
        let before = self.ended.fetch_add(u64::from(is_end), Ordering::Relaxed);
        state.set("serial", before + u64::from(is_end));
        self.send("sync", state.clone());
        *self.sync.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// The last word about the sync.
    pub(crate) fn last_sync(&self) -> Told {
        self.sync
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// A sync that goes on.
pub(crate) fn running(progress: SyncProgress) -> Value {
    let seconds = |wait: Duration| wait.as_secs_f64().ceil() as u64;
    let (step, rows, seconds) = match progress {
        SyncProgress::Waiting(wait) => ("waiting", None, Some(seconds(wait))),
        SyncProgress::Retrying(wait) => ("retrying", None, Some(seconds(wait))),
        SyncProgress::Step(step) => match step {
            SyncStep::Queued => ("queued", None, None),
            SyncStep::GroupList => ("group-list", None, None),
            SyncStep::Addresses(rows) => ("addresses", Some(rows), None),
            SyncStep::Memberships(rows) => ("memberships", Some(rows), None),
            SyncStep::Comparing => ("comparing", None, None),
            SyncStep::BackingUp => ("backing-up", None, None),
            SyncStep::Saving => ("saving", None, None),
        },
    };
    json!({"state": "running", "step": step, "rows": rows, "seconds": seconds})
}

/// A sync that has come to its end.
pub(crate) fn done(report: &SyncReport, took: Duration) -> Value {
    let remarks = report.remarks.iter();
    let addresses = &report.traffic.addresses;
    let lacking = |lacks: bool| if lacks { addresses.rows } else { 0 };
    let odd: Vec<Value> = remarks
        .map(|(oddity, count, _)| (oddity.id(), count))
        .chain([
            ("kept", report.kept),
            ("repaired", report.traffic.total().repaired_cells),
            ("no-radius", lacking(addresses.no_radius)),
            ("no-colour", lacking(addresses.no_colour)),
        ])
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| json!({"id": id, "count": count}))
        .collect();
    json!({
        "state": "done",
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "places": report.places,
        "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "odd": odd,
        "cut_at": report.provenance.cut_at,
        "members_without_address": report.members_without_address,
        "backup": report.backup.is_some(),
    })
}

/// A sync that was given up.
pub(crate) fn failed(failure: &SyncFailure) -> Told {
    let guard = match failure.guard {
        Some(Shrink::Places { removed, stored }) => json!({"removes": removed, "stored": stored}),
        _ => Value::Null,
    };
    let (lost, guard_places) = match failure.guard {
        Some(Shrink::Content {
            what,
            places,
            stored,
        }) => (
            json!(word(what)),
            json!({"places": places, "stored": stored}),
        ),
        _ => (Value::Null, Value::Null),
    };
    Told::made(|language| {
        let said = |text: &Text| spoken(text.in_language(language), None);
        json!({
            "state": "failed",
            "kind": failure.kind,
            "what": said(&failure.what),
            "why": failure.why.iter().map(said).collect::<Vec<_>>(),
            "hints": failure.hints.iter().map(said).collect::<Vec<_>>(),
            "guard": guard,
            "lost": lost,
            "guard_places": guard_places,
        })
    })
}

fn word(lost: Lost) -> &'static str {
    match lost {
        Lost::Groups => "groups",
        Lost::Name => "name",
        Lost::Position => "position",
        Lost::Radius => "radius",
        Lost::Colour => "colour",
    }
}
