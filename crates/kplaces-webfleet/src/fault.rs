//! What is wrong with an address, a row, a reply: by meaning, for those who tell it in other words.

use strum::EnumIter;

/// Why an address of WEBFLEET cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, thiserror::Error)]
pub enum EndpointFault {
    /// It is none.
    #[error("it is not a web address")]
    NoAddress,
    /// The login belongs elsewhere.
    #[error("it holds a user or password")]
    HoldsLogin,
    /// Something stands behind the path.
    #[error("it has a query or fragment")]
    HasQuery,
    /// Plain HTTP to another device.
    #[error(
        "it is not encrypted; http is for this device only, and only with an address in numbers such as 127.0.0.1"
    )]
    NotEncrypted,
    /// Another protocol.
    #[error("it does not start with https://")]
    NotHttps,
}

/// Why a proxy cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, thiserror::Error)]
pub enum ProxyFault {
    /// Another protocol.
    #[error("the proxy does not start with http:// or https://")]
    NotHttp,
    /// It is none.
    #[error("the proxy is not a web address")]
    NoAddress,
}

/// What is wrong with a row, or with the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, thiserror::Error)]
pub enum RowFault {
    /// A quote stands where none can.
    #[error("a quote stands where none can")]
    Quote,
    /// More or fewer fields than the header has.
    #[error("it has not as many fields as the header")]
    Width,
    /// The header stands among the rows.
    #[error("it is the header once more")]
    Header,
    /// More columns than any report has.
    #[error("more than 4 096 columns")]
    Columns,
    /// Values stand in the header.
    #[error("there are values where column names should be")]
    Values,
    /// A column is there twice.
    #[error("two columns have the same name")]
    SameName,
    /// No flat JSON object.
    #[error("it is not a flat JSON object")]
    NotFlat,
    /// Not in a JSON array.
    #[error("it is not an object of a JSON array")]
    NotInArray,
    /// More than the array.
    #[error("something stands behind the end of the array")]
    BehindTheEnd,
    /// No column that is known.
    #[error("it has none of the columns")]
    NoColumn,
    /// Anything else.
    #[error("it cannot be read")]
    Unreadable,
}

/// Which limit a reply is beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, thiserror::Error)]
pub enum SizeFault {
    /// That of the settings.
    #[error("the limit is `webfleet.max_reply_mib`")]
    Reply,
    /// All rows together.
    #[error("its rows fill more than 512 MiB")]
    Rows,
    /// One row.
    #[error("a row of it is longer than 256 KiB")]
    Row,
    /// The first line.
    #[error("it starts with an endless line")]
    FirstLine,
}

/// Stands for the name of a packing that is not known.
pub const UNKNOWN_PACKING: &str = "a packing of an unknown name";

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not come, by the clock of this device.
    NotYetValid,
    /// Nobody vouches for it whom this device trusts.
    UnknownIssuer,
    /// It is that of another host.
    OtherName,
    /// It was taken back.
    Revoked,
    /// Anything else, also that it could not be judged.
    Other,
}
