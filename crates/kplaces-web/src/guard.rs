//! What every request has to pass before a route sees it.
//!
//! A server on loopback can be reached by every program of the machine, and by every web page that
//! the user's browser has open. So it takes no request on trust: CVE-2018-5702 (Transmission) and
//! CVE-2022-41924 (Tailscale) were servers that did.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kplaces_text::text;

use crate::api_error::ApiError;
use crate::app_state::AppState;
use crate::headers;
use crate::keys::Swapped;
use crate::serving::Known;

/// The header that a page of another site cannot send without asking first.
pub(crate) const OWN_HEADER: &str = "x-kplaces";

/// Where a sync is started.
pub(crate) const SYNC: &str = "/api/sync";

/// Where what the last sync took away is brought back.
pub(crate) const BRING_BACK: &str = "/api/bring-back";

/// Where a login is taken.
pub(crate) const LOGIN: &str = "/api/login";

/// Where the passphrase of the login is taken.
pub(crate) const PASSPHRASE: &str = "/api/passphrase";

/// Where the page says how it is to be shown.
pub(crate) const CHOICES: &str = "/api/choices";

/// Where the page says where the device is.
pub(crate) const FIX: &str = "/api/fix";

/// Where the page asks where the device is.
pub(crate) const RECEIVER: &str = "/api/receiver";

/// Everything that changes something, or says what only the page may know; nothing else does.
const CHANGING: [&str; 7] = [SYNC, BRING_BACK, LOGIN, PASSPHRASE, CHOICES, FIX, RECEIVER];

/// Lets a request through, or says why not. Every answer gets the headers.
pub(crate) async fn guard(
    State(state): State<Arc<AppState>>,
    request: Request,
    next: Next,
) -> Response {
    let wants_page = wants_page(request.headers());
    let mut response = match admit(&state, &request) {
        Ok(Admission::Visitor) => {
            state.activity.touch();
            next.run(request).await
        }
        Ok(Admission::Swap(swapped)) if swapped.was_in_a_file => {
            landing(state.port, &swapped.session, "/")
        }
        Ok(Admission::Back { session, in_drive }) => {
            let to = if in_drive { "/#drive" } else { "/" };
            landing(state.port, &session, to)
        }
        Ok(Admission::Swap(swapped)) => swap(state.port, Some(&swapped.session)),
        Ok(Admission::AlreadyIn) => swap(state.port, None),
        Err(error) if wants_page => error.into_page(),
        Err(error) => error.into_response(),
    };
    headers::add(response.headers_mut());
    response
}

enum Admission {
    /// Somebody with a session.
    Visitor,
    /// Somebody with a link, who gets a session.
    Swap(Swapped),
    /// Somebody who had a session of the map before.
    Back { session: String, in_drive: bool },
    /// Somebody with a session who opens a link again.
    AlreadyIn,
}

/// Whether a page of this server asks, or nobody of whom a browser says where they come from.
pub(crate) fn is_of_a_page(port: u16, request: &Request) -> Result<(), ApiError> {
    let host = own_host(port, request.uri(), request.headers())?;
    same_site(host, request.headers())?;
    allowed_method(request)
}

fn admit(state: &AppState, request: &Request) -> Result<Admission, ApiError> {
    let host = own_host(state.port, request.uri(), request.headers())?;
    if let Err(error) = same_site(host, request.headers()) {
        // A file on this device is another site than this server.
        return match link_key(request.uri()) {
            Some(link) if is_navigation(request.headers(), "cross-site") => {
                swap_of(state, request, link, true).map_err(|_| error)
            }
            // A page of the map before has another port, and so another origin of the same site.
            _ if is_navigation(request.headers(), "same-site") => {
                ticket_of(state, request).unwrap_or(Err(error))
            }
            _ => Err(error),
        };
    }
    allowed_method(request)?;
    let cookie = cookie_name(state.port);
    let is_known = cookies(request.headers())
        .filter_map(|pair| pair.split_once('='))
        .any(|(name, value)| name == cookie && state.keys.is_session(value));
    if is_known && let Some(known) = request.extensions().get::<Known>() {
        known.is_now();
    }
    if !is_known && let Some(admission) = ticket_of(state, request) {
        return admission;
    }
    match link_key(request.uri()) {
        Some(_) if is_known => return Ok(Admission::AlreadyIn),
        Some(link) => return swap_of(state, request, link, false),
        None if is_known => return Ok(Admission::Visitor),
        None => {}
    }
    Err(ApiError::new(
        StatusCode::UNAUTHORIZED,
        "link",
        text!(
            "open the map with 3kplaces open",
            "öffnen Sie die Karte mit 3kplaces open"
        ),
    ))
}

/// Against DNS rebinding: a page of another site that has its own name resolve to loopback still
/// sends that name.
fn own_host<'r>(port: u16, target: &Uri, headers: &'r HeaderMap) -> Result<&'r str, ApiError> {
    let is_own = |host: &str| {
        let name = host.strip_suffix(&format!(":{port}"));
        // Browsers leave out the port that the scheme has by itself.
        let name = name.or((port == 80).then_some(host));
        matches!(name, Some("127.0.0.1" | "localhost" | "[::1]"))
    };
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok().filter(|host| is_own(host)),
        // None, or several of which another program may believe another one.
        _ => None,
    };
    // A target may name a host as well, and servers take that for the true one.
    let target = target.authority().map(axum::http::uri::Authority::as_str);
    match host {
        Some(host) if target.is_none_or(|target| target == host) => Ok(host),
        _ => Err(ApiError::new(
            StatusCode::MISDIRECTED_REQUEST,
            "host",
            text!(
                "this is not the host you asked for",
                "das ist nicht der angefragte Host"
            ),
        )),
    }
}

