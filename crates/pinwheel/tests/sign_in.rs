//! Goal: people are recognised without passwords, and nobody is taken for somebody else.
//! Method: real servers, browsers' requests written out; links used once, twice, late and by strangers.

mod support;

use std::net::SocketAddr;
use support::{Server, folder, http, must};

/// A browser: what it sends, and the cookie that it keeps.
struct Browser {
    address: SocketAddr,
    cookie: String,
}

impl Browser {
    fn new(server: &Server) -> Self {
        Self { address: server.address, cookie: String::new() }
    }

    fn get(&self, path: &str) -> http::Answer {
        http::ask(self.address, "GET", path, &[("cookie", &self.cookie)])
    }

    /// Sends a form as a page of the site would, and keeps the cookie of the answer.
    fn post(&mut self, path: &str, form: &str) -> http::Answer {
        self.post_from(path, form, &format!("http://{}", self.address))
    }

    fn post_from(&mut self, path: &str, form: &str, origin: &str) -> http::Answer {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\ncookie: {}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.address,
            self.cookie,
            form.len()
        );
        let answer = http::raw(self.address, request.as_bytes());
        let set = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if !set.is_empty() {
            self.cookie = set;
        }
        answer
    }

    /// What the person's forms carry.
    fn seal(&self) -> String {
        between(&self.get("/me").text(), "name=\"seal\" value=\"", "\"")
    }
}

fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{before}: {text}")).1;
    rest.split_once(after).expect("an end").0.to_owned()
}

/// The path of a link on a page or in what a server says.
fn link(text: &str) -> String {
    format!("/in/{}", &between(text, "/in/", "\n")[..32])
}

#[test]
fn a_link_signs_in_another_device_once() {
    let data = folder();
    let mut server = Server::start(data.path(), &[]);
    let mut first = Browser::new(&server);
    assert_eq!(first.post("/join", &format!("name=Ada&team=&request={:032x}", 1)).status, 303);
    let seal = first.seal();
    let mut stranger = Browser::new(&server);
    assert_eq!(stranger.post("/me/link", &format!("seal={seal}")).status, 403, "not theirs");
    assert_eq!(first.post("/me/link", "seal=0").status, 403, "not from our page");
    let foreign = first.post_from("/me/link", &format!("seal={seal}"), "http://evil.example");
    assert_eq!(foreign.status, 403, "not from our site");
    let page = first.post("/me/link", &format!("seal={seal}")).text();
    let link = link(&page.replace('"', "\n"));
    let mut second = Browser::new(&server);
    // A chat looks at every link that is sent through it: that uses nothing up.
    for _ in 0..2 {
        assert!(second.get(&link).text().contains("As Ada, on this device"));
    }
    let entered = second.post(&link, "");
    assert_eq!(entered.status, 303, "{}", entered.text());
    assert!(second.get("/me").text().contains("<h1>Ada</h1>"));
    let again = stranger.post(&link, "");
    assert_eq!(again.status, 410, "once");
    assert_eq!(stranger.get("/me").status, 303, "the stranger is nobody");
    assert_eq!(
        second.post("/join", &format!("name=Bo&team=&request={:032x}", 2)).status,
        409,
        "Ada has joined"
    );
    let out = second.post("/me/out", &format!("seal={}", second.seal()));
    assert_eq!(out.status, 303);
    assert_eq!(second.get("/me").status, 303, "signed out");
    assert!(first.get("/me").text().contains("<h1>Ada</h1>"), "the first device is not");
    server.stop();
    let exported = must(data.path(), &["export"]);
    assert!(!exported.contains(&link[4..]), "no key is in the log");
}

#[test]
fn whoever_runs_a_league_of_their_own_gets_one_link_and_no_more() {
    let data = folder();
    let file = data.path().join("own.toml");
    let name = file.to_str().expect("text");
    must(data.path(), &["init", name]);
    let mut server = Server::start(data.path(), &["--league", name]);
    support::until("the link", || server.said().contains("You run it").then_some(()));
    let setup = link(&server.said());
    let mut admin = Browser::new(&server);
    assert!(admin.get(&setup).text().contains("As whoever runs this league"));
    assert_eq!(admin.post(&setup, "").status, 303);
    assert_eq!(admin.post(&setup, "").status, 410, "once");
    let joined = admin.post("/join", &format!("name=Op&team=&request={:032x}", 3));
    assert_eq!(joined.status, 303, "{}", joined.text());
    assert!(admin.get("/me").text().contains("as whoever runs this league"));
    server.stop();
    let mut server = Server::start(data.path(), &["--league", name]);
    assert!(!server.said().contains("You run it"), "somebody does already");
    let said = must(data.path(), &["admin-link"]);
    let other = Browser::new(&server);
    let page = other.get(&link(&said)).text();
    assert!(page.contains("As whoever runs this league"), "{page}");
    server.stop();
}
