use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use kplaces_app::{AppError, DataKind, ErasePlan, EraseReport, EraseScope, LocalData};
use kplaces_config::Safe;
use kplaces_domain::{GroupName, Timestamp};
use kplaces_state::{TraceKind, traces};
use kplaces_text::{Text, spoken};

use crate::args::PrivacyErase;
use crate::json::EraseReportJson;
use crate::streams::say_to_stderr;
use crate::text::privacy::erase::{self as words, Kept};
use crate::{CliError, Kind, Output, Session};

/// A day, in seconds.
const DAY: i64 = 86_400;

pub(super) async fn erase(session: &Session, arguments: PrivacyErase) -> Result<Output, CliError> {
    let language = session.language();
    let scope = scope(session, &arguments)?;
    let local_data = session.local_data()?;
    let beside = session.local_data_beside()?;
    if arguments.dry_run {
        let plan = plan(&local_data, beside.as_ref(), &scope).await?;
        let planned = planned(session, &scope, &plan);
        let kept = kept(session, &scope, None);
        let (now, tenant) = (session.now(), session.tenant().map(str::to_owned));
        return Ok(Output::of(
            (scope, planned, kept),
            |(_, planned, kept), language| words::dry_run(planned, kept, language),
            move |(scope, planned, kept)| {
                let tenant = tenant.as_deref();
                serde_json::to_value(EraseReportJson::new(
                    scope, true, planned, kept, tenant, now,
                ))
            },
        )
        .in_sentences());
    }
    // Before anything is erased: a receipt that cannot be written is a reason not to begin.
    let receipt = arguments
        .receipt
        .as_deref()
        .map(|path| session.target(path, false))
        .transpose()?;
    if !arguments.yes {
        // What is not known any more may be left of a run that failed: the run itself says so.
        let plan = plan(&local_data, beside.as_ref(), &scope).await.ok();
        let planned = plan.map(|plan| planned(session, &scope, &plan));
        if let Some(planned) = planned
            .as_ref()
            .filter(|it| it.gone.is_empty() && receipt.is_none())
        {
            return Ok(nothing(session, scope, planned.clone()));
        }
        if !session.ask().is_somebody_there() {
            return Err(words::nobody());
        }
        if let Some(planned) = planned {
            let plan = words::plan(&planned, &kept(session, &scope, None), language);
            say_to_stderr(&spoken(&plan, session.tenant()));
        }
        confirm(session)?;
    }
    let login = match scope {
        EraseScope::All => Some(session.hold_login()?),
        _ => None,
    };
    let lock = session.hold_store()?;
    let mut done = erase_both(&local_data, beside.as_ref(), &scope).await?;
    if scope == EraseScope::All {
        forget_key(session, &mut done);
        forget_login(session, &mut done);
        // Its file is a record of this device, which goes as well.
        drop(login);
        local_data.forget(&session.store_id()?, lock, &mut done);
        remove_if_empty(session.dirs().config.clone());
    } else {
        drop(lock);
    }
    let kept = kept(session, &scope, Some(&done));
    let now = session.now();
    if let Some(target) = receipt {
        let text = words::receipt(&scope, &done, &kept, language, now);
        let text = spoken(&text, session.tenant());
        let mut out = target.writer()?;
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|error| target.failed(error))?;
        target.commit()?;
    }
    let tenant = session.tenant().map(str::to_owned);
    let left = done.left.len();
    let mut output = Output::of(
        (scope, done, kept),
        move |(scope, done, kept), language| words::receipt(scope, done, kept, language, now),
        move |(scope, done, kept)| {
            let tenant = tenant.as_deref();
            serde_json::to_value(EraseReportJson::new(scope, false, done, kept, tenant, now))
        },
    )
    .in_sentences();
    if left > 0 {
        output.exit_code = Kind::Store.exit_code();
        output.warn([words::incomplete(left)]);
    }
    Ok(output)
}

