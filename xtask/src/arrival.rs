//! When bytes arrived, as the kernel saw it.
//!
//! May live here: reading a socket together with the time of arrival. Must never live here: what
//! the bytes mean.
//!
//! A crowd of readers in one process is read one after the other. Were the time taken after the
//! read, the measurement would show the queue in the load tool as lateness of the server.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::net::TcpStream;

/// The time of the machine, in Unix nanoseconds.
pub fn now_ns() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Asks the kernel to note when data arrives on this socket.
#[cfg(target_os = "linux")]
pub fn note_arrivals(socket: &TcpStream) -> io::Result<()> {
    nix::sys::socket::setsockopt(socket, nix::sys::socket::sockopt::ReceiveTimestampns, &true)?;
    Ok(())
}

/// Reads what is there; answers how much it is and when its last part arrived, in Unix nanoseconds.
#[cfg(target_os = "linux")]
pub fn receive(socket: &TcpStream, buffer: &mut [u8]) -> io::Result<(usize, u64)> {
    use std::os::fd::AsRawFd;

    use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg};
    use nix::sys::time::TimeSpec;

    let mut notes = nix::cmsg_space!(TimeSpec);
    let mut parts = [io::IoSliceMut::new(buffer)];
    let flags = MsgFlags::MSG_DONTWAIT;
    let message = recvmsg::<()>(socket.as_raw_fd(), &mut parts, Some(&mut notes), flags)?;
    for note in message.cmsgs()? {
        if let ControlMessageOwned::ScmTimestampns(at) = note {
            let seconds = u64::try_from(at.tv_sec()).unwrap_or_default();
            let nanos = u64::try_from(at.tv_nsec()).unwrap_or_default();
            return Ok((message.bytes, seconds * 1_000_000_000 + nanos));
        }
    }
    Ok((message.bytes, now_ns()))
}

/// Elsewhere the kernel is not asked.
#[cfg(not(target_os = "linux"))]
pub fn note_arrivals(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

/// Reads what is there; answers how much it is and the time after reading, in Unix nanoseconds.
#[cfg(not(target_os = "linux"))]
pub fn receive(socket: &TcpStream, buffer: &mut [u8]) -> io::Result<(usize, u64)> {
    Ok((socket.try_read(buffer)?, now_ns()))
}
