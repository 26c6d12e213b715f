use std::time::Duration;

use kplaces_app::{SyncReport, WaitPolicy};
use kplaces_device::{SyncHooks, SyncWish, Synced};
use kplaces_edition::Manifest;
use kplaces_state::Trigger;
use kplaces_text::Language;

use crate::args::Sync;
use crate::json::SyncJson;
use crate::progress::Progress;
use crate::{CliError, Output, Session, text};

pub(super) async fn sync(session: &Session, arguments: Sync) -> Result<Output, CliError> {
    let wish = SyncWish {
        trigger: if arguments.scheduled {
            Trigger::Scheduled
        } else {
            Trigger::ByHand
        },
        dry_run: arguments.dry_run,
        accept_shrink: arguments.accept_shrink,
        groups: arguments.groups.groups,
        limit: arguments.limit,
        patience: if arguments.scheduled {
            // The next run will do.
            WaitPolicy::WaitForOwn
        } else {
            session.patience(arguments.wait, arguments.no_wait)
        },
        ..SyncWish::default()
    };
    sync_as_wished(session, wish).await
}

/// Does a sync of the device of this run, and says how it goes on and what came of it.
pub async fn sync_as_wished(session: &Session, wish: SyncWish) -> Result<Output, CliError> {
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
    let done = Done {
        elapsed: took,
        host,
        manifest: session.product().policy.manifest().clone(),
        tenant: session.tenant().map(str::to_owned),
        is_scheduled,
        report,
    };
    let warnings = text::sync::warnings(&done.manifest, &done.report);
    let mut output = Output::of(done, Done::text, Done::json).as_report();
    output.warn(warnings);
    output.warn(session.warned()?);
    if shares_login {
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
    is_scheduled: bool,
}

impl Done {
    fn text(&self, language: Language) -> String {
        // Nobody reads along where it is scheduled; `3kplaces log` has it.
        if self.is_scheduled {
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
