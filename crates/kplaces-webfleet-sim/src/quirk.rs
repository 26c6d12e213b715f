use strum::EnumCount;

use crate::{
    ColumnFilter, ErrorTextKey, LineEnd, Membership, Missing, Options, Quoting, RowOrder, Spelling,
};

/// A way of the service to behave that is not ours to choose. Sound, but not what one expects.
///
/// The names are those of the variants in kebab-case, such as `login-401` and `few-quotes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, EnumCount, strum::EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Quirk {
    /// Columns have the names of [`Spelling::Second`].
    SecondSpelling,
    /// All columns come, whatever `columnfilter` says.
    AllColumns,
    /// The rows come in another order each time.
    Shuffled,
    /// The membership report is about other addresses than the address report.
    #[strum(serialize = "disagree")]
    Disagreeing,
    /// CSV has commas, whatever `separator` says.
    Commas,
    /// CSV has tabs, whatever `separator` says.
    Tabs,
    /// CSV lines end with LF.
    Lf,
    /// CSV texts are quoted only where they need it.
    FewQuotes,
    /// Reports start with a byte order mark.
    Bom,
    /// JSON has `null` for what is missing.
    Nulls,
    /// JSON has an empty text for what is missing.
    EmptyTexts,
    /// Errors are plain text in JSON mode too.
    PlainErrors,
    /// Errors have no headers.
    NoErrorHeaders,
    /// The text of a JSON error is called `errMsg`.
    ErrMsg,
    /// A wrong login has status 401.
    #[strum(serialize = "login-401")]
    Login401,
}

impl Quirk {
    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [
        Self::SecondSpelling,
        Self::AllColumns,
        Self::Shuffled,
        Self::Disagreeing,
        Self::Commas,
        Self::Tabs,
        Self::Lf,
        Self::FewQuotes,
        Self::Bom,
        Self::Nulls,
        Self::EmptyTexts,
        Self::PlainErrors,
        Self::NoErrorHeaders,
        Self::ErrMsg,
        Self::Login401,
    ];

    /// Sets the options this is about.
    pub fn set(self, options: &mut Options) {
        match self {
            Self::SecondSpelling => options.spelling = Spelling::Second,
            Self::AllColumns => options.column_filter = ColumnFilter::Ignored,
            Self::Shuffled => options.row_order = RowOrder::Shuffled,
            Self::Disagreeing => options.membership = Membership::Disagreeing,
            Self::Commas => options.separator = Some(b','),
            Self::Tabs => options.separator = Some(b'\t'),
            Self::Lf => options.line_end = LineEnd::Lf,
            Self::FewQuotes => options.quoting = Quoting::WhereNeeded,
            Self::Bom => options.byte_order_mark = true,
            Self::Nulls => options.missing = Missing::Null,
            Self::EmptyTexts => options.missing = Missing::EmptyText,
            Self::PlainErrors => options.errors.always_plain = true,
            Self::NoErrorHeaders => options.errors.headers = false,
            Self::ErrMsg => options.errors.text_key = ErrorTextKey::ErrMsg,
            Self::Login401 => options.errors.failed_login_is_401 = true,
        }
    }
}

impl Options {
    /// The same service with this quirk. Of two that exclude each other the last one counts.
    #[must_use]
    pub fn with(mut self, quirk: Quirk) -> Self {
        quirk.set(&mut self);
        self
    }
}
