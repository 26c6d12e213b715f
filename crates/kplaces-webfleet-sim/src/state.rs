//! What changes from call to call, and the checks in front of the reports.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;

use crate::form::{self, Parameters};
use crate::quota::Meter;
use crate::report::Report;
use crate::{Action, Call, Fault, Layer, Membership, Options, Reply, Request, RowOrder, World};

pub(crate) struct State {
    pub(crate) world: Arc<World>,
    pub(crate) calls: Vec<Call>,
    pub(crate) faults: Faults,
    /// What is sent instead of reports.
    pub(crate) replies: HashMap<Action, Reply>,
    /// Reports that are sent from memory.
    pub(crate) kept: HashMap<String, Bytes>,
    meter: Meter,
    /// The report a user is reading; dead when they are done.
    turns: HashMap<String, Weak<()>>,
}

/// A call that passed all checks.
pub(crate) struct Admitted {
    pub(crate) report: Report,
    pub(crate) turn: Option<Arc<()>>,
}

impl State {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world: Arc::new(world),
            calls: Vec::new(),
            faults: Faults::default(),
            replies: HashMap::new(),
            kept: HashMap::new(),
            meter: Meter::default(),
            turns: HashMap::new(),
        }
    }

    /// The checks, in the order of the service. That the API key is first is attested, the rest
    /// is inferred.
    pub(crate) fn admit(
        &mut self,
        request: &Request<'_>,
        parameters: &Parameters,
        options: &Options,
        now: Duration,
    ) -> Result<Admitted, u32> {
        let world = Arc::clone(&self.world);
        let key = parameters.filled("apikey").ok_or(1143_u32)?;
        let place = world
            .accounts
            .iter()
            .position(|it| it.apikey == key)
            .ok_or(1143_u32)?;
        let account = &world.accounts[place];
        if parameters
            .get("username")
            .or(parameters.get("password"))
            .is_some()
        {
            return Err(1180);
        }
        let (name, password) = form::basic(request.authorization).ok_or(1101_u32)?;
        let login_is_right = parameters.get("account") == Some(account.name.as_str());
        let user = account
            .users
            .iter()
            .find(|user| login_is_right && user.name == name && user.password == password)
            .ok_or(1101_u32)?;
        if !user.interface_allowed {
            return Err(8014);
        }
        let action = parameters
            .get("action")
            .and_then(Action::from_name)
            .ok_or(55_u32)?;
        if !user.addresses_allowed {
            return Err(45);
        }
        // An account's name may hold anything but a line break.
        let who = format!("{}\n{}", account.name, user.name);
        if let Some(quota) = &options.quota
            && !self.meter.admit(quota, &who, action, now)
        {
            return Err(8011);
        }
        let turn = options.one_at_a_time.then(|| self.turn(who)).transpose()?;
        let mut report = Report::new(Arc::clone(&world), place, action, parameters);
        report.disagrees = options.membership == Membership::Disagreeing;
        if options.row_order == RowOrder::Shuffled {
            let same = |call: &&Call| call.action == Some(action);
            report.shuffle(self.calls.iter().filter(same).count());
        }
        Ok(Admitted { report, turn })
    }

    fn turn(&mut self, who: String) -> Result<Arc<()>, u32> {
        let turn = self.turns.entry(who).or_default();
        if turn.strong_count() > 0 {
            return Err(8015);
        }
        let mine = Arc::new(());
        *turn = Arc::downgrade(&mine);
        Ok(mine)
    }
}

/// The faults to come, in order.
#[derive(Default)]
pub(crate) struct Faults(Vec<Planned>);

pub(crate) struct Planned {
    pub(crate) fault: Fault,
    /// `None` for any action.
    pub(crate) action: Option<Action>,
    /// `None` until cleared.
    pub(crate) times: Option<usize>,
}

impl Faults {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn plan(&mut self, planned: Planned) {
        if planned.times != Some(0) {
            self.0.push(planned);
        }
    }

    /// The next fault of this layer for a call of this action.
    pub(crate) fn take(&mut self, action: Option<Action>, layer: Layer) -> Option<Fault> {
        let due = |it: &Planned| {
            it.fault.layer() == layer && (it.action.is_none() || it.action == action)
        };
        let place = self.0.iter().position(due)?;
        let planned = &mut self.0[place];
        match &mut planned.times {
            Some(1) => Some(self.0.remove(place).fault),
            times => {
                *times = times.map(|left| left - 1);
                Some(planned.fault.clone())
            }
        }
    }
}
