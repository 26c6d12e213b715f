//! Who is let in, and who is not. Each case is a request as it goes over the wire.

use crate::Running;

/// A request, what it is, and the status it must get.
struct Case {
    what: &'static str,
    request: String,
    status: u16,
}

/// The request of a visitor, with `Host` as it is given.
fn visit(map: &Running, target: &str, hosts: &[&str], headers: &str) -> String {
    let hosts = hosts.iter().fold(String::new(), |lines, host| {
        lines + &format!("Host: {}\r\n", host.replace("PORT", &map.port.to_string()))
    });
    format!(
        "GET {} HTTP/1.1\r\n{hosts}Connection: close\r\nCookie: {}\r\n{headers}\r\n",
        target.replace("PORT", &map.port.to_string()),
        map.cookie,
    )
}

fn assert_refused(map: &Running, cases: Vec<Case>) {
    for Case {
        what,
        request,
        status,
    } in cases
    {
        let reply = map.send(&request);
        assert_eq!(reply.status, status, "{what}: {}", reply.text());
        assert!(!reply.text().contains("Secret Depot"), "{what}");
    }
}

fn map() -> Running {
    Running::with(vec![crate::home::place("a", "Secret Depot", 48.0, 11.0)])
}

#[test]
fn the_three_names_of_loopback_are_let_in_and_no_other() {
    let map = map();
    let own = "127.0.0.1:PORT";
    let case = |what, target: &str, hosts: &[&str], status| Case {
        what,
        request: visit(&map, target, hosts, ""),
        status,
    };
    let facts = "/api/facts";
    let cases = vec![
        case(
            "a name that resolves here",
            facts,
            &["evil.example:PORT"],
            421,
        ),
        case("the name without the port", facts, &["127.0.0.1"], 421),
        case("another port", facts, &["127.0.0.1:1"], 421),
        case(
            "another address of loopback",
            facts,
            &["127.0.0.2:PORT"],
            421,
        ),
        case(
            "the address of all interfaces",
            facts,
            &["0.0.0.0:PORT"],
            421,
        ),
        case(
            "a name that begins like ours",
            facts,
            &["127.0.0.1:PORT.evil.example"],
            421,
        ),
        case(
            "a name that ends like ours",
            facts,
            &["evil.example#127.0.0.1:PORT"],
            421,
        ),
        case(
            "a name with a dot at its end",
            facts,
            &["localhost.:PORT"],
            421,
        ),
        case("a name in capitals", facts, &["LOCALHOST:PORT"], 421),
        case("an empty name", facts, &[""], 421),
        case("no name", facts, &[], 421),
        case("two names, ours first", facts, &[own, "evil.example"], 421),
        case("two names, ours last", facts, &["evil.example", own], 421),
        case("our name twice", facts, &[own, own], 421),
        case(
            "a target with another host",
            "http://evil.example/api/facts",
            &[own],
            421,
        ),
        case(
            "a target with another name of ours",
            "http://localhost:PORT/api/facts",
            &[own],
            421,
        ),
        case(
            "a target with a user",
            "http://x@127.0.0.1:PORT/api/facts",
            &[own],
            421,
        ),
        case(
            "a target without our port",
            "http://127.0.0.1/api/facts",
            &[own],
            421,
        ),
    ];
    assert_refused(&map, cases);
    let fine = [
        case("by number", facts, &[own], 200),
        case("by name", facts, &["localhost:PORT"], 200),
        case("by the other number", facts, &["[::1]:PORT"], 200),
        case(
            "with a target that says the same",
            "http://127.0.0.1:PORT/api/facts",
            &[own],
            200,
        ),
    ];
    for Case {
        what,
        request,
        status,
    } in fine
    {
        assert_eq!(map.send(&request).status, status, "{what}");
    }
}

#[test]
fn requests_of_other_sites_are_refused() {
    let map = map();
    let port = map.port;
    let case = |what, headers: String, status| Case {
        what,
        request: visit(&map, "/api/facts", &["127.0.0.1:PORT"], &headers),
        status,
    };
    let cases = vec![
        case("another site", "Sec-Fetch-Site: cross-site\r\n".into(), 403),
        case(
            "another port of this host",
            "Sec-Fetch-Site: same-site\r\n".into(),
            403,
        ),
        case("a word nobody knows", "Sec-Fetch-Site: x\r\n".into(), 403),
        case(
            "two of them",
            "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n".into(),
            403,
        ),
        case(
            "a foreign origin",
            "Origin: https://evil.example\r\n".into(),
            403,
        ),
        case("no origin at all", "Origin: null\r\n".into(), 403),
        case(
            "our host on another port",
            "Origin: http://127.0.0.1:1\r\n".into(),
            403,
        ),
        case(
            "another name of ours",
            format!("Origin: http://localhost:{port}\r\n"),
            403,
        ),
        case(
            "our host with TLS",
            format!("Origin: https://127.0.0.1:{port}\r\n"),
            403,
        ),
    ];
    assert_refused(&map, cases);
    for headers in [
        String::new(),
        "Sec-Fetch-Site: none\r\n".to_owned(),
        "Sec-Fetch-Site: same-origin\r\n".to_owned(),
        format!("Origin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"),
    ] {
        let request = visit(&map, "/api/facts", &["127.0.0.1:PORT"], &headers);
        assert_eq!(map.send(&request).status, 200, "{headers}");
    }
}

