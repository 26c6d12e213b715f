//! What a person can see of the promise: what is here, where it went, and how it goes away.

mod erase;
mod extract;
mod network;
mod papers;
mod report;

use crate::args::Privacy;
use crate::{CliError, Output, Session};

pub(super) async fn privacy(session: &Session, what: Privacy) -> Result<Output, CliError> {
    match what {
        Privacy::Statement(arguments) => papers::statement(session, &arguments),
        Privacy::Record(arguments) => papers::record(session, &arguments),
        Privacy::Network => network::network(session),
        Privacy::Report => report::report(session).await,
        Privacy::Extract(arguments) => extract::extract(session, arguments).await,
        Privacy::Erase(arguments) => erase::erase(session, arguments).await,
    }
}
