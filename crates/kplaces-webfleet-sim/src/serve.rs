//! The stand-in on a socket: the only part with a clock and IO.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::{Body, Call, Request, RowStream, Sim};

/// More than any form; a longer one gets 413.
const LONGEST_FORM: usize = 1024 * 1024;

/// What a request came to, told when its body is written or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// The call.
    pub call: Call,
    /// Rows handed to the connection.
    pub rows: u64,
    /// Bytes of the body handed to the connection.
    pub bytes: u64,
    /// Whether that is all of it; not so when the client hangs up early.
    pub complete: bool,
}

impl fmt::Display for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            call,
            rows,
            bytes,
            complete,
        } = self;
        write!(f, "{call}, {rows} rows, {bytes} bytes")?;
        f.write_str(if *complete {
            ""
        } else {
            ", given up by the client"
        })
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
        let sim = Arc::clone(&sim);
        let service = service_fn(move |request| {
            let sim = Arc::clone(&sim);
            async move { Ok::<_, Infallible>(answer(&sim, request, start, log).await) }
        });
        // A client that hangs up is no news: the log line of its request says so.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    sim: &Sim,
    request: hyper::Request<Incoming>,
    start: Instant,
    log: Log,
) -> hyper::Response<Outgoing> {
    let (head, body) = request.into_parts();
    let Ok(form) = Limited::new(body, LONGEST_FORM).collect().await else {
        return bare(413);
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
    };
    let body = Outgoing {
        source: response.body.into(),
        told: Some((served, log)),
    };
    builder.body(body).unwrap_or_else(|_| bare(500))
}

fn bare(status: u16) -> hyper::Response<Outgoing> {
    let mut response = hyper::Response::new(Outgoing {
        source: Source::Done,
        told: None,
    });
    *response.status_mut() = status.try_into().unwrap_or_default();
    response
}

/// A body on its way out. It makes a chunk when the connection has room for one.
struct Outgoing {
    source: Source,
    told: Option<(Served, Log)>,
}

enum Source {
    Whole(Bytes),
    Rows(Box<RowStream>),
    Done,
}

impl From<Body> for Source {
    fn from(body: Body) -> Self {
        match body {
            Body::Whole(bytes) if bytes.is_empty() => Self::Done,
            Body::Whole(bytes) => Self::Whole(bytes.into()),
            Body::Rows(rows) => Self::Rows(Box::new(rows)),
        }
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let mut rows_so_far = 0;
        let chunk = match &mut this.source {
            Source::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                this.source = Source::Done;
                Some(bytes)
            }
            Source::Rows(rows) => {
                let chunk = rows.next().map(Bytes::from);
                rows_so_far = rows.rows();
                if chunk.is_none() {
                    this.source = Source::Done;
                }
                chunk
            }
            Source::Done => None,
        };
        if let Some((served, _)) = &mut this.told {
            served.rows = served.rows.max(rows_so_far);
            served.bytes += chunk.as_ref().map_or(0, |bytes| bytes.len() as u64);
        }
        Poll::Ready(chunk.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.source, Source::Done)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Source::Rows(_) => SizeHint::new(),
            Source::Done => SizeHint::with_exact(0),
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        let complete = matches!(self.source, Source::Done);
        if let Some((served, log)) = self.told.take() {
            log(&Served { complete, ..served });
        }
    }
}
