//! What stands in the files of schedulers for people: in the language of whoever has them written.

use kplaces_text::{Language, say};

use crate::plan::MARK;

/// The first line of each file. It holds the mark by which the files are known again.
pub(crate) fn origin(language: Language) -> String {
    say!(
        language,
        "written by 3kplaces schedule; {MARK} deletes it",
        "von 3kplaces geschrieben; {MARK} löscht die Datei"
    )
}

/// What is run, for whom.
pub(crate) fn what(tenant: Option<&str>, language: Language) -> String {
    match tenant {
        Some(tenant) => say!(
            language,
            "Bring the 3Kplaces addresses of {tenant} up to date",
            "3Kplaces: Adressen von {tenant} abgleichen"
        ),
        None => say!(
            language,
            "Bring the 3Kplaces addresses up to date",
            "3Kplaces: Adressen abgleichen"
        ),
    }
}

/// The same, of what starts it.
pub(crate) fn regularly(tenant: Option<&str>, language: Language) -> String {
    let what = what(tenant, language);
    say!(
        language,
        "{what} from time to time",
        "{what}, in regelmäßigen Abständen"
    )
}

/// Lines of comment in systemd's files.
pub(crate) struct Comments {
    pub(crate) may_take_long: &'static str,
    pub(crate) no_failure: &'static str,
    pub(crate) stand_still: &'static str,
    pub(crate) made_up_for: &'static str,
    pub(crate) not_all_at_once: &'static str,
}

const ENGLISH: Comments = Comments {
    may_take_long: "# The turn of this device, or the request quota, may be far away.",
    no_failure: "# Another sync is under way, or the quota: the next run will do.",
    stand_still: "# These two stand still while the machine sleeps. One that sleeps most of the time makes up\n\
                  # for it when it wakes up.",
    made_up_for: "# A device that was off at that time makes up for it.",
    not_all_at_once: "# So that the devices of a company do not come all at once.",
};

const GERMAN: Comments = Comments {
    may_take_long: "# Bis dieses Gerät an der Reihe ist oder das Kontingent reicht, kann es dauern.",
    no_failure: "# Ein anderer Abgleich läuft, oder das Kontingent ist erschöpft: Der nächste Lauf genügt.",
    stand_still: "# Diese beiden stehen still, solange das Gerät schläft. Eines, das meistens schläft, holt\n\
                  # den Abgleich nach, wenn es aufwacht.",
    made_up_for: "# Ein Gerät, das um diese Zeit aus war, holt den Abgleich nach.",
    not_all_at_once: "# Damit die Geräte eines Unternehmens nicht alle gleichzeitig kommen.",
};

impl Comments {
    pub(crate) fn of(language: Language) -> Self {
        language.pick(ENGLISH, GERMAN)
    }
}
