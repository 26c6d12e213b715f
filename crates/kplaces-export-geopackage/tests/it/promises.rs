//! The promises of every profile, kept by this one.

kplaces_export_testsuite::promises!(kplaces_export_geopackage::exporters());
