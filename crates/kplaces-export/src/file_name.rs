use std::collections::{HashMap, HashSet};

use crate::write::steers;

/// The longest name without its end, in bytes: file systems take 255, and sticks are copied with
/// a path in front.
const LONGEST: usize = 80;

/// Names Windows keeps for devices, whatever their end.
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Makes names for files out of texts from outside: safe on every system, and no two the same,
/// also where case makes no difference.
#[derive(Debug, Default)]
pub struct FileNames {
    taken: HashSet<String>,
    /// The last number behind a name.
    numbers: HashMap<String, u64>,
}

impl FileNames {
    /// A file name for `text`, or for `otherwise` where nothing of it is left.
    pub fn name(&mut self, text: &str, otherwise: &str, extension: &str) -> String {
        let base = [safe(text), otherwise.to_owned()]
            .into_iter()
            .find(|base| !base.is_empty())
            .unwrap_or_default();
        let plain = format!("{base}.{extension}");
        if self.taken.insert(plain.to_lowercase()) {
            return plain;
        }
        loop {
            let number = self.numbers.entry(base.to_lowercase()).or_insert(1);
            *number += 1;
            let name = format!("{base} {number}.{extension}");
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }
}

fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if steers(c) => '_',
            c => c,
        };
        if out.len() + c.len_utf8() > LONGEST {
            break;
        }
        out.push(c);
    }
    // A dot in front hides a file, or names a folder; one at the end is lost on Windows.
    let trimmed = out.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = trimmed.split('.').next().unwrap_or_default().trim_end();
    let numbered = stem
        .get(..3)
        .filter(|port| port.eq_ignore_ascii_case("COM") || port.eq_ignore_ascii_case("LPT"))
        .is_some_and(|_| stem.chars().count() == 4);
    if numbered || RESERVED.iter().any(|name| stem.eq_ignore_ascii_case(name)) {
        return format!("_{trimmed}");
    }
    trimmed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    fn name(text: &str) -> String {
        FileNames::default().name(text, "ungrouped", "gpx")
    }

    #[test]
    fn a_group_becomes_a_file_name() {
        for (group, file) in [
            ("Kunden Süd", "Kunden Süd.gpx"),
            ("../../etc/passwd", "_.._etc_passwd.gpx"),
            ("a/b\\c:d", "a_b_c_d.gpx"),
            ("", "ungrouped.gpx"),
            ("...", "ungrouped.gpx"),
            ("nul", "_nul.gpx"),
            ("Com1.txt", "_Com1.txt.gpx"),
            ("Company", "Company.gpx"),
            ("\u{202e}gpj", "_gpj.gpx"),
        ] {
            assert_eq!(name(group), file);
        }
    }

    #[test]
    fn no_two_are_the_same_on_any_system() {
        let mut names = FileNames::default();
        let all: Vec<String> = ["Fuel", "fuel", "FUEL 2", "Fuel"]
            .map(|group| names.name(group, "ungrouped", "ov2"))
            .into();
        assert_eq!(
            all,
            ["Fuel.ov2", "fuel 2.ov2", "FUEL 2 2.ov2", "Fuel 3.ov2"]
        );
    }

    proptest! {
        #[test]
        fn a_name_is_one_plain_part_of_a_path(text in Hostile::text()) {
            let name = name(&text);
            let mut parts = std::path::Path::new(&name).components();
            prop_assert!(matches!(parts.next(), Some(std::path::Component::Normal(_))));
            prop_assert!(parts.next().is_none());
            prop_assert!(name.len() <= LONGEST + 5 && !name.starts_with('.'));
            prop_assert!(!name.chars().any(|c| steers(c) || "/\\:*?\"<>|".contains(c)));
        }
    }
}
