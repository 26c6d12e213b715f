//! The promises of every profile, kept by those of this crate.

kplaces_export_testsuite::promises!(kplaces_export_kml::exporters());
