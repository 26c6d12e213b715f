//! Peers that are not WEBFLEET, over TLS that we did not write: nothing is told to them.
//!
//! OpenSSL makes the certificates and is the server. Where it is not installed nothing is tried, and the test says so;
//! with `KPLACES_FOREIGN=required` in the environment of the build it fails.
#![cfg(unix)]

mod authority;
mod peer;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener};
use std::thread;

use kplaces_tests::{Ran, Sandbox};
use kplaces_webfleet_sim::{SAMPLE_APIKEY, SAMPLE_PASSWORD};

use self::authority::{Authority, Leaf, has_openssl};
use self::peer::Peer;
use crate::{assert_unchanged, fresh};

/// What is said of a certificate that is not believed.
const NOT_TRUSTED: &str =
    "the certificate that came is not one of WEBFLEET that this device trusts";

/// What is said of a peer that speaks no TLS, or an old one.
const NO_TLS: &str = "something answered that is not WEBFLEET over TLS 1.2 or later";

/// Has the server use what it would not by itself: it is the program that shall refuse.
const LAX: [&str; 2] = ["-cipher", "ALL:@SECLEVEL=0"];

/// A device that trusts one authority, and would ask a port of this machine.
fn device(trusted: &Authority, host: &str, port: u16) -> Sandbox {
    let mut device = fresh();
    ask_at(&mut device, host, port);
    device.env("SSL_CERT_FILE", trusted.certificate().to_str().unwrap());
    device.env("SSL_CERT_DIR", "/nowhere");
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    device
}

fn ask_at(device: &mut Sandbox, host: &str, port: u16) {
    device.env(
        "KPLACES_WEBFLEET__URL",
        format!("https://{host}:{port}/extern"),
    );
    // A login goes only to the server that it is kept for.
    device.login();
}

/// Runs a sync that has to fail and to change nothing.
fn refused(device: &Sandbox) -> Ran {
    let ran = assert_unchanged(device, || device.run(&["sync"]));
    assert_eq!(ran.code, 8, "{}", ran.shown());
    for secret in [SAMPLE_PASSWORD, SAMPLE_APIKEY] {
        assert!(!ran.said().contains(secret), "{}", ran.shown());
    }
    ran
}

fn tells_the_login(heard: &str) -> bool {
    [SAMPLE_PASSWORD, SAMPLE_APIKEY, "account=", "GET ", "POST "]
        .iter()
        .any(|word| heard.contains(word))
}

