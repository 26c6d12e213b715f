//! The shapes of `privacy`.

mod erase;
mod extract;
mod network;
mod papers;
mod report;

pub(crate) use self::erase::EraseReportJson;
pub(crate) use self::extract::{ExtractJson, ImportedJson};
pub(crate) use self::network::NetworkJson;
pub(crate) use self::papers::WrittenJson;
pub(crate) use self::report::ReportedJson;
