//! Server-sent events, as a client reads them: bytes in, events out.
//!
//! May live here: the event stream format (WHATWG HTML §9.2.6). Must never live here: sockets,
//! HTTP, time.

use std::borrow::Cow;

/// The longest event that is accepted: far more than a snapshot of the whole league needs.
const EVENT_BYTES_MAX: usize = 1 << 20;

/// One block of the stream that carries anything: an event, or only an id or a retry time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `id:` line, when there is one.
    pub id: Option<&'a str>,
    /// The `event:` line; `None` means `message`.
    pub name: Option<&'a str>,
    /// The `data:` lines, joined with line feeds; empty when there is none.
    pub data: Cow<'a, str>,
    /// The `retry:` line, in milliseconds.
    pub retry_ms: Option<u64>,
}

/// What is wrong with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An event is longer than a mebibyte, or never ends.
    Overlong,
    /// A line is not UTF-8.
    NotUtf8,
    /// The response is not HTTP/1.1 as this reader knows it.
    NotHttp,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(match self {
            Self::Overlong => "the event is longer than a mebibyte",
            Self::NotUtf8 => "the stream is not UTF-8",
            Self::NotHttp => "the answer is not HTTP/1.1",
        })
    }
}

impl std::error::Error for Fault {}

/// Cuts a stream into events. Between two events it holds no memory.
#[derive(Debug, Default)]
pub struct Parser {
    /// The beginning of an event whose end has not arrived.
    rest: Vec<u8>,
}

impl Parser {
    /// Reads what has arrived and tells every event that is complete.
    ///
    /// Lines may end with LF or CRLF. A lone CR, which no server here sends, does not end a line.
    pub fn push(&mut self, bytes: &[u8], tell: &mut impl FnMut(&Event<'_>)) -> Result<(), Fault> {
        if self.rest.is_empty() {
            let used = parse_all(bytes, tell)?;
            self.rest.extend_from_slice(&bytes[used..]);
        } else {
            self.rest.extend_from_slice(bytes);
            let used = parse_all(&self.rest, tell)?;
            self.rest.drain(..used);
        }
        if self.rest.is_empty() {
            self.rest = Vec::new();
        }
        if self.rest.len() > EVENT_BYTES_MAX {
            return Err(Fault::Overlong);
        }
        Ok(())
    }
}

/// Tells every complete event in `bytes`; answers how many bytes they took.
fn parse_all(bytes: &[u8], tell: &mut impl FnMut(&Event<'_>)) -> Result<usize, Fault> {
    let mut used = 0;
    while let Some(length) = block_length(&bytes[used..]) {
        let block = &bytes[used..used + length];
        used += length;
        if let Some(event) = parse_block(block)? {
            tell(&event);
        }
    }
    Ok(used)
}

/// The length of the first block, its blank line included.
fn block_length(bytes: &[u8]) -> Option<usize> {
    let mut line_start = 0;
    loop {
        let length = bytes[line_start..].iter().position(|it| *it == b'\n')?;
        let line = &bytes[line_start..line_start + length];
        line_start += length + 1;
        if line.is_empty() || line == b"\r" {
            return Some(line_start);
        }
    }
}

/// Reads one block; `None` for one with nothing but comments.
fn parse_block(block: &[u8]) -> Result<Option<Event<'_>>, Fault> {
    let text = std::str::from_utf8(block).map_err(|_| Fault::NotUtf8)?;
    let mut event = Event::default();
    let mut any = false;
    let mut any_data = false;
    for line in text.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" if !value.contains('\0') => event.id = Some(value),
            "event" => event.name = Some(value),
            "retry" => event.retry_ms = value.parse().ok(),
            "data" if any_data => event.data = Cow::Owned(format!("{}\n{value}", event.data)),
            "data" => {
                any_data = true;
                event.data = Cow::Borrowed(value);
            }
            _ => continue,
        }
        any = true;
    }
    Ok(any.then_some(event))
}

/// Finds an unsigned number in JSON without reading the rest, quoted or not:
/// `number_in(r#"{"published_ns":17}"#, "published_ns")` is 17.
pub fn number_in(json: &str, key: &str) -> Option<u64> {
    let mut rest = json;
    loop {
        rest = &rest[rest.find(key)? + key.len()..];
        let Some(value) = rest.strip_prefix('"').map(str::trim_start) else { continue };
        let Some(value) = value.strip_prefix(':') else { continue };
        let value = value.trim_start().trim_start_matches('"');
        let end = value.find(|it: char| !it.is_ascii_digit()).unwrap_or(value.len());
        return value[..end].parse().ok();
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Whatever the stream is cut into, the events are the same.
    fn check(stream: &str, expected: &Expect) {
        for piece in 1..=stream.len() {
            let mut parser = Parser::default();
            let mut seen = Vec::new();
            for bytes in stream.as_bytes().chunks(piece) {
                let mut tell = |event: &Event<'_>| {
                    let (id, name) = (event.id.unwrap_or("-"), event.name.unwrap_or("-"));
                    let retry = event.retry_ms.map_or(String::new(), |it| format!(" retry {it}"));
                    seen.push(format!("{id} {name} {:?}{retry}", event.data));
                };
                parser.push(bytes, &mut tell).expect("a good stream");
            }
            expected.assert_eq(&seen.join("\n"));
            assert!(parser.rest.is_empty() && parser.rest.capacity() == 0, "memory between events");
        }
    }

    #[test]
    fn events_come_out_whole_however_the_bytes_are_cut() {
        check(
            ": hello\nretry: 1500\n\nid: 7\nevent: play\ndata: {\"a\":1}\n\n: tick\n\nid:8\ndata:x\n\n",
            &expect![[r#"
                - - "" retry 1500
                7 play "{\"a\":1}"
                8 - "x""#]],
        );
    }

    #[test]
    fn lines_may_end_with_crlf_and_data_may_have_many() {
        check(
            "id: 9\r\ndata: one\r\ndata:  two\r\ndata\r\n\r\n\r\nunknown: x\r\n\r\ndata: é\r\n\r\n",
            &expect![[r#"
                9 - "one\n two\n"
                - - "é""#]],
        );
    }

    #[test]
    fn an_event_that_never_ends_and_one_that_is_no_text_are_faults() {
        let mut parser = Parser::default();
        let endless = vec![b'x'; EVENT_BYTES_MAX + 1];
        assert_eq!(parser.push(&endless, &mut |_| ()), Err(Fault::Overlong));
        assert_eq!(Parser::default().push(b"data: \xff\n\n", &mut |_| ()), Err(Fault::NotUtf8));
    }

    #[test]
    fn a_number_is_found_by_its_key() {
        let json = r#"{"why":"published_ns is late","published_ns": 1700000000000000001,"n":"42"}"#;
        assert_eq!(number_in(json, "published_ns"), Some(1_700_000_000_000_000_001));
        assert_eq!(number_in(json, "n"), Some(42));
        assert_eq!(number_in(json, "why"), None);
        assert_eq!(number_in(json, "absent"), None);
    }
}
