//! Servers on bare sockets, which answer with whatever bytes a test wants.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A server in a thread that ends with the test binary.
pub(crate) struct Raw {
    pub(crate) address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Raw {
    /// Hands every connection over, with its number from 0; what `answer` returns is remembered.
    pub(crate) fn connections(
        mut hear: impl FnMut(&mut TcpStream) -> String + Send + 'static,
        mut answer: impl FnMut(usize, &mut TcpStream) + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heard);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                // All before the answer: when the client has it, the test looks.
                shared.lock().unwrap().push(String::new());
                let said = hear(&mut stream);
                shared.lock().unwrap()[number] = said;
                answer(number, &mut stream);
            }
        });
        Self { address, heard }
    }

    /// Reads each request, remembers it, and lets `answer` write.
    pub(crate) fn requests(answer: impl FnMut(usize, &mut TcpStream) + Send + 'static) -> Self {
        Self::connections(read_request, answer)
    }

    /// Always the same bytes, then the end of the connection.
    pub(crate) fn bytes(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::requests(move |_, stream| say(stream, &answer))
    }

    /// A trap: nobody should come here.
    pub(crate) fn trap() -> Self {
        Self::connections(|_| String::new(), |_, _| ())
    }

    /// What was heard on each connection.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How many connections there were.
    pub(crate) fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

/// Waits for a request and leaves it where it is: closing then resets the connection.
pub(crate) fn leave_unread(stream: &mut TcpStream) -> String {
    stream.peek(&mut [0]).unwrap();
    String::new()
}

/// Writes; the client may be gone, which is its right.
pub(crate) fn say(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

/// The head of a request. GET has no body.
fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        request.push(byte[0]);
    }
    String::from_utf8(request).unwrap()
}

/// Blocks until the client hangs up.
pub(crate) fn wait_for_end(stream: &mut TcpStream) {
    let mut rest = [0; 64];
    while stream.read(&mut rest).is_ok_and(|read| read > 0) {}
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\n";

pub(crate) fn with_length(body: &[u8]) -> Vec<u8> {
    let mut all = format!("{OK}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    all.extend_from_slice(body);
    all
}

pub(crate) fn in_chunks(body: &[u8], size: usize) -> Vec<u8> {
    let mut all = format!("{OK}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for chunk in body.chunks(size) {
        all.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        all.extend_from_slice(chunk);
        all.extend_from_slice(b"\r\n");
    }
    all.extend_from_slice(b"0\r\n\r\n");
    all
}

pub(crate) fn until_close(body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.0 200 OK\r\n\r\n", body].concat()
}

pub(crate) fn packed(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}
