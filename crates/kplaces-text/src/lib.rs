#![doc = include_str!("../README.md")]

mod command;
mod figures;
mod hint;
mod language;
mod os;
mod text;
mod time;

pub use command::{command, spoken};
pub use hint::Hint;
pub use language::Language;
pub use os::of_io;
pub use text::Text;
pub use time::minute_of_day;
