//! `skillmap taxonomy`: add, fetch, list, show, check, compare and remove.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::taxonomy_diff::{self, DiffArguments};
use super::taxonomy_fetch::{self, FetchArguments};
use super::{Context, Outcome, printer};
use crate::counts::{counted, words_for};
use crate::error::Loaded;
use crate::formats::read_taxonomy;
use crate::fs;
use crate::index::Index;
use crate::model::{Concept, ConceptKind, RelationKind, Taxonomy, TaxonomyInfo};
use crate::taxonomy::{Format, ReadOptions, TableMapping};
use crate::workspace::named;

#[derive(Debug, Args)]
pub(super) struct TaxonomyArguments {
    #[command(subcommand)]
    command: TaxonomyCommand,
}

#[derive(Debug, Subcommand)]
enum TaxonomyCommand {
    /// Read a taxonomy from a file, a folder or the publisher's zip, and build its index.
    Add {
        /// Name, or name@version, such as esco@1.1.1.
        name: String,
        #[command(flatten)]
        input: InputArguments,
    },
    /// Download a taxonomy from its publisher and add it; the only command that opens a connection.
    Fetch(FetchArguments),
    /// List the taxonomies there are.
    List,
    /// Show a taxonomy, or one of its concepts by identifier, code or name.
    Show {
        /// Name, or name@version.
        name: String,
        /// Identifier, code or name of a concept.
        concept: Option<String>,
    },
    /// Read a taxonomy and say what is in it and what is wrong with it, without adding it.
    Check {
        #[command(flatten)]
        input: InputArguments,
    },
    /// Say what changed between two versions: concepts added, gone, renamed, moved, relabelled, redefined.
    Diff(DiffArguments),
    /// Remove a taxonomy and its index.
    Remove {
        /// Name, or name@version when there are several versions.
        name: String,
    },
}

#[derive(Debug, Args)]
struct InputArguments {
    /// File, folder or zip archive.
    path: PathBuf,
    /// Format; told from the files when absent.
    #[arg(long, value_parser = parse_format)]
    format: Option<Format>,
    /// Language of the labels where the files do not say, such as en; of SKOS in several, the one to keep.
    #[arg(long)]
    lang: Option<String>,
    /// A table's column, as role=header; roles: id, label, `alt_labels`, definition, kind, broader.
    #[arg(long = "column", value_parser = parse_column, value_name = "ROLE=HEADER")]
    columns: Vec<(String, String)>,
    /// Mapping file that says what the columns of one or several tables hold (TOML).
    #[arg(long = "columns", value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Refuse the whole input at the first record that would be skipped.
    #[arg(long)]
    strict: bool,
}

pub(super) fn parse_format(name: &str) -> Result<Format, String> {
    super::writing::known(Format::parse(name), Format::ALL.iter().map(|format| format.as_str()))
}

fn parse_column(text: &str) -> Result<(String, String), String> {
    let (role, header) = text.split_once('=').ok_or("write it as role=header")?;
    Ok((role.trim().to_owned(), header.trim().to_owned()))
}

/// A kind of concept by its name, for options.
pub(super) fn parse_kind(name: &str) -> Result<ConceptKind, String> {
    let known: Vec<&str> = ConceptKind::ALL.iter().map(|kind| kind.as_str()).collect();
    ConceptKind::parse(name).ok_or_else(|| format!("kinds: {}", known.join(", ")))
}

pub(super) fn run(context: &Context, arguments: &TaxonomyArguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        TaxonomyCommand::Add { name, input } => add(context, named(load(input)?, name)?),
        TaxonomyCommand::Check { input } => {
            let loaded = load(input)?;
            report(context, &loaded);
            print_counts(&loaded.value)?;
            let attention = loaded.diagnostics.skipped() + loaded.diagnostics.warnings() > 0;
            Ok(if attention { Outcome::Attention } else { Outcome::Done })
        }
        TaxonomyCommand::List => {
            for info in context.workspace.list()? {
                printer::line(&format!("{:<20} {}  [{}]", info.reference(), info.title, info.licence))?;
            }
            Ok(Outcome::Done)
        }
        TaxonomyCommand::Fetch(arguments) => taxonomy_fetch::run(context, arguments),
        TaxonomyCommand::Diff(arguments) => taxonomy_diff::run(context, arguments),
        TaxonomyCommand::Show { name, concept } => show(context, name, concept.as_deref()),
        TaxonomyCommand::Remove { name } => {
            let info = context.workspace.remove(name)?;
            context.say(&format!("removed {}", info.reference()));
            Ok(Outcome::Done)
        }
    }
}

/// Stores what was read and says what it was.
pub(super) fn add(context: &Context, loaded: Loaded<Taxonomy>) -> anyhow::Result<Outcome> {
    report(context, &loaded);
    let attention = loaded.diagnostics.skipped() > 0;
    let (reference, languages) = (loaded.value.info.reference(), loaded.value.info.languages.join(", "));
    let index = context.workspace.add(loaded.value)?;
    let languages = if languages.is_empty() { String::new() } else { format!(" in {languages}") };
    context.say(&format!("added {reference} with {}{languages}", counted(index.labels.len(), "label", "labels")));
    Ok(if attention { Outcome::Attention } else { Outcome::Done })
}

