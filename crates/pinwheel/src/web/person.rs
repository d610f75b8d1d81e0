//! Who asks: a browser is recognised by a random key in a cookie, a program by the key it sends.
//!
//! The log keeps a hash of the key, never the key. May live here: keys, cookies, whether a form came
//! from our own page. Must never live here: what the person may do.

use super::page::Visit;
use crate::store::StoreError;
use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
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

    /// What the database keeps of the key.
    pub(crate) fn hash(&self) -> String {
        hash_of(&self.key)
    }

    /// What this person's forms carry, so that no other page can send them.
    pub(crate) fn seal(&self) -> String {
        let hash: Hash = Sha256::digest(format!("pinwheel form {}", self.key)).into();
        hex(&hash)[..32].to_owned()
    }

    /// Makes the browser remember.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let key = &self.key;
        format!("{NAME}={key}; Path=/; Max-Age={KEPT}; SameSite=Lax; HttpOnly").parse().ok()
    }
}

/// What the database keeps of a key.
pub(crate) fn hash_of(key: &str) -> String {
    let hash: Hash = Sha256::digest(format!("pinwheel key {key}")).into();
    hex(&hash)
}

/// Somebody whom the browser's key names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// As the league knows them, once they have joined.
    pub(crate) governor: GovernorId,
    /// Whether they may do what only an operator may.
    pub(crate) admin: bool,
}

/// Who looks at this page. A browser that was never signed in by a link is its own key's owner.
pub(crate) async fn who(visit: &Visit) -> Result<Option<Who>, StoreError> {
    let Some(person) = Person::of(&visit.headers) else { return Ok(None) };
    let session = visit.store().session(visit.now.id, &person.hash()).await?;
    Ok(Some(match session {
        Some(it) => Who { governor: GovernorId(it.governor), admin: it.admin == 1 },
        None => Who { governor: person.governor(), admin: false },
    }))
}

/// Who sent a form that must be theirs: from a page of ours, with their seal.
pub(crate) async fn sealed(visit: &Visit, seal: &str) -> Result<Who, Response> {
    let no = |status, text: &'static str| (status, text).into_response();
    let own = Person::of(&visit.headers).is_some_and(|it| is_same(&it.seal(), seal));
    if !is_own_form(&visit.headers) || !own {
        return Err(no(
            StatusCode::FORBIDDEN,
            "That form was not made for you, so nothing was changed. Open this league's own page and send it from there.\n",
        ));
    }
    match who(visit).await {
        Ok(Some(who)) => Ok(who),
        Ok(None) => {
            Err(no(StatusCode::FORBIDDEN, "You are not signed in, so nothing was changed.\n"))
        }
        Err(error) => {
            tracing::error!(error = %error.in_full(), "nobody can be recognised");
            Err(no(
                StatusCode::SERVICE_UNAVAILABLE,
                "That does not work at this moment. Nothing was changed; please try again.\n",
            ))
        }
    }
}

/// Compares without telling by its duration where two texts differ.
fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Makes the browser forget.
pub(crate) fn forget() -> HeaderValue {
    HeaderValue::from_static("person=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly")
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
