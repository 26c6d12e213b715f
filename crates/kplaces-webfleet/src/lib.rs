#![doc = include_str!("../README.md")]

mod client;
mod code;
mod columns;
mod egress;
mod endpoint;
mod error;
mod gate;
mod login;
mod options;
mod reply;
mod retry;
mod rows;

pub use client::{Client, Received, Transfer, parse_addresses};
pub use code::{Action, ApiError, CodeKind};
pub use egress::{Peer, Role, Witness};
pub use endpoint::Endpoint;
pub use error::{Error, Step};
pub use gate::{Answer, Gate, GateError};
pub use login::Login;
pub use options::{ClientOptions, Method, Pause, PauseHook, ReplyFormat};
pub use rows::{AddressRow, Cell, GroupRow, MembershipRow};
