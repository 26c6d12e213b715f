//! A look at the wire: what passes between the program and the stand-in, byte by byte.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Stands before the stand-in, passes everything on and keeps it.
pub(super) struct Wire {
    pub(super) address: SocketAddr,
    asked: Kept,
    answered: Kept,
}

type Kept = Arc<Mutex<Vec<u8>>>;

impl Wire {
    pub(super) fn before(target: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let wire = Self {
            address: listener.local_addr()?,
            asked: Kept::default(),
            answered: Kept::default(),
        };
        let (asked, answered) = (Arc::clone(&wire.asked), Arc::clone(&wire.answered));
        // It ends with this program.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Ok(onward) = TcpStream::connect(target) {
                    let both = (stream.try_clone(), onward.try_clone());
                    if let (Ok(back), Ok(forth)) = both {
                        copy(stream, forth, Arc::clone(&asked));
                        copy(onward, back, Arc::clone(&answered));
                    }
                }
            }
        });
        Ok(wire)
    }

    /// The address to configure.
    pub(super) fn url(&self) -> String {
        format!("http://{}/extern", self.address)
    }

    /// What the program sent so far.
    pub(super) fn asked(&self) -> Vec<u8> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What came back so far.
    pub(super) fn answered(&self) -> Vec<u8> {
        self.answered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream, kept: Kept) {
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let part = &buffer[..length];
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(part);
            if to.write_all(part).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
