use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kplaces_webfleet_sim::{Action, Call, Fault, Options, Reply, Request, Sim, World};
use tokio::runtime::Runtime;
use wiremock::matchers::{any, path_regex};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

/// A WEBFLEET of its own for one test, on loopback. Its clock stands still unless moved.
pub struct MockWebfleet {
    sim: Arc<Sim>,
    clock: Arc<AtomicU64>,
    server: MockServer,
    // Last: the server is taken down on it.
    runtime: Runtime,
}

struct Answer {
    sim: Arc<Sim>,
    clock: Arc<AtomicU64>,
}

impl Respond for Answer {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let now = Duration::from_millis(self.clock.load(Ordering::Relaxed));
        let answer = self.sim.respond(
            &Request {
                method: request.method.as_str(),
                path: request.url.path(),
                query: request.url.query().unwrap_or_default(),
                authorization: header("authorization"),
                content_type: header("content-type"),
                body: &request.body,
            },
            now,
        );
        assert!(
            !answer.needs_a_socket(),
            "a broken connection needs a StreamingWebfleet"
        );
        let mut template = ResponseTemplate::new(answer.status);
        for (name, value) in &answer.headers {
            template = template.append_header(name.as_str(), value.as_str());
        }
        template.set_body_bytes(answer.body.into_bytes())
    }
}

impl MockWebfleet {
    /// Starts with this content; quotas are on.
    pub fn start(world: World) -> Self {
        Self::start_with(world, Options::default())
    }

    /// Starts with this content and behaviour.
    pub fn start_with(world: World, options: Options) -> Self {
        let sim = Arc::new(Sim::new(world, options));
        let clock = Arc::new(AtomicU64::new(0));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            let answer = Answer {
                sim: sim.clone(),
                clock: clock.clone(),
            };
            Mock::given(path_regex("^/extern/?$"))
                .respond_with(answer)
                .with_priority(1)
                .mount(&server)
                .await;
            // Nothing else is ever asked for; verified when the mock goes.
            let other = ResponseTemplate::new(599);
            Mock::given(any())
                .respond_with(other)
                .with_priority(255)
                .expect(0)
                .mount(&server)
                .await;
            server
        });
        Self {
            sim,
            clock,
            server,
            runtime,
        }
    }

    /// The address to configure.
    pub fn url(&self) -> String {
        format!("{}/extern", self.server.uri())
    }

    /// Changes what the account holds.
    pub fn edit(&self, change: impl FnOnce(&mut World)) {
        self.sim.edit(change);
    }

    /// Answers an action with these bytes from now on.
    pub fn reply_with(&self, action: Action, body: impl Into<Vec<u8>>) {
        self.sim.reply_with(action, Reply::new(body.into()));
    }

    /// All answers are faulty from now on, until `None`.
    pub fn fault(&self, fault: Option<Fault>) {
        fault.iter().for_each(can_be_had_here);
        self.sim.set_fault(fault);
    }

    /// The next `times` answers are faulty.
    pub fn fault_next(&self, fault: Fault, times: usize) {
        can_be_had_here(&fault);
        self.sim.push_fault(fault, times);
    }

    /// The next `times` answers to this action are faulty.
    pub fn fault_next_of(&self, action: Action, fault: Fault, times: usize) {
        can_be_had_here(&fault);
        self.sim.push_fault_for(action, fault, times);
    }

    /// The answers to one action are faulty from now on; others are sound.
    pub fn fault_for(&self, action: Action, fault: Fault) {
        can_be_had_here(&fault);
        self.sim.push_fault_for(action, fault, usize::MAX);
    }

    /// How often an action was asked for.
    pub fn asked(&self, action: Action) -> usize {
        let calls = self.calls();
        calls
            .iter()
            .filter(|call| call.action == Some(action))
            .count()
    }

    /// Moves the service's clock forward: quotas are counted by it.
    pub fn pass(&self, time: Duration) {
        self.clock
            .fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }

    /// The requests so far: actions and outcomes, no parameters.
    pub fn calls(&self) -> Vec<Call> {
        self.sim.calls()
    }

    /// Everything that came over the wire so far, as text: request lines, headers, bodies.
    pub fn wire(&self) -> String {
        let requests = self
            .runtime
            .block_on(self.server.received_requests())
            .unwrap_or_default();
        let mut out = String::new();
        for request in requests {
            out.push_str(&format!("{} {}\n", request.method, request.url));
            for (name, value) in &request.headers {
                out.push_str(&format!(
                    "{name}: {}\n",
                    String::from_utf8_lossy(value.as_bytes())
                ));
            }
            out.push_str(&String::from_utf8_lossy(&request.body));
            out.push('\n');
        }
        out
    }
}

/// A mock sends whole answers only; it must not be taken for one that breaks them.
fn can_be_had_here(fault: &Fault) {
    assert!(
        !fault.needs_socket(),
        "MockWebfleet cannot do `{fault}`, use StreamingWebfleet"
    );
}

impl Drop for MockWebfleet {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.runtime.block_on(self.server.verify());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_connection_is_refused() {
        let said = std::panic::catch_unwind(|| can_be_had_here(&"stall:1".parse().unwrap()));
        let said = said.unwrap_err().downcast::<String>().unwrap();
        assert_eq!(
            *said,
            "MockWebfleet cannot do `stall:1`, use StreamingWebfleet"
        );
        can_be_had_here(&"cut:1".parse().unwrap());
    }
}
