#![doc = include_str!("../README.md")]

mod copilot_csv;
mod csv_excel;
mod garmin_csv;
mod garmin_gpx;
mod jsonl;
mod lines;
mod mercedes_comand;
mod osmand;
mod vcard;

use kplaces_export::Exporter;

/// The exporters of this crate, in the order of their ids.
pub fn exporters() -> Vec<Exporter> {
    vec![
        copilot_csv::EXPORTER,
        csv_excel::GERMAN,
        csv_excel::ENGLISH,
        garmin_csv::EXPORTER,
        garmin_gpx::EXPORTER,
        jsonl::EXPORTER,
        mercedes_comand::EXPORTER,
        osmand::EXPORTER,
        vcard::EXPORTER,
    ]
}
