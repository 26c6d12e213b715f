//! An address where nobody has any business: whoever comes is counted.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub(super) struct Trap {
    pub(super) address: SocketAddr,
    visits: Arc<AtomicUsize>,
}

impl Trap {
    pub(super) fn set() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let trap = Self {
            address: listener.local_addr()?,
            visits: Arc::default(),
        };
        let visits = Arc::clone(&trap.visits);
        // It ends with this program.
        thread::spawn(move || {
            for _ in listener.incoming().flatten() {
                visits.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(trap)
    }

    /// How often somebody came.
    pub(super) fn visits(&self) -> usize {
        self.visits.load(Ordering::Relaxed)
    }

    /// Variables that programs take for a proxy, all of them leading here.
    pub(super) fn as_proxy(&self) -> Vec<(String, String)> {
        let url = format!("http://{}", self.address);
        [
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
        ]
        .map(|name| (name.to_owned(), url.clone()))
        .into()
    }
}