#[test]
fn nobody_gets_in_without_the_cookie() {
    let map = map();
    let name = map.cookie.split('=').next().unwrap();
    let value = map.cookie.split('=').nth(1).unwrap();
    let cookies = [
        String::new(),
        "Cookie: \r\n".to_owned(),
        format!("Cookie: {name}=\r\n"),
        format!("Cookie: {name}={}\r\n", &value[1..]),
        format!("Cookie: {name}={value}0\r\n"),
        format!("Cookie: {name}={}\r\n", value.to_uppercase()),
        format!("Cookie: other={value}\r\n"),
        format!("Cookie: x{name}={value}\r\n"),
        format!("Authorization: Bearer {value}\r\n"),
    ];
    for cookie in cookies {
        for target in [
            "/",
            "/app.js",
            "/api/facts",
            "/api/events",
            "/api/list?order=name",
            "/api/bye",
            "/tiles/1/0/0/0",
            "/streets.pmtiles",
            "/nothing",
            "/?x=1",
        ] {
            let reply = map.send(&map.request("GET", target, &cookie));
            assert_eq!(reply.status, 401, "{target} {cookie}");
        }
    }
    let among_others = format!("Cookie: a=b; {}; c=d\r\n", map.cookie);
    assert_eq!(
        map.send(&map.request("GET", "/api/facts", &among_others))
            .status,
        200
    );
}

#[test]
fn a_link_works_once_and_leaves_no_trace() {
    let map = map();
    let link = map.links.new_link().unwrap();
    let target = link.split_once(&map.port.to_string()).unwrap().1.to_owned();
    // Whoever looks ahead does not use it up.
    assert_eq!(map.send(&map.request("HEAD", &target, "")).status, 401);
    let foreign = "Sec-Fetch-Site: cross-site\r\n";
    assert_eq!(map.send(&map.request("GET", &target, foreign)).status, 403);

    let reply = map.send(&map.request("GET", &target, ""));
    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), Some("/"));
    let cookie = reply.header("set-cookie").unwrap();
    for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(cookie.starts_with(&format!("kplaces-map-{}=", map.port)));
    let key = target.rsplit('=').next().unwrap();
    assert!(!cookie.contains(key), "the cookie is another secret");

    let old = format!("Cookie: {}\r\n", map.cookie);
    let inside = map.send(&map.request("GET", &target, &old));
    assert_eq!(
        (inside.status, inside.header("set-cookie")),
        (303, None),
        "is in already"
    );
    let shown = map.send(&map.request("GET", &target, "Accept: text/html,*/*\r\n"));
    assert_eq!(shown.status, 401);
    assert!(
        shown.text().contains("oder mit 3kplaces open")
            && shown.text().contains("or with 3kplaces open")
    );
    let again = map.send(&map.request("GET", &target, ""));
    assert_eq!((again.status, again.header("set-cookie")), (401, None));
    for bad in [
        "/?token=",
        "/?token=abc",
        &format!("/x?token={key}"),
        &format!("/?token={key}&x=1"),
    ] {
        assert_eq!(map.send(&map.request("GET", bad, "")).status, 401, "{bad}");
    }
}

#[test]
fn the_cookie_of_one_map_is_nothing_to_another() {
    let (one, other) = (map(), map());
    let cookie = format!("Cookie: {}\r\n", one.cookie);
    assert_eq!(
        other
            .send(&other.request("GET", "/api/facts", &cookie))
            .status,
        401
    );
    assert_ne!(one.cookie.split('=').next(), other.cookie.split('=').next());
    let both = format!("Cookie: {}; {}\r\n", one.cookie, other.cookie);
    for map in [&one, &other] {
        assert_eq!(
            map.send(&map.request("GET", "/api/facts", &both)).status,
            200
        );
    }
}

