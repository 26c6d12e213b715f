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
    /// Of a device, as it is set now; the record of syncs is looked at when somebody asks.
    pub(crate) fn of(device: &Device) -> Result<Self, CliError> {
        Ok(Self {
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
        let moment = |moment: Timestamp| language.minute(moment.unix());
        let places = held.map(|held| Places {
            count: held.places,
            as_of: held.provenance.as_ref().map(|it| moment(it.as_of)),
        });
        Disclosure {
            device: on_device(&self.facts, places.as_ref(), language),
            network: network(&self.facts, self.traffic(), language),
            statement: statement(&self.facts, language),
        }
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
