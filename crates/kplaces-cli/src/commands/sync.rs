pub(crate) mod attempt;

use std::time::{Duration, Instant};

use attempt::Attempt;
use kplaces_app::{AppError, Recheck, SyncReport, SyncRequest, WaitPolicy};
use kplaces_edition::{Feature, Manifest};
use kplaces_state::Trigger;
use kplaces_text::Language;

use crate::args::{GroupArgs, Sync};
use crate::json::SyncJson;
use crate::keep::Asking;
use crate::progress::Progress;
use crate::session::{Connection, Waits, smaller};
use crate::{CliError, Output, Session, text};

pub(super) async fn sync(session: &Session, arguments: Sync) -> Result<Output, CliError> {
    let attempt = Attempt {
        trigger: if arguments.scheduled {
            Trigger::Scheduled
        } else {
            Trigger::ByHand
        },
        dry_run: arguments.dry_run,
    };
    let progress = Progress::new(session);
    let ready = ready(session, &arguments, attempt, &progress).await;
    let (mut connection, request) = ready.inspect_err(|error| attempt.failed(session, error))?;
    // Not before its turn is the store looked for.
    connection.device.recheck = Recheck::default();
    let client = &connection.client;
    let start = Instant::now();
    let policy = &session.product.policy;
    let step = |step| progress.step(step);
    let open = async || session.afresh().app().await.map_err(Failed::Opening);
    let outcome = connection
        .device
        .sync(policy, client, &request, &step, open);
    let outcome = outcome.await;
    progress.finish();
    let report = outcome.map_err(|failed| match failed {
        Failed::Opening(error) => {
            attempt.failed(session, &error);
            error
        }
        Failed::Sync(error) => text::errors::with_time(error, session.clock.now().timestamp()),
    })?;
    session.bind_login(connection.is_unbound);
    let done = Done {
        elapsed: start.elapsed(),
        host: client.host().to_owned(),
        manifest: session.product.policy.manifest().clone(),
        tenant: session.tenant().map(str::to_owned),
        scheduled: arguments.scheduled,
        report,
    };
    let warnings = text::sync::warnings(&done.manifest, &done.report);
    let mut output = Output::of(done, Done::text, Done::json).as_report();
    output.warn(warnings);
    output.warn(session.warned()?);
    if connection.shares_login {
        output.warn([text::tenant::shared_login()]);
    }
    Ok(output)
}

/// A sync that went well.
struct Done {
    report: SyncReport,
    host: String,
    elapsed: Duration,
    manifest: Manifest,
    tenant: Option<String>,
    scheduled: bool,
}

impl Done {
    fn text(&self, language: Language) -> String {
        // Nobody reads along where it is scheduled; `3kplaces log` has it.
        if self.scheduled {
            return String::new();
        }
        let report = text::sync::report(&self.report, &self.host, self.elapsed, language);
        text::sync::of_tenant(report, self.tenant.as_deref(), language)
    }

    fn json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let mut json = SyncJson::new(&self.manifest, &self.report, &self.host, self.elapsed);
        json.tenant.clone_from(&self.tenant);
        serde_json::to_value(json)
    }
}

/// Why a sync came to nothing.
enum Failed {
    /// The store was not opened; it is not on record yet.
    Opening(CliError),
    /// Anything later.
    Sync(AppError),
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self::Sync(error)
    }
}

/// Everything before the sync itself: what is wanted, the login, the turn of this device.
async fn ready(
    session: &Session,
    arguments: &Sync,
    attempt: Attempt,
    progress: &Progress,
) -> Result<(Connection, SyncRequest), CliError> {
    if arguments.scheduled {
        session.product.policy.require(Feature::ScheduledSync)?;
    }
    let named = session.groups(&arguments.groups.groups)?;
    let mut request = session.sync_request()?;
    if !named.is_empty() {
        request.groups = named;
    }
    request.limit = smaller(arguments.limit, request.limit);
    request.accept_shrink = arguments.accept_shrink;
    request.dry_run = arguments.dry_run;
    // The login first: without one there is no reason to make a store, or to wait.
    let connecting = session.connect(Waits {
        asking: Asking::Allowed,
        patience: patience(session, arguments),
        trigger: attempt.trigger,
        on_pause: progress.pause_hook(),
        on_wait: progress.wait_hook(),
        tries: None,
    });
    let connection = connecting.await?;
    if arguments.scheduled {
        tokio::time::sleep(turn(session)?).await;
    }
    Ok((connection, request))
}

/// Does what `3kplaces sync` does without flags, or with `--wait`.
pub async fn sync_as_set(session: &Session, wait: bool) -> Result<Output, CliError> {
    let arguments = Sync {
        groups: GroupArgs { groups: Vec::new() },
        dry_run: false,
        accept_shrink: false,
        limit: None,
        wait,
        no_wait: false,
        scheduled: false,
    };
    sync(session, arguments)
        .await
        .map_err(|error| error.for_tenant(session.tenant()))
}

/// Where somebody sees how long it takes, waiting is what they would do anyway.
fn patience(session: &Session, arguments: &Sync) -> WaitPolicy {
    let watched = session.terminal.progress && !session.quiet && !session.json;
    if arguments.scheduled {
        // The next run will do.
        WaitPolicy::WaitForOwn
    } else if arguments.wait || (watched && !arguments.no_wait) {
        WaitPolicy::Wait
    } else {
        WaitPolicy::NoWait
    }
}

/// How long it is until the turn of this device.
fn turn(session: &Session) -> Result<Duration, CliError> {
    for start_delay in &session.product.start_delays {
        if let Some(wait) = start_delay.wait(session)? {
            tracing::info!(?wait, "waiting for the turn of this device");
            return Ok(wait);
        }
    }
    Ok(Duration::ZERO)
}
