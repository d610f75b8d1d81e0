//! Goal: whatever comes over the network, it gets a proper status, and nobody else notices.
//! Method: a real server, raw bytes over TCP, each kind of nonsense and of weight.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use support::reader::Reader;
use support::{Server, folder, http, until};

fn fine(server: &Server) {
    let began = Instant::now();
    assert_eq!(http::get(server.address, "/live").status, 200);
    assert_eq!(http::get(server.address, "/book").status, 200);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(1), "two pages took {took:?}");
}

#[test]
fn an_absurd_last_event_id_gets_a_reset_and_then_the_stream() {
    let data = folder();
    let server = Server::start(data.path(), &[]);
    let huge = "9".repeat(3_000);
    let far = (1_u64 << 60).to_string();
    let absurd =
        ["-1", "1.5", "0x10", "abc", "99999999999999999999", &far, &huge, "1 2", "\u{fffd}"];
    for id in absurd {
        let head = format!("GET /events HTTP/1.0\r\nhost: x\r\nlast-event-id: {id}\r\n\r\n");
        let first = stream_begins(&server, head.as_bytes(), "event: reset");
        assert!(first.starts_with("HTTP/1.0 200"), "{id}: {first}");
        assert!(first.contains("event: reset\nid: "), "{id}: {first}");
        let query =
            format!("GET /events?after={} HTTP/1.0\r\nhost: x\r\n\r\n", id.replace(' ', "+"));
        if id.is_ascii() {
            assert!(
                stream_begins(&server, query.as_bytes(), "event: reset").contains("reset"),
                "{id}"
            );
        }
    }
    let bytes = b"GET /events HTTP/1.0\r\nhost: x\r\nlast-event-id: \xff\xfe\r\n\r\n";
    assert!(stream_begins(&server, bytes, "event: reset").contains("event: reset"));
    // None at all, and one that is empty: from here on.
    for head in ["", "last-event-id:\r\n", "last-event-id:   \r\n"] {
        let head = format!("GET /events HTTP/1.0\r\nhost: x\r\n{head}\r\n");
        let first = stream_begins(&server, head.as_bytes(), "\nid: ");
        assert!(!first.contains("event: reset"), "{first}");
    }
    // From the very beginning: everything that may be known.
    let reader = Reader::start(server.address, "", Some(0));
    until("the founding", || reader.seen().iter().any(|it| it.is("tipoff")).then_some(()));
    assert!(reader.stop()[0].data["text"].as_str().expect("text").contains("is founded"));
    fine(&server);
}

