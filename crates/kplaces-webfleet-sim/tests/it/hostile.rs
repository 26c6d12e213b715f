use std::time::Duration;

use kplaces_webfleet_sim::{Action, Fault, Request};
use proptest::prelude::*;

use crate::ask::{self, Ask, FORM};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_requests_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        authorization in ".{0,40}",
        query in "[a-z=&%+;0-9\u{e4}]{0,80}",
        post: bool,
        logged_in: bool,
    ) {
        let sim = ask::sample();
        // A valid beginning, so that the hostile rest reaches the report.
        let valid = Ask::the(Action::Groups);
        let start = if logged_in { valid.encoded() + "&" } else { String::new() };
        let header = if logged_in { valid.authorization } else { Some(format!("Basic {authorization}")) };
        let request = Request {
            method: if post { "POST" } else { "GET" },
            path: "/extern",
            query: &format!("{start}{query}"),
            authorization: header.as_deref(),
            content_type: Some(FORM),
            body: &[start.as_bytes(), &bytes].concat(),
        };
        let response = sim.respond(&request, Duration::ZERO);
        prop_assert_eq!(response.status, 200);
        prop_assert!(!response.body.into_bytes().is_empty());
    }

    #[test]
    fn any_text_is_a_fault_that_reads_back_or_none(text in "(error|cut|status|redirect|empty)?:?.{0,12}") {
        if let Ok(fault) = text.parse::<Fault>() {
            prop_assert_eq!(fault.to_string().parse::<Fault>(), Ok(fault));
        }
    }
}
