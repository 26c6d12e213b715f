use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// What WEBFLEET wants to know before it answers. Neither displayed nor serialised anywhere.
#[derive(Clone)]
pub struct Login {
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
    /// The API key of the account.
    pub apikey: SecretString,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(hidden)")
    }
}

impl Login {
    /// Everything an answer could quote of the login: each part as it is and as it stands in a
    /// query, and the Basic credentials, given as the header has them.
    pub(crate) fn quotable(&self, basic: &str) -> Vec<SecretString> {
        let parts = [
            self.password.expose_secret(),
            self.apikey.expose_secret(),
            &self.account,
            &self.user,
        ];
        let encoded = parts.iter().map(|part| form_encoded(part));
        let mut all: Vec<String> = parts
            .iter()
            .map(|part| (*part).to_owned())
            .chain(encoded)
            .collect();
        all.push(basic.trim_start_matches("Basic ").to_owned());
        all.retain(|text| !text.is_empty());
        // The longest first: a password may hold the user's name.
        all.sort_by_key(|text| std::cmp::Reverse(text.len()));
        all.dedup();
        all.into_iter().map(SecretString::from).collect()
    }
}

fn form_encoded(text: &str) -> String {
    let Ok(mut url) = reqwest::Url::parse("http://[::1]/") else {
        return String::new();
    };
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_secret_is_known() {
        let login = Login {
            account: "acme".to_owned(),
            user: "jürgen".to_owned(),
            password: "a b&ü".to_owned().into(),
            apikey: "key".to_owned().into(),
        };
        let all = login.quotable("Basic anVlcmdlbg==");
        let all: Vec<&str> = all.iter().map(ExposeSecret::expose_secret).collect();
        for form in [
            "a b&ü",
            "a+b%26%C3%BC",
            "key",
            "acme",
            "jürgen",
            "j%C3%BCrgen",
            "anVlcmdlbg==",
        ] {
            assert!(all.contains(&form), "{form}");
        }
    }
}
