use crate::Quota;

/// How the service behaves where public material leaves it open. The default is the best guess.
#[derive(Clone, Debug)]
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
    /// CSV only.
    pub quoting: Quoting,
    /// JSON only; CSV has the empty field.
    pub missing: Missing,
    /// Whether a report starts with a UTF-8 byte order mark.
    pub byte_order_mark: bool,
    /// How errors are told.
    pub errors: ErrorForm,
    /// Calls per window; `None` for no limits.
    pub quota: Option<Quota>,
    /// Whether a user's second call is refused with 8015 while a report of theirs is being read.
    pub one_at_a_time: bool,
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
            quoting: Quoting::Text,
            missing: Missing::LeftOut,
            byte_order_mark: false,
            errors: ErrorForm::default(),
            quota: Some(Quota::default()),
            one_at_a_time: true,
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
