use kplaces_web::Ended;
use schemars::JsonSchema;
use serde::Serialize;

/// At once, on a line of its own: where the map is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MapJson<'a> {
    url: &'a str,
    port: u16,
}

impl<'a> MapJson<'a> {
    pub(crate) fn new(url: &'a str, port: u16) -> Self {
        Self { url, port }
    }

    /// Of a link to a map of ours.
    pub(crate) fn of(url: &'a str) -> Self {
        let host = url.split('/').nth(2);
        let port = host.and_then(|host| host.rsplit(':').next()?.parse().ok());
        Self::new(url, port.unwrap_or_default())
    }
}

/// At the end.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MapEndedJson {
    /// `asked` or `idle`.
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
