//! The service: an HTTP API, a reconciliation endpoint and web pages over the taxonomies of a workspace.
//!
//! Handlers translate and never compute: they put a request into words of the library, hand the work to a bounded
//! pool of threads (`workers`) and put the answer into words of HTTP. The threads that hold connections therefore
//! never wait for the processor, and what does not fit into the queue is refused with 503 instead of piling up.
//! This folder alone listens for connections; nothing in it opens one.

mod answers;
mod api;
mod assistant;
mod catalogues;
mod comparison;
mod desk;
mod facets;
mod guard;
mod holders;
mod library;
mod limits;
mod listen;
mod outline;
mod pages;
mod problem;
mod reconcile;
mod service;
mod sides;
mod survey;
mod uploads;
mod workers;

pub use assistant::converse;
pub use desk::ReviewOptions;
pub use library::{Holdings, Library};
pub use limits::Limits;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::workspace::Workspace;
use service::Service;

/// A line for whoever runs the service; it never holds text of a document.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// How the service is asked to run.
#[derive(Clone)]
pub struct ServeOptions {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes any that is free.
    pub port: u16,
    /// What a caller must show; needed as soon as others than this machine can connect.
    pub token: Option<String>,
    /// What of the workspace is served.
    pub holdings: Holdings,
    /// Where the service is reached from outside, when something stands in front of it.
    pub public_url: Option<String>,
    /// Web origins whose pages may call the API.
    pub origins: Vec<String>,
    /// Threads that map and search.
    pub threads: usize,
    /// What a request may take.
    pub limits: Limits,
    /// The mapping set of the Review page, when there is one.
    pub review: Option<ReviewOptions>,
}

/// Shortest token that is accepted.
const SHORTEST_TOKEN: usize = 16;

/// Serves until the process is told to stop, then finishes what it has begun.
pub fn serve(workspace: &Workspace, options: &ServeOptions, log: &Log) -> Result<()> {
    let address = address(options)?;
    let service = Service::open(workspace.clone(), options, address.ip(), Arc::clone(log))?;
    let service = Arc::new(service);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("skillmap-connections")
        .enable_all()
        .build()
        .map_err(|error| Error::request(format!("cannot start the threads: {error}")))?;
    let ended = runtime.block_on(listen::listen(&service, address));
    // Whoever still waits for a thread has been told by now.
    runtime.shutdown_background();
    ended
}

/// Where to listen, refused when it is open to others without a token.
fn address(options: &ServeOptions) -> Result<SocketAddr> {
    let host = if options.host == "localhost" { "127.0.0.1" } else { options.host.trim_matches(['[', ']']) };
    let host: IpAddr = host.parse().map_err(|_| {
        Error::request(format!("{:?} is no address to listen on", options.host))
            .with_hint("an address of this machine, such as 127.0.0.1 or 0.0.0.0 for all")
    })?;
    match &options.token {
        None if !host.is_loopback() => {
            return Err(Error::request(format!("{host} can be reached by others, and there is no token"))
                .with_hint("say --token, or SKILLMAP_TOKEN in the environment; 127.0.0.1 needs none"));
        }
        Some(token) if token.len() < SHORTEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            return Err(Error::request(format!(
                "the token needs at least {SHORTEST_TOKEN} letters, digits or marks, and no blanks"
            )));
        }
        _ => {}
    }
    Ok(SocketAddr::new(host, options.port))
}
