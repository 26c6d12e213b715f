use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kplaces_device::{CliError, Device, Tour};
use kplaces_domain::{GroupName, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::activity::Activity;
use crate::after_sync::AfterSync;
use crate::app_state::AppState;
use crate::disclosure::Discloser;
use crate::events::Events;
use crate::keys::Keys;
use crate::listener::own_connections;
use crate::memory::{Before, Memory};
use crate::origin::Origin;
use crate::pages::Pages;
use crate::serving::serve;
use crate::setup::Setup;
use crate::streets::{Streets, StreetsError};
use crate::sync::{bring_back, sync};
use crate::way_back::{Secret, WayBack};
use crate::wish::Wish;
use crate::{follow, peer, routes, tour};

/// How long open pages have to hear that the program ends.
const LAST_WORDS: Duration = Duration::from_millis(400);

/// How a map is served, where it is not as the settings of the device say.
#[derive(Clone, Debug, Default)]
pub struct MapOptions {
    /// The port on loopback; 0 for any that is free.
    pub port: Option<u16>,
    /// A PMTiles file with streets.
    pub streets: Option<PathBuf>,
    /// End when nobody has been there for so long.
    pub idle: Option<Duration>,
    /// A way to be shown.
    pub tour: Option<Tour>,
    /// What the map before has left. Where its port is free, pages that are still open are told there where this one is.
    pub memory: Memory,
}

/// Why the map cannot be served.
#[derive(Debug)]
pub enum WebError {
    /// Settings, store or records of the device.
    Device(CliError),
    /// The port cannot be had.
    Port(u16, std::io::Error),
    /// The streets cannot be used.
    Streets(StreetsError),
    /// The system has no random numbers.
    Random,
    /// The connections cannot be served.
    Serve(std::io::Error),
}

impl From<CliError> for WebError {
    fn from(error: CliError) -> Self {
        Self::Device(error)
    }
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
pub struct Server<'d> {
    device: &'d Device,
    state: Arc<AppState>,
    listeners: Vec<TcpListener>,
    /// Where the map before was.
    old_door: Option<(u16, TcpListener)>,
    wishes: mpsc::Receiver<Wish>,
    after_sync: Option<&'d dyn AfterSync>,
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

    /// A link that works once, however late, for the private file in which the map is found, and what ends when the
    /// file needs another one.
    pub fn new_standing_link(
        &self,
    ) -> Result<(String, impl Future<Output = ()> + use<>), WebError> {
        let made = self.0.keys.new_standing_link();
        let (key, used) = made.map_err(|_| WebError::Random)?;
        Ok((self.of(&key), used))
    }

    /// What is to be left for the next map of this device.
    pub fn memory(&self, now: Timestamp) -> Memory {
        Memory {
            before: Some(Before {
                port: self.0.port,
                secret: self.0.way_back.own().clone(),
                as_of: now.unix(),
            }),
            choices: self.0.choices(),
        }
    }

    /// Ends when there is something else to be left than before: a choice.
    pub async fn memory_changed(&self) {
        self.0.to_remember.notified().await;
    }

    fn of(&self, key: &str) -> String {
        format!("http://127.0.0.1:{}/?token={key}", self.0.port)
    }
}

impl<'d> Server<'d> {
    /// Opens the store of a device, to read it, and begins to listen on loopback. No login is opened
    /// before a page asks for a sync.
    pub async fn bind(device: &'d Device, options: MapOptions) -> Result<Self, WebError> {
        let app = device.reading().await?.backed_up_in(device.backups()?);
        let settings = device.settings()?;
        let discloser = Discloser::of(device)?;
        let origin = Origin::of(device.store_file()?);
        let setup = Setup::of(device)?;
        let streets = match options.streets.as_ref().or(settings.map.basemap.as_ref()) {
            Some(path) => Some(Streets::open(path).await.map_err(WebError::Streets)?),
            None => None,
        };
        let wanted = options.port.unwrap_or(settings.map.port);
        let taken = |error| WebError::Port(wanted, error);
        let now = device.clock().now().timestamp();
        let before = options.memory.before(now);
        // First, or else this map could get the port of the one before.
        let old_door = match &before {
            Some(before) if wanted == 0 => {
                listen(before.port).await.ok().map(|it| (before.port, it))
            }
            _ => None,
        };
        let four = listen(wanted).await.map_err(taken)?;
        let port = four.local_addr().map_err(taken)?.port();
        let mut listeners = vec![four];
        // Some systems have no IPv6; the link names the other one anyway.
        #[expect(clippy::disallowed_methods, reason = "the map: loopback only")]
        let six = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        listeners.extend(six);
        let own = Secret::new().map_err(|_| WebError::Random)?;
        let (sender, wishes) = mpsc::channel(1);
        let state = AppState {
            app,
            port,
            keys: Keys::default(),
            way_back: WayBack::new(own, before.map(|it| it.secret)),
            choices: std::sync::Mutex::new(options.memory.choices),
            to_remember: Notify::new(),
            events: Events::new(),
            activity: Activity::new(),
            streets,
            navigation: settings.map.navigation.clone(),
            group_order: settings
                .export
                .group_order
                .iter()
                .map(|name| GroupName::from(name.as_str()))
                .collect(),
            discloser,
            setup,
            pages: Pages::default(),
            watching: Mutex::default(),
            receiving: Mutex::default(),
            tour: tour::Shown::of(options.tour),
            origin,
            load_state: watch::Sender::new(None),
            wishes: sender,
            syncing: AtomicBool::new(false),
            looking: Mutex::new(()),
        };
        Ok(Self {
            device,
            state: Arc::new(state),
            listeners,
            old_door,
            wishes,
            after_sync: None,
            idle: options.idle,
        })
    }

    /// With something that follows each sync of its pages.
    #[must_use]
    pub fn followed_by(self, after_sync: &'d dyn AfterSync) -> Self {
        Self {
            after_sync: Some(after_sync),
            ..self
        }
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
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<Ended, WebError> {
        let Self {
            device,
            state,
            listeners,
            old_door,
            mut wishes,
            after_sync,
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
        if let Some((port, listener)) = old_door {
            let (own, connections) = mpsc::channel(1);
            let sorting = own_connections(listener, own, peer::may_be_of_others);
            serving.spawn(never_fails(sorting));
            let router = routes::again_at(port, Arc::clone(&state));
            serving.spawn(never_fails(serve(connections, router)));
        }
        serving.spawn(follow::follow(Arc::clone(&state)));

        let mut stop = pin!(stop);
        let mut work = pin!(async {
            while let Some(wish) = wishes.recv().await {
                match wish {
                    Wish::Sync(wish) => sync(&state, wish, after_sync).await,
                    Wish::BringBack => bring_back(&state, device).await,
                }
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

async fn listen(port: u16) -> std::io::Result<TcpListener> {
    #[expect(clippy::disallowed_methods, reason = "the map: loopback only")]
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
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