/// Nobody is asked where there is nothing to erase.
fn nothing(session: &Session, scope: EraseScope, planned: EraseReport) -> Output {
    let kept = kept(session, &scope, None);
    let (now, tenant) = (session.now(), session.tenant().map(str::to_owned));
    Output::of(
        (scope, planned, kept),
        |(_, _, kept), language| words::nothing(kept, language),
        move |(scope, planned, kept)| {
            let tenant = tenant.as_deref();
            serde_json::to_value(EraseReportJson::new(
                scope, false, planned, kept, tenant, now,
            ))
        },
    )
    .in_sentences()
}

/// What would go of the store in use, and of what lies beside it.
async fn plan(
    local_data: &LocalData,
    beside: Option<&LocalData>,
    scope: &EraseScope,
) -> Result<Vec<ErasePlan>, AppError> {
    let mut found = vec![local_data.plan(scope).await];
    if let Some(beside) = beside {
        found.push(beside.plan(scope).await);
    }
    of_those_that_know(found)
}

/// Erases in the store in use, and in what lies beside it.
async fn erase_both(
    local_data: &LocalData,
    beside: Option<&LocalData>,
    scope: &EraseScope,
) -> Result<EraseReport, AppError> {
    let mut found = Vec::new();
    // What lies beside is not in use: should it fail, it is tried again with the rest.
    if let Some(beside) = beside {
        found.push(beside.erase(scope).await);
    }
    found.push(local_data.erase(scope).await);
    let mut all = EraseReport::default();
    for done in of_those_that_know(found)? {
        all.gone.extend(done.gone);
        all.left.extend(done.left);
        all.emptied = all.emptied.or(done.emptied);
    }
    Ok(all)
}

/// A group need not be known in both.
fn of_those_that_know<T>(found: Vec<Result<T, AppError>>) -> Result<Vec<T>, AppError> {
    let (mut known, mut unknown) = (Vec::new(), None);
    for found in found {
        match found {
            Err(AppError::UnknownGroups(groups)) => unknown = Some(groups),
            found => known.push(found?),
        }
    }
    match unknown {
        Some(groups) if known.is_empty() => Err(groups.into()),
        _ => Ok(known),
    }
}

fn scope(session: &Session, arguments: &PrivacyErase) -> Result<EraseScope, CliError> {
    if let Some(days) = arguments.older_than {
        let span = i64::from(days.get()).saturating_mul(DAY);
        let before = session.now().unix().saturating_sub(span);
        return Ok(EraseScope::Before(Timestamp::from_unix(before)));
    }
    if arguments.all {
        return Ok(EraseScope::All);
    }
    // Whoever may want their data gone need not have bought the group filter.
    if arguments.groups.iter().any(|name| name.trim().is_empty()) {
        return Err(crate::text::errors::blank_group());
    }
    let names = arguments.groups.iter();
    Ok(EraseScope::Groups(
        names.map(|name| GroupName::from(name.as_str())).collect(),
    ))
}

/// What would be done, in the form of what was.
fn planned(session: &Session, scope: &EraseScope, plan: &[ErasePlan]) -> EraseReport {
    let mut planned = EraseReport {
        gone: plan.iter().flat_map(ErasePlan::pieces).collect(),
        ..EraseReport::default()
    };
    if *scope == EraseScope::All {
        let keys = session.key_files();
        planned.gone(DataKind::Key, Some(keys.len() as u64), keys);
        if session.sources().put_away() == Some(Safe::Keyring) {
            planned.gone(DataKind::Keyring, Some(1), Vec::new());
        }
        let files = [
            session.sources().login_file(),
            session.sources().sealed_login_file(),
            session.sources().next_sealed_login_file(),
        ];
        let files: Vec<PathBuf> = files.into_iter().filter(|it| it.exists()).collect();
        planned.gone(DataKind::Login, Some(files.len() as u64), files);
        let mut state = traces(&session.dirs().state).unwrap_or_default();
        state.retain(|it| it.kind != TraceKind::Unfinished);
        let files: Vec<PathBuf> = state.into_iter().map(|it| it.path).collect();
        planned.gone(DataKind::State, Some(files.len() as u64), files);
    }
    planned
}

