use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

/// So many calls in so many seconds, written `6/60`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Calls, 1 to 100 000.
    pub calls: NonZeroU32,
    /// Seconds, 1 to 86 400.
    pub seconds: NonZeroU32,
}

/// The text is not calls per seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRate;

impl fmt::Display for BadRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not calls per seconds, such as 6/60")
    }
}

impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        let number = |text: &str, most: u32| {
            let number: NonZeroU32 = text.trim().parse().ok()?;
            (number.get() <= most).then_some(number)
        };
        text.split_once('/')
            .and_then(|(calls, seconds)| {
                Some(Self {
                    calls: number(calls, 100_000)?,
                    seconds: number(seconds, 86_400)?,
                })
            })
            .ok_or(BadRate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.calls, self.seconds)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_two_numbers_above_zero() {
        let rate: Rate = "6/60".parse().unwrap();
        assert_eq!((rate.calls.get(), rate.seconds.get()), (6, 60));
        assert_eq!(
            " 900 / 3600 ".parse::<Rate>().unwrap().to_string(),
            "900/3600"
        );
        for bad in [
            "", "6", "0/60", "6/0", "-6/60", "6/60/1", "6 per 60", "6/86401", "100001/1",
        ] {
            assert_eq!(bad.parse::<Rate>(), Err(BadRate), "{bad}");
        }
    }
}
