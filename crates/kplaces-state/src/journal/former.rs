//! What an older version recorded in sentences: the numbers in them, and nothing else.
//!
//! A sentence could hold a text of WEBFLEET or the name of a group, so none is kept or shown.

use super::failure::{Cause, FailureKind, Loss, Report};
use super::warning::Warning;

/// What a sentence behind a failure says in numbers.
pub(super) fn cause(kind: FailureKind, what: &str) -> Cause {
    match kind {
        FailureKind::Quota => behind(what, "may go out for another ").map(|wait_s| Cause::Held {
            report: report(what),
            wait_s,
            refused: false,
        }),
        FailureKind::Guard => loss(what).map(|(loss, places, stored)| Cause::Guard {
            loss,
            places,
            stored,
        }),
        FailureKind::Busy => Some(Cause::Busy),
        FailureKind::Login | FailureKind::Network => None,
        _ => return Cause::Unknown,
    }
    .or_else(|| {
        let error = behind(what, "with error ").and_then(|it| u32::try_from(it).ok())?;
        let report = report(what);
        Some(Cause::Refused { report, error })
    })
    .or_else(|| {
        let status = behind(what, "answered with HTTP status ")?;
        let status = u16::try_from(status).ok()?;
        Some(Cause::HttpStatus { status })
    })
    .or_else(|| {
        let row = behind(what, "is garbled in row ")?;
        let report = report(what);
        Some(Cause::Garbled { report, row })
    })
    .unwrap_or(Cause::Unknown)
}

/// What a sentence of warning says in numbers; `None` if it is none of ours.
pub(super) fn warning(sentence: &str) -> Option<Warning> {
    if let Some(limit) = behind(sentence, "stopped at the limit of ") {
        let limit = u32::try_from(limit).ok()?;
        return Some(Warning::CutAt { limit });
    }
    if sentence.starts_with("the guard would stop it: ") {
        let (loss, places, stored) = loss(sentence)?;
        return Some(Warning::GuardWouldStop {
            loss,
            places,
            stored,
        });
    }
    let (first, rest) = sentence.split_once(' ')?;
    let count = first.parse().ok()?;
    match rest {
        "fields were not UTF-8" => Some(Warning::NotUtf8 { fields: count }),
        "memberships without an address" => Some(Warning::MembersWithoutAddress { members: count }),
        _ => None,
    }
}

/// `the sync would remove 13 of 60 places`
fn loss(sentence: &str) -> Option<(Loss, u64, u64)> {
    let (loss, before) = [
        (Loss::Places, "the sync would remove "),
        (Loss::Groups, "the sync would take all groups from "),
        (Loss::Names, "the sync would take the name from "),
        (Loss::Positions, "the sync would take the position from "),
    ]
    .into_iter()
    .find(|(_, before)| sentence.contains(before))?;
    Some((loss, behind(sentence, before)?, behind(sentence, " of ")?))
}

/// The report whose name on the wire stands in a sentence. That of the group list is not spelt as a
/// whole: where an edition does not ask for it, the name is not in the program.
fn report(sentence: &str) -> Report {
    let name = sentence
        .split_once("show")
        .and_then(|(_, behind)| behind.split_once("ReportExtern"));
    match name {
        Some(("Address", _)) => Report::Addresses,
        Some(("AddressGroupAddress", _)) => Report::Memberships,
        Some(("AddressGroup", _)) => Report::Groups,
        _ => Report::Unknown,
    }
}

/// The number that stands behind these words.
fn behind(sentence: &str, words: &str) -> Option<u64> {
    let (_, rest) = sentence.split_once(words)?;
    let end = rest.find(|c: char| !c.is_ascii_digit());
    rest[..end.unwrap_or(rest.len())].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_sentences_are_kept_and_words_are_not() {
        use FailureKind::{Guard, Login, Network, Quota, Store};
        let addresses = Report::Addresses;
        for (kind, what, cause) in [
            (
                Login,
                "WEBFLEET answered showAddressReportExtern with error 1101: no access for Anna",
                Cause::Refused {
                    report: addresses,
                    error: 1101,
                },
            ),
            (
                Network,
                "csv.webfleet.com answered with HTTP status 503",
                Cause::HttpStatus { status: 503 },
            ),
            (
                Network,
                "the showAddressReportExtern report is garbled in row 7: a quote",
                Cause::Garbled {
                    report: addresses,
                    row: 7,
                },
            ),
            (
                Quota,
                "no request for showAddressReportExtern may go out for another 42 s",
                Cause::Held {
                    report: addresses,
                    wait_s: 42,
                    refused: false,
                },
            ),
            (
                Guard,
                "the sync would remove 13 of 60 places",
                Cause::Guard {
                    loss: Loss::Places,
                    places: 13,
                    stored: 60,
                },
            ),
            (Network, "no connection to host", Cause::Unknown),
            (Store, "with error 5", Cause::Unknown),
            (Network, "with error 99999999999", Cause::Unknown),
        ] {
            assert_eq!(super::cause(kind, what), cause, "{what}");
        }
        assert_eq!(
            warning("stopped at the limit of 500 addresses"),
            Some(Warning::CutAt { limit: 500 })
        );
        assert_eq!(
            warning("3 fields were not UTF-8"),
            Some(Warning::NotUtf8 { fields: 3 })
        );
        let guard = "the guard would stop it: the sync would take the name from 4 of 9 places";
        assert_eq!(
            warning(guard),
            Some(Warning::GuardWouldStop {
                loss: Loss::Names,
                places: 4,
                stored: 9
            })
        );
        assert_eq!(warning("4 sisters of Anna"), None);
    }
}
