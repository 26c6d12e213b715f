use std::sync::Arc;

use kplaces_webfleet_sim::{Action, Call, Fault, Options, Sim, World, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A WEBFLEET on loopback that makes its reports while they are read, for accounts of any size,
/// and that can break a connection. Its quotas go by the real clock.
pub struct StreamingWebfleet {
    url: String,
    sim: Arc<Sim>,
    // Held: the service runs on it.
    _runtime: Runtime,
}

impl StreamingWebfleet {
    /// Starts with this content; quotas are on.
    pub fn start(world: World) -> Self {
        Self::start_with(world, Options::default())
    }

    /// Starts with this content and behaviour.
    pub fn start_with(world: World, options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/extern", listener.local_addr().unwrap());
        let sim = Arc::new(Sim::new(world, options));
        runtime.spawn(serve::serve(listener, Arc::clone(&sim)));
        Self {
            url,
            sim,
            _runtime: runtime,
        }
    }

    /// The address to configure.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Changes what the account holds.
    pub fn edit(&self, change: impl FnOnce(&mut World)) {
        self.sim.edit(change);
    }

    /// All answers are faulty from now on, until `None`.
    pub fn fault(&self, fault: Option<Fault>) {
        self.sim.set_fault(fault);
    }

    /// The next `times` answers are faulty.
    pub fn fault_next(&self, fault: Fault, times: usize) {
        self.sim.push_fault(fault, times);
    }

    /// The next `times` answers to this action are faulty.
    pub fn fault_next_of(&self, action: Action, fault: Fault, times: usize) {
        self.sim.push_fault_for(action, fault, times);
    }

    /// The answers to one action are faulty from now on; others are sound.
    pub fn fault_for(&self, action: Action, fault: Fault) {
        self.sim.push_fault_for(action, fault, usize::MAX);
    }

    /// The requests so far: actions and outcomes, no parameters.
    pub fn calls(&self) -> Vec<Call> {
        self.sim.calls()
    }

    /// How often an action was asked for.
    pub fn asked(&self, action: Action) -> usize {
        let calls = self.calls();
        calls
            .iter()
            .filter(|call| call.action == Some(action))
            .count()
    }
}
