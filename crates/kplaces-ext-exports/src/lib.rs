#![doc = include_str!("../README.md")]

use kplaces_edition::Feature;
use kplaces_export::Exporter;
use kplaces_runner::Plugin;

/// The part an edition lists.
pub fn plugin() -> Plugin {
    Plugin::new("kplaces-plugin:exports", [Feature::DeviceExports]).with_exporters(exporters())
}

/// The profiles of all crates.
pub fn exporters() -> Vec<Exporter> {
    [
        kplaces_export_devices::exporters(),
        kplaces_export_flatgeobuf::exporters(),
        kplaces_export_geopackage::exporters(),
        kplaces_export_gpi::exporters(),
        kplaces_export_kml::exporters(),
        kplaces_export_ov2::exporters(),
    ]
    .concat()
}
