//! Bytes of any kind: nothing panics, and what is whole among them is found.

use kplaces_domain::Fix;
use kplaces_fixes::{Gpsd, Nmea, read_gpx};
use proptest::prelude::*;

use crate::sealed;

const TPV: &str = "{\"class\":\"TPV\",\"mode\":3,\"time\":\"2026-11-28T12:00:00Z\",\"lat\":48.123456,\"lon\":11.654321,\"eph\":4.5}\n";

/// What is done to bytes on their way.
#[derive(Clone, Debug)]
enum Harm {
    Cut(usize),
    Swap(usize, usize),
    Put(usize, u8),
    Add(usize, Vec<u8>),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = 0..10_000_usize;
    prop_oneof![
        at.clone().prop_map(Harm::Cut),
        (at.clone(), at.clone()).prop_map(|(a, b)| Harm::Swap(a, b)),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Harm::Put(at, byte)),
        (at, prop::collection::vec(any::<u8>(), 0..20))
            .prop_map(|(at, bytes)| Harm::Add(at, bytes)),
    ]
}

fn harmed(text: &str, harms: &[Harm]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for harm in harms {
        let len = bytes.len().max(1);
        match harm {
            Harm::Cut(at) => {
                let at = at % len;
                let end = (at + 7).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            Harm::Swap(a, b) if !bytes.is_empty() => bytes.swap(a % len, b % len),
            Harm::Put(at, byte) if !bytes.is_empty() => bytes[at % len] = *byte,
            Harm::Add(at, more) => {
                let at = at % len;
                bytes.splice(
                    at.min(bytes.len())..at.min(bytes.len()),
                    more.iter().copied(),
                );
            }
            Harm::Swap(..) | Harm::Put(..) => {}
        }
    }
    bytes
}

fn nmea(bytes: &[u8], chunk: usize) -> (Vec<Fix>, kplaces_fixes::Health) {
    let mut nmea = Nmea::new();
    let mut fixes = Vec::new();
    for part in bytes.chunks(chunk) {
        nmea.take(part, &mut fixes);
    }
    nmea.end(&mut fixes);
    (fixes, nmea.health().clone())
}

fn gpsd(bytes: &[u8], chunk: usize) -> (Vec<Fix>, kplaces_fixes::Health) {
    let mut gpsd = Gpsd::new();
    let mut fixes = Vec::new();
    for part in bytes.chunks(chunk) {
        gpsd.take(part, &mut fixes);
    }
    (fixes, gpsd.health().clone())
}

fn seconds() -> String {
    (0..5)
        .map(|n| {
            [
                sealed(&format!(
                    "GNRMC,12000{n},A,4807.5,N,01131.0,E,19.4,84.4,281126,,,A"
                )),
                sealed(&format!(
                    "GNGGA,12000{n},4807.5,N,01131.0,E,1,08,0.9,545.4,M,46.9,M,,"
                )),
                sealed("GNVTG,84.40,T,,M,19.438,N,36.0,K,A"),
            ]
            .concat()
        })
        .collect()
}

const CASES: u32 = if option_env!("KPLACES_LONG").is_some() {
    200_000
} else {
    1_000
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), chunk in 1..64_usize) {
        nmea(&bytes, chunk);
        gpsd(&bytes, chunk);
        let _ = read_gpx(&mut &bytes[..]);
    }

    #[test]
    fn no_text_like_the_real_one_panics(text in "(\\$G[PN](RMC|GGA|GLL|VTG|ZDA),[0-9.,ANSEWKMTV-]{0,60}\\*[0-9A-F]{2}\r\n){0,5}", chunk in 1..64_usize) {
        nmea(text.as_bytes(), chunk);
        // The same with right checksums.
        let whole: String = text.lines().map(|line| sealed(line[1..].split('*').next().unwrap())).collect();
        let (fixes, health) = nmea(whole.as_bytes(), chunk);
        prop_assert_eq!(fixes.len() as u64, health.fixes);
    }

    #[test]
    fn damage_is_counted_and_what_is_whole_is_found(harms in prop::collection::vec(harm(), 1..6), chunk in 1..64_usize) {
        let bytes = [harmed(&seconds(), &harms), b"\n".to_vec(), seconds().into_bytes()].concat();
        let (fixes, health) = nmea(&bytes, chunk);
        // A checksum of eight bits forgives some damage, so that not all that came out has to be true.
        prop_assert!(fixes.iter().filter(|it| it.position.latitude_micro() == 48_125_000).count() >= 4);
        prop_assert!(!health.is_nonsense());
        let bytes = [harmed(&TPV.repeat(5), &harms), b"\n".to_vec(), TPV.into()].concat();
        let (fixes, health) = gpsd(&bytes, chunk);
        prop_assert!(!fixes.is_empty());
        prop_assert_eq!(health.nothing_for, 0);
    }

    #[test]
    fn nothing_that_is_printed_holds_a_position(harms in prop::collection::vec(harm(), 0..4)) {
        let (fixes, health) = gpsd(&harmed(&TPV.repeat(3), &harms), 50);
        let printed = format!("{fixes:?} {health:?}");
        prop_assert!(!printed.contains("123456") && !printed.contains("654321"));
    }

    #[test]
    fn chunks_do_not_matter(harms in prop::collection::vec(harm(), 0..4), chunk in 1..200_usize) {
        let bytes = harmed(&seconds(), &harms);
        prop_assert_eq!(nmea(&bytes, chunk), nmea(&bytes, bytes.len().max(1)));
        let bytes = harmed(&TPV.repeat(3), &harms);
        prop_assert_eq!(gpsd(&bytes, chunk), gpsd(&bytes, bytes.len().max(1)));
    }
}
