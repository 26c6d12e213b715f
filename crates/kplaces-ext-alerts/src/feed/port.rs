//! Programs of this device that send positions over loopback.

use std::net::Ipv4Addr;
use std::num::NonZeroU16;
use std::time::Duration;

use kplaces_fixes::Health;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::Sender;
use tokio::time::sleep;

use super::{Decoder, Heard};

/// How long a program that does not answer is left alone: at first, and at most.
pub(super) const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(15)];

/// Stays with a program of this device, also where it is restarted. Each connection is read from its beginning: one that
/// broke off has left half a line.
pub(super) async fn follow(port: NonZeroU16, decoder: impl Fn() -> Decoder, sender: Sender<Heard>) {
    let [first, longest] = PAUSES;
    let mut pause = first;
    // Who hangs up after each line that nobody understands is as wrong as who goes on.
    let mut nothing_for = 0;
    loop {
        #[expect(
            clippy::disallowed_methods,
            reason = "a program of this device that knows where it is: loopback only"
        )]
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port.get())).await;
        if let Ok(stream) = stream {
            let Some(health) = hear(stream, decoder(), nothing_for, &sender).await else {
                return;
            };
            nothing_for = health.nothing_for;
            if health.understood > 0 {
                pause = first;
            }
        }
        if sender.send(Heard::Gone).await.is_err() {
            return;
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = sender.closed() => return,
        }
        pause = (pause * 2).min(longest);
    }
}

/// Hears one connection to its end; nothing where nobody listens any more.
async fn hear(
    mut stream: TcpStream,
    mut decoder: Decoder,
    nothing_before: u64,
    sender: &Sender<Heard>,
) -> Option<Health> {
    let health = |decoder: &Decoder| {
        let mut health = decoder.health().clone();
        if health.understood == 0 {
            health.nothing_for += nothing_before;
        }
        health
    };
    let _ = stream.write_all(decoder.greeting().as_bytes()).await;
    let mut buffer = [0; 8_192];
    let mut fixes = Vec::new();
    let mut is_there = false;
    loop {
        let read = tokio::select! {
            read = stream.read(&mut buffer) => read,
            () = sender.closed() => return None,
        };
        let some = match read {
            Ok(0) | Err(_) => break,
            Ok(some) => some,
        };
        decoder.take(&buffer[..some], &mut fixes);
        if !is_there && decoder.health().understood > 0 {
            is_there = true;
            sender.send(Heard::There).await.ok()?;
        }
        for fix in fixes.drain(..) {
            sender.send(Heard::Fix(fix)).await.ok()?;
        }
        sender.send(Heard::Health(health(&decoder))).await.ok()?;
    }
    // The last moment of a source that hangs up is complete.
    decoder.end(&mut fixes);
    for fix in fixes {
        sender.send(Heard::Fix(fix)).await.ok()?;
    }
    Some(health(&decoder))
}
