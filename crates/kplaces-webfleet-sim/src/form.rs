//! Parameters and credentials, as they come off the wire.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;

use crate::Request;

/// The decoded parameters, in the order they came.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// GET has them in the query, POST in a form body.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        match request.method {
            "POST" if is_form(request.content_type) => Self::parse(request.body),
            "POST" => Self(Vec::new()),
            _ => Self::parse(request.query.as_bytes()),
        }
    }

    fn parse(encoded: &[u8]) -> Self {
        let pairs: Vec<(Vec<u8>, Vec<u8>)> = encoded
            .split(|&byte| byte == b'&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let mut halves = pair.splitn(2, |&byte| byte == b'=');
                let mut half = || unescape(halves.next().unwrap_or_default());
                (half(), half())
            })
            .collect();
        let utf8 = pairs
            .iter()
            .any(|(key, value)| key == b"useUTF8" && value.eq_ignore_ascii_case(b"true"));
        let text = |bytes: Vec<u8>| {
            if utf8 {
                String::from_utf8_lossy(&bytes).into_owned()
            } else {
                bytes.into_iter().map(char::from).collect()
            }
        };
        Self(
            pairs
                .into_iter()
                .map(|(key, value)| (text(key), text(value)))
                .collect(),
        )
    }

    /// The first value under this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether this name is set. Programs in Python write `True`, and the service takes it.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The first value under this name, unless it is empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }
}

fn is_form(content_type: Option<&str>) -> bool {
    let media_type = content_type
        .and_then(|text| text.split(';').next())
        .unwrap_or_default();
    media_type
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Undoes `+` and `%41`; a broken escape stands for itself.
fn unescape(encoded: &[u8]) -> Vec<u8> {
    let blank = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    let encoded: Vec<u8> = encoded.iter().map(blank).collect();
    percent_decode(&encoded).collect()
}

/// Base64, padded or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// User and password of a Basic header; they must be UTF-8.
pub(crate) fn basic(authorization: Option<&str>) -> Option<(String, String)> {
    let (scheme, token) = authorization?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let text = String::from_utf8(BASE64.decode(token.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Parameters {
        Parameters::parse(text.as_bytes())
    }

    #[test]
    fn bytes_are_latin_1_unless_utf_8_is_asked_for() {
        assert_eq!(parse("q=M%FCller").get("q"), Some("Müller"));
        assert_eq!(parse("q=M%C3%BCller").get("q"), Some("MÃ¼ller"));
        for yes in ["true", "True", "TRUE"] {
            let asked = format!("q=M%C3%BCller&useUTF8={yes}");
            assert_eq!(parse(&asked).get("q"), Some("Müller"), "{yes}");
        }
        for no in ["false", "False", "1", ""] {
            let asked = format!("q=M%C3%BCller&useUTF8={no}");
            assert_eq!(parse(&asked).get("q"), Some("MÃ¼ller"), "{no}");
        }
    }

    #[test]
    fn plus_is_a_blank_and_a_broken_escape_stands_for_itself() {
        assert_eq!(parse("q=a+b%2Bc%3").get("q"), Some("a b+c%3"));
        assert_eq!(parse("q=%zz&&=x&w").get("q"), Some("%zz"));
        assert_eq!(parse("q=1&q=2").get("q"), Some("1"));
    }

    #[test]
    fn a_basic_header_is_utf_8_and_may_have_a_colon_in_the_password() {
        let header = Some("Basic asO8cmdlbjphOmI=");
        assert_eq!(basic(header), Some(("jürgen".to_owned(), "a:b".to_owned())));
        let latin_1 = Some("Basic avxyZ2VuOmE=");
        assert_eq!(basic(latin_1), None);
        assert_eq!(basic(Some("Bearer abc")), None);
    }
}
