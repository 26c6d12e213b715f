use strum::EnumCount;

use crate::{
    ColumnFilter, ErrorTextKey, LineEnd, Membership, Missing, Options, Packing, Positions, Quoting,
    RowOrder, Spelling,
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
    /// CSV lines end with CR.
    Cr,
    /// The last CSV line has no end.
    NoLastLineEnd,
    /// CSV lines have a separator behind their last cell.
    TrailingSeparator,
    /// CSV texts are quoted only where they need it.
    FewQuotes,
    /// Reports start with a byte order mark.
    Bom,
    /// Positions are in degrees with a point.
    Degrees,
    /// Positions are in degrees with a comma.
    DegreesComma,
    /// JSON has the array in an object.
    Wrapped,
    /// Reports are packed in one gzip member.
    Gzip,
    /// Reports are packed in several gzip members.
    GzipMembers,
    /// gzip is announced under its old name.
    XGzip,
    /// gzip is not announced.
    GzipUnannounced,
    /// Reports are packed with zlib.
    Deflate,
    /// Reports say that their error is 0.
    #[strum(serialize = "code-0")]
    CodeZero,
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
        Self::Cr,
        Self::NoLastLineEnd,
        Self::TrailingSeparator,
        Self::FewQuotes,
        Self::Bom,
        Self::Degrees,
        Self::DegreesComma,
        Self::Wrapped,
        Self::Gzip,
        Self::GzipMembers,
        Self::XGzip,
        Self::GzipUnannounced,
        Self::Deflate,
        Self::CodeZero,
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
            Self::Cr => options.line_end = LineEnd::Cr,
            Self::NoLastLineEnd => options.last_line_end = false,
            Self::TrailingSeparator => options.trailing_separator = true,
            Self::FewQuotes => options.quoting = Quoting::WhereNeeded,
            Self::Bom => options.byte_order_mark = true,
            Self::Degrees => options.positions = Positions::DegreesPoint,
            Self::DegreesComma => options.positions = Positions::DegreesComma,
            Self::Wrapped => options.wrapped = true,
            Self::Gzip => options.packing = Packing::Gzip,
            Self::GzipMembers => options.packing = Packing::GzipMembers,
            Self::XGzip => options.packing = Packing::XGzip,
            Self::GzipUnannounced => options.packing = Packing::GzipUnannounced,
            Self::Deflate => options.packing = Packing::Deflate,
            Self::CodeZero => options.code_zero = true,
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
