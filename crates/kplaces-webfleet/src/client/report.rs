//! A report: asked for until it is there, or until another try is of no use.

use std::ops::ControlFlow;

use super::Client;
use crate::columns::{self, Shape};
use crate::options::Pause;
use crate::reply::TakeRows;
use crate::retry;
use crate::rows::Cells;
use crate::{
    Action, AddressRow, Answer, CodeKind, Error, GroupRow, MembershipRow, RateLimitError, Recall,
    RowMark, Transfer,
};

/// A report, taken in by the caller's collector.
#[derive(Debug)]
pub struct Received<S> {
    /// What the caller's row function collected, of the one try that succeeded.
    pub collected: S,
    /// What it took.
    pub transfer: Transfer,
}

/// A request: which action, with which parameters of its own, for which columns.
pub(super) struct Ask<'a> {
    pub(super) action: Action,
    pub(super) shape: Shape,
    pub(super) parameters: Vec<(&'static str, &'a str)>,
    /// Ask for all columns, to learn their names.
    pub(super) all_columns: bool,
}

fn addresses_of(group: Option<&str>) -> Ask<'_> {
    let group = group.map(|group| ("addressgroupname", group));
    Ask {
        action: Action::ADDRESS_REPORT,
        shape: columns::ADDRESSES,
        parameters: group.into_iter().collect(),
        all_columns: false,
    }
}

fn memberships() -> Ask<'static> {
    Ask {
        action: Action::MEMBERSHIP_REPORT,
        shape: columns::MEMBERSHIPS,
        parameters: Vec::new(),
        all_columns: false,
    }
}

/// What of a collector knows the rows of the last report, if anything does.
type Knower<S> = Option<fn(&mut S) -> &mut dyn Recall>;

fn itself<S: Recall>(collected: &mut S) -> &mut dyn Recall {
    collected
}

/// A collector, and what it does with rows.
struct Taking<'s, S, F> {
    collected: &'s mut S,
    knower: Knower<S>,
    row: &'s mut F,
}