fn load(input: &InputArguments) -> anyhow::Result<Loaded<Taxonomy>> {
    let mapping = match &input.mapping {
        Some(path) => {
            let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
            Some(TableMapping::parse(&text, &path.display().to_string())?)
        }
        None => None,
    };
    let options =
        ReadOptions { format: input.format, language: input.lang.clone(), columns: input.columns.clone(), mapping };
    let files = fs::list(&input.path)?;
    let loaded = read_taxonomy(&files, &options, TaxonomyInfo::default())?;
    if input.strict {
        loaded.diagnostics.refuse()?;
    }
    Ok(loaded)
}

fn report(context: &Context, loaded: &Loaded<Taxonomy>) {
    context.report(&loaded.diagnostics);
    let counts: Vec<String> =
        loaded.value.counts().iter().map(|(kind, count)| format!("{count} {}", kind.words_for(*count))).collect();
    let relations = loaded.value.relations.len();
    let skipped = loaded.diagnostics.skipped();
    context.say(&format!(
        "read {} and {}, skipped {skipped}",
        counts.join(", "),
        counted(relations, "relation", "relations")
    ));
}

fn print_counts(taxonomy: &Taxonomy) -> anyhow::Result<()> {
    for (kind, count) in taxonomy.counts() {
        printer::line(&format!("{count:>8} {}", kind.words_for(count)))?;
    }
    for kind in [RelationKind::Broader, RelationKind::Essential, RelationKind::Optional, RelationKind::Related] {
        let count = taxonomy.count_relations(kind);
        if count > 0 {
            let words = words_for(count, "relation", "relations");
            printer::line(&format!("{count:>8} {words} “{}”", relation_name(kind)))?;
        }
    }
    Ok(())
}

fn relation_name(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Broader => "broader",
        RelationKind::Related => "related",
        RelationKind::Essential => "needs",
        RelationKind::Optional => "may use",
        RelationKind::ReplacedBy => "replaced by",
    }
}

fn show(context: &Context, name: &str, concept: Option<&str>) -> anyhow::Result<Outcome> {
    let indexes = context.indexes(&[name.to_owned()])?;
    let index = &indexes[0];
    let info = &index.taxonomy.info;
    let Some(wanted) = concept else {
        let lines = [
            ("name", info.reference()),
            ("title", info.title.clone()),
            ("publisher", info.publisher.clone()),
            ("licence", info.licence.clone()),
            ("attribution", info.attribution.clone()),
            ("source", info.source.clone()),
            ("format", info.format.clone()),
            ("languages", info.languages.join(", ")),
        ];
        for (key, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
            printer::line(&format!("{key:<12} {value}"))?;
        }
        print_counts(&index.taxonomy)?;
        return Ok(Outcome::Done);
    };
    let found = index.find_concepts(wanted);
    if found.is_empty() {
        context.say(&format!(
            "{} has no concept {wanted:?}; try: skillmap search {wanted:?} --taxonomy {name}",
            info.reference()
        ));
        return Ok(Outcome::Attention);
    }
    for position in found {
        show_concept(index, position)?;
    }
    Ok(Outcome::Done)
}

fn show_concept(index: &Index, position: u32) -> anyhow::Result<()> {
    let concept: &Concept = &index.taxonomy.concepts[position as usize];
    printer::line(concept.name())?;
    printer::line(&format!("  id          {}", concept.id))?;
    printer::line(&format!("  kind        {}", concept.kind))?;
    if let Some(notation) = &concept.notation {
        printer::line(&format!("  code        {notation}"))?;
    }
    if let Some(definition) = concept.definition() {
        printer::line(&format!("  definition  {definition}"))?;
    }
    let others: Vec<&str> =
        concept.labels.iter().map(|label| label.text.as_str()).filter(|text| *text != concept.name()).collect();
    if !others.is_empty() {
        printer::line(&format!("  also        {}", others.join("; ")))?;
    }
    if !concept.categories.is_empty() {
        printer::line(&format!("  category    {}", concept.categories.join("; ")))?;
    }
    if !concept.occupation_codes.is_empty() {
        printer::line(&format!("  occupation  {}", concept.occupation_codes.join("; ")))?;
    }
    for link in &concept.links {
        let framework = link.framework.as_deref().unwrap_or("elsewhere");
        printer::line(&format!("  {framework:<11} {} {}", link.name.as_deref().unwrap_or(""), link.target))?;
    }
    let related = index.taxonomy.relations.iter().filter(|relation| relation.source == position);
    for relation in related.take(20) {
        let target = &index.taxonomy.concepts[relation.target as usize];
        printer::line(&format!("  {:<11} {}", relation_name(relation.kind), target.name()))?;
    }
    Ok(())
}
