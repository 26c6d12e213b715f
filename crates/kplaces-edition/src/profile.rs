/// The export profiles of [`Feature::DeviceExports`](crate::Feature::DeviceExports) by name, so that
/// an edition without one can say where it is. A test holds the list against the editions.
pub const DEVICE_PROFILES: [&str; 16] = [
    "copilot-csv",
    "csv-excel",
    "csv-excel-en",
    "flatgeobuf",
    "garmin-csv",
    "garmin-gpi",
    "garmin-gpx",
    "geopackage",
    "jsonl",
    "kml",
    "kmz",
    "mercedes-comand",
    "organicmaps-kml",
    "osmand",
    "tomtom-ov2",
    "vcard",
];
