//! A line between a node and its database that can be cut, hang and be slow.
//!
//! May live here: bytes from one side to the other. Must never live here: what they mean.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use super::postgres::Server;

/// What the line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Bytes pass.
    Open,
    /// Every connection is closed, and every new one at once.
    Cut,
    /// Connections stay open and nothing comes through. One that has lost something stays so for
    /// ever: neither end learns of it.
    Silent,
    /// Everything arrives this much later.
    Slow(Duration),
}

/// A proxy before a server, on a port of this machine only. Dropped, it is cut.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    server: PathBuf,
}

#[derive(Debug)]
struct State {
    line: Line,
    /// Nobody connects any more.
    is_over: bool,
    open: Vec<(TcpStream, UnixStream)>,
}

impl Proxy {
    /// Opens a line to a server.
    ///
    /// # Panics
    /// When no port is free.
    pub fn start(server: &Server) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = State { line: Line::Open, is_over: false, open: Vec::new() };
        let server = server.host().join(".s.PGSQL.5432");
        let shared = Arc::new(Shared { state: Mutex::new(state), server });
        let accepts = shared.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !accepts.take(client) {
                    return;
                }
            }
        });
        Self { address, shared }
    }

    /// Changes what the line does.
    pub fn set(&self, line: Line) {
        let mut state = self.shared.lock();
        state.line = line;
        if line == Line::Cut {
            for (client, server) in state.open.drain(..) {
                // It may be closed already.
                let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
            }
        }
    }

    /// How to connect to one of the server's databases through it.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1");
        let options =
            options.port(self.address.port()).ssl_mode(sqlx::postgres::PgSslMode::Disable);
        options.username("postgres").database(database)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.set(Line::Cut);
        self.shared.lock().is_over = true;
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self) -> Line {
        self.lock().line
    }

    /// Carries a connection; answers whether there may be more.
    fn take(self: &Arc<Self>, client: TcpStream) -> bool {
        let mut state = self.lock();
        if state.is_over {
            return false;
        }
        if state.line == Line::Cut {
            return true;
        }
        let Ok(server) = UnixStream::connect(&self.server) else { return true };
        let copies = (|| {
            client.set_nodelay(true)?;
            let kept = (client.try_clone()?, server.try_clone()?);
            Ok::<_, std::io::Error>((client.try_clone()?, server.try_clone()?, kept))
        })();
        let Ok((client_too, server_too, kept)) = copies else { return true };
        state.open.push(kept);
        drop(state);
        let there = self.clone();
        std::thread::spawn(move || {
            if there.carry(client, &server_too) {
                let _ = server_too.shutdown(Shutdown::Both);
            }
        });
        let back = self.clone();
        std::thread::spawn(move || {
            if back.carry(server, &client_too) {
                let _ = client_too.shutdown(Shutdown::Both);
            }
        });
        true
    }

    /// Bytes in one direction, until an end is closed; answers whether the other end learns of it.
    fn carry(&self, mut from: impl Read, mut to: impl Write) -> bool {
        let mut bytes = [0; 16 * 1024];
        loop {
            let Ok(count @ 1..) = from.read(&mut bytes) else { return self.line() != Line::Silent };
            match self.line() {
                Line::Open => (),
                Line::Cut => return true,
                Line::Slow(by) => std::thread::sleep(by),
                Line::Silent => {
                    // What was lost cannot be made good: whatever follows is swallowed, too.
                    while matches!(from.read(&mut bytes), Ok(1..)) {}
                    return false;
                }
            }
            if to.write_all(&bytes[..count]).is_err() {
                return true;
            }
        }
    }
}
