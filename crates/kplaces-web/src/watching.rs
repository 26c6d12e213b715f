//! Alerts on the page: where the device is comes from the browser, and what is near is told to the page that sent it.

use kplaces_app::App;
use kplaces_device::{Approach, ApproachKind, Approaches, CliError, Device, Kind, Side, Watch};
use kplaces_domain::{Fix, Position};
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

/// A page that has said nothing for so long does not watch any more.
const SILENT: Duration = Duration::from_mins(1);

/// So often the store is asked whether the places are still the same.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Where the device is, as the browser says. Where people are is nobody's business: no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    /// Which page it is: one of them watches.
    page: String,
    /// Nothing ends the watch.
    fix: Option<FixJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixJson {
    /// Milliseconds since 1970, by the clock of the browser.
    time: i64,
    lat: f64,
    lon: f64,
    /// Metres.
    accuracy: Option<f64>,
    /// Metres a second.
    speed: Option<f64>,
    /// Degrees clockwise from north.
    heading: Option<f64>,
}

impl FixJson {
    fn read(&self) -> Option<Fix> {
        let fine = |number: Option<f64>| number.filter(|it| it.is_finite() && *it >= 0.0);
        Some(Fix {
            accuracy_m: fine(self.accuracy),
            speed_mps: fine(self.speed),
            course_deg: fine(self.heading).filter(|it| *it <= 360.0),
            ..Fix::new(self.time, Position::from_degrees(self.lat, self.lon).ok()?)
        })
    }
}

/// How a watch goes on.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Watched"))]
pub(crate) struct WatchedJson {
    /// How many places are watched.
    places: u64,
    /// Whether something else watches for this device: another page, or `3kplaces watch`.
    elsewhere: bool,
    told: Vec<ToldJson>,
}

impl WatchedJson {
    fn elsewhere(elsewhere: bool) -> Self {
        Self {
            elsewhere,
            ..Self::default()
        }
    }
}

/// What is to be told now.
#[derive(Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Told"))]
pub(crate) struct ToldJson {
    #[cfg_attr(test, ts(type = "\"approaching\" | \"arrived\" | \"left\""))]
    event: &'static str,
    key: String,
    name: String,
    /// To the circle.
    metres: f64,
    #[cfg_attr(
        test,
        ts(type = "\"ahead\" | \"right\" | \"behind\" | \"left\" | null")
    )]
    side: Option<&'static str>,
}

impl From<Approach> for ToldJson {
    fn from(told: Approach) -> Self {
        Self {
            event: match told.kind {
                ApproachKind::Approaching => "approaching",
                ApproachKind::Arrived => "arrived",
                ApproachKind::Left => "left",
            },
            side: told.side.map(|side| match side {
                Side::Ahead => "ahead",
                Side::Right => "right",
                Side::Behind => "behind",
                Side::Left => "left",
            }),
            key: told.key,
            name: told.name,
            metres: told.to_circle_m,
        }
    }
}

/// The watch of a map, for one of its pages at a time.
#[derive(Debug, Default)]
pub(crate) struct Watching(Option<OfPage>);

#[derive(Debug)]
struct OfPage {
    page: String,
    watch: Box<dyn Watch>,
    heard: Instant,
    looked: Instant,
}

impl OfPage {
    fn for_page(mut self, page: String) -> Self {
        if self.page != page {
            self.watch.interrupt();
            self.page = page;
        }
        self
    }
}

impl Watching {
    /// Nobody watches any more.
    pub(crate) fn end(&mut self) {
        self.0 = None;
    }

    /// Takes what a page sends. The places of `app` are watched by what is set on `device`.
    pub(crate) async fn take(
        &mut self,
        sent: Sent,
        approaches: &dyn Approaches,
        device: &Device,
        app: &App,
    ) -> Result<WatchedJson, CliError> {
        let now = Instant::now();
        let of_another = |it: &OfPage| it.page != sent.page && now - it.heard <= SILENT;
        if self.0.as_ref().is_some_and(of_another) {
            return Ok(WatchedJson::elsewhere(sent.fix.is_some()));
        }
        let Some(fix) = sent.fix else {
            self.end();
            return Ok(WatchedJson::default());
        };
        let mut of_page = if let Some(before) = self.0.take() {
            before.for_page(sent.page)
        } else {
            let watch = match approaches.watch(device, app).await {
                Ok(watch) => watch,
                Err(error) if error.kind == Kind::Busy => return Ok(WatchedJson::elsewhere(true)),
                Err(error) => return Err(error),
            };
            OfPage {
                page: sent.page,
                watch,
                heard: now,
                looked: now,
            }
        };
        if now - of_page.looked > LOOK_AGAIN {
            // Where the places cannot be looked at, nothing is told of those before.
            of_page.watch.renew(app).await?;
            of_page.looked = now;
        }
        of_page.heard = now;
        let told = match fix.read() {
            Some(fix) => of_page.watch.fix(&fix),
            None => Vec::new(),
        };
        let places = of_page.watch.places();
        self.0 = Some(of_page);
        Ok(WatchedJson {
            places,
            elsewhere: false,
            told: told.into_iter().map(ToldJson::from).collect(),
        })
    }
}
