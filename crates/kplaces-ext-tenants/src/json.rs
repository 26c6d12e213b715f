//! The shapes of `--json`. A tenant is told by its name; the device's own, which has none, by `null`.

use kplaces_cli::{CliError, ErrorJson, Output, Shape, SyncJson, form, iso};
use kplaces_config::Dirs;
use kplaces_state::{Outcome, Run};
use schemars::JsonSchema;
use serde::Serialize;

use crate::TenantName;
use crate::belongings::Belongings;
use crate::text::{Row, Seen};

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("tenants list", &[form::<TenantsJson<'_>>]),
    Shape::new("tenants add", &[form::<AddedJson<'_>>]),
    Shape::new("tenants remove", &[form::<RemovedJson<'_>>]),
    Shape::new("tenants sync", &[form::<SyncsJson<'_>>]),
];

/// The tenants, the device's own first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TenantsJson<'a> {
    tenants: Vec<SeenJson<'a>>,
}

/// What a tenant has, or why that cannot be read.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum SeenJson<'a> {
    Row(RowJson<'a>),
    Failed(FailedJson<'a>),
}

#[derive(Serialize, JsonSchema)]
struct RowJson<'a> {
    tenant: Option<&'a str>,
    places: u64,
    #[schemars(extend("format" = "date-time"))]
    as_of: Option<String>,
    login_kept: bool,
    /// The newest sync, dry runs aside.
    last_sync: Option<LastJson>,
}

#[derive(Serialize, JsonSchema)]
struct LastJson {
    #[schemars(extend("format" = "date-time"))]
    started: String,
    /// `done`, `failed` or `unfinished`.
    outcome: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct FailedJson<'a> {
    tenant: Option<&'a str>,
    #[schemars(with = "ErrorJson")]
    error: &'a CliError,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct AddedJson<'a> {
    tenant: &'a str,
    config_dir: String,
    data_dir: String,
    state_dir: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct RemovedJson<'a> {
    tenant: &'a str,
    /// `null` where they could not be counted.
    places: Option<u64>,
    /// The folders.
    removed: Vec<String>,
}

/// The syncs of all tenants. The exit code is that of the first failure.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SyncsJson<'a> {
    tenants: Vec<EndJson<'a>>,
}

/// What came of the sync of a tenant.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum EndJson<'a> {
    Done(DoneJson<'a>),
    Failed(FailedJson<'a>),
}

#[derive(Serialize, JsonSchema)]
struct DoneJson<'a> {
    tenant: Option<&'a str>,
    #[schemars(with = "SyncJson")]
    sync: &'a Output,
}

impl<'a> TenantsJson<'a> {
    pub(crate) fn new(rows: &'a [Seen]) -> Self {
        let seen = |(tenant, seen): &'a Seen| {
            let tenant = tenant.as_ref().map(TenantName::as_str);
            match seen {
                Ok(row) => SeenJson::Row(RowJson::new(tenant, row)),
                Err(error) => SeenJson::Failed(FailedJson { tenant, error }),
            }
        };
        Self {
            tenants: rows.iter().map(seen).collect(),
        }
    }
}

impl<'a> RowJson<'a> {
    fn new(tenant: Option<&'a str>, row: &Row) -> Self {
        Self {
            tenant,
            places: row.places,
            as_of: row.as_of.map(iso),
            login_kept: row.login,
            last_sync: row.last.as_ref().map(LastJson::from),
        }
    }
}

impl From<&Run> for LastJson {
    fn from(run: &Run) -> Self {
        Self {
            started: iso(run.started.at),
            outcome: match run.ended.as_ref().map(|ended| &ended.outcome) {
                None => "unfinished",
                Some(Outcome::Done) => "done",
                Some(Outcome::Failed(_)) => "failed",
            },
        }
    }
}

impl<'a> AddedJson<'a> {
    pub(crate) fn new(name: &'a TenantName, own: &Dirs) -> Self {
        Self {
            tenant: name.as_str(),
            config_dir: own.config.display().to_string(),
            data_dir: own.data.display().to_string(),
            state_dir: own.state.display().to_string(),
        }
    }
}

impl<'a> RemovedJson<'a> {
    pub(crate) fn new(name: &'a TenantName, belongings: &Belongings) -> Self {
        let folders = belongings.folders.iter();
        Self {
            tenant: name.as_str(),
            places: belongings.places,
            removed: folders.map(|it| it.display().to_string()).collect(),
        }
    }
}

impl<'a> SyncsJson<'a> {
    pub(crate) fn new(ends: &'a [(Option<String>, Result<Output, CliError>)]) -> Self {
        let end = |(tenant, outcome): &'a (Option<String>, _)| {
            let tenant = tenant.as_deref();
            match outcome {
                Ok(sync) => EndJson::Done(DoneJson { tenant, sync }),
                Err(error) => EndJson::Failed(FailedJson { tenant, error }),
            }
        };
        Self {
            tenants: ends.iter().map(end).collect(),
        }
    }
}
