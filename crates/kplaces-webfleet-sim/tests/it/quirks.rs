use std::collections::HashSet;
use std::io::Read as _;

use kplaces_webfleet_sim::{Action, Body, Options, Quirk, Sim, World};

use crate::ask::{self, Ask};
use crate::read;

fn with(quirk: Quirk) -> Sim {
    ask::sample_with(unlimited(quirk))
}

fn unlimited(quirk: Quirk) -> Options {
    let options = Options {
        quota: None,
        ..Options::default()
    };
    options.with(quirk)
}

#[test]
fn shuffled_reports_hold_the_same_rows_in_another_order_each_time() {
    let sim = with(Quirk::Shuffled);
    for action in Action::ALL {
        let mut sorted = read::csv(&Ask::the(action).body(&ask::sample()), b';');
        sorted.sort_unstable();
        let mut orders = HashSet::new();
        for _ in 0..5 {
            let mut records = read::csv(&Ask::the(action).body(&sim), b';');
            assert!(
                orders.insert(records.clone()),
                "{action:?} in one order twice"
            );
            records.sort_unstable();
            assert!(records == sorted, "{action:?}");
        }
    }
}

#[test]
fn a_shuffled_service_answers_the_same_from_the_start() {
    let first = Ask::addresses().body(&with(Quirk::Shuffled));
    assert!(first == Ask::addresses().body(&with(Quirk::Shuffled)));
}

#[test]
fn the_rows_of_one_address_lie_apart_in_a_shuffled_membership_report() {
    let numbers = |sim: &Sim| read::column(&Ask::the(Action::Members).body(sim), "addrno");
    let neighbours = |numbers: &[String]| numbers.windows(2).filter(|two| two[0] == two[1]).count();
    let sound = neighbours(&numbers(&ask::sample()));
    let shuffled = neighbours(&numbers(&with(Quirk::Shuffled)));
    assert!(
        sound > 100 && shuffled < sound / 10,
        "{shuffled} of {sound}"
    );
}

/// The bytes allocated say nothing here; that a million rows are made one chunk at a time does.
#[test]
fn a_million_shuffled_rows_are_made_chunk_by_chunk() {
    let sim = Sim::new(World::synthetic(1_000_000), unlimited(Quirk::Shuffled));
    let ask = Ask::addresses().set("columnfilter", "addrno");
    let Body::Rows(rows) = ask.of(&sim).body else {
        panic!("no rows");
    };
    let (mut met, mut longest) = (vec![false; 1_000_000], 0);
    for (place, chunk) in rows.enumerate() {
        longest = longest.max(chunk.len());
        let text = String::from_utf8(chunk).unwrap();
        for line in text.lines().skip(usize::from(place == 0)) {
            let number: usize = line.trim_matches('"').parse().unwrap();
            let was = std::mem::replace(&mut met[number - 10_001], true);
            assert!(!was, "{number} twice");
        }
    }
    assert!(met.into_iter().all(|it| it));
    assert!(longest < 64 * 1024, "{longest}");
}

#[test]
fn a_disagreeing_membership_report_names_strangers_and_misses_others() {
    let numbers = |sim: &Sim, action| -> HashSet<String> {
        let body = Ask::the(action).body(sim);
        read::column(&body, "addrno").into_iter().collect()
    };
    let sim = with(Quirk::Disagreeing);
    let addresses = numbers(&sim, Action::Addresses);
    assert_eq!(addresses, numbers(&ask::sample(), Action::Addresses));
    let (sound, odd) = (
        numbers(&ask::sample(), Action::Members),
        numbers(&sim, Action::Members),
    );
    assert!(sound.is_subset(&addresses));
    assert!(odd.difference(&addresses).count() > 100);
    assert!(sound.difference(&odd).count() > 100);
    assert!(sound.intersection(&odd).count() > 100);
}

#[test]
fn a_separator_of_its_own_is_used_whatever_is_asked_for() {
    let expected = read::csv(&Ask::addresses().body(&ask::sample()), b';');
    for (quirk, separator) in [(Quirk::Commas, b','), (Quirk::Tabs, b'\t')] {
        let body = Ask::addresses().set("separator", "2").body(&with(quirk));
        assert_eq!(read::csv(&body, separator), expected);
    }
}

