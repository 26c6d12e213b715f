//! Replies as they go over the wire.

use crate::Reply;

/// What a `.headers` file says.
#[derive(Default)]
pub(super) struct Head {
    status: Option<u16>,
    headers: Vec<(String, String)>,
}

/// What the server writes itself.
const FRAMING: [&str; 3] = ["content-length", "transfer-encoding", "connection"];

pub(super) fn headers(bytes: &[u8]) -> Result<Head, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut head = Head::default();
    for (n, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let wrong = |why: &str| format!("line {}: {why}", n + 1);
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| wrong("it is not `Name: value`"))?;
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("status") {
            let status = value
                .parse()
                .ok()
                .filter(|status| (200..=599).contains(status));
            head.status = Some(status.ok_or_else(|| wrong("the status is not 200 to 599"))?);
            continue;
        }
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(wrong("the name is not one of a header"));
        }
        if !value.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(wrong("the value is not printable ASCII"));
        }
        if FRAMING.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            return Err(wrong(
                "the server writes this one itself; use a fault of the connection",
            ));
        }
        head.headers.push((name.to_owned(), value.to_owned()));
    }
    Ok(head)
}

pub(super) fn reply(body: Vec<u8>, head: Option<Head>) -> Reply {
    let head = head.unwrap_or_default();
    Reply {
        status: head.status.unwrap_or(200),
        headers: head.headers,
        body,
    }
}
