use kplaces_app::Status;
use kplaces_device::{CliError, Device};
use kplaces_domain::Timestamp;
use kplaces_privacy::{Document, Entry, Facts, Places, Traffic, network, on_device, statement};
use kplaces_state::{Journal, Record};
use kplaces_text::Language;
use serde::Serialize;

/// Says in words what is processed on this device.
#[derive(Debug)]
pub(crate) struct Discloser {
    device: Device,
    facts: Facts,
    journal: Journal,
}

/// What the page tells about data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Disclosure {
    /// What is on this device.
    #[cfg_attr(test, ts(type = "Entry[]"))]
    device: Vec<Entry>,
    /// Whom the program speaks to.
    #[cfg_attr(test, ts(type = "Entry[]"))]
    network: Vec<Entry>,
    /// The privacy statement.
    #[cfg_attr(test, ts(type = "Paper"))]
    statement: Document,
}

impl Discloser {
    /// Of a device, as it is set now; its login and the record of syncs are looked at when somebody asks.
    pub(crate) fn of(device: &Device) -> Result<Self, CliError> {
        Ok(Self {
            device: device.afresh(),
            facts: kplaces_device::privacy::facts(device)?,
            journal: device.journal()?,
        })
    }

    /// The one host this program speaks to.
    pub(crate) fn host(&self) -> &str {
        &self.facts.webfleet.host
    }

    /// The syncs on record, as far as that can be read. It reads files.
    pub(crate) fn record(&self) -> Record {
        self.journal.read().unwrap_or_default()
    }

    /// What is so now. Without `held` the places could not be read. It reads files.
    pub(crate) fn disclose(&self, language: Language, held: Option<&Status>) -> Disclosure {
        let facts = self.facts_now();
        let moment = |moment: Timestamp| language.minute(moment.unix());
        let places = held.map(|held| Places {
            count: held.places,
            as_of: held.provenance.as_ref().map(|it| moment(it.as_of)),
        });
        Disclosure {
            device: on_device(&facts, places.as_ref(), language),
            network: network(&facts, self.traffic(), language),
            statement: statement(&facts, language),
        }
    }

    /// The facts, with the login as it is kept now: the page may have changed it.
    fn facts_now(&self) -> Facts {
        let mut facts = self.facts.clone();
        if let Ok(now) = kplaces_device::privacy::facts(&self.device.afresh()) {
            facts.login = now.login;
        }
        facts
    }

    /// What went over the network, as far as the record knows.
    fn traffic(&self) -> Traffic {
        let runs = self.record().runs;
        let ended = || runs.iter().filter_map(|run| run.ended.as_ref());
        Traffic {
            syncs: runs.len() as u64,
            requests: ended().map(|ended| u64::from(ended.requests)).sum(),
            bytes: ended().map(|ended| ended.bytes).sum(),
        }
    }
}
