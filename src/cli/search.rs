//! `skillmap search`: concepts for a few words.

use clap::Args;

use super::{Context, Outcome, printer};
use crate::matching::{MatchOptions, Matcher};
use crate::model::ConceptKind;

#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    /// The words to look for.
    #[arg(required = true)]
    text: Vec<String>,
    /// Taxonomies to search, `name` or `name@version`.
    #[arg(long, short, value_delimiter = ',', default_value = "starter")]
    taxonomy: Vec<String>,
    /// Most results.
    #[arg(long, default_value_t = 10)]
    top: usize,
    /// Kinds of concepts; every kind when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Say in plain words why each concept was found, and what came next.
    #[arg(long)]
    explain: bool,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &SearchArguments) -> anyhow::Result<Outcome> {
    let indexes = context.indexes(&arguments.taxonomy)?;
    let kinds = if arguments.kind.is_empty() { ConceptKind::ALL.to_vec() } else { arguments.kind.clone() };
    let options = MatchOptions { top: Some(arguments.top), min_confidence: 0.0, kinds, explain: arguments.explain };
    let text = arguments.text.join(" ");
    let results = Matcher::new(indexes.iter().collect(), options).search(&text);
    if results.is_empty() {
        context.say(&format!("nothing found for {text:?}"));
        return Ok(Outcome::Attention);
    }
    for result in results {
        if arguments.json {
            printer::line(&serde_json::to_string(&result)?)?;
            continue;
        }
        let concept = &result.concept;
        let (label, evidence) = (&concept.label, &result.evidence);
        printer::line(&format!("{:5.2}  {label}  [{}, {}]", result.confidence, concept.taxonomy, concept.kind))?;
        let how = if evidence.score > 0.999 { "meets" } else { "partly meets" };
        printer::line(&format!("       “{}” {how} its label “{}”", evidence.quote, evidence.matched_label))?;
        printer::line(&format!("       {}", concept.concept_id))?;
        if let Some(explanation) = &result.explanation {
            printer::line(&format!("       {}", explanation.sentence))?;
        }
    }
    Ok(Outcome::Done)
}
