use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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
            bar.enable_steady_tick(Duration::from_millis(120));
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
        self.bar.finish_and_clear();
    }
}
