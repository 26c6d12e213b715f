//! The stand-in behind wiremock.

use std::sync::Arc;
use std::time::Duration;

use kplaces_webfleet::{Client, ClientOptions};
use kplaces_webfleet_sim::{Options, Sim, World};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::ask;

struct Adapter(Arc<Sim>);

impl Respond for Adapter {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = |name: &str| request.headers.get(name)?.to_str().ok();
        let response = self.0.respond(
            &kplaces_webfleet_sim::Request {
                method: request.method.as_str(),
                path: request.url.path(),
                query: request.url.query().unwrap_or_default(),
                authorization: header("authorization"),
                content_type: header("content-type"),
                body: &request.body,
            },
            Duration::ZERO,
        );
        let mime = response
            .header("content-type")
            .unwrap_or_default()
            .to_owned();
        let mut template = ResponseTemplate::new(response.status);
        for (name, value) in &response.headers {
            template = template.insert_header(name.as_str(), value.as_str());
        }
        template.set_body_raw(response.body.into_bytes(), &mime)
    }
}

pub(crate) struct StandIn {
    pub(crate) sim: Arc<Sim>,
    pub(crate) server: MockServer,
}

impl StandIn {
    pub(crate) async fn of(world: World, options: Options) -> Self {
        let sim = Arc::new(Sim::new(world, options));
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(Adapter(Arc::clone(&sim)))
            .mount(&server)
            .await;
        Self { sim, server }
    }

    /// The sample world. Without a quota: tests ask more often than anyone may.
    pub(crate) async fn with(options: Options) -> Self {
        let options = Options {
            quota: None,
            ..options
        };
        Self::of(World::sample(), options).await
    }

    pub(crate) async fn sample() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn requests(&self) -> Vec<Request> {
        self.server.received_requests().await.unwrap()
    }

    /// How many requests there were so far.
    pub(crate) async fn count(&self) -> usize {
        self.requests().await.len()
    }

    pub(crate) fn options(&self) -> ClientOptions {
        ask::options(*self.server.address())
    }

    pub(crate) fn client(&self) -> Client {
        ask::client(self.options())
    }
}
