//! stub
use super::{Context, Outcome};
#[derive(Debug, clap::Args)]
pub(super) struct MapArguments {}
pub(super) fn run(_: &Context, _: &MapArguments) -> anyhow::Result<Outcome> { Ok(Outcome::Done) }
