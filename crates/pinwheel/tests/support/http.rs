//! The smallest HTTP client that will do.

use super::PATIENCE;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 0: the other side closed without an answer.
    pub status: u16,
    /// By name in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Asks for a page.
pub fn get(address: SocketAddr, path: &str) -> Answer {
    ask(address, "GET", path, &[])
}

/// Asks for a page as JSON.
pub fn json(address: SocketAddr, path: &str) -> (u16, serde_json::Value) {
    let answer = get(address, path);
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

/// Asks with a method and headers of one's own.
pub fn ask(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    raw(address, request(method, path, headers).as_bytes())
}

/// Sends these bytes and reads until the other side closes.
pub fn raw(address: SocketAddr, request: &[u8]) -> Answer {
    let mut reader = send(address, request);
    let (status, headers) = head(&mut reader);
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|it| it == "chunked") {
        while let Some(mut piece) = chunk(&mut reader) {
            body.append(&mut piece);
        }
    } else {
        let _ = reader.read_to_end(&mut body);
    }
    Answer { status, headers, body }
}

/// The live broadcast as objects, one by one; ends when the server does.
pub fn events(
    address: SocketAddr,
    path: &str,
) -> impl Iterator<Item = serde_json::Value> + Send + use<> {
    let accept = [("accept", "application/x-ndjson")];
    let mut reader = send(address, request("GET", path, &accept).as_bytes());
    assert_eq!(head(&mut reader).0, 200);
    let mut rest = String::new();
    let pieces = std::iter::from_fn(move || chunk(&mut reader));
    pieces.flat_map(move |piece| {
        rest.push_str(&String::from_utf8_lossy(&piece));
        let whole = rest.rfind('\n').map_or(0, |it| it + 1);
        let lines: String = rest.drain(..whole).collect();
        let values = lines.lines().filter(|it| !it.is_empty());
        values.map(|it| serde_json::from_str(it).expect("an object a line")).collect::<Vec<_>>()
    })
}

/// Connects, with bounds on every wait.
pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, PATIENCE).expect("connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    stream.set_write_timeout(Some(PATIENCE)).expect("set");
    stream
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request + "\r\n"
}

fn send(address: SocketAddr, request: &[u8]) -> BufReader<TcpStream> {
    let mut stream = connect(address);
    // The answer may come before the request has been taken whole.
    let _ = stream.write_all(request);
    BufReader::new(stream)
}

fn head(reader: &mut BufReader<TcpStream>) -> (u16, BTreeMap<String, String>) {
    let mut next = || {
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        line
    };
    let status = next().split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    let headers = std::iter::from_fn(|| {
        let line = next();
        let (name, value) = line.trim_end().split_once(':')?;
        Some((name.to_lowercase(), value.trim().to_owned()))
    });
    (status, headers.collect())
}

/// The next piece of a chunked body; `None` at its end, or when nothing more comes.
fn chunk(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let size = usize::from_str_radix(line.trim(), 16).ok().filter(|it| *it > 0)?;
    let mut piece = vec![0; size + 2];
    reader.read_exact(&mut piece).ok()?;
    piece.truncate(size);
    Some(piece)
}