#[test]
fn the_login_is_told_to_who_proves_to_be_the_host_only() {
    if !has_openssl() {
        return;
    }
    let trusted = Authority::new("trusted");
    let unknown = Authority::new("unknown");
    let good = Leaf::default();

    // The search finds what is there: a host that is believed gets the login.
    for version in ["-tls1_2", "-tls1_3"] {
        let peer = Peer::start(&trusted.issue(good), &[version]);
        let device = device(&trusted, "localhost", peer.port);
        let (ran, heard) = peer.hear(
            &device,
            Some("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        );
        assert_ne!(ran.code, 0);
        assert!(
            heard.contains("GET ") || heard.contains("POST "),
            "{heard} {}",
            ran.shown()
        );
    }
    for (what, certificate) in [
        (
            "expired",
            trusted.issue(Leaf {
                until: "20020101000000Z",
                from: "20010101000000Z",
                ..good
            }),
        ),
        (
            "not valid yet",
            trusted.issue(Leaf {
                from: "20900101000000Z",
                until: "20910101000000Z",
                ..good
            }),
        ),
        (
            "another host",
            trusted.issue(Leaf {
                host: "DNS:csv.webfleet.example",
                ..good
            }),
        ),
        (
            "a wildcard of another domain",
            trusted.issue(Leaf {
                host: "DNS:*.localhost",
                ..good
            }),
        ),
        (
            "an address for a name",
            trusted.issue(Leaf {
                host: "IP:127.0.0.1",
                ..good
            }),
        ),
        (
            "for clients",
            trusted.issue(Leaf {
                usage: "clientAuth",
                ..good
            }),
        ),
        (
            "a weak digest",
            trusted.issue(Leaf {
                digest: "sha1",
                ..good
            }),
        ),
        (
            "a short key",
            trusted.issue(Leaf {
                key: "rsa:1024",
                ..good
            }),
        ),
        ("an unknown issuer", unknown.issue(good)),
        ("issued by a leaf", trusted.issue_by_a_leaf(good)),
        ("signed by itself", unknown.itself()),
    ] {
        let peer = Peer::start(&certificate, &LAX);
        let device = device(&trusted, "localhost", peer.port);
        let (ran, heard) = peer.hear(&device, None);
        assert_eq!(ran.code, 8, "{what}: {}", ran.shown());
        assert!(ran.stderr.contains(NOT_TRUSTED), "{what}: {}", ran.shown());
        assert!(!tells_the_login(&heard), "{what}: {heard}");
    }
}

#[test]
fn old_versions_of_tls_are_not_spoken() {
    if !has_openssl() {
        return;
    }
    let trusted = Authority::new("trusted");
    let certificate = trusted.issue(Leaf::default());
    for version in ["-tls1", "-tls1_1"] {
        let peer = Peer::start(&certificate, &[&[version], &LAX[..]].concat());
        let device = device(&trusted, "localhost", peer.port);
        let (ran, heard) = peer.hear(&device, None);
        assert_eq!(ran.code, 8, "{version}: {}", ran.shown());
        assert!(ran.stderr.contains(NO_TLS), "{version}: {}", ran.shown());
        assert!(!tells_the_login(&heard), "{version}: {heard}");
    }
}

/// Answers connections with these bytes, whatever comes, and then closes; gives what came.
fn answering(bytes: &'static [u8]) -> (u16, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answering = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut came = vec![0; 4096];
        let length = stream.read(&mut came).unwrap();
        came.truncate(length);
        stream.write_all(bytes).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut came);
        came
    });
    (port, answering)
}

#[test]
fn a_handshake_that_goes_wrong_tells_nothing() {
    if !has_openssl() {
        return;
    }
    let trusted = Authority::new("trusted");
    for (what, bytes) in [
        ("no TLS", &b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"[..]),
        ("cut at once", b""),
        // The head of a record with a first message, of which a part comes.
        ("cut in the middle", b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03\x12\x34"),
        ("an alert", b"\x15\x03\x03\x00\x02\x02\x28"),
        ("noise", b"\x16\x03\x03\xff\xff\x00\x00\x00\x00\x00\x00"),
        ("SSL 3.0", b"\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x2f\x00"),
    ] {
        let (port, answering) = answering(bytes);
        let device = device(&trusted, "localhost", port);
        let ran = refused(&device);
        assert!(ran.stderr.contains(NO_TLS), "{what}: {}", ran.shown());
        let came = answering.join().unwrap();
        assert_eq!(came.first(), Some(&0x16), "{what}: a first message of TLS");
        let came = String::from_utf8_lossy(&came).into_owned();
        assert!(!tells_the_login(&came), "{what}: {}", ran.shown());
    }
}

#[test]
fn an_answer_that_was_cut_is_no_answer() {
    if !has_openssl() {
        return;
    }
    let trusted = Authority::new("trusted");
    let certificate = trusted.issue(Leaf::default());
    // The end of such an answer is that of the connection, and only TLS can vouch for it.
    let until_the_end = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
    let of_a_length = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\n";
    for head in [until_the_end, of_a_length] {
        let peer = Peer::start(&certificate, &[]);
        let device = device(&trusted, "localhost", peer.port);
        let rows = "\"addressno\";\"name1\"\r\n\"1\";\"One\"\r\n";
        let (ran, heard) = peer.hear(&device, Some(&format!("{head}{rows}")));
        assert!(tells_the_login(&heard), "{heard}");
        assert_ne!(ran.code, 0, "{}", ran.shown());
        let list = device.run(&["list", "--json"]);
        assert!(!list.stdout.contains("One"), "{}", list.shown());
    }
}
