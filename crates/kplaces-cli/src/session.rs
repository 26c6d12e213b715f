use std::ops::Deref;

use kplaces_app::WaitPolicy;
use kplaces_device::Device;
use kplaces_text::Language;

use crate::Terminal;

/// One run of the command line: the device, and how its answers are told.
#[derive(Debug)]
pub struct Session {
    pub(crate) device: Device,
    pub(crate) terminal: Terminal,
    pub(crate) quiet: bool,
    pub(crate) json: bool,
    pub(crate) language: Language,
}

/// Nearly every command asks its device, and only its answer is the command line's.
impl Deref for Session {
    type Target = Device;

    fn deref(&self) -> &Device {
        &self.device
    }
}

impl Session {
    /// The same way of telling, for another device or tenant.
    #[must_use]
    pub fn about(&self, device: Device) -> Self {
        Self { device, ..*self }
    }

    /// Whether to wait for the quota or another sync. Where somebody sees how long it takes, waiting is what
    /// they would do anyway.
    pub fn patience(&self, wait: bool, no_wait: bool) -> WaitPolicy {
        let watched = self.terminal.progress && !self.quiet && !self.json;
        if wait || (watched && !no_wait) {
            WaitPolicy::Wait
        } else {
            WaitPolicy::NoWait
        }
    }

    /// Whether only what was asked for is to be said.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// Whether the answer is for programs.
    pub fn json(&self) -> bool {
        self.json
    }

    /// The language that people read here.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What the output goes to.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }
}
