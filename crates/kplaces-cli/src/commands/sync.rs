use std::time::Duration;

use kplaces_app::{SyncReport, WaitPolicy};
use kplaces_device::{Attempt, SyncHooks, SyncWish, Synced};
use kplaces_edition::Manifest;
use kplaces_state::Trigger;
use kplaces_text::Language;

use super::then::{Followed, Then};
use crate::args::Sync;
use crate::json::{SyncJson, ThenJson};
use crate::progress::Progress;
use crate::{CliError, Kind, Output, Session, text};

pub(super) async fn sync(session: &Session, arguments: Sync) -> Result<Output, CliError> {
    let wish = SyncWish {
        trigger: if arguments.scheduled {
            Trigger::Scheduled
        } else {
            Trigger::ByHand
        },
        dry_run: arguments.dry_run,
        accept_shrink: arguments.accept_shrink,
        groups: Some(arguments.groups.groups).filter(|groups| !groups.is_empty()),
        limit: arguments.limit,
        patience: if arguments.scheduled {
            // The next run will do.
            WaitPolicy::WaitForOwn
        } else {
            session.patience(arguments.wait, arguments.no_wait)
        },
        ..SyncWish::default()
    };
    sync_and_then(session, wish, arguments.then).await
}

/// Does a sync of the device of this run and what is set to follow it, and says how it goes on and what came of it.
pub async fn sync_as_wished(session: &Session, wish: SyncWish) -> Result<Output, CliError> {
    sync_and_then(session, wish, Vec::new()).await
}

async fn sync_and_then(
    session: &Session,
    wish: SyncWish,
    then: Vec<String>,
) -> Result<Output, CliError> {
    let is_watched = session.terminal.interactive && wish.trigger != Trigger::Scheduled;
    let wish = SyncWish {
        // Whoever sits at a terminal sees what WEBFLEET says, and stops. A timer does not.
        refusals: wish.refusals.filter(|_| !is_watched),
        ..wish
    };
    let attempt = Attempt {
        trigger: wish.trigger,
        dry_run: wish.dry_run,
    };
    let then = Then::wanted(session, then).inspect_err(|error| {
        // What was typed wrong is told to who typed it.
        if error.kind == Kind::Configuration {
            attempt.failed(session, error);
        }
    })?;
    let mut done = bring_up_to_date(session, wish).await?;
    if !attempt.dry_run {
        // Exports are large; a sync that none follows does not carry them along.
        done.followed = Box::pin(then.follow(session, &done.report)).await?;
    }
    told(session, done)
}

async fn bring_up_to_date(session: &Session, wish: SyncWish) -> Result<Done, CliError> {
    let progress = Progress::new(session);
    let is_scheduled = wish.trigger == Trigger::Scheduled;
    let hooks = SyncHooks {
        on_step: &|step| progress.step(step),
        on_pause: progress.pause_hook(),
        on_wait: progress.wait_hook(),
    };
    let done = session.device.sync(wish, hooks).await;
    progress.finish();
    let Synced {
        report,
        host,
        took,
        shares_login,
    } = done?;
    Ok(Done {
        elapsed: took,
        host,
        manifest: session.product().policy.manifest().clone(),
        tenant: session.tenant().map(str::to_owned),
        is_scheduled,
        shares_login,
        report,
        followed: Vec::new(),
    })
}

fn told(session: &Session, done: Done) -> Result<Output, CliError> {
    let shares_login = done.shares_login;
    let failed = done.followed.iter().filter_map(|it| {
        let error = it.outcome.as_ref().err()?;
        Some((text::then::failed(&it.line, error), error.kind.exit_code()))
    });
    let (failures, codes): (Vec<_>, Vec<_>) = failed.unzip();
    let warnings = text::sync::warnings(&done.manifest, &done.report);
    let mut output = Output::of(done, Done::text, Done::json).as_report();
    output.warn(warnings);
    output.warn(session.warned()?);
    if shares_login {
        output.warn([text::tenant::shared_login()]);
    }
    output.warn(failures);
    Ok(match codes.first() {
        Some(code) => output.with_exit_code(*code),
        None => output,
    })
}

/// A sync that went well.
struct Done {
    report: SyncReport,
    host: String,
    elapsed: Duration,
    manifest: Manifest,
    tenant: Option<String>,
    is_scheduled: bool,
    shares_login: bool,
    followed: Vec<Followed>,
}

impl Done {
    fn text(&self, language: Language) -> String {
        // Nobody reads along where it is scheduled; `3kplaces log` has it.
        if self.is_scheduled {
            return String::new();
        }
        let mut report = text::sync::report(&self.report, &self.host, self.elapsed, language);
        for done in self.followed.iter().filter(|it| it.outcome.is_ok()) {
            let line = text::then::done(&done.line);
            report.push_str(&format!("\n{}\n", line.in_language(language)));
        }
        text::sync::of_tenant(report, self.tenant.as_deref(), language)
    }

    fn json(&self) -> Result<serde_json::Value, serde_json::Error> {
        let mut json = SyncJson::new(&self.manifest, &self.report, &self.host, self.elapsed);
        json.tenant.clone_from(&self.tenant);
        json.then = self.followed.iter().map(ThenJson::of).collect();
        serde_json::to_value(json)
    }
}
