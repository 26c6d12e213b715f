use std::sync::Arc;

use kplaces_webfleet_sim::{Options, Sim, World, serve};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A WEBFLEET on loopback that makes its reports while they are read, for accounts of any size.
pub struct StreamingWebfleet {
    url: String,
    // Held: the service runs on it.
    _runtime: Runtime,
}

impl StreamingWebfleet {
    /// Starts with this content.
    pub fn start(world: World) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/extern", listener.local_addr().unwrap());
        let sim = Arc::new(Sim::new(world, Options::default()));
        runtime.spawn(serve::serve(listener, sim));
        Self {
            url,
            _runtime: runtime,
        }
    }

    /// The address to configure.
    pub fn url(&self) -> &str {
        &self.url
    }
}
