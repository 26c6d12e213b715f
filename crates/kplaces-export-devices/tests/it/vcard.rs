//! vCards, as others see them.

use kplaces_domain::Position;
use kplaces_export::ExportContext;
use kplaces_export_testsuite::{depot, foreign, place, write};

use crate::{exported, hostile, ordinary, profile};

#[test]
fn a_file_is_what_the_readme_says() {
    let long = "Überlandwerk ".repeat(8);
    let long = place("a\tb;,", &long, Position::from_micro(0, 180_000_000).ok());
    let written = exported("vcard", &[depot(), long, place("k3", "", None)]);
    assert_eq!(
        written.text().replace("\r\n", "\n"),
        "BEGIN:VCARD
VERSION:4.0
KIND:location
UID;VALUE=text:k1
FN:Depot \"Süd\"\\, <A&B>
GEO:geo:48.137154\\,-11.576124
CATEGORIES:customers,fuel
REV:20000229T123456Z
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:location
UID:data:\\;charset=utf-8\\,a%09b%3B%2C
FN:Überlandwerk Überlandwerk Überlandwerk Überlandwerk Überlandwerk Ü
 berlandwerk Überlandwerk Überlandwerk
GEO:geo:0.000000\\,180.000000
REV:20000229T123456Z
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:location
UID;VALUE=text:k3
FN:k3
REV:20000229T123456Z
END:VCARD
"
    );
    assert_eq!(written.losses(), "radius 1, colour 1, tidied 1, unnamed 1");
    assert_eq!(written.tally.without_position, 1);
}

#[test]
fn without_a_moment_there_is_no_revision() {
    let written = write(&profile("vcard"), &ExportContext::default(), &[depot()]);
    assert!(!written.text().contains("REV"));
}

/// RFC 6350 in a few lines, by somebody else's regular expressions: the properties of each card,
/// unfolded, and the length of the longest line.
const PYTHON: &str = r"
import json, re, sys
raw = open(sys.argv[1], 'rb').read()
lines = raw.split(b'\r\n')
assert lines.pop() == b'' and all(b'\n' not in line and b'\r' not in line for line in lines)
plain = lambda value: re.sub(r'\\(.)', lambda m: '\n' if m[1] in 'nN' else m[1], value)
cards = []
for line in raw.replace(b'\r\n ', b'').decode('utf-8').split('\r\n')[:-1]:
    name, value = line.split(':', 1)
    name = name.split(';')[0]
    if line == 'BEGIN:VCARD':
        cards.append({})
    elif name == 'CATEGORIES':
        cards[-1][name] = [plain(part) for part in re.findall(r'(?:[^\\,]|\\.)+', value)]
    else:
        cards[-1][name] = plain(value)
print(json.dumps([max(map(len, lines)), cards]))
";

#[test]
fn python_reads_what_was_meant() {
    for written in [ordinary("vcard"), exported("vcard", &hostile())] {
        let (_folder, path) = foreign::file("places.vcf", &written.bytes);
        let Some(json) = foreign::run("python3", &["-c", PYTHON, &path]) else {
            return;
        };
        let (longest, cards): (usize, Vec<serde_json::Value>) =
            serde_json::from_str(&json).unwrap();
        assert!(longest <= 75, "{longest}");
        assert_eq!(cards.len(), written.entries.len());
        for (card, entry) in cards.iter().zip(&written.entries) {
            assert_eq!(card["FN"], entry.name);
            assert_eq!(card["VERSION"], "4.0");
            let at = entry.position.map(|(latitude, longitude)| {
                let degrees = |micro: i32| f64::from(micro) / 1e6;
                format!("geo:{:.6},{:.6}", degrees(latitude), degrees(longitude))
            });
            assert_eq!(card["GEO"].as_str(), at.as_deref());
            let groups = card["CATEGORIES"].as_array().cloned().unwrap_or_default();
            assert_eq!(groups, entry.groups);
        }
    }
}
