//! The words for what is on record. A record holds codes and numbers; they become sentences here, when
//! somebody reads them.

use kplaces_state::{Cause, Failure, FailureKind, Loss, Report, StoreFault, Warning};

use super::format::{count, number};

/// Why a sync failed, in one line.
pub fn failure(failure: Failure) -> String {
    match failure.cause {
        Cause::Unknown => of_kind(failure.kind).to_owned(),
        cause => of_cause(cause),
    }
}

fn of_kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Usage => "something was asked for that is not there",
        FailureKind::Configuration => "the settings are not valid",
        FailureKind::Login => "the login is missing, or WEBFLEET did not accept it",
        FailureKind::Quota => "the request quota of WEBFLEET was used up",
        FailureKind::Edition => "this edition lacks what was asked for",
        FailureKind::Limit => "a limit was reached",
        FailureKind::Network => "WEBFLEET could not be asked, or gave no sound report",
        FailureKind::Store => "the places could not be read or written",
        FailureKind::Guard => "it would have lost too much",
        FailureKind::Busy => "another sync was under way",
        FailureKind::Output => "the output could not be written",
        FailureKind::Internal => "3Kplaces made a mistake",
        FailureKind::Interrupted => "it was ended before it was done",
        FailureKind::Other => "for a reason that this version does not know",
    }
}

fn of_cause(cause: Cause) -> String {
    let words = match cause {
        Cause::NoLogin => "there was no WEBFLEET login on this device",
        Cause::IncompleteLogin => "the WEBFLEET login was not complete",
        Cause::UnusableLogin => "the WEBFLEET login could not be read",
        Cause::NoPassphrase => "there was no passphrase for what is sealed",
        Cause::Settings { problems } => {
            let problems = count(problems, "problem", "problems");
            return format!("the settings had {problems}");
        }
        Cause::NoConfigurationFile => "the configuration file that was named was not there",
        Cause::Endpoint => "the address of WEBFLEET could not be used",
        Cause::Setup => "the connection to WEBFLEET could not be prepared",
        Cause::Refused { report, error } => {
            return format!("WEBFLEET answered {} with error {error}", request(report));
        }
        Cause::Held {
            report,
            wait_s,
            refused,
        } => {
            let who = if refused { "WEBFLEET" } else { "this device" };
            let wait = number(wait_s);
            return format!("{who} allowed no request for {} for {wait} s", of(report));
        }
        Cause::Uncounted => "requests could not be counted, so none was sent",
        Cause::NotAllowed => "a request to another host was stopped",
        Cause::HttpStatus { status } => return format!("the answer was HTTP status {status}"),
        Cause::Redirect { status } => {
            return format!("the connection was diverted (HTTP status {status})");
        }
        Cause::Intercepted => "a page came instead of a report",
        Cause::HostNotFound => "the name of the host was not found",
        Cause::NoConnection => "there was no connection",
        Cause::Certificate => "the host did not prove who it is: its certificate is not trusted",
        Cause::Timeout => "there was no answer in time",
        Cause::CutShort => "the reply was cut short",
        Cause::Unsupported => "the reply was packed or written in a way that is not read",
        Cause::TooLarge => "the reply was too large",
        Cause::Garbled { report, row: 0 } => {
            return format!("the report of {} was garbled in its header", of(report));
        }
        Cause::Garbled { report, row } => {
            let row = number(row);
            return format!("the report of {} was garbled in row {row}", of(report));
        }
        Cause::MissingColumns {
            report,
            missing,
            seen,
        } => {
            return format!(
                "the report of {} lacked {}; it had {}",
                of(report),
                count(missing, "column", "columns"),
                number(seen)
            );
        }
        Cause::Unsound { report } => {
            return format!("the report of {} could not be used", of(report));
        }
        Cause::Store { fault } => return of_store(fault).to_owned(),
        Cause::Records => "what this device remembers of its syncs could not be read or written",
        Cause::Backup => "the places on this device could not be copied first",
        Cause::Guard {
            loss,
            places,
            stored,
        } => return format!("it would have {}", lost(loss, places, stored)),
        Cause::NoPositions { rows } => {
            let rows = count(rows, "address", "addresses");
            return format!("no position of the {rows} could be read");
        }
        Cause::UnknownGroups { groups } => {
            let (are, groups) = (if groups == 1 { "is" } else { "are" }, number(groups));
            return format!("{groups} of the groups asked for {are} not in the account");
        }
        Cause::Busy => of_kind(FailureKind::Busy),
        // `failure` has words for it by its kind.
        Cause::Unknown => of_kind(FailureKind::Other),
    };
    words.to_owned()
}

fn of_store(fault: StoreFault) -> &'static str {
    match fault {
        StoreFault::Conflict => "the places were changed meanwhile",
        StoreFault::Busy => "another program was using the places",
        StoreFault::Corrupt => "the file with the places was damaged",
        StoreFault::Newer => "a newer 3Kplaces wrote the places",
        StoreFault::Denied => "the places could not be stored there",
        StoreFault::Full => "there was no room left on this device",
        StoreFault::Location => "`store` in the settings names no place for the places",
        StoreFault::Missing => "there was no store",
        StoreFault::Older => "an older 3Kplaces wrote the places",
        StoreFault::Locked => "the places are encrypted, and were not opened",
        StoreFault::Other => of_kind(FailureKind::Store),
    }
}

fn of(report: Report) -> &'static str {
    match report {
        Report::Addresses => "the addresses",
        Report::Groups => "the groups",
        Report::Memberships => "the group memberships",
        Report::Unknown => "a report",
    }
}

fn request(report: Report) -> String {
    format!("the request for {}", of(report))
}

/// `removed 13 of 60 places`
fn lost(loss: Loss, places: u64, stored: u64) -> String {
    let (places, stored) = (number(places), number(stored));
    let what = match loss {
        Loss::Places => return format!("removed {places} of {stored} places"),
        Loss::Groups => "all groups",
        Loss::Names => "the name",
        Loss::Positions => "the position",
        Loss::Radii => "the radius",
        Loss::Colours => "the colour",
    };
    format!("taken {what} from {places} of {stored} places")
}

/// What should be known of a sync that went well, in one line.
pub fn warning(warning: Warning) -> String {
    match warning {
        Warning::CutAt { limit } => {
            let limit = number(u64::from(limit));
            format!("stopped at the limit of {limit} addresses")
        }
        Warning::GuardWouldStop {
            loss,
            places,
            stored,
        } => format!(
            "the guard would stop it: it would have {}",
            lost(loss, places, stored)
        ),
        Warning::NotUtf8 { fields } => {
            let fields = count(fields, "field was", "fields were");
            format!("{fields} not UTF-8")
        }
        Warning::DamagedFields { fields } => {
            let fields = count(fields, "field was", "fields were");
            format!("{fields} damaged, and kept as far as readable")
        }
        Warning::UnreadableRows { rows } => {
            let rows = count(rows, "row", "rows");
            format!("{rows} could not be read and were left out")
        }
        Warning::Kept { places } => {
            let places = count(places, "place", "places");
            format!("{places} kept, since not all could be read")
        }
        Warning::NoRadius => "the address report has no radius".to_owned(),
        Warning::NoColour => "the address report has no colour".to_owned(),
        Warning::MembersWithoutAddress { members } => format!(
            "{} without an address",
            count(members, "membership", "memberships")
        ),
    }
}
