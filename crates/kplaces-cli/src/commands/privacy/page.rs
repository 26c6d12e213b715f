use kplaces_app::Status;
use kplaces_domain::Timestamp;
use kplaces_privacy::{Facts, Places, Traffic, network, on_device, statement};
use kplaces_state::Journal;
use kplaces_text::Language;
use kplaces_web::{Discloser, Disclosure, FailedSync, Held, SyncsOnRecord};

use crate::{CliError, Session};
use kplaces_device::privacy::facts;

/// What the page of the map tells about data.
#[derive(Debug)]
pub(crate) struct PageDiscloser {
    facts: Facts,
    journal: Journal,
}

impl PageDiscloser {
    /// Of this device, as it is set now; the places and the record of syncs are looked at when
    /// somebody asks.
    pub(crate) fn of(session: &Session) -> Result<Self, CliError> {
        Ok(Self {
            facts: facts(session)?,
            journal: session.journal()?,
        })
    }

    /// What went over the network, as far as the record knows. One that cannot be read tells
    /// nothing.
    fn traffic(&self) -> Traffic {
        let runs = self.journal.last(2 * Journal::KEPT).unwrap_or_default();
        let ended = || runs.iter().filter_map(|run| run.ended.as_ref());
        Traffic {
            syncs: runs.len() as u64,
            requests: ended().map(|ended| u64::from(ended.requests)).sum(),
            bytes: ended().map(|ended| ended.bytes).sum(),
        }
    }
}

impl Discloser for PageDiscloser {
    fn disclose(&self, language: Language, held: Option<Held>) -> Disclosure {
        let moment = |moment: Timestamp| language.minute(moment.unix());
        let places = held.map(|held| Places {
            count: held.places,
            as_of: held.as_of.map(moment),
        });
        Disclosure {
            device: on_device(&self.facts, places.as_ref(), language),
            network: network(&self.facts, self.traffic(), language),
            statement: statement(&self.facts, language),
        }
    }

    fn syncs(&self, status: &Status) -> SyncsOnRecord {
        let record = self.journal.read().unwrap_or_default();
        let failed = record.latest().and_then(|run| {
            Some(FailedSync {
                at: run.started.at,
                kind: run.failure()?.kind.word(),
                in_a_row: record.failed_in_a_row() as u64,
            })
        });
        SyncsOnRecord {
            gone: status.gone(&record).map(|gone| gone.places),
            failed,
        }
    }
}
