use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::form::Parameters;
use crate::packing;
use crate::refusal::Refusal;
use crate::rows::{self, RowStream};
use crate::state::{Planned, State};
use crate::{Action, Body, Call, Fault, Layer, Options, Reply, Request, Response, World};

/// The stand-in: a world, the options of the service in front of it, and what was called so far.
pub struct Sim {
    options: Options,
    state: Mutex<State>,
}

impl Sim {
    /// A service over this world.
    pub fn new(world: World, options: Options) -> Self {
        Self {
            options,
            state: Mutex::new(State::new(world)),
        }
    }

    /// Answers a request. `now` counts from any start and never goes back; only quotas look at it.
    ///
    /// A report keeps the world as it is now, whatever is edited while it is read. Until it is
    /// read or dropped, its user is busy. Whoever sends it sees to [`Response::transport`].
    pub fn respond(&self, request: &Request<'_>, now: Duration) -> Response {
        self.answer(request, now).0
    }

    /// The calls so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Changes the world between two calls.
    pub fn edit(&self, change: impl FnOnce(&mut World)) {
        let mut state = self.state();
        change(Arc::make_mut(&mut state.world));
        state.kept.clear();
    }

    /// Answers an action with these bytes instead of its report, behind all checks, from now on.
    pub fn reply_with(&self, action: Action, reply: Reply) {
        self.state().replies.insert(action, reply);
    }

    /// Spoils every response from now on, or, with `None`, no more.
    pub fn set_fault(&self, fault: Option<Fault>) {
        let mut state = self.state();
        state.faults.clear();
        if let Some(fault) = fault {
            state.faults.plan(Planned {
                fault,
                action: None,
                times: None,
            });
        }
    }

    /// Spoils this many responses, together with the faults of other [layers](Layer), and after
    /// those of the same layer, that are planned already.
    pub fn push_fault(&self, fault: Fault, times: usize) {
        self.state().faults.plan(Planned {
            fault,
            action: None,
            times: Some(times),
        });
    }

    /// Spoils this many responses to one action.
    pub fn push_fault_for(&self, action: Action, fault: Fault, times: usize) {
        self.state().faults.plan(Planned {
            fault,
            action: Some(action),
            times: Some(times),
        });
    }

    /// The response, and what is remembered of the call.
    pub(crate) fn answer(&self, request: &Request<'_>, now: Duration) -> (Response, Call) {
        let parameters = Parameters::of(request);
        let action = parameters.get("action").and_then(Action::from_name);
        let mut state = self.state();
        let (mut response, refused) = self.decide(&mut state, request, &parameters, action, now);
        if refused.is_some() || response.status >= 400 {
            let fault = state.faults.take(action, Layer::Head);
            if let Some(fault) = fault {
                response = fault.apply(response);
            }
        }
        if let Some(Fault::Transport(fault)) = state.faults.take(action, Layer::Transport) {
            response.transport = Some(fault);
        }
        let post = request.method == "POST";
        let call = Call {
            action,
            post,
            status: response.status,
            refused,
        };
        state.calls.push(call);
        (response, call)
    }

    fn decide(
        &self,
        state: &mut State,
        request: &Request<'_>,
        parameters: &Parameters,
        action: Option<Action>,
        now: Duration,
    ) -> (Response, Option<u32>) {
        if !matches!(request.path, "/extern" | "/extern/") {
            return (plain(404, "not found"), None);
        }
        if !matches!(request.method, "GET" | "POST") {
            return (
                plain(405, "method not allowed").with("Allow", "GET, POST"),
                None,
            );
        }
        if let Some(fault) = state.faults.take(action, Layer::Front) {
            return (fault.apply(plain(200, "")), None);
        }
        let refuse = |refusal: Refusal| {
            let json = rows::wants_json(parameters);
            (
                refusal.response(self.options.errors, json),
                Some(refusal.code),
            )
        };
        let admitted = match state.admit(request, parameters, &self.options, now) {
            Ok(admitted) => admitted,
            Err(code) => return refuse(code.into()),
        };
        let fault = state.faults.take(action, Layer::Report);
        match fault {
            Some(Fault::Error(code, text)) => {
                return refuse(Refusal {
                    code,
                    text: text.into(),
                });
            }
            Some(Fault::ErrorStatus(status, code)) => {
                let (mut response, refused) = refuse(code.into());
                response.status = status;
                return (response, refused);
            }
            _ => {}
        }
        if let Some(reply) = action.and_then(|action| state.replies.get(&action)) {
            let response = reply.response();
            return (spoilt(response, fault.as_ref()), None);
        }
        let rows = RowStream::new(admitted.report, parameters, &self.options, admitted.turn);
        let Some(rows) = rows else {
            return refuse(63.into());
        };
        let content_type = if rows.is_json() {
            "application/json;charset=UTF-8"
        } else {
            "text/csv;charset=UTF-8"
        };
        let body = if self.options.from_memory {
            let kept = state.kept.entry(rows.identity());
            let bytes = kept.or_insert_with(|| Body::Rows(Box::new(rows)).into_bytes().into());
            bytes.clone().into()
        } else {
            Body::Rows(Box::new(rows))
        };
        let response = Response::new(200, content_type, body);
        let mut response = packing::pack(spoilt(response, fault.as_ref()), self.options.packing);
        if self.options.code_zero {
            response = response.with("X-Webfleet-Errorcode", "0");
        }
        (response, None)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic in an `edit` leaves a world that is whole, if not the one that was meant.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spoilt(response: Response, fault: Option<&Fault>) -> Response {
    match fault {
        Some(fault) => fault.apply(response),
        None => response,
    }
}

fn plain(status: u16, text: &str) -> Response {
    Response::new(status, "text/plain;charset=UTF-8", text.to_owned())
}
