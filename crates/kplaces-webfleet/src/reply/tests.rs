use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::columns;
use crate::rows::AddressRow;

mod damage;
mod known;

const CSV: &str = "addrno;addruid;addrname1;street;positionx;positiony;radius;color\r\n\
    \"007\";\"1-1-A\";\"Bäckerei \"\"Zum Ä\"\"; Ulm\";\"Weg 1\";9987000;48401000;250;\"darkred\"\r\n\
    \"1\";\"1-1-B\";\"two\r\nlines\";;;;0;\r\n\
    \"2\";\"1-1-C\";\"Lisboa\";\"x\";-9139000;-38722000;7;\"yellow\"\r\n";

const JSON: &str = r#" [ {"addrno":"007","addruid":"1-1-A","addrname1":"Bäckerei \"Zum Ä\"; Ulm","positionx":9987000,"positiony":"48401000","radius":250,"color":"darkred","nested":{"a":["]}"]}},
    {"addrno":1,"addruid":"1-1-B","addrname1":"two\r\nlines","color":null,"radius":0},
    {"addruid":"1-1-C","addrno":"2","addrname1":"Lisboa","positionx":-9139000,"positiony":-38722000,"radius":7,"color":"yellow"} ] "#;

/// Every row as text, then how the report ended.
fn read(
    chunks: &[&[u8]],
    framing: Framing,
    stop_after: usize,
) -> (Vec<String>, Result<bool, String>) {
    let mut rows = Vec::new();
    let mut take = |cells: &Cells<'_>| {
        let row = AddressRow::read(cells);
        rows.push(format!("{row:?}"));
        if rows.len() >= stop_after {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let mut reply = Reply::new(Action::ADDRESS_REPORT, columns::ADDRESSES, "host");
    let mut outcome = Ok(false);
    for chunk in chunks {
        if let Err(error) = reply.feed(chunk, &mut take) {
            outcome = Err(error.to_string());
            break;
        }
        if reply.goes_on() {
            outcome = Ok(true);
            break;
        }
    }
    if outcome == Ok(false) {
        outcome = reply
            .finish(framing, &mut take)
            .map(|counts| counts.goes_on)
            .map_err(|error| error.to_string());
    }
    (rows, outcome)
}

fn whole(body: &[u8]) -> (Vec<String>, Result<bool, String>) {
    read(&[body], Framing::Announced, usize::MAX)
}

fn error(body: &str) -> String {
    whole(body.as_bytes()).1.unwrap_err()
}

#[test]
fn csv_and_json_say_the_same() {
    let (csv, json) = (whole(CSV.as_bytes()), whole(JSON.as_bytes()));
    assert_eq!(csv.1, Ok(false));
    assert_eq!(csv, json);
    assert_eq!(csv.0.len(), 3);
    assert_eq!(
        csv.0[0],
        "AddressRow { uid: Some(\"1-1-A\"), number: Some(\"007\"), name: \"Bäckerei \\\"Zum Ä\\\"; Ulm\", \
         longitude: Number(9987000), latitude: Number(48401000), radius: Number(250), colour: Some(\"darkred\") }"
    );
    assert!(csv.0[1].contains("name: \"two\\r\\nlines\", longitude: Empty, latitude: Empty"));
}

#[test]
fn other_spellings_separators_line_ends_and_a_byte_order_mark_are_read() {
    let other = CSV
        .replace("addrno;", "addrnr;")
        .replace("positionx;positiony", "longitude;latitude")
        .replace("color", "colour");
    assert_eq!(whole(other.as_bytes()), whole(CSV.as_bytes()));
    let lf = format!("\u{feff}{}", CSV.replace("\r\n\"", "\n\""));
    assert_eq!(whole(lf.as_bytes()), whole(CSV.as_bytes()));
    let comma = "addrno,addrname1,positionx,positiony\n1,\"a;b\",1,2\n";
    assert!(whole(comma.as_bytes()).0[0].contains("name: \"a;b\""));
    let formatted = "addrno;addrname1;longitude;longitude_mdeg;latitude;latitude_mdeg\n1;a;8°26' W;-8440000;43°;43000000\n";
    assert!(
        whole(formatted.as_bytes()).0[0]
            .contains("longitude: Number(-8440000), latitude: Number(43000000)")
    );
}

#[test]
fn errors_are_told_from_reports_in_every_form() {
    let expected = "WEBFLEET answered showAddressReportExtern with error 8015: user is busy";
    for body in [
        "8015,user is busy",
        "  8015 , user is busy\r\n",
        r#"{"errorCode":8015,"errorMsg":"user is busy"}"#,
        r#"{"errorCode":"8015","errMsg":"user is busy"}"#,
        r#"[{"errorCode":8015,"errorMsg":"user is busy"}]"#,
    ] {
        assert_eq!(error(body), expected, "{body}");
    }
    for page in [
        "<!DOCTYPE html><html>",
        "\n<html>",
        "Request intercepted and blocked by application security manager (request id = 7)",
        "{\"hello\":1}",
        "12\nabc",
        "1234567,x",
    ] {
        assert_eq!(
            error(page),
            "host answered with a page instead of a report",
            "{page}"
        );
    }
    assert_eq!(whole(b""), (vec![], Ok(false)));
    assert_eq!(whole(b" \r\n"), (vec![], Ok(false)));
    assert_eq!(whole(b"[]"), (vec![], Ok(false)));
}

#[test]
fn missing_columns_are_named_with_what_was_there() {
    assert_eq!(
        error("objektnr;addrname1;lon;lat\n1;a;2;3\n"),
        "the showAddressReportExtern report lacks address uid or address number, longitude, latitude; \
         it has the columns objektnr, addrname1, lon, lat"
    );
    assert_eq!(
        error(r#"[{"addrno":"1","addrname1":"a"},{"addrno":"2","positionx":1}]"#),
        "the showAddressReportExtern report lacks latitude; it has the columns addrname1, addrno, positionx"
    );
}

#[test]
fn garbled_rows_are_refused() {
    assert_eq!(
        error("addrno;addrname1;positionx;positiony\n1;a;2;3\n7;a;2\n8;a;2\n"),
        "the showAddressReportExtern report is garbled in row 2 (address 7): it has not as many fields as the header"
    );
    for body in [
        "[1]",
        "[{}} ]",
        "[{\"a\":1},]",
        "[,]",
        "[] x",
        "[{\"a\" 1}]",
        "[{\"addrno\":{\"x\":1}}]",
    ] {
        assert!(error(body).contains("garbled"), "{body}");
    }
}

#[test]
fn endless_rows_are_refused() {
    let long = format!(
        "addrno;addrname1;positionx;positiony\n1;\"{}",
        "x".repeat(3 * MAX_ROW)
    );
    assert!(error(&long).contains("too large"));
    assert!(error(&"x".repeat(3 * MAX_ROW)).contains("too large"));
    assert!(error(&format!("[{{\"addrno\":\"{}", "x".repeat(3 * MAX_ROW))).contains("too large"));
    assert!(
        error(&";".repeat(9000)).contains("too large")
            || error(&format!("{}\n", ";".repeat(9000))).contains("4 096")
    );
}

#[test]
fn a_cut_reply_is_never_taken_for_a_whole_one() {
    // The end of a CSV row cannot be told from the end of a shorter report; the shrink guard is
    // for that. `\r` alone ends a row too.
    let mut ends: Vec<usize> = CSV.match_indices("\r\n").map(|(at, _)| at).collect();
    ends.retain(|at| !CSV[..*at].ends_with("two"));
    let is_row_end = |at: usize| ends.iter().any(|end| at == end + 1 || at == end + 2);
    for at in 1..CSV.len() {
        let outcome = read(&[&CSV.as_bytes()[..at]], Framing::Closed, usize::MAX).1;
        assert_eq!(
            outcome.is_ok(),
            is_row_end(at),
            "cut at {at}: {:?}",
            &CSV.as_bytes()[at.saturating_sub(9)..at]
        );
    }
    let end = JSON.rfind(']').unwrap();
    for at in 2..end {
        assert!(
            read(&[&JSON.as_bytes()[..at]], Framing::Announced, usize::MAX)
                .1
                .is_err(),
            "cut at {at}"
        );
    }
}

#[test]
fn stopping_tells_whether_there_is_more() {
    for body in [CSV, JSON] {
        for size in [1, 7, 10_000] {
            let chunks: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
            assert_eq!(read(&chunks, Framing::Announced, 2).1, Ok(true));
            assert_eq!(
                read(&chunks, Framing::Announced, 3).1,
                Ok(false),
                "nothing but the end follows"
            );
        }
    }
}

proptest! {
    #[test]
    fn chunks_do_not_matter(cuts in prop::collection::vec(0_usize..600, 0..12), json: bool) {
        let body = if json { JSON } else { CSV }.as_bytes();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut % body.len()).collect();
        cuts.sort_unstable();
        let mut chunks = Vec::new();
        let mut start = 0;
        for cut in cuts.into_iter().chain([body.len()]) {
            chunks.push(&body[start..cut]);
            start = cut;
        }
        prop_assert_eq!(read(&chunks, Framing::Announced, usize::MAX), whole(body));
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..400, start in 0_usize..5) {
        let heads: [&[u8]; 5] = [b"", b"[{\"addrno\":", b"addrno;addrname1;positionx;positiony\n", b"63,", b"{\"errorCode\":"];
        let body = [heads[start], &bytes].concat();
        let at = at.min(body.len());
        let pieces = read(&[&body[..at], &body[at..]], Framing::Announced, usize::MAX);
        prop_assert_eq!(pieces, whole(&body));
    }
}
