//! What a request may take, so that no caller can take more than there is.

use std::time::Duration;

/// The limits of the service; each can be set on the command line.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Most bytes of a request's body, also after unpacking.
    pub body: usize,
    /// Longest time until a request is answered.
    pub time: Duration,
    /// Most connections that are open at once.
    pub connections: usize,
    /// Most requests of one address that are under way at once; more are answered with 429.
    pub per_client: usize,
    /// Most pieces of work that wait for a thread; more are answered with 503.
    pub queue: usize,
    /// Most documents, or queries of a batch, that one request may hold.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 10 << 20,
            time: Duration::from_secs(30),
            connections: 1024,
            per_client: 256,
            queue: 256,
            items: 1000,
        }
    }
}

/// Bodies up to this many bytes are taken without asking for room.
pub const SMALL_BODY: u64 = 64 << 10;
/// Bytes that larger bodies may take together.
const BODIES: usize = 256 << 20;

impl Limits {
    /// How many larger bodies there is room for at once.
    pub fn large_bodies(&self) -> usize {
        (BODIES / self.body.max(1)).clamp(4, 256)
    }
}

/// Longest time for the head of a request, and longest rest of a connection between two.
pub const HEAD_TIME: Duration = Duration::from_secs(15);
/// Longest life of a connection, so that one that reads nothing is not kept for ever.
pub const CONNECTION_TIME: Duration = Duration::from_mins(10);
/// Longest time that requests under way get when the service ends.
pub const LAST_TIME: Duration = Duration::from_secs(20);
