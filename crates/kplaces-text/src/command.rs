//! Commands of the program inside sentences.
//!
//! A command reads differently for a tenant, which only the door knows. So it stands in a sentence
//! between two characters that Unicode keeps for the inside of programs ("noncharacters"), and the door
//! writes it out.

const BEGIN: char = '\u{fdd0}';
const END: char = '\u{fdd1}';

/// Commands that are the same for all tenants, or about all of them.
const FOR_ALL: [&str; 5] = ["--", "BEFEHL", "COMMAND", "edition", "tenants"];

/// A command of the program for a sentence: `command("sync --wait")`. [`spoken`] writes it out.
pub fn command(arguments: &str) -> String {
    format!("{BEGIN}{arguments}{END}")
}

/// A sentence as it is read, with its commands written out: in back quotes, for the same tenant, ready to
/// be copied.
pub fn spoken(sentence: &str, tenant: Option<&str>) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        out.push_str(before);
        let Some((arguments, after)) = after.split_once(END) else {
            rest = after;
            break;
        };
        out.push_str("`3kplaces ");
        match tenant {
            Some(tenant) if !FOR_ALL.iter().any(|all| arguments.starts_with(all)) => {
                out.push_str("--tenant ");
                out.push_str(tenant);
                out.push(' ');
            }
            _ => {}
        }
        out.push_str(arguments);
        out.push('`');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_for_the_same_tenant() {
        let sentence = format!("{} works, {} helps", command("sync"), command("--help"));
        assert_eq!(
            spoken(&sentence, None),
            "`3kplaces sync` works, `3kplaces --help` helps"
        );
        assert_eq!(
            spoken(&sentence, Some("acme")),
            "`3kplaces --tenant acme sync` works, `3kplaces --help` helps"
        );
    }

    #[test]
    fn a_mark_without_its_end_is_dropped() {
        assert_eq!(spoken("a\u{fdd0}b", Some("acme")), "ab");
        assert_eq!(spoken("nothing", Some("acme")), "nothing");
    }
}
