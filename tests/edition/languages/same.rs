//! Words that are the same in both languages, and why.

/// Words in small letters, the commands that may say them (all, where none is named), and why they are no
/// oversight.
pub(super) const SAME: [(&str, &str, &str); 10] = [
    (
        "an absolute administrator apps archive argument art auto browser byte bytes edition editor export format hand in \
         information international link minute name navigation online original passphrase person port ports position problem profile profiling proxy radius rest revision \
         server shell so software still support system terminal tests text tour track updates usage variable version was km min \
         journal dns tls ok",
        "",
        "German too, alike or by chance",
    ),
    (
        "webfleet basic pro enterprise linux macos windows bash elvish fish powershell zsh systemd launchd chmod \
         basecamp comand copilot earth flatgeobuf garmin geojson geopackage google gpi gpsd gpx jsonl kml kmz loader \
         maps markdown mercedes mydrive organic osmand personalpoi pmtiles poi qgis sqlite tomtom bv vcard csv \
         json html rfc loopback utc kib mib",
        "",
        "names of products, programs, formats and units",
    ),
    (
        "copilot-csv csv-excel csv-excel-en garmin-csv garmin-gpi garmin-gpx mercedes-comand organicmaps-kml \
         sealed keyring file passphrase get geo apple here osm waze group green latest north muller off on info debug warn error trace \
         de en con desktop max",
        "",
        "values as they are typed, whatever language is read",
    ),
    (
        "blue brightblue brown khaki lime turquoise",
        "",
        "colours have the names by which WEBFLEET and Organic Maps know them",
    ),
    (
        "key latitude longitude colour groups",
        "import-check",
        "the first line of a file, as it is",
    ),
    (
        "showaddressgroupaddressreportextern showaddressgroupreportextern showaddressreportextern",
        "",
        "actions of WEBFLEET.connect",
    ),
    (
        "canary-browser canary-files canary-map canary-memory closed-network code columns erased extract-reads-back \
         loopback-only modes names no-core one-host positions raw-medium secrets separate",
        "privacy",
        "names of proofs, by which whoever has the source finds them",
    ),
    (
        "written by",
        "schedule map",
        "the mark by which `schedule` and `map` know their files, whoever wrote them in whichever language",
    ),
    (
        "bootstrap daemon-reload enable gui id launchctl schtasks systemctl tn xml environment execstart \
         oncalendar false true background ignorenew interactivetoken leastprivilege chcp nul rem start set \
         application exec runatload autostart on-failure entry type",
        "schedule map",
        "commands to copy, and units as the system reads them",
    ),
    (
        "demo dispo betrvg",
        "",
        "what the device and the law are called",
    ),
];