impl<S, F> TakeRows for Taking<'_, S, F>
where
    S: Send,
    F: FnMut(&mut S, &Cells<'_>, RowMark) -> ControlFlow<()> + Send,
{
    fn take(&mut self, cells: &Cells<'_>, mark: RowMark) -> ControlFlow<()> {
        (self.row)(self.collected, cells, mark)
    }

    fn recall(&mut self) -> Option<&mut dyn Recall> {
        self.knower.map(|knower| knower(self.collected))
    }
}

impl Client {
    /// The address report: all addresses, or those of one group.
    ///
    /// Every try starts with a `fresh` collector; `row` takes one row and may break to stop
    /// reading: the connection is closed, the rest is never parsed. A report without rows
    /// (WEBFLEET's error 63) is an empty one.
    pub async fn addresses<S: Send>(
        &self,
        group: Option<&str>,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, AddressRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        self.report(&addresses_of(group), fresh, None, |to, cells, _| {
            row(to, AddressRow::read(cells))
        })
        .await
    }

    /// As [`Client::addresses`], where the collector may know rows of the last report: those are not taken
    /// apart again.
    pub async fn addresses_recalled<S: Recall>(
        &self,
        group: Option<&str>,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, AddressRow<'_>, RowMark) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        self.report(
            &addresses_of(group),
            fresh,
            Some(itself),
            |to, cells, mark| row(to, AddressRow::read(cells), mark),
        )
        .await
    }

    /// The membership report: which address is in which group. As [`Client::addresses`] otherwise.
    pub async fn memberships<S: Send>(
        &self,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, MembershipRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        self.report(&memberships(), fresh, None, |to, cells, _| {
            row(to, MembershipRow::read(cells))
        })
        .await
    }

    /// As [`Client::memberships`], where the collector may know rows of the last report.
    pub async fn memberships_recalled<S: Recall>(
        &self,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, MembershipRow<'_>, RowMark) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        self.report(&memberships(), fresh, Some(itself), |to, cells, mark| {
            row(to, MembershipRow::read(cells), mark)
        })
        .await
    }

    /// The group report: all groups of the account, empty ones too. As [`Client::addresses`] otherwise.
    ///
    /// Only editions with the group list call this; where nothing does, neither it nor the name of
    /// its action is in the binary.
    pub async fn groups<S: Send>(
        &self,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, GroupRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let action = Action::named("showAddressGroupReportExtern");
        let ask = Ask {
            action,
            shape: columns::GROUPS,
            parameters: Vec::new(),
            all_columns: false,
        };
        self.report(&ask, fresh, None, |to, cells, _| {
            row(to, GroupRow::read(cells))
        })
        .await
    }

    async fn report<S: Send>(
        &self,
        ask: &Ask<'_>,
        fresh: impl Fn() -> S,
        knower: Knower<S>,
        mut row: impl FnMut(&mut S, &Cells<'_>, RowMark) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let mut failed = 0;
        let mut refused = None;
        loop {
            self.admit(ask.action, refused.take()).await?;
            let mut collected = fresh();
            let mut taking = Taking {
                collected: &mut collected,
                knower,
                row: &mut row,
            };
            let outcome = self.once(ask, &mut taking).await;
            let used_up = outcome.as_ref().is_err_and(Error::is_quota);
            if used_up {
                let again_in = outcome.as_ref().err().and_then(Error::again_in);
                self.tell_rate_limit(ask.action, Answer::QuotaUsedUp { again_in });
            }
            let error = match outcome {
                Ok(mut transfer) => {
                    transfer.requests += failed;
                    tracing::debug!(
                        action = ask.action.name(),
                        rows = transfer.rows,
                        bytes = transfer.bytes,
                        "report received"
                    );
                    return Ok(Received {
                        collected,
                        transfer,
                    });
                }
                // A service may quote what it was sent.
                Err(Error::Api(api)) if api.kind() != CodeKind::Empty => {
                    Error::Api(api.without(&self.quotable))
                }
                Err(Error::Api(_)) => {
                    let transfer = Transfer {
                        requests: failed + 1,
                        ..Transfer::default()
                    };
                    return Ok(Received {
                        collected: fresh(),
                        transfer,
                    });
                }
                Err(error @ Error::MissingColumns { .. }) => {
                    return Err(self.with_all_names(ask, error).await);
                }
                Err(error) => error,
            };
            failed += 1;
            if used_up && self.options.gate.is_some() && failed < self.options.tries {
                // The gate knows for how long, and whether anybody wants to wait.
                refused = Some(Box::new(error));
                continue;
            }
            let wait = retry::wait_after(
                &error,
                failed,
                self.options.tries,
                self.options.pause,
                fastrand::f64(),
            );
            let Some(wait) = wait else { return Err(error) };
            tracing::debug!(action = ask.action.name(), failed, ?wait, "trying again");
            if let Some(hook) = &self.options.on_pause {
                hook(&Pause {
                    because: &error,
                    wait,
                    next_try: failed + 1,
                });
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// The same error with the names that the filter of columns has hidden: a service that honours it
    /// sends none but those that were asked for. One request more, if the quota has it; it is read to
    /// the names and no further.
    async fn with_all_names(&self, ask: &Ask<'_>, error: Error) -> Error {
        let Error::MissingColumns { columns, seen, .. } = &error else {
            return error;
        };
        if seen.len() < *columns || !seen.iter().all(|name| columns::is_known(name)) {
            // There are others already, so nothing was hidden.
            return error;
        }
        let gate = self.options.gate.as_ref();
        let free = gate.map_or(usize::MAX, |gate| gate.free(ask.action));
        if free == 0 || self.admit(ask.action, None).await.is_err() {
            return error;
        }
        let ask = Ask {
            shape: ask.shape.of_names_only(),
            parameters: ask.parameters.clone(),
            all_columns: true,
            ..*ask
        };
        let asked = self
            .once(&ask, &mut |_: &Cells<'_>| ControlFlow::Break(()))
            .await;
        match (error, asked) {
            (
                Error::MissingColumns {
                    action,
                    missing,
                    columns: few,
                    ..
                },
                Err(Error::MissingColumns { columns, seen, .. }),
            ) if columns > few => Error::MissingColumns {
                action,
                missing,
                columns,
                seen,
            },
            (error, _) => error,
        }
    }

    /// Waits until the gate lets a request through.
    async fn admit(&self, action: Action, refused: Option<Box<Error>>) -> Result<(), Error> {
        let Some(gate) = &self.options.gate else {
            return Ok(());
        };
        gate.admit(action).await.map_err(|error| match error {
            RateLimitError::Closed { wait } => Error::Held {
                action,
                wait,
                refused,
            },
            RateLimitError::Broken(source) => Error::Uncounted(source),
        })
    }

    pub(super) fn tell_rate_limit(&self, action: Action, answer: Answer) {
        if let Some(gate) = &self.options.gate {
            gate.answered(action, answer);
        }
    }
}