/// The first of a stream, until `end` has come.
fn stream_begins(server: &Server, request: &[u8], end: &str) -> String {
    let mut stream = http::connect(server.address);
    stream.write_all(request).expect("sent");
    let mut text = String::new();
    let mut buffer = [0; 4_096];
    while !text.contains(end) {
        let count = stream.read(&mut buffer).expect("something comes");
        assert!(count > 0, "the stream ended: {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    text
}

#[test]
fn what_is_too_large_malformed_or_wrong_gets_its_status() {
    let data = folder();
    let server = Server::start(data.path(), &[]);
    let ask = |text: &str| http::raw(server.address, text.as_bytes());
    let status = |text: &str| ask(text).status;
    let long = "x".repeat(30_000);
    let line = status(&format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n"));
    // The line is the first of the head, which is bounded as a whole.
    assert!([414, 431].contains(&line), "the line: {line}");
    assert_eq!(status(&format!("GET / HTTP/1.1\r\nhost: x\r\na: {long}\r\n\r\n")), 431, "a header");
    let many = "a: b\r\n".repeat(500);
    assert_eq!(status(&format!("GET / HTTP/1.1\r\nhost: x\r\n{many}\r\n")), 431, "many headers");
    let head = "POST /settings HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n";
    let answer = ask(&format!("{head}content-length: 200000\r\n\r\n{}", "x".repeat(70_000)));
    assert_eq!(answer.status, 413, "a body: {}", answer.text());
    assert!(answer.text().contains("64 KiB") && answer.text().contains("Nothing was changed"));
    for nonsense in [
        "\r\n\r\n\r\n\r\n\u{0}",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "hello\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ] {
        assert_eq!(status(nonsense), 400, "{nonsense:?}");
    }
    let twice = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabc";
    assert_eq!(status(twice), 400, "two lengths");
    let tls = http::raw(server.address, &[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
    assert!([0, 400].contains(&tls.status), "{}", tls.status);
    let method = |name: &str, path: &str| {
        status(&format!(
            "{name} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ))
    };
    assert_eq!(method("BREW", "/live"), 405);
    for path in [
        "/nowhere",
        "/../../etc/passwd",
        "/assets/..%2f..%2fCargo.toml",
        "/l/nobody/",
        "/%00",
        "/l/%ff/",
    ] {
        let got = method("GET", path);
        assert!([400, 404].contains(&got), "{path}: {got}");
    }
    for query in ["topics=gmae:1", "topics=game:x", "unknown=1", "topics=%ff", "topics=a&topics=b"]
    {
        let answer = http::get(server.address, &format!("/events?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        assert!(!answer.text().contains("deserialize"), "{query}: {}", answer.text());
    }
    assert!(!server.said().contains("panicked"), "{}", server.said());
    fine(&server);
}

#[test]
fn every_refusal_is_a_sentence() {
    let data = folder();
    let server = Server::start(data.path(), &[]);
    let head = "POST /settings HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n";
    let odd = http::raw(server.address, format!("{head}content-length: 3\r\n\r\nabc").as_bytes());
    assert_eq!(odd.status, 400, "{}", odd.text());
    assert!(odd.text().contains("Nothing was changed"), "{}", odd.text());
    for path in ["/events", "/health", "/live", "/ready", "/book", "/", "/l/demo/"] {
        for name in ["DELETE", "POST"] {
            let answer = http::ask(server.address, name, path, &[("content-length", "0")]);
            assert_eq!(answer.status, 405, "{path}");
            let said = answer.text();
            assert!(said.contains(&format!("does not take {name}")), "{path}: {said:?}");
            assert!(answer.header("allow").contains("GET"), "{path}");
        }
    }
    let said = http::get(server.address, "/events?foo=1").text();
    assert!(said.contains("no field \"foo\"") && said.contains("topics and after"), "{said}");
    let odd = http::get(server.address, "/players/%ff");
    assert_eq!(odd.status, 400);
    assert!(odd.text().contains("not text in UTF-8"), "{}", odd.text());
    let said = http::get(server.address, "/assets/nothing.css").text();
    assert!(said.contains("Load the page again"), "{said}");
    assert_eq!(http::get(server.address, "/favicon.ico").header("content-type"), "image/svg+xml");
    assert!(http::get(server.address, "/robots.txt").text().starts_with("User-agent: *"));
}

#[test]
fn ten_thousand_idle_connections_are_nobodys_trouble() {
    // Both ends need a file each, and only this one's are ours.
    let files = rlimit::increase_nofile_limit(u64::MAX).expect("asked");
    let wanted = usize::try_from(files.saturating_sub(300)).expect("small").min(10_000);
    if wanted < 10_000 {
        println!("the limit of open files is {files}: only {wanted} connections are tried");
    }
    let data = folder();
    let server = Server::start(data.path(), &[]);
    let reader = Reader::start(server.address, "", None);
    let began = Instant::now();
    let mut idle: Vec<TcpStream> = Vec::with_capacity(wanted);
    let bound = Duration::from_secs(40);
    while idle.len() < wanted && began.elapsed() < bound {
        let mut stream = http::connect(server.address);
        // A third says nothing, a third begins a request, a third has been answered.
        let words: &[u8] = match idle.len() % 3 {
            0 => b"",
            1 => b"GET / HTTP/1.1\r\nhost",
            _ => b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n",
        };
        stream.write_all(words).expect("taken");
        idle.push(stream);
    }
    println!(
        "{} idle connections in {:?}, {} KiB resident",
        idle.len(),
        began.elapsed(),
        resident(&server)
    );
    assert_eq!(idle.len(), wanted);
    for _ in 0..5 {
        fine(&server);
    }
    let before = reader.count();
    until("the stream to go on", || (reader.count() > before).then_some(()));
    let each = resident(&server) / idle.len().max(1) as u64;
    assert!(each < 30, "{each} KiB per idle connection");
    drop(idle);
    fine(&server);
}

/// KiB in memory.
fn resident(server: &Server) -> u64 {
    let path = format!("/proc/{}/status", server.child.id());
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    line.and_then(|it| it.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[test]
fn readers_that_never_read_cost_the_others_nothing() {
    let data = folder();
    let mut server = Server::start(data.path(), &["--bench-rate", "2000"]);
    let before = resident(&server);
    let stuck: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = http::connect(server.address);
            stream
                .write_all(b"GET /events?topics=bench HTTP/1.0\r\nhost: x\r\n\r\n")
                .expect("sent");
            stream
        })
        .collect();
    let reader = Reader::start(server.address, "topics=bench", None);
    // More than the ring keeps, and than the system buffers: 20 000 frames of 300 bytes.
    let numbers = until_many(&reader, 20_000);
    assert!(numbers.windows(2).all(|it| it[1] == it[0] + 1), "a frame is missing or doubled");
    let grown = resident(&server).saturating_sub(before);
    println!("{} frames to the reader; 50 stuck readers; grown by {grown} KiB", numbers.len());
    assert!(grown < 30_000, "{grown} KiB");
    fine(&server);
    drop(stuck);
    server.stop();
}

fn until_many(reader: &Reader, count: usize) -> Vec<u64> {
    until("the frames", || (reader.count() > count).then_some(()));
    reader.seen().iter().filter_map(|it| it.data["n"].as_u64()).collect()
}
