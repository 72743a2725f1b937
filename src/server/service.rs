//! What every request gets: the library of the moment, the threads, the limits, and who may ask.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::desk::Desk;
use super::library::Library;
use super::limits::{Limits, SMALL_BODY};
use super::problem::Problem;
use super::workers::{Room, Workers};
use super::{Log, ServeOptions};
use crate::workspace::Workspace;

/// The running service.
pub struct Service {
    workspace: Workspace,
    references: Vec<String>,
    library: RwLock<Arc<Library>>,
    desk: Option<Arc<Desk>>,
    workers: Workers,
    /// What a request may take.
    pub limits: Limits,
    /// Where the service is reached from outside, when that was said; without a slash at the end.
    pub public_url: Option<String>,
    /// Web origins whose pages may call the API.
    pub origins: Vec<String>,
    /// Whether only this machine can connect.
    pub loopback: bool,
    token: Option<[u8; 32]>,
    under_way: Mutex<HashMap<IpAddr, usize>>,
    bodies: Arc<Semaphore>,
    log: Log,
}

/// Room for a large body, until the last clone is dropped.
pub type BodyRoom = Arc<OwnedSemaphorePermit>;

impl Service {
    /// The service over a library, with a desk to review at when there is one.
    pub fn new(
        workspace: Workspace,
        (library, desk): (Library, Option<Desk>),
        options: &ServeOptions,
        host: IpAddr,
        log: Log,
    ) -> Self {
        Self {
            workspace,
            references: options.taxonomies.clone(),
            library: RwLock::new(Arc::new(library)),
            desk: desk.map(Arc::new),
            workers: Workers::start(options.threads, options.limits.queue),
            limits: options.limits.clone(),
            public_url: options.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            origins: options.origins.clone(),
            loopback: host.is_loopback(),
            token: options.token.as_deref().map(digest),
            under_way: Mutex::default(),
            bodies: Arc::new(Semaphore::new(options.limits.large_bodies())),
            log,
        }
    }

    /// The library of the moment; a request asks once and keeps it until it is answered.
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(&self.library.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where people review, when a mapping set was given.
    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.desk.clone()
    }

    /// Opens the taxonomies again and puts them in the place of those that are served.
    pub fn reload(&self) -> crate::error::Result<usize> {
        let library = Library::open(&self.workspace, &self.references)?;
        let count = library.shelves().len();
        *self.library.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(library);
        Ok(count)
    }

    /// Has something done with the library of the moment by one of the threads.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library, &mut Room) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let library = self.library();
        self.workers.run(move |room| work(&library, room)).await
    }

    /// How much waits for a thread.
    pub fn waiting(&self) -> usize {
        self.workers.waiting()
    }

    /// Whether a token is needed at all.
    pub fn is_open(&self) -> bool {
        self.token.is_none()
    }

    /// Whether a token is the right one. Digests are compared, so that the time tells nothing of the token.
    pub fn admits(&self, token: &str) -> bool {
        self.token.is_none_or(|right| right == digest(token))
    }

    /// Notes that a request of an address is under way, until what is given back is dropped.
    pub fn begin(self: &Arc<Self>, address: IpAddr) -> Result<UnderWay, Problem> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let count = under_way.entry(address).or_insert(0);
        if *count >= self.limits.per_client {
            return Err(Problem::too_many());
        }
        *count += 1;
        Ok(UnderWay { service: Arc::clone(self), address })
    }

    /// Room for the body of a request; none is needed for one that is known to be small, and there may be none left
    /// for others.
    pub fn body_room(&self, headers: &HeaderMap) -> Result<Option<BodyRoom>, Problem> {
        let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let chunked = headers.contains_key(header::TRANSFER_ENCODING);
        if length.unwrap_or(0) <= SMALL_BODY && !chunked {
            return Ok(None);
        }
        let permit = Arc::clone(&self.bodies).try_acquire_owned().map_err(|_| Problem::busy())?;
        Ok(Some(Arc::new(permit)))
    }

    /// Says something to whoever runs the service.
    pub fn log(&self, line: &str) {
        (self.log)(line);
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A request that is under way.
pub struct UnderWay {
    service: Arc<Service>,
    address: IpAddr,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = self.service.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = under_way.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.address);
            }
        }
    }
}