#[test]
fn each_quirk_changes_an_answer() {
    for quirk in Quirk::ALL {
        let asks = [
            Ask::addresses(),
            Ask::addresses().json(),
            Ask::addresses().set("columnfilter", "addrno"),
            Ask::the(Action::Members),
            Ask::addresses().json().login("dispo", "wrong"),
        ];
        let seen = |sim: &Sim| {
            asks.clone().map(|ask| {
                let response = ask.of(sim);
                (
                    response.status,
                    response.headers,
                    response.body.into_bytes(),
                )
            })
        };
        assert!(seen(&with(quirk)) != seen(&ask::sample()), "{quirk}");
    }
}

fn plain_records() -> Vec<Vec<String>> {
    read::csv(&Ask::addresses().body(&ask::sample()), b';')
}

#[test]
fn lines_that_end_in_another_way_hold_the_same_cells() {
    let body = Ask::addresses().body(&with(Quirk::Cr));
    assert!(body.ends_with(b"\r"));
    assert!(read::csv(&body, b';') == plain_records());
    let body = Ask::addresses().body(&with(Quirk::NoLastLineEnd));
    assert!([body.as_slice(), b"\r\n"].concat() == Ask::addresses().body(&ask::sample()));
    let longer = read::csv(
        &Ask::addresses().body(&with(Quirk::TrailingSeparator)),
        b';',
    );
    let pairs = longer.iter().zip(plain_records());
    assert!(pairs.into_iter().all(|(longer, plain)| {
        longer.len() == plain.len() + 1
            && longer.starts_with(&plain)
            && longer[plain.len()].is_empty()
    }));
}

#[test]
fn positions_in_degrees_are_the_same_positions() {
    let micro = read::column(&Ask::addresses().body(&ask::sample()), "positionx");
    for (quirk, point) in [(Quirk::Degrees, "."), (Quirk::DegreesComma, ",")] {
        let body = Ask::addresses().body(&with(quirk));
        for (degrees, micro) in read::column(&body, "positionx").iter().zip(&micro) {
            let number: i64 = degrees.replace(point, "").parse().unwrap_or_default();
            assert_eq!(number, micro.parse::<i64>().unwrap_or_default());
            assert_eq!(degrees.is_empty(), micro.is_empty());
            assert!(degrees.is_empty() || degrees.contains(point), "{degrees}");
        }
    }
}

#[test]
fn a_wrapped_report_is_the_one_value_of_an_object() {
    let plain = Ask::addresses().json().text(&ask::sample());
    let wrapped = Ask::addresses().json().text(&with(Quirk::Wrapped));
    assert!(wrapped == format!("{{\"report\":{plain}}}"));
}

#[test]
fn a_packed_report_unpacks_to_the_same_and_says_how_it_is_packed() {
    let plain = Ask::addresses().body(&ask::sample());
    for (quirk, says, members) in [
        (Quirk::Gzip, Some("gzip"), 1),
        (Quirk::GzipMembers, Some("gzip"), 3),
        (Quirk::XGzip, Some("x-gzip"), 1),
        (Quirk::GzipUnannounced, None, 1),
        (Quirk::Deflate, Some("deflate"), 0),
    ] {
        let response = Ask::addresses().of(&with(quirk));
        assert_eq!(response.header("Content-Encoding"), says, "{quirk}");
        let packed = response.body.into_bytes();
        let mut unpacked = Vec::new();
        if members == 0 {
            let mut reader = flate2::read::ZlibDecoder::new(packed.as_slice());
            reader.read_to_end(&mut unpacked).unwrap();
        } else {
            let mut first = Vec::new();
            let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
            reader.read_to_end(&mut first).unwrap();
            assert_eq!(first == plain, members == 1, "{quirk}");
            let mut reader = flate2::read::MultiGzDecoder::new(packed.as_slice());
            reader.read_to_end(&mut unpacked).unwrap();
        }
        assert!(unpacked == plain, "{quirk}");
    }
}

#[test]
fn a_report_can_say_that_its_error_is_0_and_an_error_says_its_own() {
    let sim = with(Quirk::CodeZero);
    assert_eq!(ask::code(&Ask::addresses().of(&sim)), Some(0));
    let wrong = Ask::addresses().set("apikey", "wrong").of(&sim);
    assert_eq!(ask::code(&wrong), Some(1143));
}
