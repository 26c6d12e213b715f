use std::num::NonZeroU32;
use std::time::Instant;

use kplaces_app::SyncRequest;

use crate::args::Sync;
use crate::json::SyncJson;
use crate::progress::Progress;
use crate::session::smaller;
use crate::{CliError, Output, Session, text};

pub(super) async fn sync(session: &Session, arguments: Sync) -> Result<Output, CliError> {
    let named = session.groups(&arguments.groups.groups)?;
    let settings = session.settings()?;
    let groups = if named.is_empty() {
        session.groups(&settings.sync.groups)?
    } else {
        named
    };
    let request = SyncRequest {
        groups,
        limit: smaller(
            arguments.limit,
            settings.sync.limit.and_then(NonZeroU32::new),
        ),
        accept_shrink: arguments.accept_shrink,
        dry_run: arguments.dry_run,
        now: session.now,
    };
    let progress = Progress::new(session);
    // The login first: without one there is no reason to make a store.
    let client = session.client(Some(progress.pause_hook()))?;
    let app = session.app().await?;
    let start = Instant::now();
    let outcome = app
        .sync(&client, &request, &|step| progress.step(step))
        .await;
    progress.finish();
    let report = outcome?;
    let elapsed = start.elapsed();
    let manifest = session.product.policy.manifest();
    let text = text::sync::report(&report, client.host(), elapsed);
    let mut output = Output::report(
        text,
        &SyncJson::new(manifest, &report, client.host(), elapsed),
    )?;
    output.warnings = text::sync::warnings(manifest, &report);
    Ok(output)
}
