//! Answers that break on the way, written by hand: no server library sends what is wrong.

use std::io;
use std::time::Duration;

use hyper::Response;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::Outgoing;
use crate::Transport;

/// What some other service on the port would say.
const NOT_HTTP: &[u8] = b"SSH-2.0-OpenSSH_9.9\r\n";

/// An answer, and how it breaks.
pub(super) struct Broken {
    how: Transport,
    head: String,
    body: Outgoing,
}

impl Broken {
    pub(super) fn new(how: Transport, response: Response<Outgoing>) -> Self {
        let (parts, body) = response.into_parts();
        let mut head = format!("HTTP/1.1 {}\r\nconnection: close\r\n", parts.status);
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        Self { how, head, body }
    }

    /// Sends as much as it is meant to. The connection is closed when this is done.
    pub(super) async fn send(self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        match self.how {
            Transport::Silent => {
                self.forget();
                until_gone(&mut stream).await;
            }
            Transport::HangUp => self.forget(),
            Transport::BadHttp => {
                self.forget();
                stream.write_all(NOT_HTTP).await?;
            }
            Transport::Slow { bytes_per_second } => {
                let (mut reader, mut writer) = stream.split();
                tokio::select! {
                    sent = self.slowly(bytes_per_second, &mut writer) => sent?,
                    () = until_gone(&mut reader) => {}
                }
            }
            Transport::Stall { after } => {
                self.beginning(after, &mut stream).await?;
                until_gone(&mut stream).await;
            }
            Transport::Reset { after } => {
                self.beginning(after, &mut stream).await?;
                stream.set_zero_linger()?;
            }
            Transport::CutLength { after } => self.too_short(after, &mut stream).await?,
            Transport::CutChunked { after } => self.beginning(after, &mut stream).await?,
        }
        Ok(())
    }

    /// Lets the user's next call in. This comes before the client can see that all is over, so
    /// that its next call is never too early.
    fn forget(self) {
        drop(self.body);
    }

    async fn chunked_head(&mut self, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        self.head.push_str("transfer-encoding: chunked\r\n\r\n");
        to.write_all(self.head.as_bytes()).await
    }

    /// Sends the head and so many bytes in chunks, but never a last chunk.
    async fn beginning(mut self, length: usize, to: &mut TcpStream) -> io::Result<()> {
        self.chunked_head(to).await?;
        let mut left = length;
        while left > 0
            && let Some(piece) = self.body.piece(left)
        {
            left -= piece.len();
            chunk(&piece, to).await?;
        }
        self.forget();
        Ok(())
    }

    /// Sends all of it at this rate.
    async fn slowly(mut self, rate: u32, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let rate = rate.max(1);
        // Some ten pieces in a second, if there are so many bytes.
        let size = (rate / 10).max(1) as usize;
        self.chunked_head(to).await?;
        while let Some(piece) = self.body.piece(size) {
            chunk(&piece, to).await?;
            sleep(Duration::from_secs_f64(
                piece.len() as f64 / f64::from(rate),
            ))
            .await;
        }
        to.write_all(b"0\r\n\r\n").await
    }

    /// Tells the whole length, or one byte more than is sent, and sends the beginning.
    async fn too_short(mut self, after: usize, to: &mut TcpStream) -> io::Result<()> {
        let more = (after as u64).saturating_add(1);
        let length = self.body.length().unwrap_or(0).max(more);
        self.head
            .push_str(&format!("content-length: {length}\r\n\r\n"));
        to.write_all(self.head.as_bytes()).await?;
        let mut left = after;
        while left > 0
            && let Some(piece) = self.body.piece(left)
        {
            left -= piece.len();
            to.write_all(&piece).await?;
        }
        self.forget();
        Ok(())
    }
}

async fn chunk(bytes: &[u8], to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    let framed = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    to.write_all(&framed).await
}

/// Waits until the client has closed its side.
async fn until_gone(stream: &mut (impl AsyncRead + Unpin)) {
    let mut ignored = [0; 256];
    while matches!(stream.read(&mut ignored).await, Ok(1..)) {}
}
