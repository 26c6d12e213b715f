use std::io::Write;

use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command};
use kplaces_cli::{CliError, Finding, Output, PluginCommand, Session, iso, sync_as_set};
use kplaces_edition::Feature;
use kplaces_state::Outcome;
use kplaces_text::{Text, spoken};
use serde_json::{Value, json};

use crate::belongings::Belongings;
use crate::text::{self, Row};
use crate::{TenantName, folders, remove};

/// `3kplaces tenants list|add|remove|sync`
#[derive(Debug)]
pub(crate) struct Tenants;

fn name() -> Arg {
    Arg::new("name")
        .value_name("NAME")
        .required(true)
        .help("Its name: letters, digits, and -, _, . inside")
}

#[async_trait]
impl PluginCommand for Tenants {
    fn feature(&self) -> Feature {
        Feature::Tenants
    }

    fn command(&self) -> Command {
        let remove = Command::new("remove")
            .about("Erase everything of a tenant: places, backups, login, records, settings")
            .arg(name())
            .arg(
                Arg::new("yes")
                    .long("yes")
                    .action(ArgAction::SetTrue)
                    .help("Do not ask"),
            );
        let sync = Command::new("sync")
            .about("Sync all tenants that have a login, one after the other")
            .arg(
                Arg::new("wait")
                    .long("wait")
                    .action(ArgAction::SetTrue)
                    .help("Wait for the request quota, or for another sync, and say how long"),
            );
        Command::new("tenants")
            .about("Keep several WEBFLEET accounts apart on this device")
            .subcommand_required(true)
            .subcommand(Command::new("list").about("List the tenants and what each has"))
            .subcommand(
                Command::new("add")
                    .about("Make the folders of a new tenant; then use it with --tenant NAME")
                    .arg(name()),
            )
            .subcommand(remove)
            .subcommand(sync)
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        match matches.subcommand() {
            Some(("add", matches)) => add(session, named(matches)),
            Some(("remove", matches)) => {
                remove(session, named(matches), matches.get_flag("yes")).await
            }
            Some(("sync", matches)) => sync(session, matches.get_flag("wait")).await,
            Some(_) => list(session).await,
            None => Err(CliError::internal(clap::Error::new(
                clap::error::ErrorKind::MissingSubcommand,
            ))),
        }
    }

    fn examine(&self, session: &Session) -> Vec<Finding> {
        // Without a home folder there is no place to look at. One tenant is told nothing of others.
        let device = session.device_dirs();
        if device.config.as_os_str().is_empty() || session.tenant().is_some() {
            return Vec::new();
        }
        let checked = folders::known(device).and_then(|known| {
            for name in &known {
                folders::check(device, name)?;
            }
            Ok(known.len())
        });
        match checked {
            // One account on a device is nothing to talk about.
            Ok(0) => Vec::new(),
            Ok(tenants) => vec![text::finding(tenants)],
            Err(error) => vec![text::bad_folders(&error)],
        }
    }
}

fn named(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("name").map_or("", String::as_str)
}

/// All tenants, the device's own first.
fn all(session: &Session) -> Result<Vec<Option<TenantName>>, CliError> {
    let known = folders::known(session.device_dirs())?;
    Ok(std::iter::once(None)
        .chain(known.into_iter().map(Some))
        .collect())
}

async fn list(session: &Session) -> Result<Output, CliError> {
    let mut rows = Vec::new();
    let mut values = Vec::new();
    for tenant in all(session)? {
        let seen = look(session, tenant.as_ref()).await;
        values.push(as_json(tenant.as_ref(), &seen));
        rows.push((tenant, seen));
    }
    Output::answer(text::list(&rows), &json!({ "tenants": values }))
}

/// What a tenant has. One that cannot be read does not hide the others.
async fn look(session: &Session, tenant: Option<&TenantName>) -> Result<Row, CliError> {
    let own = session.of_tenant(tenant.map(TenantName::as_str))?;
    let status = if own.has_store()? {
        Some(own.reading().await?.status().await?)
    } else {
        None
    };
    let record = own.journal()?.read()?;
    let provenance = status.as_ref().and_then(|it| it.provenance.as_ref());
    Ok(Row {
        places: status.as_ref().map_or(0, |status| status.places),
        as_of: provenance.map(|provenance| provenance.as_of),
        login: own.keeps_login(),
        last: record.latest().cloned(),
    })
}

