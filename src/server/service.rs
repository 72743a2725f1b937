//! What every request gets: the library of the moment, the threads, the limits, and who may ask.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::http::{HeaderMap, header};
use sha2::{Digest as _, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::desk::{Desk, ReviewOptions};
use super::library::{Holdings, Library};
use super::limits::{Limits, SMALL_BODY};
use super::problem::Problem;
use super::reconcile::{self, Key};
use super::workers::{Room, Workers};
use super::{Log, ServeOptions};
use crate::error::Result;
use crate::workspace::Workspace;

/// The running service.
pub struct Service {
    workspace: Workspace,
    holdings: Holdings,
    review: Option<ReviewOptions>,
    /// Both are replaced at once, and never changed.
    open: RwLock<Open>,
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
    key: Option<Key>,
    under_way: Mutex<HashMap<IpAddr, usize>>,
    bodies: Arc<Semaphore>,
    log: Log,
}

/// What requests are answered from.
#[derive(Clone)]
struct Open {
    library: Arc<Library>,
    desk: Option<Arc<Desk>>,
}

/// Room for a large body, until the last clone is dropped.
pub type BodyRoom = Arc<OwnedSemaphorePermit>;

impl Open {
    fn of(workspace: &Workspace, holdings: &Holdings, review: Option<&ReviewOptions>, log: &Log) -> Result<Self> {
        let library = Arc::new(Library::open(workspace, holdings, log)?);
        let desk = review.map(|review| Desk::open(workspace, review.clone(), log)).transpose()?;
        Ok(Self { library, desk: desk.map(Arc::new) })
    }
}

impl Service {
    /// Opens everything that is served.
    pub fn open(workspace: Workspace, options: &ServeOptions, host: IpAddr, log: Log) -> Result<Self> {
        let (holdings, review) = (options.holdings.clone(), options.review.clone());
        let open = Open::of(&workspace, &holdings, review.as_ref(), &log)?;
        Ok(Self {
            workspace,
            holdings,
            review,
            open: RwLock::new(open),
            workers: Workers::start(options.threads, options.limits.queue),
            limits: options.limits.clone(),
            public_url: options.public_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()),
            origins: options.origins.clone(),
            loopback: host.is_loopback(),
            token: options.token.as_deref().map(digest),
            key: options.token.as_deref().map(reconcile::key),
            under_way: Mutex::default(),
            bodies: Arc::new(Semaphore::new(options.limits.large_bodies())),
            log,
        })
    }

    /// The library of the moment; a request asks once and keeps it until it is answered.
    pub fn library(&self) -> Arc<Library> {
        Arc::clone(&self.open.read().unwrap_or_else(PoisonError::into_inner).library)
    }

    /// Where people review, when a mapping set was given.
    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).desk.clone()
    }

    /// Opens everything again and puts it in the place of what is served: taxonomies, catalogues and the mapping set
    /// to review. When one of them cannot be opened, all stays as it was.
    pub fn reload(&self) -> Result<()> {
        let open = Open::of(&self.workspace, &self.holdings, self.review.as_ref(), &self.log)?;
        let (shelves, catalogues) = (open.library.shelves().len(), open.library.catalogues().len());
        let review = if open.desk.is_some() { ", and the mapping set to review" } else { "" };
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = open;
        self.log(&format!("reloaded: taxonomies {shelves}, catalogues {catalogues}{review}"));
        Ok(())
    }

    /// Has something done with the library of the moment by one of the threads.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Library, &mut Room) -> std::result::Result<T, Problem> + Send + 'static,
    ) -> std::result::Result<T, Problem> {
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

    /// Whether a key opens the reconciliation service.
    pub fn admits_key(&self, key: &Key) -> bool {
        self.key.as_ref().is_none_or(|right| digest(&right.0) == digest(&key.0))
    }

    /// The key of the reconciliation service, when it needs one.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Notes that a request of an address is under way, until what is given back is dropped.
    pub fn begin(self: &Arc<Self>, address: IpAddr) -> std::result::Result<UnderWay, Problem> {
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
    pub fn body_room(&self, headers: &HeaderMap) -> std::result::Result<Option<BodyRoom>, Problem> {
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
