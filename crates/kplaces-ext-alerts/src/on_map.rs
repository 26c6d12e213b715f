//! The watch of the map: the page says where the device is.

use async_trait::async_trait;
use kplaces_app::App;
use kplaces_device::{Approach, Approaches, CliError, Device, Watch};
use kplaces_domain::Fix;

use crate::alert::{Alert, side_word};
use crate::only_one::OnlyOne;
use crate::watch::rules;
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
        let (rules, quiet, numbers) = rules(&device.settings()?.alerts)?;
        let watched = Watched::of(app, rules, quiet, numbers).await?;
        Ok(Box::new(Watching {
            watched,
            _only: only,
        }))
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
