#![doc = include_str!("../README.md")]

mod behind;
mod collect;
mod compare;
mod error;
mod export;
mod exporter;
mod exporters;
mod file_name;
mod formats;
mod group_buffers;
mod names;
mod out;
mod palette;
mod point;
pub mod read;
mod read_back;
pub mod record;
mod reserved;
mod spool;
mod tally;
mod target;
pub mod write;

pub use behind::ended;
pub use collect::{Collected, Collector};
pub use compare::{Comparison, Difference};
pub use error::ExportError;
pub use export::Export;
pub use exporter::{
    Carries, Colours, ExportContext, Exporter, Grouping, PointWriter, Positions, Radii, Start,
};
pub use exporters::{Exporters, exporters};
pub use file_name::FileNames;
pub use group_buffers::{Block, Blocks, GroupBuffers};
pub use names::{Charset, NameRule, Unit};
pub use out::Out;
pub use palette::{Swatch, nearest};
pub use point::Point;
pub use read_back::{Entry, Logs, Read, ReadError, ReadWithLogs, Reader, Visit};
pub use reserved::Reserved;
pub use spool::Spool;
pub use tally::{Counted, Example, Loss, Tally};
pub use target::{Ready, Target, write_atomically};
