//! HTTP/1.1 answers, as little of it as reading a stream and a page needs.
//!
//! May live here: the head, and the three ways in which a body ends. Must never live here:
//! sockets, time, what the body means.

use crate::sse::{Event, Fault, Parser};

/// The longest head that is accepted.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// What the head of an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The status: 200, 404.
    pub status: u16,
    /// Every header, as sent.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// Reads a head that ends in `bytes`; answers it and its length.
    fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, Fault> {
        let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else {
            return if bytes.len() > HEAD_BYTES_MAX { Err(Fault::Overlong) } else { Ok(None) };
        };
        let text = std::str::from_utf8(&bytes[..end]).map_err(|_| Fault::NotUtf8)?;
        let mut lines = text.split("\r\n");
        let first = lines.next().and_then(|it| it.strip_prefix("HTTP/1.1 ")).unwrap_or_default();
        let status = first.get(..3).and_then(|it| it.parse().ok()).ok_or(Fault::NotHttp)?;
        let header = |it: &str| {
            it.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        };
        Ok(Some((Self { status, headers: lines.filter_map(header).collect() }, end + 4)))
    }

    /// The value of a header; its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name));
        found.map(|it| it.1.as_str())
    }

    fn body(&self) -> Body {
        let chunked = self.header("transfer-encoding").is_some_and(|it| it.contains("chunked"));
        let length = self.header("content-length").and_then(|it| it.parse().ok());
        match (chunked, length) {
            (true, _) => Body::Chunked(Chunk::Size(0)),
            (false, Some(length)) => Body::Length(length),
            (false, None) => Body::UntilClose,
        }
    }
}

/// How the end of a body is known, and how far it is.
#[derive(Debug)]
enum Body {
    Chunked(Chunk),
    /// Bytes still to come.
    Length(u64),
    UntilClose,
}

/// Where in a chunked body the next byte belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chunk {
    /// In the size line; what has been read of the size.
    Size(u64),
    /// In the rest of the size line; the size.
    Extension(u64),
    /// In the data; bytes still to come.
    Data(u64),
    /// In the line end after the data.
    DataEnd,
    /// In the lines after the last chunk; whether this one is empty so far.
    Trailer(bool),
    Done,
}

impl Body {
    fn is_done(&self) -> bool {
        matches!(self, Self::Length(0) | Self::Chunked(Chunk::Done))
    }

    /// Hands on the part of `bytes` that is content.
    fn push(
        &mut self,
        bytes: &[u8],
        give: &mut impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        match self {
            Self::UntilClose => give(bytes),
            Self::Length(left) => {
                let taken = take(bytes, *left);
                *left -= taken.len() as u64;
                give(taken)
            }
            Self::Chunked(chunk) => chunk.push(bytes, give),
        }
    }
}

/// The first `most` bytes, or all when there are fewer.
fn take(bytes: &[u8], most: u64) -> &[u8] {
    let length = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
    &bytes[..length]
}

impl Chunk {
    fn push(
        &mut self,
        mut bytes: &[u8],
        give: &mut impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        while let Some(byte) = bytes.first() {
            if let Self::Data(left) = self {
                let content = take(bytes, *left);
                give(content)?;
                bytes = &bytes[content.len()..];
                let left = *left - content.len() as u64;
                *self = if left == 0 { Self::DataEnd } else { Self::Data(left) };
            } else {
                *self = self.after(*byte)?;
                bytes = &bytes[1..];
            }
        }
        Ok(())
    }

    /// The place after one byte that is not data.
    fn after(self, byte: u8) -> Result<Self, Fault> {
        Ok(match (self, byte) {
            (Self::Size(size) | Self::Extension(size), b'\n') => match size {
                0 => Self::Trailer(true),
                _ => Self::Data(size),
            },
            (Self::Size(size), b'\r' | b';') | (Self::Extension(size), _) => Self::Extension(size),
            (Self::Size(size), _) => {
                let digit = char::from(byte).to_digit(16).ok_or(Fault::NotHttp)?;
                Self::Size(size.checked_mul(16).ok_or(Fault::NotHttp)? + u64::from(digit))
            }
            (Self::DataEnd, b'\n') => Self::Size(0),
            (Self::DataEnd, b'\r') => Self::DataEnd,
            (Self::DataEnd, _) => return Err(Fault::NotHttp),
            (Self::Trailer(true), b'\n') | (Self::Done | Self::Data(_), _) => Self::Done,
            (Self::Trailer(empty), b'\r') => Self::Trailer(empty),
            (Self::Trailer(_), b'\n') => Self::Trailer(true),
            (Self::Trailer(_), _) => Self::Trailer(false),
        })
    }
}

