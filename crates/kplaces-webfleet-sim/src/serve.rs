//! The stand-in on a socket: the only part with a clock and IO.

mod broken;
mod outgoing;

use std::convert::Infallible;
use std::fmt;
use std::future;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::{Call, Request, Sim, Transport};
use broken::Broken;
use outgoing::Outgoing;

/// More than any form; a longer one gets 413.
const LONGEST_FORM: usize = 1024 * 1024;

/// What a request came to, told when its body is written or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// The call.
    pub call: Call,
    /// Rows made for it.
    pub rows: u64,
    /// Bytes of the body handed to the connection.
    pub bytes: u64,
    /// Whether that is all of it; not so when the client hangs up early.
    pub complete: bool,
    /// What went wrong with the connection, as planned.
    pub transport: Option<Transport>,
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            call,
            rows,
            bytes,
            complete,
            transport,
        } = self;
        write!(f, "{call}, {rows} rows, {bytes} bytes")?;
        match transport {
            Some(transport) => write!(f, ", {transport}"),
            None if *complete => Ok(()),
            None => f.write_str(", given up by the client"),
        }
    }
}

/// Told of each request, once.
pub type Log = fn(&Served);

/// Serves every connection until the listener fails or the future is dropped.
pub async fn serve(listener: TcpListener, sim: Arc<Sim>) -> io::Result<()> {
    serve_logged(listener, sim, |_| ()).await
}

/// [`serve`], telling what each request came to.
pub async fn serve_logged(listener: TcpListener, sim: Arc<Sim>, log: Log) -> io::Result<()> {
    let start = Instant::now();
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(converse(stream, Arc::clone(&sim), start, log));
    }
}

/// Answers what comes over a connection. An answer that is to be broken takes the connection out
/// of the hands of the server, which could not break it.
async fn converse(stream: TcpStream, sim: Arc<Sim>, start: Instant, log: Log) {
    let (handover, mut broken) = mpsc::channel(1);
    let service = service_fn(move |request| {
        let (sim, handover) = (Arc::clone(&sim), handover.clone());
        async move {
            match answer(&sim, request, start, log).await {
                Ok(response) => Ok::<_, Infallible>(response),
                Err(broken) => {
                    // Nobody takes it if the connection is gone already.
                    _ = handover.send(broken).await;
                    future::pending().await
                }
            }
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that hangs up is no news: the log line of its request says so.
    tokio::select! {
        _ = &mut connection => {}
        Some(broken) = broken.recv() => {
            _ = broken.send(connection.into_parts().io.into_inner()).await;
        }
    }
}

async fn answer(
    sim: &Sim,
    request: hyper::Request<Incoming>,
    start: Instant,
    log: Log,
) -> Result<hyper::Response<Outgoing>, Broken> {
    let (head, body) = request.into_parts();
    let Ok(form) = Limited::new(body, LONGEST_FORM).collect().await else {
        return Ok(bare(413));
    };
    let header = |name: HeaderName| head.headers.get(name)?.to_str().ok();
    let request = Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        authorization: header(AUTHORIZATION),
        content_type: header(CONTENT_TYPE),
        body: &form.to_bytes(),
    };
    let (response, call) = sim.answer(&request, start.elapsed());
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let served = Served {
        call,
        rows: 0,
        bytes: 0,
        complete: false,
        transport: response.transport,
    };
    let body = Outgoing::new(response.body, served, log);
    let whole = builder.body(body).unwrap_or_else(|_| bare(500));
    match response.transport {
        Some(how) => Err(Broken::new(how, whole)),
        None => Ok(whole),
    }
}

fn bare(status: u16) -> hyper::Response<Outgoing> {
    let mut response = hyper::Response::new(Outgoing::default());
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}
