//! What WEBFLEET is asked for.

use std::collections::BTreeSet;

use kplaces_webfleet_sim::{ColumnFilter, Options};

use super::{Seen, Stage, broken};

/// The columns that may be asked for, in all spellings that WEBFLEET is known to have.
const COLUMNS: [&str; 18] = [
    "addruid",
    "addressuid",
    "addrno",
    "addrnr",
    "addressno",
    "addrname1",
    "positionx",
    "longitude_mdeg",
    "longitude",
    "positiony",
    "latitude_mdeg",
    "latitude",
    "radius",
    "color",
    "colour",
    "addrgrpname",
    "addressgroupname",
    "addrgroupname",
];

/// The parameters that may be sent, and no other.
const PARAMETERS: [&str; 9] = [
    "account",
    "apikey",
    "action",
    "lang",
    "outputformat",
    "useUTF8",
    "useISO8601",
    "columnfilter",
    "addressgroupname",
];

/// The reports that may be asked for.
const REPORTS: [&str; 3] = [
    "showAddressReportExtern",
    "showAddressGroupAddressReportExtern",
    "showAddressGroupReportExtern",
];

/// Every request is for one of three reports, with our columns and no other parameter.
pub(crate) fn columns(stage: &Stage) -> Seen {
    let mut requests = 0;
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for (format, method) in [("csv", "get"), ("json", "post")] {
        let (webfleet, mut device) = stage.marked(Options {
            column_filter: ColumnFilter::Ignored,
            ..Options::default()
        });
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__METHOD", method);
        for arguments in [&["sync"][..], &["sync", "--dry-run"], &["groups"]] {
            if stage.has(arguments[0]) {
                let ran = device.run(arguments);
                if ran.code != 0 {
                    return broken(format!("`{}` ended with {}", arguments.join(" "), ran.code));
                }
            }
        }
        let wire = webfleet.wire();
        for line in wire.lines().filter(|line| line.contains("columnfilter=")) {
            requests += 1;
            let form = line.split_once('?').map_or(line, |(_, form)| form);
            for pair in form.split('&') {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                if !PARAMETERS.contains(&name) {
                    return broken(format!("the parameter `{name}` is sent"));
                }
                if name == "action" && !REPORTS.contains(&value) {
                    return broken(format!("the report `{value}` is asked for"));
                }
                if name == "columnfilter" {
                    asked.extend(value.split("%2C").map(str::to_owned));
                }
            }
        }
        // Each request has been looked at.
        if webfleet.calls().len() != wire.matches("columnfilter=").count() {
            return broken("a request names no columns, so all would be sent");
        }
    }
    if requests == 0 {
        return broken("no request was made: nothing was looked at");
    }
    if let Some(other) = asked
        .iter()
        .find(|column| !COLUMNS.contains(&column.as_str()))
    {
        return broken(format!("the column `{other}` is asked for"));
    }
    Ok(format!(
        "{requests} requests, {} spellings of eight columns",
        asked.len()
    ))
}
