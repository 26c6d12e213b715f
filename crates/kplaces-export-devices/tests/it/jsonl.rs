//! JSON lines, as others see them.

use kplaces_export::{Entry, ReadError};
use kplaces_export_testsuite::{depot, foreign, place};
use serde_json::Value;

use crate::{exported, hostile, ordinary, profile};

#[test]
fn a_file_is_what_the_readme_says() {
    let mut odd = place("007", "a\n\u{202e}\"", None);
    odd.colour = Some("yellow".parse().unwrap());
    let written = exported("jsonl", &[depot(), odd]);
    assert_eq!(
        written.text(),
        r##"{"key":"k1","name":"Depot \"Süd\", <A&B>","latitude":48.137154,"longitude":-11.576124,"radius_m":250,"colour":"darkred","rgb":"#9b111e","groups":["customers","fuel"]}
{"key":"007","name":"a\n\u202e\"","latitude":null,"longitude":null,"radius_m":0,"colour":"yellow","groups":[]}
"##
    );
    assert!(written.tally.is_lossless());
}

#[test]
fn python_reads_every_line_as_it_was() {
    let python = "import json, sys\n\
                  print(json.dumps([json.loads(line) for line in open(sys.argv[1], encoding='utf-8')]))";
    for written in [ordinary("jsonl"), exported("jsonl", &hostile())] {
        let (_folder, path) = foreign::file("places.jsonl", &written.bytes);
        let Some(json) = foreign::run("python3", &["-c", python, &path]) else {
            return;
        };
        let seen: Vec<Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(seen.len(), written.entries.len());
        for (seen, entry) in seen.iter().zip(&written.entries) {
            let micro = |name: &str| seen[name].as_f64().map(|degrees| (degrees * 1e6).round());
            let position = micro("latitude").zip(micro("longitude"));
            let expected = entry.position.map(|(a, b)| (f64::from(a), f64::from(b)));
            assert_eq!(position, expected);
            assert_eq!(seen["key"].as_str(), entry.key.as_deref());
            assert_eq!(seen["name"], entry.name);
            assert_eq!(seen["radius_m"], entry.radius_m);
            assert_eq!(seen["colour"].as_str(), entry.colour.as_deref());
            assert_eq!(seen["groups"], serde_json::json!(entry.groups));
        }
    }
}

fn read(file: &str) -> Result<Vec<Entry>, ReadError> {
    let mut entries = Vec::new();
    let read = profile("jsonl").reader.unwrap().read;
    read(&mut file.as_bytes(), &mut |entry| {
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

#[test]
fn lines_of_others_are_read_and_what_is_no_place_is_not() {
    let lines = "\r\n{ \"groups\" : [\"a\"], \"extra\": {}, \"key\": \"1\" }\r\n\n";
    let entries = read(lines).unwrap();
    assert_eq!((entries.len(), entries[0].position), (1, None));
    for (line, error) in [
        ("[]", "line 1 is not a place"),
        ("{\"key\":\"1\"", "line 1 is not a place"),
        ("{\"key\":\"1\"} x", "line 1 is not a place"),
        ("{\"name\":\"secret\"}", "line 1 is not a place"),
        (
            "{\"key\":\"1\",\"latitude\":1}",
            "a place has half a position",
        ),
        (
            "{\"key\":\"1\",\"latitude\":91,\"longitude\":0}",
            "a coordinate is not on the globe",
        ),
    ] {
        assert_eq!(read(line).unwrap_err().to_string(), error);
    }
}
