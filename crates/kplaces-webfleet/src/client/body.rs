//! The body of an answer while it is read: its packing, its size, its end.

use std::sync::atomic::Ordering;

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;

use super::Client;
use super::exchange::header;
use crate::egress::OnRecord;
use crate::reply::unpack::Unpacker;
use crate::reply::{MAX_ERROR, error_of};
use crate::{Action, Error, SizeFault};

/// Takes the next bytes of a body, unpacked.
pub(super) type Take<'t> = &'t mut (dyn FnMut(&[u8]) -> Result<(), Error> + Send);

/// The body of an answer.
pub(super) struct Body<'b, 'e> {
    client: &'b Client,
    response: Response,
    unpacker: Unpacker,
    on_record: &'b mut OnRecord<'e>,
    /// Bytes so far, unpacked.
    pub(super) bytes: u64,
}

impl<'b, 'e> Body<'b, 'e> {
    pub(super) fn new(
        client: &'b Client,
        response: Response,
        on_record: &'b mut OnRecord<'e>,
    ) -> Result<Self, Error> {
        let declared = header(&response, CONTENT_ENCODING.as_str());
        let unpacker = Unpacker::new(declared, client.host())?;
        Ok(Self {
            client,
            response,
            unpacker,
            on_record,
            bytes: 0,
        })
    }

    /// Hands the next bytes over; false at the end.
    pub(super) async fn next(&mut self, take: Take<'_>) -> Result<bool, Error> {
        let chunk = self.response.chunk().await;
        let Some(chunk) = chunk.map_err(|error| self.client.transport(error))? else {
            return Ok(false);
        };
        let (bytes, on_record, client) = (&mut self.bytes, &mut *self.on_record, self.client);
        self.unpacker.feed(&chunk, &mut |unpacked| {
            client.count(bytes, on_record, unpacked)?;
            take(unpacked)
        })?;
        Ok(true)
    }

    /// Hands over what the packing has held back. True if it vouches for the end.
    pub(super) fn finish(&mut self, take: Take<'_>) -> Result<bool, Error> {
        let (bytes, on_record, client) = (&mut self.bytes, &mut *self.on_record, self.client);
        self.unpacker.finish(&mut |unpacked| {
            client.count(bytes, on_record, unpacked)?;
            take(unpacked)
        })
    }

    /// What the body says where the head has an error: WEBFLEET's own one counts more than a status.
    pub(super) async fn error_instead_of(mut self, action: Action, error: Error) -> Error {
        if !matches!(error, Error::Status { .. }) {
            return error;
        }
        let mut text = Vec::new();
        while text.len() < MAX_ERROR {
            let keep = &mut |bytes: &[u8]| {
                text.extend_from_slice(bytes);
                Ok(())
            };
            match self.next(keep).await {
                Ok(true) => {}
                Ok(false) if self.finish(keep).is_ok() => break,
                // What is wrong with the body matters less than what the head says.
                _ => return error,
            }
        }
        error_of(action, &text).map_or(error, Error::from)
    }
}

impl Client {
    fn count(
        &self,
        bytes: &mut u64,
        on_record: &mut OnRecord<'_>,
        unpacked: &[u8],
    ) -> Result<(), Error> {
        let more = unpacked.len() as u64;
        *bytes += more;
        on_record.received = *bytes;
        self.spent.bytes.fetch_add(more, Ordering::Relaxed);
        if *bytes > self.options.max_reply {
            return Err(Error::TooLarge {
                host: self.host().to_owned(),
                what: SizeFault::Reply,
            });
        }
        Ok(())
    }
}
