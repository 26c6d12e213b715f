use crate::Quota;

/// How the service behaves where public material leaves it open. The default is the best guess.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each on its own")]
pub struct Options {
    /// Names of the columns.
    pub spelling: Spelling,
    /// Whether `columnfilter` works.
    pub column_filter: ColumnFilter,
    /// Whether two reports have the same order.
    pub row_order: RowOrder,
    /// Whether the membership report is about the addresses of the address report.
    pub membership: Membership,
    /// CSV only: this separator whatever is asked for; `None` does what `separator` says.
    pub separator: Option<u8>,
    /// CSV only.
    pub line_end: LineEnd,
    /// CSV only: whether the last line ends as the others do.
    pub last_line_end: bool,
    /// CSV only: whether each line has a separator behind its last cell.
    pub trailing_separator: bool,
    /// CSV only.
    pub quoting: Quoting,
    /// How longitude and latitude are written.
    pub positions: Positions,
    /// JSON only; CSV has the empty field.
    pub missing: Missing,
    /// Whether a report starts with a UTF-8 byte order mark.
    pub byte_order_mark: bool,
    /// JSON only: whether the array is the one value of an object.
    pub wrapped: bool,
    /// How a report is packed. What is packed is made as a whole.
    pub packing: Packing,
    /// Whether a report says that it is none of the errors: `X-Webfleet-Errorcode: 0`.
    pub code_zero: bool,
    /// How errors are told.
    pub errors: ErrorForm,
    /// Calls per window; `None` for no limits.
    pub quota: Option<Quota>,
    /// Whether a user's second call is refused with 8015 while a report of theirs is being read.
    pub one_at_a_time: bool,
    /// Whether a report is made once, and sent from memory when it is asked for again: then whoever
    /// measures does not measure the stand-in.
    pub from_memory: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            spelling: Spelling::First,
            column_filter: ColumnFilter::Honoured,
            row_order: RowOrder::AsKept,
            membership: Membership::Agreeing,
            separator: None,
            line_end: LineEnd::CrLf,
            last_line_end: true,
            trailing_separator: false,
            quoting: Quoting::Text,
            positions: Positions::MicroDegrees,
            missing: Missing::LeftOut,
            byte_order_mark: false,
            wrapped: false,
            packing: Packing::None,
            code_zero: false,
            errors: ErrorForm::default(),
            quota: Some(Quota::default()),
            one_at_a_time: true,
            from_memory: false,
        }
    }
}

/// Which names of `data/columns.csv` the columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// `addrno`, `positionx`, `color`, `addrgrpname`; visible is `1` or `0`.
    First,
    /// `addrnr`, `longitude`, `colour`, `addressgroupname`; visible is `true` or `false`.
    Second,
}

/// What becomes of `columnfilter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFilter {
    /// Only the named columns come; unknown names are dropped; with none left all columns come.
    Honoured,
    /// All columns come.
    Ignored,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// That of the account, always.
    AsKept,
    /// Another one at each call of an action. The rows of one address lie apart in the membership
    /// report.
    Shuffled,
}

/// Which addresses the membership report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Those of the address report.
    Agreeing,
    /// One in four is missing, and one in four has a row more, for an address whose number and uid
    /// the address report does not have.
    Disagreeing,
}

/// The end of a CSV line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// `\r\n`
    CrLf,
    /// `\n`
    Lf,
    /// `\r`
    Cr,
}

/// How longitude and latitude are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Positions {
    /// `11575490`
    MicroDegrees,
    /// `11.575490`; in JSON a number.
    DegreesPoint,
    /// `11,575490`, a text.
    DegreesComma,
    /// `11°34'31"E`, a text.
    Sexagesimal,
}

/// How a report is packed, and what the head says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// It is not.
    None,
    /// One gzip member, announced as `gzip`.
    Gzip,
    /// Several gzip members, announced as `gzip`.
    GzipMembers,
    /// One gzip member, announced as `x-gzip`.
    XGzip,
    /// One gzip member, and nothing said.
    GzipUnannounced,
    /// zlib, announced as `deflate`.
    Deflate,
}

/// Which CSV fields stand in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// All names and texts; numbers never.
    Text,
    /// Only where the text would be misread without.
    WhereNeeded,
}

/// What a JSON object has for a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No key.
    LeftOut,
    /// `null`
    Null,
    /// `""`
    EmptyText,
}

/// How an error is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorForm {
    /// Whether `X-Webfleet-Errorcode` and `X-Webfleet-Errormessage` come.
    pub headers: bool,
    /// Whether the plain `code,message` line comes although JSON was asked for.
    pub always_plain: bool,
    /// Whether a failed login (1101) has status 401 instead of 200.
    pub failed_login_is_401: bool,
    /// The key of the text in JSON.
    pub text_key: ErrorTextKey,
}

impl Default for ErrorForm {
    fn default() -> Self {
        Self {
            headers: true,
            always_plain: false,
            failed_login_is_401: false,
            text_key: ErrorTextKey::ErrorMsg,
        }
    }
}

/// The key of an error's text in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorTextKey {
    /// `errorMsg`
    ErrorMsg,
    /// `errMsg`, as one client's test data has it.
    ErrMsg,
}

impl ErrorTextKey {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ErrorMsg => "errorMsg",
            Self::ErrMsg => "errMsg",
        }
    }
}
