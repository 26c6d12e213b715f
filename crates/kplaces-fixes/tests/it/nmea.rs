use kplaces_fixes::{Health, Nmea, Signal};

use crate::{Numbers, numbers, sealed};

/// 2026-11-28T12:00:00Z.
const NOON_MS: i64 = 1_795_867_200_000;

fn read(text: &str) -> (Vec<Numbers>, Health) {
    let mut nmea = Nmea::new();
    let mut fixes = Vec::new();
    nmea.take(text.as_bytes(), &mut fixes);
    nmea.end(&mut fixes);
    (fixes.iter().map(numbers).collect(), nmea.health().clone())
}

fn rmc(time: &str, date: &str) -> String {
    sealed(&format!(
        "GNRMC,{time},A,4807.50000,N,01131.00000,E,19.438,84.40,{date},,,A"
    ))
}

fn gga(time: &str) -> String {
    sealed(&format!(
        "GNGGA,{time},4807.50000,N,01131.00000,E,1,08,0.90,545.4,M,46.9,M,,"
    ))
}

#[test]
fn sentences_of_one_moment_are_one_fix() {
    let (fixes, health) = read(&[rmc("120000.00", "281126"), gga("120000.00")].concat());
    let rest = [Some(450), Some(1_000), Some(8_440)];
    assert_eq!(fixes, [(NOON_MS, 48_125_000, 11_516_667, rest)]);
    assert_eq!((health.fixes, health.understood, health.damaged), (1, 2, 0));
    assert_eq!(health.signal, Signal::Fix);
}

#[test]
fn a_fix_comes_with_the_last_usual_sentence_of_its_moment() {
    let mut nmea = Nmea::new();
    let mut fixes = Vec::new();
    let mut counts = Vec::new();
    for second in 0..4 {
        let time = format!("12000{second}.00");
        let vtg = sealed("GNVTG,84.40,T,,M,19.438,N,36.0,K,A");
        for sentence in [vtg, rmc(&time, "281126"), gga(&time)] {
            nmea.take(sentence.as_bytes(), &mut fixes);
            counts.push(fixes.len());
        }
    }
    assert_eq!(counts, [0, 0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4]);
    nmea.end(&mut fixes);
    assert_eq!(fixes.len(), 4);
}

#[test]
fn a_lost_sentence_costs_one_moment() {
    let mut nmea = Nmea::new();
    let mut fixes = Vec::new();
    for second in 0..8 {
        let time = format!("12000{second}");
        nmea.take(rmc(&time, "281126").as_bytes(), &mut fixes);
        if second != 3 {
            nmea.take(gga(&time).as_bytes(), &mut fixes);
        }
    }
    nmea.end(&mut fixes);
    let accuracies: Vec<bool> = fixes.iter().map(|it| it.accuracy_m.is_some()).collect();
    // After the moment without GGA nobody waits for one, once.
    assert_eq!(
        accuracies,
        [true, true, true, false, false, true, true, true]
    );
}

#[test]
fn midnight_is_a_second_long() {
    let both = |time: &str, date: &str| [gga(time), rmc(time, date)].concat();
    let text = [both("235959", "281126"), both("000000", "291126")].concat();
    let (fixes, _) = read(&text);
    assert_eq!(fixes[1].0 - fixes[0].0, 1_000);
    // With GGA only the day goes on by itself.
    let text = [both("235959", "281126"), gga("000000"), gga("000001")].concat();
    let (fixes, _) = read(&text);
    let times: Vec<i64> = fixes.iter().map(|it| it.0 - fixes[0].0).collect();
    assert_eq!(times, [0, 1_000, 2_000]);
    assert_eq!(fixes[0].0, NOON_MS + 12 * 3_600_000 - 1_000);
}

#[test]
fn without_a_date_there_is_no_fix_until_it_is_known() {
    let times = [gga("115958"), gga("115959")].concat();
    let (fixes, health) = read(&times);
    assert_eq!((fixes.len(), health.undated), (0, 2));
    assert_eq!(health.signal, Signal::Undated);
    let zda = sealed("GPZDA,120000.00,28,11,2026,00,00");
    let (fixes, health) = read(&[times, zda, gga("120000.00")].concat());
    assert_eq!((fixes[0].0, health.undated), (NOON_MS, 2));
}

