//! Every request read on the wire: our reports, our columns, nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;

use crate::prove::device::Said;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};
use crate::prove::wire::Wire;

/// What may be asked for: a report, and all spellings of its columns that are ours.
const REPORTS: [(&str, &[&str]); 3] = [
    (
        "showAddressReportExtern",
        &[
            "addruid",
            "addressuid",
            "addrno",
            "addrnr",
            "addressno",
            "addrname1",
            "name1",
            "name",
            "positionx",
            "longitude_mdeg",
            "addr_longitude",
            "longitude",
            "positiony",
            "latitude_mdeg",
            "addr_latitude",
            "latitude",
            "radius",
            "color",
            "colour",
        ],
    ),
    (
        "showAddressGroupAddressReportExtern",
        &[
            "addruid",
            "addressuid",
            "addrno",
            "addrnr",
            "addressno",
            "addrgrpname",
            "addressgroupname",
            "addrgroupname",
        ],
    ),
    (
        "showAddressGroupReportExtern",
        &["addrgrpname", "addressgroupname", "addrgroupname"],
    ),
];

/// The other parameters of a request; `addressgroupname` is the name of a group that is wanted.
const PARAMETERS: [&str; 9] = [
    "account",
    "action",
    "addressgroupname",
    "apikey",
    "columnfilter",
    "lang",
    "outputformat",
    "useISO8601",
    "useUTF8",
];

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let mut violations = Vec::new();
    let (mut requests, mut unasked, mut asked) = (0, 0, BTreeSet::new());
    for (quirk, format, method) in [
        (None, "csv", "get"),
        (None, "json", "post"),
        (Some("all-columns"), "csv", "post"),
        (Some("all-columns"), "json", "get"),
    ] {
        let faults: Vec<&str> = quirk
            .into_iter()
            .flat_map(|quirk| ["--fault", quirk])
            .collect();
        let webfleet = subject.webfleet(&faults)?;
        let wire = Wire::before(webfleet.address()?)?;
        let mut device = subject.device("columns", &wire.url())?;
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__METHOD", method);
        device.log_in(&webfleet.login()?)?;
        let group = ["sync", "--group", "Kunden", "--accept-shrink"];
        let commands: [&[&str]; 4] = [&["sync"], &group, &["groups"], &["doctor", "--online"]];
        for command in commands {
            let Said { .. } = device.run(command, "")?;
        }
        for query in queries(&wire.asked()) {
            requests += 1;
            violations.extend(judge(&query, &mut asked));
        }
        let marks = Marks::of(&webfleet)?;
        let sent = marks.personal.count(&wire.answered());
        unasked += sent;
        let expected = quirk.is_some();
        ensure!(
            (sent > 0) == expected,
            "the stand-in does not send what it should"
        );
    }
    ensure!(requests > 0, "no request was seen");
    let reports: Vec<String> = asked.into_iter().collect();
    let shown = format!(
        "{requests} requests in CSV and JSON, by GET and POST, for {} and no other column; asked for \
         these a service that knows columns sends no personal value, one that does not sent {unasked}",
        reports.join(", ")
    );
    Ok(Outcome::of(violations, shown))
}

/// The parameters of every request: of a GET behind the question mark, of a POST in the body.
fn queries(wire: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = String::from_utf8_lossy(wire);
    let words = text.split(['?', ' ', '\r', '\n']);
    let queries = words.filter(|word| word.contains("action=") || word.contains("columnfilter="));
    queries
        .map(|query| {
            // The next request follows a body without a line end.
            let query = query.split("POST").next().unwrap_or(query);
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .map(|(name, value)| (name.to_owned(), value.replace("%2C", ",")))
                .collect()
        })
        .collect()
}

fn judge(query: &BTreeMap<String, String>, asked: &mut BTreeSet<String>) -> Vec<String> {
    let mut violations = Vec::new();
    for name in query
        .keys()
        .filter(|name| !PARAMETERS.contains(&name.as_str()))
    {
        violations.push(format!("a request has the parameter {name}"));
    }
    let action = query.get("action").map_or("", String::as_str);
    let Some((_, known)) = REPORTS.iter().find(|(report, _)| *report == action) else {
        violations.push(format!("a request asks for {action}"));
        return violations;
    };
    let columns = query.get("columnfilter").map_or("", String::as_str);
    if columns.is_empty() {
        violations.push(format!("{action} is asked for with all its columns"));
    }
    let columns = columns.split(',').filter(|column| !column.is_empty());
    for column in columns.filter(|column| !known.contains(column)) {
        violations.push(format!("{action} is asked for with the column {column}"));
    }
    asked.insert(action.to_owned());
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_a_report_and_a_parameter_that_are_not_ours_are_seen() {
        let wire = "GET /extern?action=showAddressReportExtern&columnfilter=addrno%2Caddrstreet HTTP/1.1\r\n\
                    Host: x\r\n\r\nPOST /extern HTTP/1.1\r\n\r\naction=showTracks&columnfilter=addrno\
                    POST /extern HTTP/1.1\r\n\r\naction=showAddressReportExtern&who=me";
        let mut asked = BTreeSet::new();
        let seen = queries(wire.as_bytes());
        let seen: Vec<String> = seen
            .iter()
            .flat_map(|query| judge(query, &mut asked))
            .collect();
        assert_eq!(
            seen,
            [
                "showAddressReportExtern is asked for with the column addrstreet",
                "a request asks for showTracks",
                "a request has the parameter who",
                "showAddressReportExtern is asked for with all its columns",
            ]
        );
    }
}
