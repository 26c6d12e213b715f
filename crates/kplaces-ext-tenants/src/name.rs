use std::fmt;
use std::str::FromStr;

/// The name of a tenant, which is also that of its folders: safe in a path on every system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TenantName(String);

/// What a name has to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadName;

/// The longest name, in letters.
const LONGEST: usize = 64;

/// Names Windows keeps for devices, whatever stands behind a dot; the last two with a digit.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

impl TenantName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether some file systems would take the two for one.
    pub fn falls_together_with(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl FromStr for TenantName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ends = |letter: Option<&u8>| letter.is_some_and(u8::is_ascii_alphanumeric);
        let bytes = text.as_bytes();
        // Only ASCII: of letters that look alike there is one each.
        let sound = bytes.len() <= LONGEST
            && ends(bytes.first())
            && ends(bytes.last())
            && bytes
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            && !text.contains("..")
            && !is_device(text)
            // The device's own tenant is called that where it is shown.
            && !text.eq_ignore_ascii_case("default");
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName)
        }
    }
}

fn is_device(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    DEVICES.iter().enumerate().any(|(n, device)| {
        let Some((head, tail)) = stem.split_at_checked(device.len()) else {
            return false;
        };
        let numbered = n >= 4;
        head.eq_ignore_ascii_case(device)
            && if numbered {
                tail.len() == 1 && tail.bytes().all(|byte| byte.is_ascii_digit())
            } else {
                tail.is_empty()
            }
    })
}

impl fmt::Display for TenantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_names_are_taken_as_they_are() {
        for name in [
            "a", "acme", "Acme-2", "x_y", "acme.de", "7", "comet", "com10", "console",
        ] {
            let parsed: TenantName = name.parse().unwrap();
            assert_eq!(parsed.as_str(), name);
        }
        assert!("a".repeat(64).parse::<TenantName>().is_ok());
    }

    #[test]
    fn names_that_could_be_more_than_a_name_are_refused() {
        for name in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "a\\b",
            "/etc",
            "C:",
            "C:\\x",
            "a..b",
            ".a",
            "a.",
            "-a",
            "a-",
            "_a",
            "a_",
            " a",
            "a ",
            "a b",
            "a\0",
            "a\n",
            "*",
            "~",
            "$HOME",
            "%TEMP%",
            "a:b",
            "CON",
            "con",
            "nul.txt",
            "Aux",
            "COM1",
            "lpt9.x",
            "COM0",
            "default",
            "Default",
            "аcme",
            "ａcme",
            "acmé",
            "acme\u{202e}",
            "K\u{212a}",
        ] {
            assert_eq!(name.parse::<TenantName>(), Err(BadName), "{name:?}");
        }
        assert_eq!("a".repeat(65).parse::<TenantName>(), Err(BadName));
    }

    #[test]
    fn names_that_differ_in_case_fall_together() {
        let name = |text: &str| text.parse::<TenantName>().unwrap();
        assert!(name("Acme").falls_together_with(&name("aCME")));
        assert!(!name("acme").falls_together_with(&name("acme1")));
    }

    proptest! {
        #[test]
        fn a_name_is_one_plain_part_of_a_path(text in "[ -~]{0,70}|\\PC{0,70}|[a-zA-Z0-9._-]{1,70}") {
            if let Ok(name) = text.parse::<TenantName>() {
                prop_assert_eq!(name.as_str(), &text);
                let parts: Vec<_> = Path::new(name.as_str()).components().collect();
                prop_assert_eq!(parts.len(), 1);
                prop_assert!(matches!(parts[0], Component::Normal(_)));
                prop_assert!(text.is_ascii() && text.len() <= 64 && !text.ends_with('.'));
            }
        }
    }
}
