use super::*;

const CSV: &str = "\u{feff}addrno;addrname1;tel\r\n\
    7;\"Köln; \"\"Süd\"\"\r\nzwei\";\"1\"\r\n\
    8;Ulm;\r\n\
    9;\"Café\";3\r\n";
const JSON: &str = "[{\"addrno\":\"7\",\"addrname1\":\"K\u{f6}ln \\\"S\u{fc}d\\\"\"},\
    {\"addrno\":\"8\",\"positionx\":1},{\"addrno\":\"9\",\"addrname1\":\"Café\"}]";

fn parts<'b>(body: &'b str, places: &[Range<usize>]) -> Vec<&'b str> {
    places.iter().map(|at| &body[at.clone()]).collect()
}

#[test]
fn the_parts_of_a_report_are_found() {
    let csv = Layout::of(CSV.as_bytes(), Format::Csv);
    let cells = [
        "7",
        "Köln; \"\"Süd\"\"\r\nzwei",
        "1",
        "8",
        "Ulm",
        "",
        "9",
        "Café",
        "3",
    ];
    assert_eq!(parts(CSV, &csv.texts), cells);
    assert_eq!(parts(CSV, &csv.ends), ["\r\n"; 4]);
    assert_eq!(parts(CSV, &csv.inner_quotes), ["\"\""; 2]);
    assert_eq!(
        (csv.marks.len(), csv.quotes.len(), csv.gaps.len()),
        (8, 6, 5)
    );
    assert_eq!((csv.gaps[0], csv.gaps[4]), (3, CSV.len()));
    let json = Layout::of(JSON.as_bytes(), Format::Json);
    assert_eq!(
        parts(JSON, &json.texts),
        ["7", "Köln \\\"Süd\\\"", "8", "9", "Café"]
    );
    assert_eq!(parts(JSON, &json.ends), [","; 2]);
    assert_eq!(parts(JSON, &json.inner_quotes), ["\\\""; 2]);
    assert_eq!(json.gaps.len(), 4);
}

#[test]
fn every_kind_damages_and_does_the_same_for_the_same_seed() {
    for kind in Kind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
        for (body, format) in [(CSV, Format::Csv), (JSON, Format::Json)] {
            let of = |seed| damage(body.as_bytes(), format, kind, &mut Rng::with_seed(seed));
            let all: Vec<_> = (0..200).map(of).collect();
            assert!(all == (0..200).map(of).collect::<Vec<_>>());
            if kind == Kind::Wrapped && format == Format::Csv {
                assert!(all.into_iter().all(|it| it.is_none()));
                continue;
            }
            let damaged: Vec<_> = all.into_iter().flatten().collect();
            assert!(damaged.len() > 150, "{kind} {format:?}: {}", damaged.len());
            for it in damaged {
                assert_eq!(it.kind, kind);
                assert_ne!(it.body, body.as_bytes());
                if it.content_encoding.is_some() {
                    continue;
                }
                let (before, after) = (
                    &body.as_bytes()[..it.at.start],
                    &body.as_bytes()[it.at.end..],
                );
                assert!(
                    it.body.starts_with(before) && it.body.ends_with(after),
                    "{kind}"
                );
            }
        }
    }
}

#[test]
fn an_object_that_comes_twice_leaves_sound_json() {
    for seed in 0..50 {
        let twice = damage(
            JSON.as_bytes(),
            Format::Json,
            Kind::LineDoubled,
            &mut Rng::with_seed(seed),
        );
        let list: Vec<serde_json::Value> = serde_json::from_slice(&twice.unwrap().body).unwrap();
        assert_eq!(list.len(), 4);
    }
}

#[test]
fn an_error_is_a_row_of_its_own() {
    for seed in 0..50 {
        let of = |body: &str, format, kind| {
            let damaged = damage(body.as_bytes(), format, kind, &mut Rng::with_seed(seed));
            String::from_utf8(damaged.unwrap().body).unwrap()
        };
        let csv = of(CSV, Format::Csv, Kind::ErrorLine);
        let lines = csv.trim_start_matches('\u{feff}').split("\r\n");
        let is_error = |line: &str| {
            line.split_once(',')
                .is_some_and(|it| it.0.parse::<u32>().is_ok())
        };
        assert_eq!(lines.filter(|line| is_error(line)).count(), 1, "{csv}");
        let json = of(JSON, Format::Json, Kind::ErrorObject);
        assert!(
            json.contains(",{\"errorCode\"")
                || json.contains("[{\"errorCode\"")
                || json.ends_with('}'),
            "{json}"
        );
    }
}

#[test]
fn several_members_unpack_to_the_report() {
    let packed = damage(
        CSV.as_bytes(),
        Format::Csv,
        Kind::GzipMembers,
        &mut Rng::with_seed(7),
    )
    .unwrap();
    let mut unpacked = String::new();
    let mut reader = flate2::read::MultiGzDecoder::new(packed.body.as_slice());
    std::io::Read::read_to_string(&mut reader, &mut unpacked).unwrap();
    assert_eq!(unpacked, CSV);
}
