//! The name of a backend in all its forms.

use anyhow::ensure;

/// A name in kebab-case, such as `redb` or `flat-files`.
pub(super) struct Name(String);

impl Name {
    /// Refuses what would be no scheme, no crate or no type.
    pub(super) fn parse(name: &str) -> anyhow::Result<Self> {
        let word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        ensure!(
            name.split('-').all(word),
            "`{name}` is not in kebab-case: small letters and digits, such as `flat-files`"
        );
        ensure!(
            name.len() > 1,
            "one letter before a colon is a Windows drive"
        );
        ensure!(
            name != "place",
            "the type would be `PlaceStore`, which is the contract"
        );
        Ok(Self(name.to_owned()))
    }

    /// `flat-files`
    pub(super) fn scheme(&self) -> &str {
        &self.0
    }

    /// `kplaces-store-flat-files`
    pub(super) fn package(&self) -> String {
        format!("kplaces-store-{}", self.0)
    }

    /// `kplaces_store_flat_files`
    pub(super) fn library(&self) -> String {
        self.package().replace('-', "_")
    }

    /// `FlatFiles`
    pub(super) fn pascal(&self) -> String {
        self.0
            .split('-')
            .map(|word| word[..1].to_uppercase() + &word[1..])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_forms() {
        let name = Name::parse("flat-files2").unwrap();
        assert_eq!(name.package(), "kplaces-store-flat-files2");
        assert_eq!(name.library(), "kplaces_store_flat_files2");
        assert_eq!(name.pascal(), "FlatFiles2");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in [
            "", "x", "Redb", "re_db", "-db", "db-", "a--b", "2db", "../x", "größe", "place",
        ] {
            assert!(Name::parse(name).is_err(), "{name}");
        }
    }
}
