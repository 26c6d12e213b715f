use kplaces_web::Ended;
use serde::Serialize;

/// A map that has begun: one line, at once.
#[derive(Debug, Serialize)]
pub(crate) struct MapJson<'a> {
    url: &'a str,
    port: u16,
}

impl<'a> MapJson<'a> {
    pub(crate) fn new(url: &'a str, port: u16) -> Self {
        Self { url, port }
    }
}

/// A map that has ended.
#[derive(Debug, Serialize)]
pub(crate) struct MapEndedJson {
    ended: &'static str,
}

impl From<Ended> for MapEndedJson {
    fn from(ended: Ended) -> Self {
        Self {
            ended: match ended {
                Ended::Asked => "asked",
                Ended::Idle => "idle",
            },
        }
    }
}
