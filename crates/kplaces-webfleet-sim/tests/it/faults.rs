use std::collections::HashSet;
use std::io::Read as _;

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
