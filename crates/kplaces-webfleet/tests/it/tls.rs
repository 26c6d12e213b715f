//! Encrypted endpoints whose other end is not who it should be.

use std::io::Read as _;
use std::net::TcpStream;

use kplaces_webfleet::{Client, ClientOptions, Step};

use crate::ask;
use crate::raw::{Raw, say, wait_for_end, with_length};

pub(crate) fn encrypted(server: &Raw) -> ClientOptions {
    ClientOptions {
        endpoint: format!("https://{}/extern", server.address)
            .parse()
            .unwrap(),
        ..ask::options(server.address)
    }
}

fn client(server: &Raw) -> Client {
    ask::client(encrypted(server))
}

/// The client's hello, record header included.
fn read_hello(stream: &mut TcpStream) -> Vec<u8> {
    let mut hello = vec![0; 5];
    if stream.read_exact(&mut hello).is_err() {
        return hello;
    }
    let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
    hello.resize(5 + length, 0);
    let _ = stream.read_exact(&mut hello[5..]);
    hello
}

#[tokio::test]
async fn an_encrypted_endpoint_is_never_spoken_to_in_plain_text() {
    let hear = |stream: &mut TcpStream| {
        let hello = read_hello(stream);
        // The byte that says handshake, and whether anything of ours can be read.
        let readable = String::from_utf8_lossy(&hello).contains("extern");
        format!("{:#x} {readable}", hello[0])
    };
    let server = Raw::connections(hear, |_, stream| say(stream, &with_length(b"[]")));
    let error = ask::error(&client(&server)).await;
    // An answer in plain text is no TLS.
    assert!(error.is_handshake(), "{error:?}");
    assert!(!error.is_certificate());
    let heard = server.heard();
    assert!(!heard.is_empty());
    for hello in heard {
        assert_eq!(hello, "0x16 false");
    }
}

fn prefixed(kind: &[u8], length_bytes: usize, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u32).to_be_bytes();
    [kind, &length[4 - length_bytes..], body].concat()
}

/// TLS 1.2 up to the point where the client judges the certificate; nothing of it is encrypted.
fn self_signed_hello() -> Vec<u8> {
    // Made with `openssl req -x509`, for 127.0.0.1 and a hundred years; its key is gone.
    let certificate = include_bytes!("self-signed.der");
    // Version, random, no session, ECDHE-ECDSA-AES128-GCM-SHA256, no compression.
    let hello = [&[3, 3][..], &[7; 32], &[0, 0xc0, 0x2b, 0]].concat();
    let chain = prefixed(&[], 3, &prefixed(&[], 3, certificate));
    // X25519, a public key, ecdsa_secp256r1_sha256, a signature nobody gets to check.
    let exchange = [&[3, 0, 0x1d, 32][..], &[9; 32], &[4, 3, 0, 8], &[1; 8]].concat();
    let messages = [
        prefixed(&[2], 3, &hello),
        prefixed(&[11], 3, &chain),
        prefixed(&[12], 3, &exchange),
        prefixed(&[14], 3, &[]),
    ];
    prefixed(&[0x16, 3, 3], 2, &messages.concat())
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_and_not_asked_for_again() {
    let hear = |stream: &mut TcpStream| {
        read_hello(stream);
        String::new()
    };
    let server = Raw::connections(hear, |_, stream| {
        say(stream, &self_signed_hello());
        wait_for_end(stream);
    });
    let error = ask::error(&client(&server)).await;
    assert!(error.is_certificate(), "{error:?}");
    assert!(!error.is_handshake());
    let text = ask::everything(&error);
    assert!(text.contains("certificate"), "{text}");
    assert!(!error.is_transient());
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_handshake_that_fails_is_no_doubt_about_the_certificate() {
    let hear = |stream: &mut TcpStream| {
        read_hello(stream);
        String::new()
    };
    // Fatal, "protocol version": what is said to a client that is too new or too old.
    let alert = prefixed(&[0x15, 3, 3], 2, &[2, 70]);
    let part = self_signed_hello()[..40].to_vec();
    for answer in [alert, part, Vec::new()] {
        let sent = answer.len();
        let server = Raw::connections(hear, move |_, stream| say(stream, &answer));
        let error = ask::error(&client(&server)).await;
        assert!(error.is_handshake(), "{sent} bytes: {error:?}");
        assert!(!error.is_certificate());
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_name_without_an_address_and_a_closed_port_are_told_apart() {
    let name = "https://nobody.invalid/extern".to_owned();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap();
    drop(closed);
    for (url, step) in [
        (name, Step::Name),
        (format!("https://{port}/extern"), Step::Connect),
    ] {
        let options = ClientOptions {
            endpoint: url.parse().unwrap(),
            ..ask::once(port)
        };
        let error = ask::error(&ask::client(options)).await;
        assert_eq!(error.step(), step, "{error:?}");
        assert!(!error.is_handshake());
        assert!(error.is_transient());
    }
}
