use std::collections::HashSet;
use std::io::Read as _;

use kplaces_webfleet_sim::damage::Kind;
use kplaces_webfleet_sim::{Action, Body, Fault, Sim, Transport};

use crate::ask::{self, Ask, code};
use crate::read;

fn with(fault: &str) -> Sim {
    let sim = ask::sample();
    sim.set_fault(Some(fault.parse().unwrap()));
    sim
}

#[test]
fn a_fault_lasts_as_often_as_planned_or_until_cleared() {
    let sim = ask::sample();
    sim.push_fault(Fault::Error(8015, "busy".to_owned()), 2);
    sim.push_fault(Fault::Error(9199, "upstream".to_owned()), 1);
    let next = || code(&Ask::addresses().of(&sim));
    assert_eq!(
        [next(), next(), next(), next()],
        [Some(8015), Some(8015), Some(9199), None]
    );
    sim.set_fault(Some(Fault::Error(60, String::new())));
    assert_eq!([next(), next()], [Some(60), Some(60)]);
    sim.set_fault(None);
    let groups = Ask::the(Action::Groups);
    assert_eq!(code(&groups.of(&sim)), None);
    sim.push_fault_for(Action::Groups, Fault::Error(10_000, String::new()), 1);
    assert_eq!(code(&Ask::the(Action::Members).of(&sim)), None);
    assert_eq!(code(&groups.of(&sim)), Some(10_000));
}

#[test]
fn what_stands_in_front_of_the_service_checks_nothing() {
    let bogus = Ask::addresses().set("apikey", "wrong");
    let page = bogus.of(&with("html-page"));
    assert_eq!(page.status, 200);
    assert!(
        page.header("Content-Type")
            .unwrap()
            .starts_with("text/html")
    );
    let text = String::from_utf8(page.body.into_bytes()).unwrap();
    assert!(text.contains("intercepted and blocked"));
    assert_eq!(bogus.of(&with("status:503")).status, 503);
    let moved = bogus.of(&with("redirect:https://elsewhere.example/extern"));
    assert_eq!(moved.status, 302);
    assert_eq!(
        moved.header("Location"),
        Some("https://elsewhere.example/extern")
    );
}

#[test]
fn the_service_itself_checks_before_it_fails() {
    let bogus = Ask::addresses().set("apikey", "wrong");
    for fault in ["error:60", "empty", "cut:10", "not-utf8", "foreign-columns"] {
        assert_eq!(code(&bogus.of(&with(fault))), Some(1143), "{fault}");
    }
}

#[test]
fn a_cut_body_is_the_beginning_of_the_whole_one() {
    let whole = Ask::addresses().body(&ask::sample());
    for at in [0, 1, 1_000, 100_000] {
        let cut = Ask::addresses().body(&with(&format!("cut:{at}")));
        assert_eq!(cut, whole[..at]);
    }
    assert_eq!(Ask::addresses().body(&with("cut:999999999")), whole);
    assert_eq!(Ask::addresses().body(&with("empty")), b"");
}

#[test]
fn a_gzip_bomb_is_small_and_unpacks_to_hundreds_of_megabytes() {
    let response = Ask::addresses().of(&with("gzip-bomb"));
    assert_eq!(response.header("Content-Encoding"), Some("gzip"));
    let packed = response.body.into_bytes();
    assert!(packed.len() < 3_000_000, "{}", packed.len());
    let mut unpacked = 0;
    let mut decoder = flate2::read::GzDecoder::new(packed.as_slice());
    let mut buffer = vec![0; 1 << 20];
    loop {
        match decoder.read(&mut buffer).unwrap() {
            0 => break,
            count => unpacked += count as u64,
        }
    }
    assert_eq!(unpacked, Fault::BOMB_SIZE);
}

#[test]
fn foreign_columns_hold_the_rows_under_other_names() {
    let records = read::csv(&Ask::addresses().body(&with("foreign-columns")), b';');
    assert!(records.len() > 1_800);
    assert_eq!(records[0][..2], ["unheard1", "unheard2"]);
}

#[test]
fn not_utf8_is_latin_1() {
    let body = Ask::addresses()
        .set("filterstring", "größer")
        .body(&with("not-utf8"));
    assert!(String::from_utf8(body.clone()).is_err());
    assert!(body.windows(6).any(|bytes| bytes == b"gr\xf6\xdfer"));
}

#[test]
fn utf16_is_utf16_with_a_mark() {
    let bytes = Ask::addresses().body(&with("utf-16"));
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let text = String::from_utf16(&units).unwrap();
    assert_eq!(
        text,
        format!("\u{feff}{}", Ask::addresses().text(&ask::sample()))
    );
}

