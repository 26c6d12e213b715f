/// What a format or its devices ask of names.
///
/// Built up from [`NameRule::ANY`]: `NameRule::XML.plain().unique().at_most(50, Unit::Characters)`.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and the methods name them"
)]
pub struct NameRule {
    /// Which characters there are.
    pub charset: Charset,
    /// Whether control characters, line breaks and marks that turn the direction of text go.
    pub plain: bool,
    /// What stands for a character that means something else to the device.
    pub instead: &'static [(char, &'static str)],
    /// How long a name may be.
    pub longest: Option<(usize, Unit)>,
    /// Whether two places must not have the same name.
    pub unique: bool,
    /// Whether there must be a name.
    pub needed: bool,
    /// Whether what a spreadsheet would take for a formula gets an apostrophe in front.
    pub guarded: bool,
}

/// The characters a format can write.
#[derive(Clone, Copy, Debug)]
pub struct Charset {
    /// How it is named for people.
    pub title: &'static str,
    /// Whether it has this character; it has all of printable ASCII.
    pub has: fn(char) -> bool,
    /// What comes nearest to a character that it has not: itself made of characters it has;
    /// empty for nothing.
    pub nearest: fn(char) -> String,
    /// How many bytes a character that it has takes in the file: no more than in UTF-8.
    pub bytes: fn(char) -> usize,
}

/// What the length of a name is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Characters, of which a reader may see fewer: a letter and its mark can be two.
    Characters,
    /// Bytes in the file.
    Bytes,
}

impl Charset {
    /// All there are.
    pub const UNICODE: Self = Self {
        title: "Unicode",
        has: |_| true,
        nearest: |_| String::new(),
        bytes: char::len_utf8,
    };

    /// The `Char` of XML 1.0: others cannot be written, not even as a reference.
    pub const XML: Self = Self {
        title: "XML 1.0",
        has: |c| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..),
        ..Self::UNICODE
    };
}

impl NameRule {
    /// A name may be whatever it is.
    pub const ANY: Self = Self {
        charset: Charset::UNICODE,
        plain: false,
        instead: &[],
        longest: None,
        unique: false,
        needed: false,
        guarded: false,
    };

    /// A name may be whatever XML can write.
    pub const XML: Self = Self::ANY.of(Charset::XML);

    /// Only of these characters.
    #[must_use]
    pub const fn of(self, charset: Charset) -> Self {
        Self { charset, ..self }
    }

    /// On one line, without control characters and marks of direction, and never empty.
    #[must_use]
    pub const fn plain(self) -> Self {
        Self {
            plain: true,
            needed: true,
            ..self
        }
    }

    /// With something else for some characters.
    #[must_use]
    pub const fn instead(self, instead: &'static [(char, &'static str)]) -> Self {
        Self { instead, ..self }
    }

    /// No longer than this.
    #[must_use]
    pub const fn at_most(self, length: usize, unit: Unit) -> Self {
        Self {
            longest: Some((length, unit)),
            ..self
        }
    }

    /// No two the same.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self {
            unique: true,
            ..self
        }
    }

    /// Safe to open in a spreadsheet.
    #[must_use]
    pub const fn guarded(self) -> Self {
        Self {
            guarded: true,
            ..self
        }
    }

    /// The length of a name in the unit it is limited in.
    pub(super) fn length(&self, name: &str) -> usize {
        match self.longest {
            Some((_, Unit::Bytes)) => name.chars().map(self.charset.bytes).sum(),
            _ => name.chars().count(),
        }
    }

    /// Whether a text may stay as it is, its length and its being the only one aside.
    pub(super) fn leaves_all(&self, text: &str) -> bool {
        // All charsets have all of printable ASCII, and most names are made of it.
        let plain_ascii = |byte: &u8| matches!(byte, b' '..=b'~');
        let rest = text.bytes().position(|byte| !plain_ascii(&byte));
        let ascii = rest.unwrap_or(text.len());
        let instead = |c: char| self.instead.iter().any(|(other, _)| *other == c);
        (self.instead.is_empty() || !text[..ascii].chars().any(instead))
            && text[ascii..].chars().all(|c| self.leaves(c))
    }

    /// Whether a character is as it has to be, its length and its being the only one aside.
    pub(super) fn leaves(&self, c: char) -> bool {
        (self.charset.has)(c)
            && !(self.plain && crate::write::steers(c))
            && !self.instead.iter().any(|(other, _)| *other == c)
    }
}
