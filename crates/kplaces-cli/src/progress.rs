use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kplaces_app::{SyncStep, WaitHook};
use kplaces_text::Language;
use kplaces_webfleet::PauseHook;

use crate::Session;
use crate::text;

/// A moving line on a terminal's standard error; nothing elsewhere.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    plain: bool,
    language: Language,
}

impl Progress {
    pub(crate) fn new(session: &Session) -> Self {
        let silent = session.quiet || session.json;
        let draw = session.terminal.progress && !silent;
        let target = if draw {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        if draw {
            bar.enable_steady_tick(TICK);
            *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        }
        Self {
            bar,
            plain: !draw && !silent,
            language: session.language(),
        }
    }

    pub(crate) fn step(&self, step: SyncStep) {
        self.bar.set_message(text::sync::step(step, self.language));
    }

    /// Says on any kind of output that another try follows.
    pub(crate) fn pause_hook(&self) -> PauseHook {
        let progress = self.clone();
        Arc::new(move |pause| {
            let line = text::sync::pause(pause, progress.language);
            progress.bar.set_message(line.clone());
            if progress.plain {
                crate::streams::to_stderr(&line);
            }
        })
    }

    /// Counts down on a terminal; elsewhere it says once that there is a wait.
    pub(crate) fn wait_hook(&self) -> WaitHook {
        let progress = self.clone();
        let told = AtomicBool::new(false);
        Arc::new(move |waiting| {
            let line = text::sync::wait(waiting, progress.language);
            progress.bar.set_message(line.clone());
            if progress.plain && !told.swap(true, Ordering::Relaxed) {
                crate::streams::to_stderr(&line);
            }
        })
    }

    pub(crate) fn finish(&self) {
        *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.bar.finish_and_clear();
    }
}

/// How often the line moves.
const TICK: Duration = Duration::from_millis(120);

/// The line that moves now: a question has to stand where it would be drawn.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Keeps the moving line away while it is there.
pub(crate) struct Aside(Option<ProgressBar>);

impl Aside {
    pub(crate) fn step() -> Self {
        let bar = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(bar) = &bar {
            bar.disable_steady_tick();
            // What was drawn of it goes, and is not drawn again.
            bar.set_draw_target(ProgressDrawTarget::hidden());
            let _ = std::io::Write::write_all(&mut std::io::stderr(), b"\r\x1b[K");
        }
        Self(bar)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(TICK);
        }
    }
}
