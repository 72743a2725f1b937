//! As much of a client as measuring needs: one request, one answer, over a connection that stays open.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// A connection, opened again when the service has closed it.
pub struct Connection {
    address: String,
    stream: TcpStream,
}

impl Connection {
    pub fn open(address: &str) -> Self {
        Self { address: address.to_owned(), stream: connected(address) }
    }

    /// Asks, once more over a new connection when this one was closed meanwhile.
    pub fn ask(&mut self, request: &[u8]) -> Answer {
        for _ in 0..5 {
            let sent = self.stream.write_all(request).and_then(|()| read(&mut self.stream));
            match sent {
                Ok((answer, stays)) => {
                    if !stays {
                        self.stream = connected(&self.address);
                    }
                    return answer;
                }
                Err(_) => self.stream = connected(&self.address),
            }
        }
        panic!("no answer in five attempts")
    }
}

/// A connection, as soon as the system has a port for one: after many were closed, for a moment it has none.
pub fn connected(address: &str) -> TcpStream {
    for _ in 0..2000 {
        if let Ok(stream) = TcpStream::connect(address) {
            stream.set_nodelay(true).expect("a socket has options");
            stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a socket has timeouts");
            return stream;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{address} takes no connections")
}

/// Reads one answer, and says whether the connection stays open.
pub fn read(stream: &mut TcpStream) -> io::Result<(Answer, bool)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    let mut more = |bytes: &mut Vec<u8>| -> io::Result<()> {
        let count = stream.read(&mut buffer)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&buffer[..count]);
        Ok(())
    };
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        more(&mut bytes)?;
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let length: usize = field("content-length:").and_then(|length| length.parse().ok()).unwrap_or(0);
    while bytes.len() < head + length {
        more(&mut bytes)?;
    }
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let stays = field("connection:") != Some("close");
    Ok((Answer { status, body: bytes[head..head + length].to_vec() }, stays))
}

/// A request that asks for something.
pub fn get(address: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes()
}

/// A request that sends something.
pub fn post(address: &str, path: &str, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\r\n{body}")
        .into_bytes()
}
