//! `skillmap review`: a person's decisions, kept for ever and applied again to whatever a machine proposes.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::convert::{TargetArguments, read, source, write};
use super::printer::Output;
use super::{Context, Outcome, printer, today};
use crate::counts::{counted, words_for};
use crate::error::Error;
use crate::exchange::one_line;
use crate::model::Taxonomy;
use crate::review::{
    Agreement, Applied, ApplyOptions, Disagreement, Journal, Outcome as Answer, Question, ReviewDecision, Versions,
    agreement, apply, calibrate, earlier_versions, queue, read_decisions, stale_decisions, write_disagreements,
    write_queue,
};

#[derive(Debug, Args)]
pub(super) struct ReviewArguments {
    /// Name of the journal that keeps the decisions.
    #[arg(long, global = true, value_name = "NAME", default_value = "decisions")]
    journal: String,
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// Keep the decisions of files: tables filled in in a spreadsheet, or SSSOM.
    Add {
        #[command(flatten)]
        decisions: DecisionArguments,
    },
    /// Lay all kept decisions over a mapping set, after keeping those of the files that are given.
    Apply {
        /// The mapping set.
        set: PathBuf,
        #[command(flatten)]
        decisions: DecisionArguments,
        #[command(flatten)]
        target: TargetArguments,
        /// Reviewer who decides where others differ.
        #[arg(long, value_name = "NAME")]
        prefer: Option<String>,
        #[command(flatten)]
        taxonomies: TaxonomyArguments,
        /// Learn the confidence of what nobody reviewed from what was decided.
        #[arg(long)]
        recalibrate: bool,
    },
    /// List the open mappings of a set, those first whose decision would teach most.
    Queue {
        /// The mapping set.
        set: PathBuf,
        /// Most mappings to list.
        #[arg(long, value_name = "N")]
        top: Option<usize>,
        /// Table to write for a spreadsheet, with empty columns for the decisions; a list for eyes when absent.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// List the decisions that are kept.
    List {
        /// Only those of this reviewer.
        #[arg(long, value_name = "NAME")]
        reviewer: Option<String>,
    },
    /// Take back the last decision of a reviewer.
    Undo {
        /// The reviewer.
        #[arg(long, value_name = "NAME", default_value = "")]
        reviewer: String,
    },
    /// List the decisions that a new version of a taxonomy has overtaken: what they are about is gone, replaced, renamed,
    /// moved, reclassified or redefined.
    Stale {
        #[command(flatten)]
        taxonomies: TaxonomyArguments,
        /// Version of the subjects' taxonomy that decisions were made on which do not say it; of those that do, it is looked
        /// for among the taxonomies that were added.
        #[arg(long, value_name = "TAXONOMY")]
        from_earlier: Option<String>,
        /// The same of the objects' taxonomy.
        #[arg(long, value_name = "TAXONOMY")]
        to_earlier: Option<String>,
    },
    /// How far two reviewers agree (Cohen's kappa), and where they differ.
    Agreement {
        /// File of decisions, or a reviewer of the journal.
        first: String,
        /// Another.
        second: String,
        /// Write the mappings on which they differ as a table, with columns to settle them in.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
struct DecisionArguments {
    /// Files of decisions.
    #[arg(value_name = "DECISIONS")]
    files: Vec<PathBuf>,
    /// Reviewer of decisions that name none: a name, or an identifier such as an ORCID.
    #[arg(long, value_name = "NAME", default_value = "")]
    reviewer: String,
    /// Day of decisions that name none, such as 2026-01-31 [default: today].
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

#[derive(Debug, Args)]
struct TaxonomyArguments {
    /// Taxonomy of the subjects, to tell which decisions are stale.
    #[arg(long, value_name = "TAXONOMY")]
    from_taxonomy: Option<String>,
    /// Taxonomy of the objects.
    #[arg(long, value_name = "TAXONOMY")]
    to_taxonomy: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &ReviewArguments) -> anyhow::Result<Outcome> {
    let mut journal = open(context, &arguments.journal)?;
    match &arguments.command {
        ReviewCommand::Add { decisions } => {
            if decisions.files.is_empty() {
                return Err(Error::request("no file of decisions").into());
            }
            let skipped = keep(context, &mut journal, decisions)?;
            Ok(if skipped > 0 { Outcome::Attention } else { Outcome::Done })
        }
        ReviewCommand::Apply { set, decisions, target, prefer, taxonomies, recalibrate } => {
            let skipped = keep(context, &mut journal, decisions)?;
            let (set, unread) = read(context, set, None, false)?;
            let [from, to] = loaded(context, taxonomies)?;
            let options = ApplyOptions { prefer: prefer.as_deref(), from: from.as_ref(), to: to.as_ref() };
            let mut applied = apply(&set, journal.decisions(), &options);
            let is_sure = !*recalibrate || learn(context, &journal, &mut applied);
            let lost = write(context, &applied.set, target)?;
            report(context, &applied);
            let is_clean =
                is_sure && applied.disputed.is_empty() && applied.stale.is_empty() && applied.several_exact.is_empty();
            Ok(if is_clean && skipped + unread == 0 && lost == 0 { Outcome::Done } else { Outcome::Attention })
        }
        ReviewCommand::Queue { set, top, output } => {
            let (set, skipped) = read(context, set, None, false)?;
            let mut questions = queue(&set, journal.decisions());
            let open = questions.len();
            questions.truncate(top.unwrap_or(open));
            list_questions(&questions, output.as_deref())?;
            context.say(&format!("{}, listed {}", counted(open, "open mapping", "open mappings"), questions.len()));
            Ok(if skipped > 0 { Outcome::Attention } else { Outcome::Done })
        }
        ReviewCommand::List { reviewer } => {
            let decisions = journal.decisions();
            let is_asked =
                |decision: &&&ReviewDecision| reviewer.as_ref().is_none_or(|name| *name == decision.reviewer);
            for decision in decisions.iter().filter(is_asked) {
                printer::line(&shown(decision))?;
            }
            context.say(&format!(
                "{} in {}",
                counted(decisions.len(), "decision", "decisions"),
                journal.path().display()
            ));
            Ok(Outcome::Done)
        }
        ReviewCommand::Undo { reviewer } => {
            let undone = journal.undo(reviewer)?;
            let said =
                undone.as_ref().map_or("nothing to take back".to_owned(), |one| format!("taken back: {}", shown(one)));
            context.say(&said);
            Ok(if undone.is_some() { Outcome::Done } else { Outcome::Attention })
        }
        ReviewCommand::Stale { taxonomies, from_earlier, to_earlier } => {
            let [from, to] = loaded(context, taxonomies)?;
            if from.is_none() && to.is_none() {
                return Err(Error::request("against which taxonomy?")
                    .with_hint("--from-taxonomy, --to-taxonomy")
                    .into());
            }
            let older_from = earlier(context, &journal, from.as_ref(), from_earlier.as_deref(), true)?;
            let older_to = earlier(context, &journal, to.as_ref(), to_earlier.as_deref(), false)?;
            let stale = stale_decisions(
                journal.decisions(),
                Versions { now: from.as_ref(), earlier: &older_from },
                Versions { now: to.as_ref(), earlier: &older_to },
            );
            for one in &stale {
                printer::line(&one_line(&one.shown()))?;
            }
            let about: std::collections::BTreeSet<_> = stale.iter().map(|one| one.decision.key()).collect();
            context.say(&format!(
                "{} of {} {} stale",
                about.len(),
                counted(journal.decisions().len(), "decision", "decisions"),
                words_for(about.len(), "is", "are")
            ));
            Ok(if stale.is_empty() { Outcome::Done } else { Outcome::Attention })
        }
        ReviewCommand::Agreement { first, second, output } => {
            let [one, other] = [of_reviewer(context, &journal, first)?, of_reviewer(context, &journal, second)?];
            let agreement = agreement(&one, &other);
            print_agreement(&agreement, [first, second])?;
            if let Some(path) = output {
                let mut output = Output::open(Some(path))?;
                write_disagreements(&agreement.differing, &mut output)?;
                output.finish()?;
            }
            Ok(if agreement.differing.is_empty() { Outcome::Done } else { Outcome::Attention })
        }
    }
}

fn open(context: &Context, name: &str) -> anyhow::Result<Journal> {
    let journal = Journal::open(&context.workspace.journal(name)?)?;
    context.report(&journal.diagnostics);
    Ok(journal.value)
}

/// Keeps the decisions of files; what is kept already is not kept twice. Gives how many were skipped.
fn keep(context: &Context, journal: &mut Journal, arguments: &DecisionArguments) -> anyhow::Result<u64> {
    let date = arguments.date.clone().unwrap_or_else(today);
    let (mut kept, mut known, mut skipped) = (0, 0, 0);
    for path in &arguments.files {
        let loaded = read_decisions(&source(path)?, &arguments.reviewer, &date)?;
        context.report(&loaded.diagnostics);
        skipped += loaded.diagnostics.skipped();
        let count = loaded.value.len();
        let news = journal.news(loaded.value);
        (kept, known) = (kept + news.len(), known + count - news.len());
        journal.record_all(news)?;
    }
    if !arguments.files.is_empty() {
        context.say(&format!(
            "kept {}, {} known, skipped {skipped}",
            counted(kept, "new decision", "new decisions"),
            counted(known, "was", "were")
        ));
    }
    Ok(skipped)
}

fn loaded(context: &Context, arguments: &TaxonomyArguments) -> anyhow::Result<[Option<Taxonomy>; 2]> {
    let load = |name: &Option<String>| name.as_deref().map(|name| context.workspace.taxonomy(name)).transpose();
    Ok([load(&arguments.from_taxonomy)?, load(&arguments.to_taxonomy)?])
}

/// The versions of a taxonomy that decisions were made on, as far as they are there.
fn earlier(
    context: &Context,
    journal: &Journal,
    now: Option<&Taxonomy>,
    said: Option<&str>,
    of_subjects: bool,
) -> anyhow::Result<Vec<Taxonomy>> {
    let mut found = Vec::new();
    let Some(now) = now else { return Ok(found) };
    if let Some(said) = said {
        found.push(context.workspace.taxonomy(said)?);
    }
    let known = context.workspace.list()?;
    for version in earlier_versions(journal.decisions(), now, of_subjects) {
        let reference = format!("{}@{version}", now.info.name);
        if found.iter().any(|one: &Taxonomy| one.info.version == version) {
            continue;
        }
        if known.iter().any(|info| info.reference() == reference) {
            found.push(context.workspace.taxonomy(&reference)?);
        } else {
            context.say(&format!("{reference} is not there: what was moved or redefined since then is not told"));
        }
    }
    Ok(found)
}

/// Learns the confidence again; whether nothing speaks against trusting it.
fn learn(context: &Context, journal: &Journal, applied: &mut Applied) -> bool {
    let Some(found) = calibrate(journal.decisions()) else {
        context.say("too few decisions to learn the confidence from: it takes twenty, of both kinds");
        return false;
    };
    let done = found.apply(&mut applied.set);
    context.say(&format!(
        "confidence learned from {}: log-odds × {:.2} + {:.2}; calibration error {:.3}, was {:.3}; {} of {} \
         new confidences changed the decision",
        counted(found.decisions, "decision", "decisions"),
        found.slope,
        found.shift,
        found.error_after,
        found.error_before,
        done.decisions,
        done.confidences
    ));
    let cautions = found.cautions(&done);
    for caution in &cautions {
        context.say(&format!("warning: {}", one_line(caution)));
    }
    cautions.is_empty()
}

fn report(context: &Context, applied: &Applied) {
    for one in &applied.stale {
        context.say(&format!("stale: {}", one_line(&one.shown())));
    }
    for one in &applied.disputed {
        let said: Vec<String> = one
            .decisions
            .iter()
            .map(|decision| format!("{}: {}", decision.reviewer, decision.outcome().shown()))
            .collect();
        let decision = &one.decisions[0];
        let about = format!("{} → {}", decision.subject.shown(), decision.object.shown());
        context.say(&one_line(&format!("reviewers differ: {about} ({})", said.join("; "))));
    }
    for subject in &applied.several_exact {
        context.say(&format!("several exact matches in one vocabulary: {}", one_line(&subject.shown())));
    }
    context.say(&format!(
        "accepted {}, rejected {}, changed {}, added {}, ruled out {}; {} disputed, {} stale, {} about other subjects, \
         {} no longer proposed",
        applied.accepted,
        applied.rejected,
        applied.changed,
        applied.added,
        applied.ruled_out,
        applied.disputed.len(),
        applied.stale.len(),
        applied.elsewhere,
        applied.no_longer_proposed
    ));
}

fn list_questions(questions: &[Question], path: Option<&Path>) -> anyhow::Result<()> {
    if path.is_some() {
        let mut output = Output::open(path)?;
        write_queue(questions, &mut output)?;
        return output.finish();
    }
    for (at, question) in questions.iter().enumerate() {
        let row = &question.row;
        let about = format!("{} {} {}", row.subject.shown(), row.predicate, row.object.shown());
        printer::line(&format!("{:>4}  {:.2}  {}  ({})", at + 1, question.value, one_line(&about), question.why))?;
    }
    Ok(())
}

fn shown(decision: &ReviewDecision) -> String {
    let about = format!("{} → {}", decision.subject.shown(), decision.object.shown());
    let note = if decision.note.is_empty() { String::new() } else { format!("  “{}”", decision.note) };
    let (date, reviewer) = (&decision.date, &decision.reviewer);
    one_line(&format!("{date} {reviewer}: {about}: {}{note}", decision.outcome().shown()))
}

/// Decisions of a file, or of a reviewer in the journal when there is no such file.
fn of_reviewer(context: &Context, journal: &Journal, name: &str) -> anyhow::Result<Vec<ReviewDecision>> {
    if crate::fs::exists(Path::new(name)) {
        let loaded = read_decisions(&source(Path::new(name))?, name, "")?;
        context.report(&loaded.diagnostics);
        return Ok(loaded.value);
    }
    let theirs = journal.decisions().into_iter().filter(|decision| decision.reviewer == name).cloned();
    let theirs: Vec<ReviewDecision> = theirs.collect();
    if theirs.is_empty() {
        let names: std::collections::BTreeSet<&str> =
            journal.decisions().iter().map(|decision| decision.reviewer.as_str()).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Error::request(format!("{name:?} is neither a file nor a reviewer; reviewers: {names}")).into());
    }
    Ok(theirs)
}

fn print_agreement(agreement: &Agreement, names: [&str; 2]) -> anyhow::Result<()> {
    let [first, second] = names.map(one_line);
    let number = |kappa: Option<f64>| {
        kappa.map_or("undefined (both always say the same)".to_owned(), |kappa| format!("{kappa:.3}"))
    };
    printer::line(&format!(
        "both       {:5}   only {first}: {}; only {second}: {}",
        agreement.both, agreement.only_first, agreement.only_second
    ))?;
    printer::line(&format!(
        "right or wrong   agreement {:.3}   kappa {}",
        agreement.observed,
        number(agreement.kappa)
    ))?;
    let (observed, kappa) = (agreement.observed_in_full, number(agreement.kappa_in_full));
    printer::line(&format!("whole answer     agreement {observed:.3}   kappa {kappa}"))?;
    for Disagreement { first: one, second: other } in &agreement.differing {
        let about = format!("{} → {}", one.subject.shown(), one.object.shown());
        let said = |name: &str, answer: Answer| format!("{name}: {}", answer.shown());
        let (one, other) = (said(&first, one.outcome()), said(&second, other.outcome()));
        printer::line(&one_line(&format!("differ: {about}  {one}; {other}")))?;
    }
    Ok(())
}
