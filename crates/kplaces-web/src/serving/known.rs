//! What is known of a connection: whether somebody with a session was on it, and when it was last of use.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::Instant;

/// What is known of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Known(Arc<Facts>);

#[derive(Debug)]
struct Facts {
    has_session: AtomicBool,
    /// So many requests are being answered.
    answering: AtomicUsize,
    last_use: Mutex<Instant>,
}

impl Default for Known {
    fn default() -> Self {
        Self(Arc::new(Facts {
            has_session: AtomicBool::default(),
            answering: AtomicUsize::default(),
            last_use: Mutex::new(Instant::now()),
        }))
    }
}

impl Known {
    /// Somebody with a session is on it.
    pub(crate) fn is_now(&self) {
        self.0.has_session.store(true, Ordering::Relaxed);
    }

    /// Whether somebody with a session has been on it.
    pub(crate) fn is_known(&self) -> bool {
        self.0.has_session.load(Ordering::Relaxed)
    }

    /// When it was last of use, the smallest first to be given up: one that is being answered is of use now.
    pub(crate) fn last_use(&self) -> (bool, Instant) {
        let last = self.0.last_use.lock();
        let last = *last.unwrap_or_else(PoisonError::into_inner);
        (self.0.answering.load(Ordering::Relaxed) > 0, last)
    }

    fn touch(&self) {
        let last = self.0.last_use.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn begin(&self) -> InUse {
        self.touch();
        self.0.answering.fetch_add(1, Ordering::Relaxed);
        InUse(self.clone())
    }
}

/// As long as it is there, a request is being answered.
struct InUse(Known);

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.touch();
        self.0.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Notes that a request is being answered, to the last byte of the answer.
pub(super) async fn in_use(State(known): State<Known>, request: Request, next: Next) -> Response {
    let in_use = known.begin();
    let answer = next.run(request).await;
    answer.map(|body| {
        Body::new(Answer {
            body,
            _in_use: in_use,
        })
    })
}

/// The body of an answer, until which has ended the connection is in use.
struct Answer {
    body: Body,
    _in_use: InUse,
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