fn as_json(tenant: Option<&TenantName>, seen: &Result<Row, CliError>) -> Value {
    let name = tenant.map(TenantName::as_str);
    match seen {
        Ok(row) => json!({
            "tenant": name,
            "places": row.places,
            "as_of": row.as_of.map(iso),
            "login_kept": row.login,
            "last_sync": row.last.as_ref().map(|run| json!({
                "started": iso(run.started.at),
                "outcome": match run.ended.as_ref().map(|ended| &ended.outcome) {
                    None => "unfinished",
                    Some(Outcome::Done) => "done",
                    Some(Outcome::Failed(_)) => "failed",
                },
            })),
        }),
        Err(error) => json!({ "tenant": name, "error": error }),
    }
}

fn add(session: &Session, name: &str) -> Result<Output, CliError> {
    let name: TenantName = name.parse().map_err(|error| text::bad_name(name, error))?;
    let device = session.device_dirs();
    let known = folders::known(device)?;
    if let Some(alike) = known.iter().find(|it| it.falls_together_with(&name)) {
        return Err(text::taken(&name, alike));
    }
    let own = folders::make(device, &name)?;
    Output::report(
        text::added(&name, &own),
        &json!({
            "tenant": name.as_str(),
            "config_dir": own.config.display().to_string(),
            "data_dir": own.data.display().to_string(),
            "state_dir": own.state.display().to_string(),
        }),
    )
}

async fn remove(session: &Session, name: &str, yes: bool) -> Result<Output, CliError> {
    let name = folders::find(session.device_dirs(), name)?;
    let own = session.of_tenant(Some(name.as_str()))?;
    let belongings = remove::find(&own, &name).await?;
    if !yes {
        confirm(session, &name, &belongings)?;
    }
    remove::remove(&own, &belongings)?;
    let folders: Vec<String> = belongings
        .folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    Output::report(
        text::removed(&name, &belongings),
        &json!({ "tenant": name.as_str(), "places": belongings.places, "removed": folders }),
    )
}

/// Asks for the name again; without somebody to ask nothing goes.
fn confirm(session: &Session, name: &TenantName, belongings: &Belongings) -> Result<(), CliError> {
    if !session.terminal().interactive || session.json() {
        return Err(text::not_confirmed(name, belongings));
    }
    let mut stderr = std::io::stderr().lock();
    let mut answer = String::new();
    write!(stderr, "{}", text::question(name, belongings))
        .and_then(|()| stderr.flush())
        .and_then(|()| std::io::stdin().read_line(&mut answer))?;
    if answer.trim() == name.as_str() {
        Ok(())
    } else {
        Err(text::not_confirmed(name, belongings))
    }
}

/// One after the other, each with its own login, quota and lock. One that fails does not stop the next;
/// the first failure gives the exit code.
async fn sync(session: &Session, wait: bool) -> Result<Output, CliError> {
    let mut answer = String::new();
    let mut values = Vec::new();
    let mut warnings = Vec::new();
    let mut exit_code = 0;
    for tenant in all(session)? {
        let name = tenant.as_ref().map(TenantName::as_str);
        let outcome = match session.of_tenant(name) {
            // One without a login of its own is not used.
            Ok(own) if !own.keeps_login() => continue,
            Ok(own) => sync_as_set(&own, wait).await,
            Err(error) => Err(error),
        };
        if !answer.is_empty() {
            answer.push('\n');
        }
        match outcome {
            Ok(done) => {
                answer.push_str(&text::synced(
                    name,
                    &spoken(&done.text(session.language()), name),
                ));
                let of = |warning: &Text| text::of_tenant(name, &warning.for_tenant(name));
                warnings.extend(done.warnings.iter().map(of));
                values.push(json!({ "tenant": name, "sync": done.json()? }));
            }
            Err(error) => {
                if exit_code == 0 {
                    exit_code = error.kind.exit_code();
                }
                answer.push_str(&text::failed(name, &error, session.language()));
                warnings.push(text::of_tenant(name, &error.what));
                values.push(json!({ "tenant": name, "error": error }));
            }
        }
    }
    if values.is_empty() {
        return Err(text::nobody_to_sync());
    }
    let mut output = Output::report(answer, &json!({ "tenants": values }))?;
    output.warn(warnings);
    output.exit_code = exit_code;
    Ok(output)
}
