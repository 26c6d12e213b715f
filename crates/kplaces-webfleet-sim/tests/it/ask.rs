//! Requests, built the way a client builds them.

use std::time::Duration;

use kplaces_webfleet_sim::{
    Action, Options, Request, Response, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD,
    SAMPLE_USER, Sim, World,
};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn sample() -> Sim {
    Sim::new(World::sample(), Options::default())
}

pub(crate) fn sample_with(options: Options) -> Sim {
    Sim::new(World::sample(), options)
}

/// A request to be: a valid one at first.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) authorization: Option<String>,
    pub(crate) post: bool,
    pub(crate) now: Duration,
}

impl Ask {
    pub(crate) fn the(action: Action) -> Self {
        let ask = Self {
            parameters: Vec::new(),
            authorization: None,
            post: false,
            now: Duration::ZERO,
        };
        ask.set("account", SAMPLE_ACCOUNT)
            .set("apikey", SAMPLE_APIKEY)
            .set("action", action.name())
            .set("useUTF8", "true")
            .login(SAMPLE_USER, SAMPLE_PASSWORD)
    }

    pub(crate) fn addresses() -> Self {
        Self::the(Action::Addresses)
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self
    }

    pub(crate) fn json(self) -> Self {
        self.set("outputformat", "json")
    }

    pub(crate) fn login(mut self, user: &str, password: &str) -> Self {
        self.authorization = Some(basic(user, password));
        self
    }

    pub(crate) fn at(mut self, seconds: u64) -> Self {
        self.now = Duration::from_secs(seconds);
        self
    }

    pub(crate) fn encoded(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", escape(name), escape(value));
        self.parameters
            .iter()
            .map(pair)
            .collect::<Vec<_>>()
            .join("&")
    }

    pub(crate) fn of(&self, sim: &Sim) -> Response {
        let encoded = self.encoded();
        let request = Request {
            method: if self.post { "POST" } else { "GET" },
            path: "/extern",
            query: if self.post { "" } else { &encoded },
            authorization: self.authorization.as_deref(),
            content_type: self.post.then_some(FORM),
            body: if self.post { encoded.as_bytes() } else { b"" },
        };
        sim.respond(&request, self.now)
    }

    /// The whole body.
    pub(crate) fn body(&self, sim: &Sim) -> Vec<u8> {
        self.of(sim).body.into_bytes()
    }

    pub(crate) fn text(&self, sim: &Sim) -> String {
        String::from_utf8(self.body(sim)).unwrap()
    }
}

/// The code a response refuses with, by its header.
pub(crate) fn code(response: &Response) -> Option<u32> {
    response
        .header("X-Webfleet-Errorcode")
        .map(|code| code.parse().unwrap())
}

fn escape(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02x}"),
    };
    text.bytes().map(byte).collect()
}

pub(crate) fn basic(user: &str, password: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut header = "Basic ".to_owned();
    for group in format!("{user}:{password}").as_bytes().chunks(3) {
        let bits = group
            .iter()
            .fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            header.push(if place <= group.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    header
}
