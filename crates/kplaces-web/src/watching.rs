//! Alerts on the page: where the device is comes from the browser, and what is near is told to the page that sent it.

use std::collections::HashMap;
use std::fmt;

use kplaces_app::App;
use kplaces_device::{Approach, Approaches, CliError, Device, Kind, Watch};
use kplaces_text::{Language, spoken};
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

use crate::fix_json::FixJson;
use crate::pages::Pages;

/// A page that has said nothing for so long does not watch any more.
const SILENT: Duration = Duration::from_mins(1);

/// One that is loaded again within so long goes on where it was, and tells nothing twice.
const RELOADED: Duration = Duration::from_secs(10);

/// Where the device is, as the browser says. Where people are is nobody's business: no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    /// Which page it is: one of them watches.
    page: String,
    /// Without one, and without anything else, the watch ends.
    fix: Option<FixJson>,
    /// A place that is not to be told again for a while.
    #[serde(default)]
    hush: Option<HushJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HushJson {
    key: String,
    /// Milliseconds since 1970: for today, the midnight that comes.
    until: i64,
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
    /// What is set for what is not on this device, a sentence each without its full stop; nobody hears of it.
    doubts: Vec<String>,
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
            event: told.event,
            side: told.side,
            key: told.key,
            name: told.name,
            metres: told.to_circle_m,
        }
    }
}

/// The watch of a map, for one of its pages at a time.
#[derive(Default)]
pub(crate) struct Watching {
    page: Option<OfPage>,
    /// Until when places are not told, by key. It holds for all pages of this map, and is forgotten with it.
    hushed: HashMap<String, i64>,
}

/// So many places are not told at most.
const HUSHED: usize = 1_000;

impl fmt::Debug for Watching {
    /// Keys of customers are not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watching")
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct OfPage {
    page: String,
    watch: Box<dyn Watch>,
    heard: Instant,
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
    /// Forgets everything: the places are gone.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Ends it where its page was closed, or has not been heard for long: who is gone is not to keep others from watching.
    fn end_if_gone(&mut self, pages: &Pages) {
        let is_gone = |it: &OfPage| {
            let silence = it.heard.elapsed();
            silence > SILENT || (silence > RELOADED && pages.is_closed(&it.page))
        };
        if self.page.as_ref().is_some_and(is_gone) {
            self.page = None;
        }
    }

    fn hush(&mut self, HushJson { key, until }: HushJson) {
        // Those of an earlier day are over.
        self.hushed.retain(|_, earlier| *earlier >= until);
        if self.hushed.len() < HUSHED {
            self.hushed.insert(key, until);
        }
    }

    fn is_hushed(&self, told: &Approach, now_ms: i64) -> bool {
        self.hushed
            .get(&told.key)
            .is_some_and(|until| now_ms < *until)
    }

    /// Takes the places anew where they have changed: what is erased is to go from the memory, whoever is heard.
    pub(crate) async fn look_after(&mut self, pages: &Pages, app: &App) {
        self.end_if_gone(pages);
        if let Some(of_page) = &mut self.page
            && of_page.watch.renew(app).await.is_err()
        {
            self.forget();
        }
    }

    /// Takes what a page sends. The places of `app` are watched by what is set on `device`.
    pub(crate) async fn take(
        &mut self,
        sent: Sent,
        pages: &Pages,
        approaches: &dyn Approaches,
        device: &Device,
        app: &App,
        language: Language,
    ) -> Result<WatchedJson, CliError> {
        if let Some(hush) = sent.hush {
            self.hush(hush);
            return Ok(WatchedJson::default());
        }
        if pages.is_closed(&sent.page) {
            return Ok(WatchedJson::default());
        }
        self.end_if_gone(pages);
        let now = Instant::now();
        let of_another = |it: &OfPage| it.page != sent.page && !pages.is_closed(&it.page);
        if self.page.as_ref().is_some_and(of_another) {
            return Ok(WatchedJson::elsewhere(sent.fix.is_some()));
        }
        let Some(fix) = sent.fix else {
            self.page = None;
            return Ok(WatchedJson::default());
        };
        let mut of_page = if let Some(before) = self.page.take() {
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
            }
        };
        // Nothing is told that is not in the store any more, or where that cannot be looked at.
        of_page.watch.renew(app).await?;
        of_page.heard = now;
        let mut told = match fix.read() {
            Some(fix) => of_page.watch.fix(app, &fix).await?,
            None => Vec::new(),
        };
        told.retain(|it| !self.is_hushed(it, fix.time));
        let places = of_page.watch.places();
        let doubts = of_page.watch.doubts().iter();
        let doubts = doubts.map(|it| spoken(it.in_language(language), device.tenant()));
        let doubts = doubts.collect();
        self.page = Some(of_page);
        Ok(WatchedJson {
            places,
            elsewhere: false,
            told: told.into_iter().map(ToldJson::from).collect(),
            doubts,
        })
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use kplaces_domain::Fix;

    use super::*;

    #[derive(Debug)]
    struct Still;

    #[async_trait]
    impl Watch for Still {
        async fn renew(&mut self, _: &App) -> Result<(), CliError> {
            Ok(())
        }

        fn interrupt(&mut self) {}

        async fn fix(&mut self, _: &App, _: &Fix) -> Result<Vec<Approach>, CliError> {
            Ok(Vec::new())
        }

        fn places(&self) -> u64 {
            0
        }
    }

    fn watching() -> Watching {
        Watching {
            page: Some(OfPage {
                page: "a".to_owned(),
                watch: Box::new(Still),
                heard: Instant::now(),
            }),
            ..Watching::default()
        }
    }

    /// For how many seconds it goes on, if nothing is heard.
    async fn lasts(pages: &Pages) -> u64 {
        let mut watching = watching();
        let begun = Instant::now();
        while watching.page.is_some() {
            tokio::time::advance(Duration::from_secs(1)).await;
            watching.end_if_gone(pages);
        }
        begun.elapsed().as_secs()
    }

    #[test]
    fn a_map_that_runs_for_a_year_still_hushes_places() {
        let mut watching = Watching::default();
        for day in 0..365_i64 {
            for place in 0..10 {
                let key = format!("{day}-{place}");
                let until = day * 86_400_000;
                watching.hush(HushJson { key, until });
            }
        }
        assert_eq!(watching.hushed.len(), 10);
        assert!(watching.hushed.contains_key("364-9"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_is_not_heard_any_more_does_not_watch() {
        let pages = Pages::default();
        let open = pages.open("a".to_owned());
        assert_eq!(lasts(&pages).await, SILENT.as_secs() + 1);
        drop(open);
        assert_eq!(lasts(&pages).await, RELOADED.as_secs() + 1);
    }
}