/// Against pages of other sites that send requests here.
fn same_site(host: &str, headers: &HeaderMap) -> Result<(), ApiError> {
    let fine = |name: &str, is_fine: &dyn Fn(&HeaderValue) -> bool| {
        headers.get_all(name).iter().all(is_fine)
    };
    let site = fine("sec-fetch-site", &|site| {
        site == "same-origin" || site == "none"
    });
    let own = format!("http://{host}");
    let origin = fine("origin", &|origin| origin == own.as_str());
    if site && origin {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "site",
        text!(
            "this comes from another site",
            "das kommt von einer anderen Website"
        ),
    ))
}

/// Whether the user goes to another page, from such a site, and no page asks in secret.
fn is_navigation(headers: &HeaderMap, from: &str) -> bool {
    let says = |name: &str, what: &str| {
        let mut values = headers.get_all(name).iter();
        matches!((values.next(), values.next()), (Some(value), None) if value == what)
    };
    says("sec-fetch-site", from)
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document")
        && headers.get("origin").is_none()
}

fn allowed_method(request: &Request) -> Result<(), ApiError> {
    let changes = CHANGING.contains(&request.uri().path());
    match *request.method() {
        Method::GET | Method::HEAD if !changes => Ok(()),
        Method::POST if changes => {
            let headers = request.headers();
            if headers.get(OWN_HEADER).is_none_or(|value| value != "1") {
                let what = text!(
                    "a header of the page is missing",
                    "ein Header der Seite fehlt"
                );
                return Err(ApiError::new(StatusCode::FORBIDDEN, "site", what));
            }
            let kind = headers.get(header::CONTENT_TYPE);
            if kind.is_none_or(|kind| kind != "application/json") {
                let what = text!("it has to be JSON", "es muss JSON sein");
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                return Err(ApiError::new(status, "usage", what));
            }
            Ok(())
        }
        _ => {
            let what = text!(
                "nothing can be done here this way",
                "so lässt sich hier nichts tun"
            );
            Err(ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                what,
            ))
        }
    }
}

/// The key in a link, which leads to the front page and has nothing else in its query.
fn link_key(target: &Uri) -> Option<&str> {
    target.query()?.strip_prefix("token=")
}

/// What a ticket of the map before is swapped for, where there is one.
fn ticket_of(state: &AppState, request: &Request) -> Option<Result<Admission, ApiError>> {
    let query = request.uri().query()?.strip_prefix("again=")?;
    let (ticket, in_drive) = match query.strip_suffix("&drive") {
        Some(ticket) => (ticket, true),
        None => (query, false),
    };
    if request.uri().path() != "/" || request.method() != Method::GET {
        return None;
    }
    if !state.way_back.take(ticket) {
        return None;
    }
    let session = state.keys.new_session();
    let back = session.map(|session| Admission::Back { session, in_drive });
    Some(back.map_err(|_| ApiError::internal()))
}

fn swap_of(
    state: &AppState,
    request: &Request,
    link: &str,
    elsewhere: bool,
) -> Result<Admission, ApiError> {
    let refused = |what| Err(ApiError::new(StatusCode::UNAUTHORIZED, "link", what));
    // A HEAD must not use the link up: whoever sends one does not show the page.
    if request.uri().path() != "/" || request.method() != Method::GET {
        return refused(text!(
            "this is not a link to the map",
            "das ist kein Link zur Karte"
        ));
    }
    match state.keys.swap(link, elsewhere) {
        Ok(Some(swapped)) => Ok(Admission::Swap(swapped)),
        Ok(None) => refused(text!(
            "this link has been used or is too old",
            "dieser Link wurde schon benutzt oder ist zu alt"
        )),
        Err(_) => Err(ApiError::internal()),
    }
}

/// Gives the cookie, and leads to the page: the address bar and the history keep no key.
fn swap(port: u16, session: Option<&str>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static("/"));
    let name = cookie_name(port);
    let cookie = session.map(|it| format!("{name}={it}; HttpOnly; SameSite=Strict; Path=/"));
    if let Some(Ok(cookie)) = cookie.map(|cookie| HeaderValue::from_str(&cookie)) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Leads on from this page to the front page. A browser that was led here from elsewhere would go on without the cookie
/// if it were sent there at once: what another site has begun gets none that is strict.
fn landing(port: u16, session: &str, to: &str) -> Response {
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\">\
         <meta http-equiv=\"refresh\" content=\"0;url={to}\"><title>3Kplaces</title>\
         <p><a href=\"{to}\">3Kplaces</a></p>\n"
    );
    let mut response = swap(port, Some(session));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.remove(header::LOCATION);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, html);
    response.map(|_| page.into())
}

/// Whether somebody looks at the answer, and not a program.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// Cookies do not mind ports, so the name has it: two maps side by side keep their own.
fn cookie_name(port: u16) -> String {
    format!("kplaces-map-{port}")
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .map(str::trim)
}
