#![doc = include_str!("../README.md")]

mod accuracy;
mod gpsd;
mod gpx;
mod health;
mod lines;
mod nmea;
mod replay;

pub use gpsd::Gpsd;
pub use gpx::{GpxError, GpxTrack, read_gpx};
pub use health::{Health, Signal};
pub use nmea::Nmea;
pub use replay::{Pace, PaceError, Replay};
