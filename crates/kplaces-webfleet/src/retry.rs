use std::time::Duration;

use crate::Error;

/// The longest wait that a service can ask for.
const LONGEST: Duration = Duration::from_mins(2);

/// How long to wait after the failed try number `failed` (from 1), or `None` if another is not
/// worth making: the error is final, or `tries` are used up.
///
/// Waits grow with every try and are jittered by half, so that a fleet of devices does not come
/// back in step.
pub(crate) fn wait_after(
    error: &Error,
    failed: u32,
    tries: u32,
    unit: Duration,
    random: f64,
) -> Option<Duration> {
    let allowed = match error {
        Error::Api(api) => tries.min(api.tries()),
        _ => tries,
    };
    if failed >= allowed || !error.is_transient() {
        return None;
    }
    if let Some(wanted) = error.again_in() {
        // What the service asks for; longer than this nobody sits and waits.
        return (wanted <= LONGEST).then(|| wanted + unit.mul_f64(random));
    }
    let units = match error {
        Error::Api(api) => api.patience() * failed,
        _ => 1 << failed.min(5),
    };
    Some((unit * units).mul_f64(0.75 + random / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, ApiError};

    const UNIT: Duration = Duration::from_secs(1);

    fn api(code: u32) -> Error {
        ApiError::new(Action::ADDRESS_REPORT, code, "").into()
    }

    #[test]
    fn only_passing_errors_are_tried_again() {
        let again = |error: &Error| wait_after(error, 1, 4, UNIT, 0.5).is_some();
        for code in [60, 8015, 9199, 10_000] {
            assert!(again(&api(code)), "{code}");
        }
        for code in [1101, 1143, 1180, 45, 8014, 8011, 63, 7] {
            assert!(!again(&api(code)), "{code}");
        }
        assert!(again(&Error::Status {
            host: String::new(),
            status: 503,
            again_in: None,
        }));
        assert!(!again(&Error::Status {
            host: String::new(),
            status: 401,
            again_in: None,
        }));
        assert!(!again(&Error::Redirect {
            host: String::new(),
            status: 302
        }));
        assert!(!again(&Error::Intercepted {
            host: String::new()
        }));
    }

    #[test]
    fn a_service_that_says_when_is_asked_then_and_not_for_ever() {
        let wait = |again_in: u64| {
            let error = Error::Status {
                host: String::new(),
                status: 503,
                again_in: Some(Duration::from_secs(again_in)),
            };
            wait_after(&error, 1, 4, UNIT, 0.5)
        };
        assert_eq!(wait(20), Some(Duration::from_millis(20_500)));
        assert_eq!(wait(0), Some(Duration::from_millis(500)));
        assert_eq!(wait(3600), None);
    }

    #[test]
    fn tries_are_bounded() {
        let waits = |code| {
            (1..100)
                .map_while(|n| wait_after(&api(code), n, 4, UNIT, 0.5))
                .count()
        };
        assert_eq!(waits(8015), 3);
        assert_eq!(waits(9000), 1, "9000 is worth one more try only");
    }

    #[test]
    fn waits_grow_and_are_jittered_by_half() {
        let wait = |failed, random| {
            wait_after(&api(8015), failed, 9, UNIT, random)
                .unwrap()
                .as_secs_f64()
        };
        assert_eq!(
            (wait(1, 0.5), wait(2, 0.5), wait(3, 0.5)),
            (5.0, 10.0, 15.0)
        );
        assert_eq!((wait(1, 0.0), wait(1, 1.0)), (3.75, 6.25));
    }
}
