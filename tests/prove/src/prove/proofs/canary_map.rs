//! Marked values of personal columns, looked for in everything that the map answers.

use crate::prove::contents::unpacked;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};
use crate::prove::visit::Visitor;

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let mut violations = Vec::new();
    let (mut replies, mut bytes, mut holding) = (0, 0, 0);
    for format in ["csv", "json"] {
        let webfleet = subject.webfleet(&["--fault", "all-columns"])?;
        let marks = Marks::of(&webfleet)?;
        let mut device = subject.synced("canary-map", &webfleet)?;
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        let mut map = device.map(&[])?;
        let mut visitor = Visitor::new(&map)?;
        let place = webfleet.announced("place")?;
        visitor.look_around(place)?;
        visitor.sync()?;
        visitor.look_around(place)?;
        visitor.leave()?;
        for reply in visitor.replies {
            replies += 1;
            bytes += reply.bytes.len();
            let start = memchr::memmem::find(&reply.bytes, b"\x1f\x8b");
            let packed = start.map(|start| reply.bytes[start..].to_vec());
            let parts = packed.into_iter().flat_map(unpacked).chain([reply.bytes]);
            let mut holds = false;
            for part in parts {
                for spelling in marks.personal.within(&part) {
                    violations.push(format!(
                        "{} holds a personal column ({spelling})",
                        reply.target
                    ));
                }
                holds |= !marks.place.within(&part).is_empty();
            }
            holding += usize::from(holds);
        }
        map.end()?.succeeded()?;
    }
    if holding == 0 {
        violations.push("no answer holds the place that is looked for".to_owned());
    }
    let shown = format!(
        "{replies} answers with {bytes} bytes, every route, before and after a sync of the page with a \
         service that sends all columns: no personal value; the place was found in {holding}"
    );
    Ok(Outcome::of(violations, shown))
}
