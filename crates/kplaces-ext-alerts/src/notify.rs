//! Alerts on the desktop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::time::Duration;

use kplaces_device::Device;

/// So many alerts wait for a desktop that is slow; more are not shown there.
const WAITING: usize = 8;

/// So long a watch that ends waits for what is still to be shown.
const PATIENCE: Duration = Duration::from_secs(2);

/// The desktop, asked on a thread of its own: it may take long, and the next alert must not wait for it.
#[derive(Debug)]
pub(crate) struct Desktop {
    sentences: SyncSender<String>,
    has_refused: Arc<AtomicBool>,
    /// Hung up when all is shown.
    shown: Receiver<()>,
}

impl Desktop {
    /// The desktop, if it may be asked: it can be told to keep no history, and its bus is one of this device.
    pub(crate) fn of(device: &Device) -> Option<Self> {
        if !cfg!(target_os = "linux") || !device.secrets().has_local_bus() {
            return None;
        }
        let (sentences, waiting) = sync_channel::<String>(WAITING);
        let has_refused = Arc::new(AtomicBool::new(false));
        let refuses = Arc::clone(&has_refused);
        let (showing, shown) = channel::<()>();
        let asking = move || {
            let _showing = showing;
            for sentence in waiting {
                if !ask(&sentence) {
                    refuses.store(true, Ordering::Relaxed);
                }
            }
        };
        std::thread::Builder::new().spawn(asking).ok()?;
        Some(Self {
            sentences,
            has_refused,
            shown,
        })
    }

    /// Has it show what waits, and ends; says whether it has refused.
    pub(crate) fn end(self) -> bool {
        drop(self.sentences);
        let _ = self.shown.recv_timeout(PATIENCE);
        self.has_refused.load(Ordering::Relaxed)
    }

    /// Has it show a sentence, the same as on the terminal.
    pub(crate) fn show(&self, sentence: String) {
        let _ = self.sentences.try_send(sentence);
    }

    /// Whether it did not show one.
    pub(crate) fn has_refused(&self) -> bool {
        self.has_refused.load(Ordering::Relaxed)
    }
}

#[cfg(target_os = "linux")]
fn ask(sentence: &str) -> bool {
    use notify_rust::{Hint, Notification, Urgency};

    // What went wrong may quote the sentence, so it is not told.
    Notification::new()
        .appname("3Kplaces")
        .summary(sentence)
        .hint(Hint::Transient(true))
        .hint(Hint::Urgency(Urgency::Normal))
        .show()
        .is_ok()
}

#[cfg(not(target_os = "linux"))]
fn ask(_sentence: &str) -> bool {
    false
}
