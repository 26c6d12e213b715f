use axum::Extension;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kplaces_app::AppError;
use kplaces_device::{CliError, Kind};
use kplaces_edition::NotInEdition;
use kplaces_text::{Language, Text, spoken, text};
use serde_json::json;

use crate::events::kind_word;

/// An answer that is none: a status, and why, for the page and for whoever looks.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    kind: &'static str,
    what: Text,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, kind: &'static str, what: Text) -> Self {
        Self { status, kind, what }
    }

    /// The request makes no sense.
    pub(crate) fn bad(what: Text) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "usage", what)
    }

    /// There is nothing of this name.
    pub(crate) fn unknown() -> Self {
        let what = text!("there is nothing here", "hier gibt es nichts");
        Self::new(StatusCode::NOT_FOUND, "unknown", what)
    }

    /// Something is being done that nothing else may be done beside.
    pub(crate) fn busy() -> Self {
        let what = text!("a sync is under way", "ein Abgleich läuft");
        Self::new(StatusCode::CONFLICT, "busy", what)
    }

    /// What the device says to something that was to be done on it.
    pub(crate) fn of_device(error: CliError) -> Self {
        let status = match error.kind {
            Kind::Edition => StatusCode::FORBIDDEN,
            Kind::Internal | Kind::Store => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let kind = kind_word(error.cause, error.kind.into());
        Self::new(status, kind, error.in_one_line())
    }

    /// The places have changed; what was asked for belongs to others.
    pub(crate) fn outdated() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "outdated",
            text!(
                "the places on this device have changed",
                "die Orte auf diesem Gerät haben sich geändert"
            ),
        )
    }

    /// This edition does not have it.
    pub(crate) fn edition(what: Text) -> Self {
        Self::new(StatusCode::FORBIDDEN, "edition", what)
    }

    /// The store failed.
    pub(crate) fn store(what: Text) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "store", what)
    }

    /// A defect.
    pub(crate) fn internal() -> Self {
        let what = text!("a defect in 3Kplaces", "ein Fehler in 3Kplaces");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", what)
    }
}

impl ApiError {
    /// The body of the answer.
    pub(crate) fn said(&self, language: Language) -> String {
        let what = spoken(self.what.in_language(language), None);
        json!({"error": {"kind": self.kind, "what": what}}).to_string()
    }

    /// The same for people, in both languages: nothing is known of who looks.
    pub(crate) fn into_page(self) -> Response {
        let (german, english) = match self.kind {
            "link" => (
                "Öffnen Sie die Karte mit dem Symbol von 3Kplaces oder mit 3kplaces open: Dieser Link wurde \
                 benutzt oder ist abgelaufen.",
                "Open the map with the 3Kplaces icon or with 3kplaces open: this link has been used or is too \
                 old.",
            ),
            _ => (
                "3Kplaces beantwortet diese Anfrage nicht.",
                "3Kplaces does not answer this request.",
            ),
        };
        let body = format!(
            "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><title>3Kplaces</title>\
             <h1>3Kplaces</h1><p>{german}</p><p lang=\"en\">{english}</p></html>"
        );
        let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (self.status, headers, body).into_response()
    }
}

impl From<QueryRejection> for ApiError {
    fn from(error: QueryRejection) -> Self {
        let german = "die Anfrage ist nicht zu verstehen";
        Self::bad(Text::new(error.body_text(), german))
    }
}

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::unknown()
    }
}

impl From<NotInEdition> for ApiError {
    fn from(error: NotInEdition) -> Self {
        Self::edition(error.text())
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotInEdition(error) => error.into(),
            error => Self::store(CliError::from(error).in_one_line()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let headers = [(header::CONTENT_TYPE, "application/json")];
        let body = self.said(Language::default());
        // `reader` says it in another language where it has to.
        (self.status, headers, Extension(self), body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use kplaces_store::{StoreError, StoreErrorKind};

    use super::*;

    #[test]
    fn what_is_wrong_with_the_store_is_told_as_the_command_line_tells_it() {
        let newer = text!("the layout is 9", "der Aufbau ist 9");
        let newer = StoreError::new(StoreErrorKind::Newer, newer);
        let error = ApiError::from(AppError::from(newer));
        for (language, what) in [
            (
                Language::English,
                "the places on this device were written by a newer 3Kplaces: the layout is 9",
            ),
            (
                Language::German,
                "die Orte auf diesem Gerät stammen von einem neueren 3Kplaces: der Aufbau ist 9",
            ),
        ] {
            let said = json!({"error": {"kind": "store", "what": what}});
            assert_eq!(error.said(language), said.to_string());
        }
    }
}