/// One answer, read as it arrives.
#[derive(Debug, Default)]
pub struct Answer {
    /// The beginning of a head whose end has not arrived.
    rest: Vec<u8>,
    state: Option<(Head, Body)>,
}

impl Answer {
    /// The head, once it is here.
    pub fn head(&self) -> Option<&Head> {
        self.state.as_ref().map(|it| &it.0)
    }

    /// Whether the whole body is here. A body that ends with the connection is never done.
    pub fn is_done(&self) -> bool {
        self.state.as_ref().is_some_and(|it| it.1.is_done())
    }

    /// Reads what has arrived and hands on the part that is content.
    pub fn push(
        &mut self,
        bytes: &[u8],
        give: &mut impl FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if let Some((_, body)) = &mut self.state {
            return body.push(bytes, give);
        }
        self.rest.extend_from_slice(bytes);
        let Some((head, used)) = Head::parse(&self.rest)? else { return Ok(()) };
        let rest = std::mem::take(&mut self.rest);
        let mut body = head.body();
        body.push(&rest[used..], give)?;
        self.state = Some((head, body));
        Ok(())
    }
}

/// An answer whose body is an event stream.
#[derive(Debug, Default)]
pub struct EventStream {
    answer: Answer,
    parser: Parser,
}

impl EventStream {
    /// The head, once it is here.
    pub fn head(&self) -> Option<&Head> {
        self.answer.head()
    }

    /// Whether the server has ended the stream in good order.
    pub fn is_done(&self) -> bool {
        self.answer.is_done()
    }

    /// Reads what has arrived and tells every event that is complete.
    pub fn push(&mut self, bytes: &[u8], tell: &mut impl FnMut(&Event<'_>)) -> Result<(), Fault> {
        let parser = &mut self.parser;
        self.answer.push(bytes, &mut |content| parser.push(content, tell))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the answer is cut into, status, content and end are the same.
    fn check(answer: &str, expected: (u16, &str, bool)) {
        for piece in 1..=answer.len() {
            let mut reader = Answer::default();
            let mut content = Vec::new();
            for bytes in answer.as_bytes().chunks(piece) {
                let mut give = |it: &[u8]| {
                    content.extend_from_slice(it);
                    Ok(())
                };
                reader.push(bytes, &mut give).expect("a good answer");
            }
            let status = reader.head().map_or(0, |it| it.status);
            let content = String::from_utf8(content).expect("text");
            assert_eq!((status, content.as_str(), reader.is_done()), expected, "pieces of {piece}");
        }
    }

    #[test]
    fn a_chunked_body_is_put_together() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        check(
            &format!("{head}5\r\nhello\r\nA;x=y\r\n, big worl\r\n"),
            (200, "hello, big worl", false),
        );
        check(&format!("{head}1\r\nd\r\n0\r\nTrailer: x\r\n\r\n"), (200, "d", true));
        check(&format!("{head}0\r\n\r\n"), (200, "", true));
    }

    #[test]
    fn a_body_may_have_a_length_or_end_with_the_connection() {
        check("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno", (404, "no", true));
        check("HTTP/1.1 200 OK\r\n\r\nyes", (200, "yes", false));
    }

    #[test]
    fn what_is_not_http_is_a_fault() {
        let read = |bytes: &[u8]| Answer::default().push(bytes, &mut |_| Ok(()));
        assert_eq!(read(b"SSH-2.0-x\r\n\r\n"), Err(Fault::NotHttp));
        assert_eq!(read(&vec![b'x'; HEAD_BYTES_MAX + 1]), Err(Fault::Overlong));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(read(format!("{head}zz\r\n").as_bytes()), Err(Fault::NotHttp));
    }

    #[test]
    fn events_cross_the_borders_of_chunks() {
        let stream = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
                      7\r\nid: 1\nd\r\n8\r\nata: x\n\n\r\nE\r\nid: 2\ndata: y\n\r\n1\r\n\n\r\n";
        let mut ids = Vec::new();
        let mut reader = EventStream::default();
        let mut tell = |it: &Event<'_>| ids.push(format!("{}{}", it.id.unwrap_or("-"), it.data));
        for bytes in stream.as_bytes().chunks(3) {
            reader.push(bytes, &mut tell).expect("a good stream");
        }
        assert_eq!(ids, ["1x", "2y"]);
    }
}
