use std::time::Instant;

use kplaces_domain::Fix;
use kplaces_fixes::{Gpsd, Health, Nmea};

/// Bytes in, fixes out.
pub(super) enum Decoder {
    Gpsd(Gpsd),
    Nmea(Nmea),
}

impl Decoder {
    pub(super) fn gpsd() -> Self {
        Self::Gpsd(Gpsd::new())
    }

    pub(super) fn nmea(now_ms: i64) -> Self {
        let mut nmea = Nmea::new();
        nmea.assume_day(now_ms);
        Self::Nmea(nmea)
    }

    /// What has to be said first.
    pub(super) fn greeting(&self) -> &'static str {
        match self {
            Self::Gpsd(_) => Gpsd::WATCH,
            Self::Nmea(_) => "",
        }
    }

    pub(super) fn take(&mut self, bytes: &[u8], fixes: &mut Vec<Fix>) {
        match self {
            Self::Gpsd(gpsd) => gpsd.take(bytes, fixes),
            Self::Nmea(nmea) => nmea.take(bytes, fixes),
        }
    }

    pub(super) fn end(&mut self, fixes: &mut Vec<Fix>) {
        if let Self::Nmea(nmea) = self {
            nmea.end(fixes);
        }
    }

    pub(super) fn health(&self) -> &Health {
        match self {
            Self::Gpsd(gpsd) => gpsd.health(),
            Self::Nmea(nmea) => nmea.health(),
        }
    }
}

/// Which day it is, however long it is listened.
#[derive(Clone, Copy)]
pub(super) struct Day {
    began_ms: i64,
    began: Instant,
}

impl Day {
    pub(super) fn of(now_ms: i64) -> Self {
        Self {
            began_ms: now_ms,
            began: Instant::now(),
        }
    }

    pub(super) fn now_ms(self) -> i64 {
        let since = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began_ms.saturating_add(since)
    }
}
