//! Errors as the service tells them.

use std::borrow::Cow;

use percent_encoding::{CONTROLS, utf8_percent_encode};
use serde_json::json;

use crate::{ErrorForm, ErrorTextKey, Response};

/// A code with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u32,
    pub(crate) text: Cow<'static, str>,
}

impl From<u32> for Refusal {
    fn from(code: u32) -> Self {
        Self {
            code,
            text: text(code).into(),
        }
    }
}

/// The service's own words where they are attested, else a paraphrase.
pub(crate) const fn text(code: u32) -> &'static str {
    match code {
        45 => "access denied",
        55 => "action invalid or missing",
        60 => "general error",
        63 => "document is empty",
        1101 => "user or account unknown, or password wrong",
        1143 => "API key invalid",
        1180 => "URL credentials are not supported. Use BasicAuth instead.",
        8011 => "request quota reached",
        8014 => "external requests not allowed for this account or user",
        8015 => "user is busy with another request",
        9000 => "the last request could not be processed",
        9126 => "host name not allowed",
        9198 => "result is empty",
        9199 => "an upstream system did not answer",
        10000 => "resource busy, retry later",
        _ => "request failed",
    }
}

impl Refusal {
    /// `code,text`
    pub(crate) fn line(&self) -> String {
        format!("{},{}", self.code, self.text)
    }

    /// The object it is in JSON.
    pub(crate) fn object(&self, key: ErrorTextKey) -> String {
        json!({ "errorCode": self.code, key.name(): self.text }).to_string()
    }

    pub(crate) fn response(&self, form: ErrorForm, json: bool) -> Response {
        let Self { code, text } = self;
        let status = match code {
            1101 if form.failed_login_is_401 => 401,
            _ => 200,
        };
        let response = if json && !form.always_plain {
            let object = self.object(form.text_key);
            Response::new(status, "application/json;charset=UTF-8", object)
        } else {
            Response::new(status, "text/plain;charset=UTF-8", self.line())
        };
        if !form.headers {
            return response;
        }
        response
            .with("X-Webfleet-Errorcode", code.to_string())
            .with("X-Webfleet-Errormessage", header_safe(text))
    }
}

/// A header takes printable ASCII only; the rest is percent-encoded, as one client expects.
pub(crate) fn header_safe(text: &str) -> String {
    utf8_percent_encode(text, CONTROLS).to_string()
}
