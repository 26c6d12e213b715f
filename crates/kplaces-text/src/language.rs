use strum::{EnumIter, IntoEnumIterator, IntoStaticStr};

/// A language that texts for people are written in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, IntoStaticStr,
)]
pub enum Language {
    /// English, also for whoever reads neither.
    #[default]
    #[strum(serialize = "en")]
    English,
    /// German.
    #[strum(serialize = "de")]
    German,
}

impl Language {
    /// The two letters of ISO 639: `en`, `de`.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// All languages there are texts in.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The language of a locale such as `de`, `de_AT.UTF-8` or `de-CH`; `None` where it is none of
    /// ours.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let language = locale
            .split(['_', '-', '.', '@'])
            .next()
            .unwrap_or_default();
        Self::iter().find(|known| language.eq_ignore_ascii_case(known.code()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, language) in [
            ("de", Some(Language::German)),
            ("DE", Some(Language::German)),
            ("de_AT.UTF-8@euro", Some(Language::German)),
            ("de-CH", Some(Language::German)),
            ("en_GB", Some(Language::English)),
            ("C.UTF-8", None),
            ("deutsch", None),
            ("fr_FR", None),
            ("", None),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }
}
