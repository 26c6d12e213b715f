#![doc = include_str!("../README.md")]

mod circle;
mod engine;
mod event;
mod frame;
mod index;
mod rules;
mod settings;
mod track;
mod visits;

pub use circle::Circle;
pub use engine::Engine;
pub use event::{Event, EventKind, Side};
pub use rules::{Lead, Rule, RuleError, RuleId, Rules, Which};
pub use settings::{Settings, SettingsError};
pub use track::{Ignored, Taken};
