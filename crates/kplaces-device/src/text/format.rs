use kplaces_domain::Timestamp;

/// `2026-11-23T12:00:05Z`, for programs.
pub fn iso(moment: Timestamp) -> String {
    jiff::Timestamp::from_second(moment.unix())
        .map_or_else(|_| moment.unix().to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_far_out_do_not_panic() {
        for seconds in [i64::MIN, i64::MAX, 0] {
            let _ = iso(Timestamp::from_unix(seconds));
        }
        assert_eq!(iso(Timestamp::from_unix(0)), "1970-01-01T00:00:00Z");
    }
}
