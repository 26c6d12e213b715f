#![doc = include_str!("../README.md")]

mod client;
mod code;
mod columns;
mod egress;
mod endpoint;
mod error;
mod fault;
mod login;
mod options;
mod parse;
mod rate_limit;
mod recall;
mod reply;
mod retry;
mod rows;
mod transfer;

pub use client::{Client, Received};
pub use code::{Action, ApiError, CodeKind};
pub use egress::{ContactLog, Peer, Role};
pub use endpoint::Endpoint;
pub use error::{Error, Step, Trouble};
pub use fault::{
    CertificateFault, EndpointFault, ProxyFault, RowFault, SizeFault, UNKNOWN_PACKING,
};
pub use login::Login;
pub use options::{ClientOptions, Method, Pause, PauseHook, ReplyFormat};
pub use parse::{Parsed, parse_addresses, parse_memberships};
pub use rate_limit::{Answer, RateLimit, RateLimitError};
pub use recall::{Recall, RowDigest, RowKey, RowMark, RowRun};
pub use rows::{AddressRow, Cell, Form, GroupRow, MembershipRow};
pub use transfer::{GarbledRow, Transfer, Unreadable};
