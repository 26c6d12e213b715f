//! A receiver of this device, heard for the page: where it is needs no question to the browser then, which on a computer
//! would ask its maker.

use std::time::Duration;

use kplaces_device::{Receiver, Reception};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::fix_json::FixJson;

/// Where no page has asked for so long, it is hung up on.
const UNASKED: Duration = Duration::from_secs(30);

/// So long a page waits for something new; then it asks again.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a page has heard last. Positions are told to whoever has heard less.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heard {
    /// The number of it; 0 of nothing.
    after: u64,
}

/// What a receiver of the device says. Where people are is nobody's business: no `Debug`.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Received"))]
pub(crate) struct ReceivedJson {
    /// Grows with everything that is heard.
    #[cfg_attr(test, ts(type = "number"))]
    number: u64,
    /// `none` where no receiver answers, `searching` where one does not know yet, `here` with a fix.
    #[cfg_attr(test, ts(type = "\"none\" | \"searching\" | \"here\""))]
    state: &'static str,
    fix: Option<FixJson>,
}

impl ReceivedJson {
    /// There is no receiver.
    pub(crate) const NONE: Self = Self {
        number: 0,
        state: "none",
        fix: None,
    };

    fn next(&self, heard: Option<Reception>) -> Self {
        let (state, fix) = match heard {
            Some(Reception::Fix(fix)) => ("here", Some(fix.into())),
            Some(Reception::There) => ("searching", None),
            Some(Reception::Gone) | None => ("none", None),
        };
        Self {
            number: self.number + 1,
            state,
            fix,
        }
    }
}

/// The receiver, while a page asks for it.
#[derive(Default)]
pub(crate) struct Receiving(Option<Listening>);

struct Listening {
    received: watch::Receiver<ReceivedJson>,
    asked: Instant,
    /// Ends with this.
    _task: JoinSet<()>,
}

impl std::fmt::Debug for Receiving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Receiving").field(&self.0.is_some()).finish()
    }
}

impl Receiving {
    /// What is heard of the receiver that is listened to, if there is one.
    pub(crate) fn asked(&mut self) -> Option<watch::Receiver<ReceivedJson>> {
        let listening = self.0.as_mut()?;
        listening.asked = Instant::now();
        Some(listening.received.clone())
    }

    /// Listens to one from now on.
    pub(crate) fn listen(&mut self, receiver: Box<dyn Receiver>) -> watch::Receiver<ReceivedJson> {
        let (sender, heard) = watch::channel(ReceivedJson::NONE);
        let mut task = JoinSet::new();
        task.spawn(hear(receiver, sender));
        self.0 = Some(Listening {
            received: heard.clone(),
            asked: Instant::now(),
            _task: task,
        });
        heard
    }

    /// Hangs up where nobody asks any more, or where there is no more to hear.
    pub(crate) fn look_after(&mut self) {
        let is_over =
            |it: &Listening| it.asked.elapsed() > UNASKED || it.received.has_changed().is_err();
        if self.0.as_ref().is_some_and(is_over) {
            self.0 = None;
        }
    }
}

async fn hear(mut receiver: Box<dyn Receiver>, sender: watch::Sender<ReceivedJson>) {
    loop {
        let heard = receiver.next().await;
        let is_all = heard.is_none();
        sender.send_modify(|before| *before = before.next(heard));
        if is_all {
            return;
        }
    }
}

/// What is new to a page, as soon as there is something; the same as before where nothing is heard for long.
pub(crate) async fn received(
    mut from: watch::Receiver<ReceivedJson>,
    heard: &Heard,
) -> ReceivedJson {
    let is_new = |it: &ReceivedJson| it.number != 0 && it.number != heard.after;
    let next = timeout(PATIENCE, from.wait_for(is_new)).await;
    if let Ok(Ok(next)) = next {
        return next.clone();
    }
    drop(next);
    from.borrow().clone()
}
