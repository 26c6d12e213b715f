use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgAction, ArgMatches, Command};
use kplaces_cli::{Help, Output, PluginCommand, Session, sync_as_wished};
use kplaces_device::{CliError, Device, Finding, Installed, Stock, SyncWish};
use kplaces_edition::Feature;
use kplaces_text::{Language, Text, spoken};

use crate::belongings::Belongings;
use crate::json::{AddedJson, RemovedJson, SyncsJson, TenantsJson};
use crate::text::{self, Row, Seen};
use crate::{TenantName, folders, remove};

/// `3kplaces tenants list|add|remove|sync`
#[derive(Debug)]
pub(crate) struct Tenants;

fn name() -> Arg {
    Arg::new("name").value_name("NAME").required(true)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

#[async_trait(?Send)]
impl PluginCommand for Tenants {
    fn feature(&self) -> Feature {
        Feature::Tenants
    }

    fn command(&self) -> Command {
        Command::new("tenants")
            .subcommand_required(true)
            .subcommand(Command::new("list"))
            .subcommand(Command::new("add").arg(name()))
            .subcommand(Command::new("remove").arg(name()).arg(flag("yes")))
            .subcommand(Command::new("sync").arg(flag("wait")))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
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
}

impl Installed for Tenants {
    fn feature(&self) -> Feature {
        Feature::Tenants
    }

    fn examine(&self, device: &Device, _: Option<&Stock>) -> Vec<Finding> {
        // Without a home folder there is no place to look at. One tenant is told nothing of others.
        let dirs = device.device_dirs();
        if dirs.config.as_os_str().is_empty() || device.tenant().is_some() {
            return Vec::new();
        }
        let checked = folders::known(dirs).and_then(|known| {
            for name in &known {
                folders::check(dirs, name)?;
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
    let mut rows: Vec<Seen> = Vec::new();
    for tenant in all(session)? {
        let seen = look(session, tenant.as_ref()).await;
        rows.push((tenant, seen));
    }
    Ok(Output::of(
        rows,
        |rows, language| text::list(rows, language),
        |rows| serde_json::to_value(TenantsJson::new(rows)),
    ))
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

fn add(session: &Session, name: &str) -> Result<Output, CliError> {
    let name: TenantName = name.parse().map_err(|_| text::bad_name(name))?;
    let device = session.device_dirs();
    let known = folders::known(device)?;
    if let Some(alike) = known.iter().find(|it| it.falls_together_with(&name)) {
        return Err(text::taken(&name, alike));
    }
    let own = folders::make(device, &name)?;
    Ok(Output::of(
        (name, own),
        |(name, own), language| text::added(name, own, language),
        |(name, own)| serde_json::to_value(AddedJson::new(name, own)),
    )
    .as_report())
}

async fn remove(session: &Session, name: &str, yes: bool) -> Result<Output, CliError> {
    let name = folders::find(session.device_dirs(), name)?;
    let own = session.of_tenant(Some(name.as_str()))?;
    let belongings = remove::find(&own, &name).await?;
    if !yes {
        confirm(session, &name, &belongings)?;
    }
    remove::remove(&own, &belongings)?;
    Ok(Output::of(
        (name, belongings),
        |(name, belongings), language| text::removed(name, belongings, language),
        |(name, belongings)| serde_json::to_value(RemovedJson::new(name, belongings)),
    )
    .as_report())
}

/// Asks for the name again; without somebody to ask nothing goes.
fn confirm(session: &Session, name: &TenantName, belongings: &Belongings) -> Result<(), CliError> {
    let ask = session.ask();
    let question = Text::made(|language| text::question(name, belongings, language));
    let may_ask = ask.is_somebody_there() && !session.json();
    if may_ask && ask.line(question)?.trim() == name.as_str() {
        Ok(())
    } else {
        Err(text::not_confirmed(name, belongings))
    }
}

/// The sync that `3kplaces sync` does without flags, or with `--wait`.
async fn sync_one(own: &Session, wait: bool) -> Result<Output, CliError> {
    let wish = SyncWish {
        patience: own.patience(wait, false),
        ..SyncWish::default()
    };
    let done = Box::pin(sync_as_wished(own, wish)).await;
    done.map_err(|error| error.for_tenant(own.tenant()))
}

/// One after the other, each with its own login, quota and lock. One that fails does not stop the next;
/// the first failure gives the exit code.
async fn sync(session: &Session, wait: bool) -> Result<Output, CliError> {
    let mut ends: Vec<End> = Vec::new();
    for tenant in all(session)? {
        let name = tenant.as_ref().map(TenantName::as_str);
        let outcome = match session.of_tenant(name) {
            // One without a login of its own is not used.
            Ok(own) if !own.keeps_login() => continue,
            Ok(own) => sync_one(&session.about(own), wait).await,
            Err(error) => Err(error),
        };
        ends.push((name.map(str::to_owned), outcome));
    }
    if ends.is_empty() {
        return Err(text::nobody_to_sync());
    }
    let mut warnings = Vec::new();
    for (name, outcome) in &ends {
        let name = name.as_deref();
        let of = |warning: &Text| text::of_tenant(name, &warning.for_tenant(name));
        match outcome {
            Ok(done) => warnings.extend(done.warnings.iter().map(of)),
            Err(error) => warnings.push(text::of_tenant(name, &error.what)),
        }
    }
    let mut failed = ends.iter().filter_map(|(_, end)| end.as_ref().err());
    let exit_code = failed.next().map_or(0, |error| error.kind.exit_code());
    let mut output = Output::of(
        ends,
        |ends, language| told(ends, language),
        |ends| serde_json::to_value(SyncsJson::new(ends)),
    );
    output.warn(warnings);
    Ok(output.as_report().with_exit_code(exit_code))
}

/// How the sync of a tenant ended.
type End = (Option<String>, Result<Output, CliError>);

fn told(ends: &[End], language: Language) -> String {
    let told = ends.iter().map(|(name, outcome)| {
        let name = name.as_deref();
        match outcome {
            Ok(done) => text::synced(name, &spoken(&done.text(language), name), language),
            Err(error) => text::failed(name, error, language),
        }
    });
    told.collect::<Vec<_>>().join("\n")
}
