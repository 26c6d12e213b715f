use kplaces_text::{Language, say};

/// The words that are the same in the help of every command.
pub(crate) struct Words {
    pub(crate) usage: &'static str,
    pub(crate) options: &'static str,
    pub(crate) command: &'static str,
    pub(crate) commands: &'static str,
    pub(crate) arguments: &'static str,
    pub(crate) own_options: &'static str,
    pub(crate) global_options: &'static str,
    pub(crate) examples: &'static str,
    pub(crate) help: &'static str,
    pub(crate) version: &'static str,
    // Headings of manual pages.
    pub(crate) name_section: &'static str,
    pub(crate) synopsis_section: &'static str,
    pub(crate) description_section: &'static str,
    pub(crate) commands_section: &'static str,
    pub(crate) examples_section: &'static str,
    pub(crate) order_section: &'static str,
    pub(crate) keys_section: &'static str,
    pub(crate) files_section: &'static str,
    pub(crate) environment_section: &'static str,
    pub(crate) exit_section: &'static str,
    pub(crate) see_also_section: &'static str,
}

const ENGLISH: Words = Words {
    usage: "Usage:",
    options: "[OPTIONS]",
    command: "COMMAND",
    commands: "Commands",
    arguments: "Arguments",
    own_options: "Options",
    global_options: "Global options",
    examples: "Examples",
    help: "Print this help",
    version: "Print the version",
    name_section: "NAME",
    synopsis_section: "SYNOPSIS",
    description_section: "DESCRIPTION",
    commands_section: "COMMANDS",
    examples_section: "EXAMPLES",
    order_section: "PRECEDENCE",
    keys_section: "KEYS",
    files_section: "FILES",
    environment_section: "ENVIRONMENT",
    exit_section: "EXIT STATUS",
    see_also_section: "SEE ALSO",
};

const GERMAN: Words = Words {
    usage: "Aufruf:",
    options: "[OPTIONEN]",
    command: "BEFEHL",
    commands: "Befehle",
    arguments: "Argumente",
    own_options: "Optionen",
    global_options: "Allgemeine Optionen",
    examples: "Beispiele",
    help: "Diese Hilfe ausgeben",
    version: "Die Version ausgeben",
    name_section: "NAME",
    synopsis_section: "ÜBERSICHT",
    description_section: "BESCHREIBUNG",
    commands_section: "BEFEHLE",
    examples_section: "BEISPIELE",
    order_section: "RANGFOLGE",
    keys_section: "SCHLÜSSEL",
    files_section: "DATEIEN",
    environment_section: "UMGEBUNG",
    exit_section: "RÜCKGABEWERT",
    see_also_section: "SIEHE AUCH",
};

impl Words {
    pub(crate) fn of(language: Language) -> Self {
        language.pick(ENGLISH, GERMAN)
    }
}

/// What an option has when it is not given.
pub(super) fn default(value: &str, language: Language) -> String {
    say!(language, "(default {value})", "(Vorgabe: {value})")
}

/// What stands for a value in help and errors, where it is not the English word.
pub(super) fn placeholder(english: &str, language: Language) -> Option<&'static str> {
    let german = match english {
        "ACCOUNT" => "KONTO",
        "BY" => "WONACH",
        "COLOUR" => "FARBE",
        "DAYS" => "TAGE",
        "DIR" => "ORDNER",
        "FILE" => "DATEI",
        "GROUP" => "GRUPPE",
        "KEY" => "SCHLÜSSEL",
        "KEY|NAME" => "SCHLÜSSEL|NAME",
        "LAT,LON" => "BREITE,LÄNGE",
        "LEVEL" => "STUFE",
        "METRES" => "METER",
        "MINUTES" => "MINUTEN",
        "PACE" => "TEMPO",
        "PAGE" => "SEITE",
        "PATH" => "PFAD",
        "PERCENT" => "PROZENT",
        "PROFILE" => "PROFIL",
        "SECONDS" => "SEKUNDEN",
        "SOURCE" => "QUELLE",
        "TIME" => "DAUER",
        "VALUE" => "WERT",
        "USER" => "BENUTZER",
        "WHERE" => "WO",
        _ => return None,
    };
    language.pick(None, Some(german))
}