#[test]
fn an_endless_report_goes_on_with_rows_nobody_has_seen() {
    for action in Action::ALL {
        let whole = read::csv(&Ask::the(action).body(&ask::sample()), b';');
        let Body::Rows(rows) = Ask::the(action).of(&with("endless")).body else {
            panic!("no rows");
        };
        let mut bytes = Vec::new();
        for chunk in rows {
            bytes.extend(chunk);
            if bytes.len() > 2_000_000 {
                break;
            }
        }
        let records = read::csv(&bytes, b';');
        assert!(records.len() > 2 * whole.len());
        assert_eq!(records[..whole.len()], whole);
        let all = records.len();
        let unique: HashSet<_> = records.into_iter().collect();
        assert_eq!(unique.len(), all, "{action:?}");
    }
}

#[test]
fn a_fault_of_the_connection_goes_with_one_of_the_report() {
    let sim = with("error:60");
    sim.push_fault("stall:5".parse().unwrap(), 1);
    let response = Ask::addresses().of(&sim);
    assert_eq!(code(&response), Some(60));
    assert_eq!(response.transport, Some(Transport::Stall { after: 5 }));
    assert_eq!(Ask::addresses().of(&sim).transport, None);
}

#[test]
fn windows_1252_has_a_euro_where_latin_1_has_none() {
    let ask = Ask::addresses().set("filterstring", "größer");
    let body = ask.body(&with("windows-1252"));
    assert!(body.windows(6).any(|bytes| bytes == b"gr\xf6\xdfer"));
    assert!(!body.contains(&0xc3));
}

#[test]
fn columns_and_the_header_can_be_missing() {
    let whole = read::csv(&Ask::addresses().body(&ask::sample()), b';');
    let headless = read::csv(&Ask::addresses().body(&with("no-header")), b';');
    assert!(headless == whole[1..]);
    let fewer = read::csv(&Ask::addresses().body(&with("without:radius,color")), b';');
    assert_eq!(fewer[0].len(), whole[0].len() - 2);
    assert!(
        !fewer[0]
            .iter()
            .any(|name| name == "radius" || name == "color")
    );
    assert_eq!(fewer.len(), whole.len());
}

#[test]
fn positions_in_degrees_minutes_and_seconds_have_a_direction() {
    let body = Ask::addresses().body(&with("dms"));
    let east = read::column(&body, "positionx");
    assert!(
        east.iter().any(|text| text.ends_with("\"E")),
        "{:?}",
        east.first()
    );
    assert!(
        read::column(&body, "positiony")
            .iter()
            .any(|text| text.ends_with("\"N"))
    );
}

#[test]
fn a_late_error_stands_behind_the_last_row() {
    let whole = Ask::addresses().text(&ask::sample());
    let late = Ask::addresses().text(&with("late-error:9199"));
    assert!(late == whole + "9199,an upstream system did not answer\r\n");
    let json = Ask::addresses().json().text(&with("late-error:9199"));
    let end = ",{\"errorCode\":9199,\"errorMsg\":\"an upstream system did not answer\"}]";
    assert!(json.ends_with(end));
    let list: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert!(list.len() > 1_800);
}

#[test]
fn an_error_has_the_status_it_is_given_and_a_body_all_the_same() {
    let response = Ask::addresses().of(&with("error-status:429:8011"));
    assert_eq!((response.status, code(&response)), (429, Some(8011)));
    assert_eq!(response.body.into_bytes(), b"8011,request quota reached");
}

#[test]
fn only_errors_say_when_to_come_back() {
    let sim = with("retry-after:30");
    assert_eq!(Ask::addresses().of(&sim).header("Retry-After"), None);
    let wrong = Ask::addresses().set("apikey", "wrong").of(&sim);
    assert_eq!(wrong.header("Retry-After"), Some("30"));
    sim.push_fault("status:503".parse().unwrap(), 1);
    assert_eq!(Ask::addresses().of(&sim).header("Retry-After"), Some("30"));
    sim.push_fault("error:8011".parse().unwrap(), 1);
    assert_eq!(Ask::addresses().of(&sim).header("Retry-After"), Some("30"));
}

#[test]
fn a_report_is_damaged_in_the_way_that_is_asked_for() {
    let few = Ask::addresses().set("filterstring", "00");
    for ask in [few.clone(), few.json()] {
        for kind in Kind::ALL {
            let damaged = |seed| {
                let response = ask.of(&with(&format!("damage:{kind}:{seed}")));
                let packed = response.header("Content-Encoding").is_some();
                assert_eq!(packed, kind.to_string().starts_with("gzip"));
                response.body.into_bytes()
            };
            assert!(damaged(7) == damaged(7), "{kind}");
            let csv = ask
                .parameters
                .iter()
                .all(|(name, _)| name != "outputformat");
            let sound = ask.body(&ask::sample());
            assert_eq!(damaged(7) == sound, kind == Kind::Wrapped && csv, "{kind}");
        }
    }
}
