use std::fmt::{self, Debug};

use async_trait::async_trait;
use kplaces_app::App;
use kplaces_domain::{Fix, Position};
use kplaces_text::Text;

use crate::{CliError, Device};

/// Says which places a way comes near to. The feature of approach alerts brings one.
#[async_trait]
pub trait Approaches: Debug + Send + Sync {
    /// Begins to watch the places of `app` by what is set on `device`. Fails with [`Kind::Busy`](crate::Kind::Busy) where
    /// another program watches for this user already: alerts are told once.
    async fn watch(&self, device: &Device, app: &App) -> Result<Box<dyn Watch>, CliError>;

    /// Whether what is to be set for a key can be used; fails with why it cannot. Keys that are no affair of alerts can.
    fn check(&self, key: &str, entries: &[String]) -> Result<(), CliError>;

    /// Which source of positions is set on `device`; `None` where what is set names none. Nothing is opened.
    fn source(&self, device: &Device) -> Option<PositionSource>;

    /// Begins to hear the source of positions that is set on `device`; `None` where that is none which can be heard beside
    /// a map, such as standard input.
    async fn receiver(&self, device: &Device) -> Result<Option<Box<dyn Receiver>>, CliError>;
}

/// Where positions are set to come from: always from this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionSource {
    /// What to call it.
    pub called: Text,
    /// The port of loopback that is connected to; `None` where it is a file or a receiver.
    pub port: Option<u16>,
}

/// A source of positions on this device. It is hung up on when dropped.
#[async_trait]
pub trait Receiver: Debug + Send {
    /// What it says next; `None` when there is no more.
    async fn next(&mut self) -> Option<Reception>;
}

/// What is heard of a source of positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reception {
    /// Where the device is.
    Fix(Fix),
    /// Somebody answers, who does not know it yet.
    There,
    /// Nobody answers for now.
    Gone,
}

/// A watch over places. Where somebody is goes in, is used, and is forgotten.
#[async_trait]
pub trait Watch: Debug + Send {
    /// Takes the places anew if they have changed.
    async fn renew(&mut self, app: &App) -> Result<(), CliError>;

    /// Nobody knows what lies between the fixes before and after.
    fn interrupt(&mut self);

    /// Takes where somebody is, and gives what is to be told now of places of `app`.
    async fn fix(&mut self, app: &App, fix: &Fix) -> Result<Vec<Approach>, CliError>;

    /// How many places are watched.
    fn places(&self) -> u64;

    /// What is set for what is not on this device, so that nobody hears of it: a sentence each, without its full stop.
    fn doubts(&self) -> &[Text] {
        &[]
    }
}

/// A way that was gone, and what would have been told on it.
#[derive(Clone, Default)]
pub struct Tour {
    /// Its positions, in parts between which nobody knows the way.
    pub parts: Vec<Vec<Position>>,
    /// What would have been told.
    pub alerts: Vec<TourAlert>,
}

/// What would have been told on a way. The name of the place is not in it: it is asked for by its key.
#[derive(Clone)]
pub struct TourAlert {
    /// Where.
    pub at: Position,
    /// What happened: `approaching`, `arrived` or `left`.
    pub event: &'static str,
    /// The key of the place.
    pub key: String,
}

impl Debug for Tour {
    /// Where somebody was is not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tour")
            .field("alerts", &self.alerts.len())
            .finish_non_exhaustive()
    }
}

/// What is to be told of a place.
#[derive(Clone, PartialEq)]
pub struct Approach {
    /// What happened: `approaching`, `arrived` or `left`.
    pub event: &'static str,
    /// The key of the place.
    pub key: String,
    /// Its name, in one line.
    pub name: String,
    /// Metres to its circle; 0 inside.
    pub to_circle_m: f64,
    /// Where it lies in the direction of travel, where that is known: `ahead`, `right`, `behind` or `left`.
    pub side: Option<&'static str>,
}

impl Debug for Approach {
    /// Names of customers are not for a log, and where somebody is neither.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Approach")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}
