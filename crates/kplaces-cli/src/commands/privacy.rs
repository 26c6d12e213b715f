//! What a person can see of the promise: what is here, where it went, and how it goes away.

mod facts;
mod network;
mod page;
mod papers;

pub(crate) use self::page::PageDiscloser;

use crate::args::Privacy;
use crate::{CliError, Output, Session};

pub(super) fn privacy(session: &Session, what: &Privacy) -> Result<Output, CliError> {
    match what {
        Privacy::Statement(arguments) => papers::statement(session, arguments),
        Privacy::Record(arguments) => papers::record(session, arguments),
        Privacy::Network => network::network(session),
    }
}
