//! The watch of the map: the page says where the device is, and may ask a receiver of the device for that.

use async_trait::async_trait;
use kplaces_app::App;
use kplaces_device::{
    Approach, Approaches, CliError, Device, PositionSource, Receiver, Reception, Watch,
};
use kplaces_domain::Fix;
use kplaces_fixes::Pace;
use kplaces_text::Text;
use tokio::sync::mpsc;

use crate::alert::{Alert, side_word};
use crate::feed::{Heard, listen};
use crate::only_one::OnlyOne;
use crate::plan::{self, Plan};
use crate::source_text::Source;
use crate::text;
use crate::watched::Watched;

/// Begins the watch of a map.
#[derive(Debug)]
pub(crate) struct OnMap;

#[derive(Debug)]
struct Watching {
    watched: Watched,
    _only: OnlyOne,
}

#[async_trait]
impl Approaches for OnMap {
    async fn watch(&self, device: &Device, app: &App) -> Result<Box<dyn Watch>, CliError> {
        let only = OnlyOne::take(device)?;
        let plan = Plan::of(&device.settings()?.alerts)?;
        let watched = Watched::of(app, plan).await?;
        Ok(Box::new(Watching {
            watched,
            _only: only,
        }))
    }

    fn check(&self, key: &str, entries: &[String]) -> Result<(), CliError> {
        plan::check(key, entries)
    }

    fn source(&self, device: &Device) -> Option<PositionSource> {
        let source = Source::read(&device.settings().ok()?.alerts.source).ok()?;
        Some(PositionSource {
            called: source.text(),
            port: source.port(),
        })
    }

    async fn receiver(&self, device: &Device) -> Result<Option<Box<dyn Receiver>>, CliError> {
        let written = &device.settings()?.alerts.source;
        let source = Source::read(written).map_err(|why| text::bad_source(why, true))?;
        if source == Source::Stdin {
            return Ok(None);
        }
        let source = source.at_home(|path| device.sources().at_home(path));
        let now_ms = device.now().unix().saturating_mul(1_000);
        Ok(match listen(source, Pace::Times(1.0), now_ms) {
            Ok(heard) => Some(Box::new(Listening(heard))),
            // A receiver that is not plugged in.
            Err(_) => None,
        })
    }
}

#[derive(Debug)]
struct Listening(mpsc::Receiver<Heard>);

#[async_trait]
impl Receiver for Listening {
    async fn next(&mut self) -> Option<Reception> {
        loop {
            return Some(match self.0.recv().await? {
                Heard::Fix(fix) => Reception::Fix(fix),
                Heard::There => Reception::There,
                Heard::Gone => Reception::Gone,
                Heard::Deaf(_) | Heard::End => return None,
                Heard::Break | Heard::Health(_) => continue,
            });
        }
    }
}

#[async_trait]
impl Watch for Watching {
    async fn renew(&mut self, app: &App) -> Result<(), CliError> {
        self.watched.renew(app).await.map(drop)
    }

    fn interrupt(&mut self) {
        self.watched.interrupt();
    }

    async fn fix(&mut self, app: &App, fix: &Fix) -> Result<Vec<Approach>, CliError> {
        let alerts = self.watched.fix(app, fix).await?;
        Ok(alerts.into_iter().map(approach).collect())
    }

    fn places(&self) -> u64 {
        self.watched.len() as u64
    }

    fn doubts(&self) -> &[Text] {
        self.watched.doubts()
    }
}

fn approach(alert: Alert) -> Approach {
    Approach {
        event: alert.word(),
        side: alert.event.side.map(side_word),
        to_circle_m: alert.event.to_circle_m,
        key: alert.key,
        name: alert.name,
    }
}
