use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

use super::{Log, Served};
use crate::{Body, RowStream};

/// A body on its way out. It makes a chunk when the connection has room for one.
#[derive(Default)]
pub(super) struct Outgoing {
    /// What is made already.
    ready: Bytes,
    /// What makes the rest.
    rows: Option<Box<RowStream>>,
    told: Option<(Served, Log)>,
}

impl Outgoing {
    pub(super) fn new(body: Body, served: Served, log: Log) -> Self {
        let (ready, rows) = match body {
            Body::Whole(bytes) => (bytes, None),
            Body::Rows(rows) => (Bytes::new(), Some(rows)),
        };
        Self {
            ready,
            rows,
            told: Some((served, log)),
        }
    }

    /// The next bytes, at most so many and at least one; `None` behind the end.
    pub(super) fn piece(&mut self, most: usize) -> Option<Bytes> {
        while self.ready.is_empty() {
            let rows = self.rows.as_mut()?;
            match rows.next() {
                Some(chunk) => self.ready = chunk.into(),
                None => self.rows = None,
            }
            if let (Some((served, _)), Some(rows)) = (&mut self.told, &self.rows) {
                served.rows = rows.rows();
            }
        }
        let piece = self.ready.split_to(most.min(self.ready.len()));
        if let Some((served, _)) = &mut self.told {
            served.bytes += piece.len() as u64;
        }
        Some(piece)
    }

    /// How many bytes are to come; `None` if they have no end. It makes them all to count them.
    pub(super) fn length(&self) -> Option<u64> {
        let to_be_made = match self.rows.as_deref() {
            None => 0,
            Some(rows) if rows.is_endless() => return None,
            Some(rows) => rows.clone().map(|chunk| chunk.len() as u64).sum(),
        };
        Some(self.ready.len() as u64 + to_be_made)
    }

    fn is_written(&self) -> bool {
        self.ready.is_empty() && self.rows.is_none()
    }
}

impl hyper::body::Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let chunk = self.get_mut().piece(usize::MAX);
        Poll::Ready(chunk.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.is_written()
    }

    fn size_hint(&self) -> SizeHint {
        match self.rows {
            Some(_) => SizeHint::new(),
            None => SizeHint::with_exact(self.ready.len() as u64),
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        let complete = self.is_written();
        if let Some((served, log)) = self.told.take() {
            log(&Served { complete, ..served });
        }
    }
}
