use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kplaces_app::App;
use kplaces_domain::GroupName;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::activity::Activity;
use crate::app_state::AppState;
use crate::events::{self, Events};
use crate::keys::Keys;
use crate::listener::own_connections;
use crate::origin::Origin;
use crate::serving::serve;
use crate::streets::{Streets, StreetsError};
use crate::{Discloser, Syncer, follow, peer, routes};

/// How long open pages have to hear that the program ends.
const LAST_WORDS: Duration = Duration::from_millis(400);

/// How the map is served.
#[derive(Clone, Debug, Default)]
pub struct MapOptions {
    /// The port on loopback; 0 for any that is free.
    pub port: u16,
    /// The file that the places are in, where they are in one: nothing of it is shown once it is gone.
    pub store: Option<PathBuf>,
    /// A PMTiles file with streets.
    pub streets: Option<PathBuf>,
    /// What the navigation button offers first, such as `geo`.
    pub navigation: String,
    /// Which group a place counts as that is in several.
    pub group_order: Vec<GroupName>,
    /// The one host this program speaks to; shown, not used.
    pub host: String,
    /// End when nobody has been there for so long.
    pub idle: Option<Duration>,
}

/// Why the map cannot be served.
#[derive(Debug)]
pub enum WebError {
    /// The port cannot be had.
    Port(u16, std::io::Error),
    /// The streets cannot be used.
    Streets(StreetsError),
    /// The system has no random numbers.
    Random,
    /// The connections cannot be served.
    Serve(std::io::Error),
}

/// Why the map has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Somebody asked for it.
    Asked,
    /// Nobody was there.
    Idle,
}

/// A map that listens, and does not answer yet.
#[derive(Debug)]
pub struct Server {
    state: Arc<AppState>,
    listeners: Vec<TcpListener>,
    wishes: mpsc::Receiver<bool>,
    idle: Option<Duration>,
}

/// Gives out links to a map.
#[derive(Clone, Debug)]
pub struct Links(Arc<AppState>);

impl Links {
    /// A link to the map, which works once.
    pub fn new_link(&self) -> Result<String, WebError> {
        let key = self.0.keys.new_link();
        let key = key.map_err(|_| WebError::Random)?;
        Ok(self.of(&key))
    }

    /// A link that works once, for a private file that a browser opens, and what ends when the file is of no use
    /// any more.
    pub fn new_link_in_a_file(
        &self,
    ) -> Result<(String, impl Future<Output = ()> + use<>), WebError> {
        let made = self.0.keys.new_link_in_a_file();
        let (key, used) = made.map_err(|_| WebError::Random)?;
        Ok((self.of(&key), used))
    }

    fn of(&self, key: &str) -> String {
        format!("http://127.0.0.1:{}/?token={key}", self.0.port)
    }
}

impl Server {
    /// Begins to listen on loopback.
    pub async fn bind(
        app: App,
        options: MapOptions,
        discloser: Arc<dyn Discloser>,
    ) -> Result<Self, WebError> {
        let streets = match &options.streets {
            Some(path) => Some(Streets::open(path).await.map_err(WebError::Streets)?),
            None => None,
        };
        let taken = |error| WebError::Port(options.port, error);
        #[expect(clippy::disallowed_methods, reason = "the map: loopback only")]
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await;
        let four = four.map_err(taken)?;
        let port = four.local_addr().map_err(taken)?.port();
        let mut listeners = vec![four];
        // Some systems have no IPv6; the link names the other one anyway.
        #[expect(clippy::disallowed_methods, reason = "the map: loopback only")]
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        listeners.extend(six);
        let (syncs, wishes) = mpsc::channel(1);
        let state = AppState {
            app,
            port,
            keys: Keys::default(),
            events: Events::new(),
            activity: Activity::new(),
            streets,
            navigation: options.navigation,
            host: options.host,
            group_order: options.group_order,
            discloser,
            origin: Origin::of(options.store),
            load_state: watch::Sender::new(None),
            syncs,
            syncing: AtomicBool::new(false),
            looking: Mutex::new(()),
        };
        Ok(Self {
            state: Arc::new(state),
            listeners,
            wishes,
            idle: options.idle,
        })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.state.port
    }

    /// Where links come from, also while it runs.
    pub fn links(&self) -> Links {
        Links(Arc::clone(&self.state))
    }

    /// Answers until `stop` is there, or nobody has been there for too long.
    pub async fn run(
        self,
        syncer: &dyn Syncer,
        stop: impl Future<Output = ()>,
    ) -> Result<Ended, WebError> {
        let Self {
            state,
            listeners,
            mut wishes,
            idle,
        } = self;
        // Dropped at the end, and with it whatever is still open.
        let mut serving = JoinSet::new();
        let router = routes::router(Arc::clone(&state));
        let (own, connections) = mpsc::channel(1);
        for listener in listeners {
            let sorting = own_connections(listener, own.clone(), peer::may_be_of_others);
            serving.spawn(never_fails(sorting));
        }
        serving.spawn(never_fails(serve(connections, router)));
        serving.spawn(follow::follow(Arc::clone(&state)));

        let mut stop = pin!(stop);
        let mut work = pin!(async {
            while let Some(accept_shrink) = wishes.recv().await {
                sync(&state, syncer, accept_shrink).await;
            }
        });
        let ended = tokio::select! {
            () = &mut stop => Ended::Asked,
            () = until_idle(&state, idle) => Ended::Idle,
            () = &mut work => Ended::Asked,
            Some(failed) = serving.join_next() => {
                let error = match failed {
                    Ok(Err(error)) => error,
                    Ok(Ok(())) => return Ok(Ended::Asked),
                    Err(error) => std::io::Error::other(error),
                };
                return Err(WebError::Serve(error));
            }
        };
        state.events.send("bye", serde_json::json!({}).into());
        if state.events.listeners() > 0 {
            sleep(LAST_WORDS).await;
        }
        Ok(ended)
    }
}

async fn never_fails(work: impl Future<Output = ()>) -> std::io::Result<()> {
    work.await;
    Ok(())
}

async fn until_idle(state: &AppState, idle: Option<Duration>) {
    let Some(idle) = idle else {
        return std::future::pending().await;
    };
    loop {
        // An open page, or a sync that somebody asked for before they closed it.
        if state.events.listeners() > 0 || state.syncing.load(Ordering::Relaxed) {
            state.activity.touch();
        }
        let left = idle.saturating_sub(state.activity.idle());
        if left.is_zero() {
            return;
        }
        sleep(left.min(follow::LOOK_AGAIN)).await;
    }
}

async fn sync(state: &AppState, syncer: &dyn Syncer, accept_shrink: bool) {
    let started = Instant::now();
    let tell = |progress| state.events.sync(events::running(progress));
    let outcome = syncer.sync(accept_shrink, &tell).await;
    // The new places first: who reads the result sees them at once.
    follow::look(state).await;
    // Before the last word: who hears it may ask for the next one.
    state.syncing.store(false, Ordering::Relaxed);
    match outcome {
        Ok(report) => state.events.sync(events::done(&report, started.elapsed())),
        Err(failure) => state.events.sync(events::failed(&failure)),
    }
}
