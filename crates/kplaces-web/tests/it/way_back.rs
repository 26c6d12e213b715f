//! A page of a map that has ended finds the next one, and nobody else does.

use hmac::{Hmac, Mac as _};
use kplaces_domain::Timestamp;
use kplaces_tests::NOW;
use kplaces_web::{MapOptions, Memory};
use serde_json::Value;
use sha2::Sha256;

use crate::home::{Edition, Home};
use crate::running::Running;

const NONCE: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// What a page makes of the secret that it has.
fn proof(secret: &str, words: &str) -> String {
    let secret: Vec<u8> = (0..secret.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&secret[at..at + 2], 16).unwrap())
        .collect();
    let mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    let bytes = mac.chain_update(words).finalize().into_bytes();
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// A map that has ended, as its pages know it, and the one after.
fn after_another() -> (String, u16, Running) {
    let map = Running::with(Vec::new());
    let secret = map.json("/api/facts")["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let left = map.links.memory(Timestamp::from_unix(NOW)).to_bytes();
    let port = map.port;
    map.stop();
    let options = MapOptions {
        memory: Memory::from_bytes(&left),
        ..MapOptions::default()
    };
    let next = Running::start(Home::of(Edition::Pro), Vec::new(), options);
    (secret, port, next)
}

fn asked(map: &Running, port: u16) -> Value {
    let request = map
        .request("GET", &format!("/api/again?nonce={NONCE}"), "")
        .replace(&map.port.to_string(), &port.to_string());
    let reply = Running::send_to(port, &request);
    assert_eq!(reply.status, 200, "{reply:?}");
    serde_json::from_slice(&reply.body).unwrap()
}

#[test]
fn a_map_proves_to_its_pages_that_it_is_theirs_and_to_those_of_the_last_that_it_follows() {
    let (secret, old, next) = after_another();
    let own = next.json("/api/facts")["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    for port in [old, next.port] {
        let proofs = asked(&next, port);
        assert_eq!(proofs["port"], next.port);
        let there = next.port;
        assert_eq!(
            proofs["same"],
            proof(&own, &format!("same:{NONCE}:{there}"))
        );
        assert_eq!(
            proofs["next"],
            proof(&secret, &format!("next:{NONCE}:{there}"))
        );
    }
    let first = Running::with(Vec::new());
    assert_eq!(asked(&first, first.port)["next"], Value::Null);
    for odd in ["", "?nonce=", "?nonce=1", "?nonce=zz", "?other=1"] {
        let request = first.request("GET", &format!("/api/again{odd}"), "");
        assert_eq!(first.send(&request).status, 400, "{odd}");
    }
    for (header, status) in [
        ("Sec-Fetch-Site: cross-site\r\n", 403),
        ("Sec-Fetch-Site: same-site\r\n", 403),
        ("Origin: http://127.0.0.1:1\r\n", 403),
    ] {
        let request = first.request("GET", &format!("/api/again?nonce={NONCE}"), header);
        assert_eq!(first.send(&request).status, status, "{header}");
    }
}

#[test]
fn a_ticket_of_a_page_lets_it_in_once() {
    /// How a browser comes from a page at another port.
    const FROM_A_PAGE: &str =
        "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    let (secret, _, next) = after_another();
    let ticket = |secret: &str| format!("{NONCE}.{}", proof(secret, &format!("ticket:{NONCE}")));
    let own = next.json("/api/facts")["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let enter = |target: &str, headers: &str| next.send(&next.request("GET", target, headers));
    let right = format!("/?again={}&drive", ticket(&secret));
    for (target, headers) in [
        (format!("/?again={}", ticket(&own)), FROM_A_PAGE),
        (format!("/?again={NONCE}.{}", "0".repeat(64)), FROM_A_PAGE),
        (format!("/list?again={}", ticket(&secret)), FROM_A_PAGE),
        (right.clone(), "Sec-Fetch-Site: cross-site\r\n"),
        (
            right.clone(),
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
        ),
    ] {
        let reply = enter(&target, headers);
        assert!(
            [401, 403].contains(&reply.status),
            "{target} {headers}: {reply:?}"
        );
    }
    let reply = enter(&right, FROM_A_PAGE);
    assert_eq!(reply.status, 200, "{reply:?}");
    let page = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(page.contains("url=/#drive"), "{page}");
    let cookie = reply.header("set-cookie").unwrap();
    let cookie = format!("Cookie: {}\r\n", cookie.split(';').next().unwrap());
    assert_eq!(enter("/api/facts", &cookie).status, 200);
    assert_eq!(enter(&right, FROM_A_PAGE).status, 403, "spent");
}