/// Asks for a word, so that nobody erases by pressing a key too often.
fn confirm(session: &Session) -> Result<(), CliError> {
    let question = Text::made(|language| words::question(language).to_owned());
    if words::is_yes(session.ask().line(question)?.trim()) {
        Ok(())
    } else {
        Err(words::not_confirmed())
    }
}

/// Removes the key of encrypted stores once they are gone; without it nothing left of them opens.
fn forget_key(session: &Session, done: &mut EraseReport) {
    let files = session.key_files();
    match session.forget_key() {
        Ok(None) => {}
        Ok(Some(was_there)) => done.gone(DataKind::Key, Some(u64::from(was_there)), files),
        Err(error) => {
            let file = files.first().map(PathBuf::as_path);
            done.left(DataKind::Key, file, error.in_one_line());
        }
    }
}

/// Removes the login from where 3Kplaces keeps it, and what a killed `login` left beside it.
fn forget_login(session: &Session, done: &mut EraseReport) {
    let sources = session.sources();
    let mut files = vec![(sources.sealed_login_file(), sources.remove_sealed_login())];
    match session.take_out_of_keyring() {
        Ok(was_there) => {
            done.gone(DataKind::Keyring, Some(u64::from(was_there)), Vec::new());
            files.push((sources.login_file(), sources.remove_credential()));
        }
        // As long as the login file is there, it can be tried again.
        Err(error) => done.left(DataKind::Keyring, None, kplaces_device::text::said(&error)),
    }
    let mut gone = Vec::new();
    for (file, removed) in files {
        match removed {
            Ok(path) => gone.extend(path),
            Err(error) => done.left(
                DataKind::Login,
                Some(&file),
                kplaces_device::text::said(&error),
            ),
        }
    }
    done.gone(DataKind::Login, Some(gone.len() as u64), gone);
    let drafts = kplaces_files::left_in(&session.dirs().config);
    let entries = fs::read_dir(&session.dirs().config).into_iter().flatten();
    let of_old = entries
        .flatten()
        .filter(|it| it.file_name().to_string_lossy().starts_with(".login-"))
        .map(|entry| entry.path());
    for path in drafts.into_iter().chain(of_old) {
        done.wipe(DataKind::Leftovers, &[path]);
    }
}

fn remove_if_empty(folder: PathBuf) {
    // One with the settings in it stays.
    let _ = fs::remove_dir(folder);
}

/// What stays, and why.
fn kept(session: &Session, scope: &EraseScope, done: Option<&EraseReport>) -> Vec<Kept> {
    let sources = session.sources();
    let files = [&sources.user_file, &sources.system_file]
        .into_iter()
        .flatten();
    let mut kept = Vec::new();
    if let Some(file) = done.and_then(|done| done.emptied.clone()) {
        kept.push(Kept::at("emptied-store", file));
    }
    kept.push(Kept::new("webfleet"));
    kept.push(Kept::new("exports"));
    kept.extend(
        files
            .filter(|file| file.exists())
            .map(|file| Kept::at("settings", file.clone())),
    );
    match scope {
        EraseScope::All => {
            // Read before it is gone it would name the file; now only what others keep is left.
            let outline = sources.login_outline();
            if done.is_some() && outline.is_ok_and(|it| it.password.is_some()) {
                kept.push(Kept::new("foreign-login"));
            }
        }
        EraseScope::Groups(_) => {
            kept.push(Kept::new("records"));
            kept.push(Kept::new("login"));
        }
        EraseScope::Before(_) => {
            kept.push(Kept::new("newer"));
            kept.push(Kept::new("login"));
        }
    }
    kept.extend(
        kplaces_device::privacy::by_itself(session)
            .into_iter()
            .map(|file| Kept::at("schedule", file)),
    );
    let autostart = kplaces_device::autostart::map::installed(session);
    kept.extend(
        autostart
            .into_iter()
            .map(|file| Kept::at("autostart", file)),
    );
    kept.push(Kept::new("medium"));
    kept
}
