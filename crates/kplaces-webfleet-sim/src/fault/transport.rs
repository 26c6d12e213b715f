//! What goes wrong below HTTP: with the connection, or with the frame around a body.

use std::fmt;
use std::str::FromStr;

use strum::EnumCount;

use super::UnknownFault;

/// Something that goes wrong with the connection, whatever the answer is.
///
/// The service has done its work by then: the call is counted, and its user is free again. Only
/// [`serve`](crate::serve) can do these. Where bytes are counted they are those of the body, and
/// a body that is shorter is not whole either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumCount)]
pub enum Transport {
    /// `silent`: nothing comes, and the connection stays open until the client goes.
    Silent,
    /// `hang-up`: the connection is closed before anything has come.
    HangUp,
    /// `bad-http`: something that is not HTTP comes, then the end.
    BadHttp,
    /// `slow:1`: the head comes at once, the body at this rate.
    Slow {
        /// Bytes of the body in a second, at least 1.
        bytes_per_second: u32,
    },
    /// `stall:1000`: so much of the body comes, then nothing; the connection stays open.
    Stall {
        /// Bytes.
        after: usize,
    },
    /// `reset:1000`: so much of the body at most, then a TCP reset.
    Reset {
        /// Bytes.
        after: usize,
    },
    /// `cut-length:1000`: `Content-Length` tells the whole length; so much comes, then the end.
    CutLength {
        /// Bytes.
        after: usize,
    },
    /// `cut-chunked:1000`: so much of the body comes in chunks, then the end without a last chunk.
    CutChunked {
        /// Bytes.
        after: usize,
    },
}

impl FromStr for Transport {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        match text {
            "silent" => return Ok(Self::Silent),
            "hang-up" => return Ok(Self::HangUp),
            "bad-http" => return Ok(Self::BadHttp),
            _ => {}
        }
        let (kind, argument) = text.split_once(':').ok_or(UnknownFault)?;
        if kind == "slow" {
            return match super::number(argument)? {
                0 => Err(UnknownFault),
                bytes_per_second => Ok(Self::Slow { bytes_per_second }),
            };
        }
        let after = super::number(argument)?;
        match kind {
            "stall" => Ok(Self::Stall { after }),
            "reset" => Ok(Self::Reset { after }),
            "cut-length" => Ok(Self::CutLength { after }),
            "cut-chunked" => Ok(Self::CutChunked { after }),
            _ => Err(UnknownFault),
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("silent"),
            Self::HangUp => f.write_str("hang-up"),
            Self::BadHttp => f.write_str("bad-http"),
            Self::Slow { bytes_per_second } => write!(f, "slow:{bytes_per_second}"),
            Self::Stall { after } => write!(f, "stall:{after}"),
            Self::Reset { after } => write!(f, "reset:{after}"),
            Self::CutLength { after } => write!(f, "cut-length:{after}"),
            Self::CutChunked { after } => write!(f, "cut-chunked:{after}"),
        }
    }
}