#[test]
fn nothing_can_be_changed_but_by_the_page() {
    let map = map();
    let cookie = format!("Cookie: {}\r\n", map.cookie);
    for method in [
        "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW",
    ] {
        let reply = map.send(&map.request(method, "/api/facts", &cookie));
        assert!(
            [405, 400, 421].contains(&reply.status),
            "{method}: {}",
            reply.status
        );
    }
    for target in ["/api/sync", "/api/choices"] {
        let post = |headers: &str, body: &str| {
            let headers = format!("{cookie}{headers}Content-Length: {}\r\n", body.len());
            let request = map.request("POST", target, &headers);
            map.send(&format!("{request}{body}")).status
        };
        let json = "Content-Type: application/json\r\n";
        let own = "x-kplaces: 1\r\n";
        assert_eq!(post(json, "{}"), 403, "no header of the page");
        assert_eq!(post(&format!("{json}x-kplaces: 2\r\n"), "{}"), 403);
        assert_eq!(post(own, "{}"), 415, "no media type");
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        assert_eq!(post(&format!("{own}{form}"), "a=b"), 415);
        assert_eq!(post(&format!("{own}{json}"), "[1"), 400);
        assert_eq!(post(&format!("{own}{json}"), "{\"other\":1}"), 400);
        assert_eq!(post(&format!("{own}{json}"), &" ".repeat(5_000)), 400);
        assert_eq!(map.get(target).status, 405);
    }
    assert_eq!(map.json("/api/facts")["map"]["choices"]["theme"], "auto");
    let record = map.device.journal().unwrap().read().unwrap();
    assert!(record.runs.is_empty(), "nothing was started");
}

#[test]
fn every_answer_forbids_the_browser_what_the_page_does_not_need() {
    let map = map();
    let replies = [
        map.get("/api/facts"),
        map.get("/nothing"),
        map.send(&map.request("GET", "/", "")),
        map.send(&visit(&map, "/", &["evil.example"], "")),
        map.send(&map.request("POST", "/", "")),
    ];
    for reply in replies {
        let csp = reply.header("content-security-policy").unwrap();
        assert!(csp.starts_with("default-src 'none'; "), "{csp}");
        assert!(csp.contains("require-trusted-types-for 'script'"));
        assert!(!csp.contains("unsafe") && !csp.contains("blob:") && !csp.contains("http"));
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{}", reply.status);
        }
        let permissions = reply.header("permissions-policy").unwrap();
        assert!(permissions.contains("camera=()"), "{permissions}");
        let shares = |(name, _): &(String, String)| name.starts_with("access-control-");
        assert!(!reply.headers.iter().any(shares), "{:?}", reply.headers);
    }
}

#[test]
fn paths_do_not_lead_out_of_the_page() {
    let map = map();
    for target in [
        "/../Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/%00",
        "/app.js/",
        "/APP.JS",
        "/assets.pack",
        "/.git/config",
        "/api",
        "/api/",
        "/api/facts/",
        "/tiles/1/0/0",
    ] {
        assert_eq!(map.get(target).status, 404, "{target}");
    }
}

#[test]
fn it_listens_on_loopback_only() {
    let map = map();
    // Any other address of this machine would do; 127.0.0.2 is one that every Linux has.
    if cfg!(target_os = "linux") {
        let other = std::net::TcpStream::connect(("127.0.0.2", map.port));
        assert!(other.is_err(), "it listens on 127.0.0.2 as well");
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        let here = format!(":{:04X}", map.port);
        let listening: Vec<&str> = table
            .lines()
            .filter_map(|line| {
                let columns: Vec<&str> = line.split_whitespace().collect();
                let is_it = columns.get(3) == Some(&"0A") && columns[1].ends_with(&here);
                is_it.then(|| columns[1])
            })
            .collect();
        assert_eq!(listening, [format!("0100007F{here}")]);
    }
}

/// What a shell of another user gets when it sends a request: nothing at all.
#[test]
#[cfg(target_os = "linux")]
fn another_user_of_the_machine_is_not_answered() {
    use std::os::unix::fs::MetadataExt;

    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        eprintln!("NOT CHECKED: only root can become another user");
        return;
    }
    let map = map();
    let link = map.links.new_link().unwrap();
    let target = link.split_once(&map.port.to_string()).unwrap().1;
    let cookie = format!("Cookie: {}\r\n", map.cookie);
    for (what, request) in [
        ("a stolen link", map.request("GET", target, "")),
        ("a stolen cookie", map.request("GET", "/api/facts", &cookie)),
    ] {
        for host in ["127.0.0.1", "::1"] {
            let script = "exec 3<>/dev/tcp/$0/$1 && cat >&3 && cat <&3";
            let mut other = std::process::Command::new("setpriv")
                .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
                .args(["bash", "-c", script, host, &map.port.to_string()])
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            let mut stdin = other.stdin.take().unwrap();
            // It may have been sent away before it could ask.
            let _ = std::io::Write::write_all(&mut stdin, request.as_bytes());
            drop(stdin);
            let output = other.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let was_connected = !said.contains("connect:") || said.contains("reset");
            assert!(was_connected || host == "::1", "{what}: {said}");
            let got = String::from_utf8_lossy(&output.stdout);
            assert_eq!(got, "", "{what} over {host}");
        }
    }
    assert_eq!(
        map.send(&map.request("GET", target, "")).status,
        303,
        "not used up"
    );
}
