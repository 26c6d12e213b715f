//! Names as companies give them.

/// The groups of the account. The last one is empty.
pub(super) const GROUPS: [&str; 8] = [
    "Kunden",
    "Depots",
    "Tankstellen",
    "Baustellen",
    "Werkstätten",
    "Overnight parking",
    "Lieferanten; Ausland",
    "Noch ohne Einsatz",
];

/// The group of places outside Germany.
pub(super) const ABROAD: &str = GROUPS[6];

/// A kind of place: its group, and what it is called.
pub(super) struct Kind {
    pub(super) group: &'static str,
    german: &'static str,
    french: &'static str,
    dutch: &'static str,
    polish: &'static str,
    czech: &'static str,
    danish: &'static str,
}

impl Kind {
    /// The name in the language of the country.
    pub(super) fn name(&self, country: &str) -> &'static str {
        match country {
            "FR" | "LU" => self.french,
            "NL" | "BE" => self.dutch,
            "PL" => self.polish,
            "CZ" => self.czech,
            "DK" => self.danish,
            _ => self.german,
        }
    }
}

macro_rules! kinds {
    ($($group:literal: $german:literal $french:literal $dutch:literal $polish:literal $czech:literal $danish:literal;)*) => {
        &[$(Kind {
            group: GROUPS[$group],
            german: $german,
            french: $french,
            dutch: $dutch,
            polish: $polish,
            czech: $czech,
            danish: $danish,
        }),*]
    };
}

pub(super) const KINDS: &[Kind] = kinds! {
    0: "Bäckerei Müller" "Boulangerie Lefèvre" "Bakkerij de Vries" "Piekarnia Wójcik" "Pekařství Novák" "Bageri Sørensen";
    1: "Depot Nord" "Dépôt Nord" "Depot Noord" "Magazyn Północ" "Sklad Sever" "Lager Nord";
    2: "Tankstelle A7" "Station-service A4" "Tankstation A2" "Stacja paliw A4" "Čerpací stanice D1" "Tankstation E45";
    0: "Großhandel Weiß" "Grossiste Béranger" "Groothandel Jansen" "Hurtownia Żak" "Velkoobchod Dvořák" "Engros Møller";
    3: "Baustelle Bahnhofstraße" "Chantier de la Gare" "Bouwplaats Stationsweg" "Budowa Dworcowa" "Stavba Nádražní" "Byggeplads Banegården";
    0: "Gärtnerei Böhm" "Pépinière Gaël" "Kwekerij Smeets" "Ogrodnictwo Dąb" "Zahradnictví Růže" "Gartneri Ærø";
    4: "Werkstatt Köhler" "Garage Mérieux" "Garage Bakker" "Warsztat Król" "Autoservis Říha" "Værksted Krøyer";
    0: "Kunde Schäfer & Söhne" "Client Forêt et fils" "Klant van den Berg" "Klient Śliwa" "Zákazník Černý" "Kunde Østergaard";
    5: "Rastplatz am Stadion" "Aire du Stade" "Parkeerplaats Stadion" "Parking przy stadionie" "Parkoviště u stadionu" "Rasteplads ved stadion";
    1: "Lager Süd" "Entrepôt Sud" "Magazijn Zuid" "Magazyn Południe" "Sklad Jih" "Lager Syd";
};
