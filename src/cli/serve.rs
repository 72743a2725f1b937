//! `skillmap serve`: the service, until it is told to stop.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::{Context, Outcome, convert, printer, today};
use crate::exchange;
use crate::server::{Holdings, Limits, Log, ReviewOptions, ServeOptions, serve};

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8042)]
    port: u16,
    /// Address to listen on; any but this machine's own needs a token.
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    host: String,
    /// What a caller must show, as a bearer token or when signing in; at least 16 letters and digits.
    #[arg(long, env = "SKILLMAP_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Taxonomies to serve, the first being used when a request names none; all that there are when absent.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
    /// Catalogues to serve; all that are mapped onto what is served when absent.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    catalogue: Vec<String>,
    /// Mapping set to decide about on the Review page; decisions go into the workspace as those of `skillmap review` do.
    #[arg(long, value_name = "SET")]
    review: Option<PathBuf>,
    /// Name of the journal that keeps the decisions.
    #[arg(long, value_name = "NAME", default_value = "decisions", requires = "review")]
    journal: String,
    /// Where the service is reached, when something stands in front of it, such as <https://skills.example.org>.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Web origin whose pages may call the API; may be said several times.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// Threads that map and search; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Most bytes of a request's body, also after unpacking.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body)]
    max_body: usize,
    /// Most seconds until a request is answered.
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().time.as_secs())]
    max_time: u64,
    /// Most connections at once.
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections)]
    max_connections: usize,
    /// Most requests under way for one address; more are answered with 429.
    #[arg(long, value_name = "N", default_value_t = Limits::default().per_client)]
    max_per_client: usize,
    /// Most pieces of work that wait for a thread; more are answered with 503.
    #[arg(long, value_name = "N", default_value_t = Limits::default().queue)]
    max_queue: usize,
    /// Most documents or queries in one request.
    #[arg(long, value_name = "N", default_value_t = Limits::default().items)]
    max_items: usize,
}

pub(super) fn run(context: &Context, arguments: &ServeArguments) -> anyhow::Result<Outcome> {
    let options = ServeOptions {
        host: arguments.host.clone(),
        port: arguments.port,
        token: arguments.token.clone().filter(|token| !token.is_empty()),
        holdings: Holdings { taxonomies: arguments.taxonomy.clone(), catalogues: arguments.catalogue.clone() },
        public_url: arguments.public_url.clone(),
        origins: arguments.origins.clone(),
        threads: arguments.threads.unwrap_or_else(rayon::current_num_threads),
        limits: Limits {
            body: arguments.max_body,
            time: Duration::from_secs(arguments.max_time),
            connections: arguments.max_connections,
            per_client: arguments.max_per_client,
            queue: arguments.max_queue,
            items: arguments.max_items,
        },
        review: arguments.review.as_deref().map(|path| to_review(path, &arguments.journal)),
    };
    let quiet = context.quiet;
    let log: Log = Arc::new(move |line| {
        if !quiet {
            printer::say(line);
        }
    });
    serve(&context.workspace, &options, &log)?;
    Ok(Outcome::Done)
}

fn to_review(path: &Path, journal: &str) -> ReviewOptions {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let path = path.to_owned();
    let read = Arc::new(move || exchange::read_set(&convert::source(&path)?, None));
    ReviewOptions { read, name, journal: journal.to_owned(), today }
}
