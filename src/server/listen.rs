//! Takes connections, gives each a bounded time, and ends in good order.
//!
//! A connection above the limit is told 503 and closed at once. On the signal to end, no new one is taken and those
//! with a request under way get time to finish it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

use super::guard::Peer;
use super::limits::{CONNECTION_TIME, HEAD_TIME, LAST_TIME};
use super::service::Service;
use crate::error::{Error, Result};

/// Connections that the system holds until they are taken. When there is no room, it drops whoever knocks, who knocks
/// again after a second at the earliest: a bystander would wait that long because of others who come and go quickly,
/// while all that wait here are taken in a fraction of it. The usual room is for 128.
const WAITING: u32 = 4096;
/// What a connection above the limit is told.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Listens until the process is told to stop.
pub async fn listen(service: &Arc<Service>, address: SocketAddr) -> Result<()> {
    let refused = |error| Error::io(address.to_string(), error);
    let listener = open(address).map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let mut signals = Signals::new().map_err(refused)?;
    service.log(&format!("listening on http://{address}/"));
    let router = super::guard::router(service);
    let connections = Arc::new(Semaphore::new(service.limits.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    rest_after(&error).await;
                    continue;
                }
            },
            signal = signals.next() => match signal {
                Signal::Reload => {
                    reload(service);
                    continue;
                }
                Signal::End => break,
            },
        };
        let Ok(permit) = Arc::clone(&connections).try_acquire_owned() else {
            refuse(&stream);
            continue;
        };
        let router = router.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            super::reconcile::take_key(&mut request);
            router.clone().oneshot(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(64 << 10);
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            // How a connection ends is its peer's affair: answers that matter are logged where they are made.
            let _ = tokio::time::timeout(CONNECTION_TIME, connection).await;
            drop(permit);
        });
    }
    drop(listener);
    service.log("ending: requests under way are finished, no new ones taken");
    if tokio::time::timeout(LAST_TIME, graceful.shutdown()).await.is_err() {
        service.log("some requests were not finished in time");
    }
    Ok(())
}

/// Listens at an address, with room for many who wait.
fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Elsewhere this would let another program take over the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Opens everything again beside what is served; requests meanwhile are answered as before.
fn reload(service: &Arc<Service>) {
    let service = Arc::clone(service);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = service.reload() {
            service.log(&format!("not reloaded, serving what was there: {error}"));
        }
    });
}

/// Tells a connection that there are too many, as far as that can be done without waiting for it.
fn refuse(stream: &TcpStream) {
    // Nothing more can be done for a peer that does not even take this.
    let _ = stream.try_write(FULL);
}

/// After a connection that failed on its own nothing is waited for; when the system has nothing left, a moment.
async fn rest_after(error: &io::Error) {
    let its_own = [io::ErrorKind::ConnectionAborted, io::ErrorKind::ConnectionReset, io::ErrorKind::Interrupted];
    if !its_own.contains(&error.kind()) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What the process is told from outside.
enum Signal {
    Reload,
    End,
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::End,
            _ = self.terminate.recv() => Signal::End,
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "the other systems can fail here")]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::End
    }
}
