use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An answer that is none: a status, and why, for the page and for whoever looks.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    what: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, kind: &'static str, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { status, kind, what }
    }

    /// The request makes no sense.
    pub(crate) fn bad(what: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "usage", what)
    }

    /// There is nothing of this name.
    pub(crate) fn unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown", "there is nothing here")
    }

    /// The places have changed; what was asked for belongs to others.
    pub(crate) fn outdated() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "outdated",
            "the places on this device have changed",
        )
    }

    /// This edition does not have it.
    pub(crate) fn edition(what: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "edition", what)
    }

    /// The store failed.
    pub(crate) fn store(what: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "store", what)
    }

    /// A defect.
    pub(crate) fn internal() -> Self {
        let what = "a defect in 3Kplaces";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", what)
    }
}

impl From<kplaces_app::AppError> for Refusal {
    fn from(error: kplaces_app::AppError) -> Self {
        match error {
            kplaces_app::AppError::NotInEdition(error) => Self::edition(error.to_string()),
            error => Self::store(error.to_string()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error": {"kind": self.kind, "what": self.what}}).to_string();
        let headers = [(header::CONTENT_TYPE, "application/json")];
        (self.status, headers, body).into_response()
    }
}