#[test]
fn a_day_can_be_assumed() {
    let mut nmea = Nmea::new();
    nmea.assume_day(NOON_MS);
    let mut fixes = Vec::new();
    nmea.take(gga("120001").as_bytes(), &mut fixes);
    nmea.end(&mut fixes);
    assert_eq!(fixes[0].time_ms, NOON_MS + 1_000);
}

#[test]
fn a_void_status_is_no_fix() {
    for void in [
        sealed("GPRMC,,V,,,,,,,,,,N"),
        sealed("GPRMC,120001,V,4807.50000,N,01131.00000,E,,,281126,,,N"),
        sealed("GPGGA,120001,4807.50000,N,01131.00000,E,0,00,99.99,,,,,,"),
        sealed("GPGLL,4807.50000,N,01131.00000,E,120001,V,N"),
        // One says yes and one no.
        [gga("120001"), sealed("GPGLL,,,,,120001,V,N")].concat(),
    ] {
        let (fixes, health) = read(&[rmc("120000", "281126"), void.clone()].concat());
        assert_eq!((fixes.len(), health.signal), (1, Signal::NoFix), "{void}");
    }
}

#[test]
fn speed_and_course_come_from_vtg_where_there_is_no_rmc() {
    let vtg = sealed("GPVTG,84.4,T,,M,,N,36.0,K");
    let zda = sealed("GPZDA,120000,28,11,2026,00,00");
    let (fixes, _) = read(&[zda, gga("120000"), vtg].concat());
    assert_eq!(fixes[0].3, [Some(450), Some(1_000), Some(8_440)]);
}

#[test]
fn south_and_west_are_negative_and_any_talker_is_heard() {
    for talker in ["GP", "GL", "GA", "GB", "BD", "GQ", "II"] {
        let body = format!("{talker}RMC,120000,A,3354.0000,S,07036.0000,W,0.0,,281126,,");
        let (fixes, _) = read(&sealed(&body));
        assert_eq!((fixes[0].1, fixes[0].2), (-33_900_000, -70_600_000));
    }
}

#[test]
fn sentences_that_say_nothing_to_us_are_understood() {
    // Of a u-blox receiver, as its manual shows them.
    let other = [
        sealed("GPGSV,3,1,10,23,38,230,44,29,71,156,47,07,29,116,41,08,09,081,36"),
        sealed("GNTXT,01,01,02,u-blox AG - www.u-blox.com"),
        sealed(
            "PUBX,00,120000.00,4807.5,N,01131.0,E,546.6,G3,2.1,2.0,0.0,77.5,0.0,,0.92,1.19,0.77,9,0,0",
        ),
        sealed("AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0").replace('$', "!"),
    ];
    let (fixes, health) = read(&other.concat());
    assert_eq!((fixes.len(), health.understood, health.damaged), (0, 4, 0));
}

#[test]
fn a_whole_sentence_behind_damage_is_found() {
    let whole = rmc("120000", "281126");
    for damage in [
        whole[..30].to_owned(),
        "\u{fffd}\u{0}noise".to_owned(),
        whole.replace("4807", "4808"),
        whole.replace('*', ","),
        whole.trim_end().trim_end_matches(|it| it != '*').to_owned(),
        "$".repeat(50),
        "x".repeat(1_000) + "\n",
        format!("{}\n", "$GP".repeat(10)),
    ] {
        let (fixes, health) = read(&[damage.clone(), whole.clone()].concat());
        assert_eq!(fixes.len(), 1, "{damage:?}");
        assert_eq!(fixes[0].1, 48_125_000);
        assert!(health.damaged + health.overlong > 0 || damage.contains("noise"));
    }
}

#[test]
fn noise_is_nonsense_after_twenty_lines() {
    let (_, health) = read(&"\u{2}~~}#x\r\n".repeat(30));
    assert!(health.is_nonsense());
    assert_eq!((health.lines, health.nothing_for), (30, 30));
    let (_, health) = read(&"~".repeat(20_000));
    assert!(health.is_nonsense());
}
