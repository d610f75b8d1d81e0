//! Who asks: a browser is recognised by a random key in a cookie, a program by the key it sends.
//!
//! The log keeps a hash of the key, never the key. May live here: keys, cookies, whether a form came
//! from our own page. Must never live here: what the person may do.

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use league::chain::{Hash, hex};
use league::governance::GovernorId;
use sha2::{Digest as _, Sha256};

const NAME: &str = "person";
/// A year, in seconds.
const KEPT: u32 = 31_536_000;

/// Somebody with a key.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    key: String,
}

impl Person {
    /// Whom the browser's cookie names.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let all = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
        let mut pairs = all.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
        Self::keyed(pairs.find(|it| it.0 == NAME)?.1)
    }

    /// Somebody whose first form carried this key.
    pub(crate) fn keyed(key: &str) -> Option<Self> {
        let is_ours = key.len() == 32 && key.bytes().all(|it| it.is_ascii_hexdigit());
        is_ours.then(|| Self { key: key.to_owned() })
    }

    /// Somebody new.
    pub(crate) fn new() -> Self {
        Self { key: random() }
    }

    /// The person as the log names them.
    pub(crate) fn governor(&self) -> GovernorId {
        named("web", &self.key)
    }

    /// Makes the browser remember.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let key = &self.key;
        format!("{NAME}={key}; Path=/; Max-Age={KEPT}; SameSite=Lax; HttpOnly").parse().ok()
    }
}

/// A key's owner, without the key.
pub(crate) fn named(surface: &str, key: &str) -> GovernorId {
    let hash: Hash = Sha256::digest(format!("pinwheel person {key}")).into();
    GovernorId(format!("{surface}:{}", &hex(&hash)[..32]))
}

/// 128 random bits in hexadecimal digits.
pub(crate) fn random() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// Whether a form was sent from a page of this site. A browser says where from.
pub(crate) fn is_own_form(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    match (text(ORIGIN), text(HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|it| it.1 == host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_never_holds_the_key() {
        let person = Person::new();
        let cookie = person.cookie().expect("a cookie");
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie);
        let again = Person::of(&headers).expect("recognised");
        assert_eq!(again.governor(), person.governor());
        assert!(!person.governor().0.contains(&person.key));
        headers.insert(COOKIE, HeaderValue::from_static("person=root; theme=dark"));
        assert!(Person::of(&headers).is_none());
    }

    #[test]
    fn a_form_of_another_site_is_not_ours() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("league.example"));
        assert!(is_own_form(&headers), "programs do not say where from");
        headers.insert(ORIGIN, HeaderValue::from_static("https://league.example"));
        assert!(is_own_form(&headers));
        headers.insert(ORIGIN, HeaderValue::from_static("https://elsewhere.example"));
        assert!(!is_own_form(&headers));
    }
}
