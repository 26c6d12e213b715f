#![doc = include_str!("../README.md")]

mod action;
mod address;
mod addresses;
mod call;
mod columns;
mod csv;
pub mod damage;
mod fault;
pub mod folder;
mod form;
mod json;
mod options;
mod packing;
mod places;
mod position;
mod quirk;
mod quota;
mod refusal;
mod reply;
mod report;
mod rows;
mod sample;
pub mod serve;
mod shuffle;
mod sim;
mod state;
mod table;
mod trouble;
mod wire;
mod world;

pub use action::Action;
pub use address::Address;
pub use addresses::Addresses;
pub use call::Call;
pub use fault::{Fault, Layer, Transport, UnknownFault};
pub use options::{
    ColumnFilter, ErrorForm, ErrorTextKey, LineEnd, Membership, Missing, Options, Packing,
    Positions, Quoting, RowOrder, Spelling,
};
pub use quirk::Quirk;
pub use quota::{Limit, Quota};
pub use reply::Reply;
pub use rows::RowStream;
pub use sample::{
    CANARY, Large, MARK, MARKED_PLACE, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER,
    SAMPLE_USER_NO_ADDRESSES, SAMPLE_USER_NO_INTERFACE, SAMPLE_USER_UMLAUT, Variation,
};
pub use sim::Sim;
pub use trouble::{Entry, Trouble};
pub use wire::{Body, Request, Response};
pub use world::{Account, Group, User, World};
