//! JSON Lines in, JSON Lines out, as long as lines come: memory depends on the longest line, not on the stream.
//!
//! Lines are taken together while they are there, so that a fast sender costs few turns and a slow one is answered
//! line by line. A line that cannot be read is answered in its place by a line with `problem`.

use std::sync::Arc;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::response::Response;
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::super::answers;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::{BodyRoom, Service};
use super::super::uploads;
use super::super::workers::Room;
use super::map::Asked;
use super::typed;

/// Most bytes of lines that are answered in one turn, but for one line that is longer.
const TURN: usize = 256 << 10;

/// A stream under way.
struct Flow {
    service: Arc<Service>,
    asked: Asked,
    body: BodyDataStream,
    /// What has come and is not answered.
    waiting: Vec<u8>,
    /// Lines that have been answered.
    lines: u64,
    ended: bool,
    /// Kept as long as the stream goes on.
    _room: Option<BodyRoom>,
}

/// The answer, which goes on while lines come.
pub fn answer(service: Arc<Service>, body: Body, asked: Asked, room: Option<BodyRoom>) -> Response {
    let body = body.into_data_stream();
    let flow = Flow { service, asked, body, waiting: Vec::new(), lines: 0, ended: false, _room: room };
    let chunks = stream::unfold(flow, |mut flow| async move {
        let chunk = flow.next().await?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(chunk)), flow))
    });
    typed("application/x-ndjson", Body::from_stream(chunks))
}

impl Flow {
    /// The answer to the lines that have come; nothing at the end.
    async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(lines) = self.take_lines() {
                return Some(self.answer(lines).await);
            }
            if self.ended {
                return None;
            }
            if self.waiting.len() > self.service.limits.body {
                let limit = self.service.limits.body;
                return Some(self.end(&Problem::too_large(format!("a line of more than {limit} bytes"))));
            }
            match tokio::time::timeout(self.service.limits.time, self.body.next()).await {
                Ok(Some(Ok(bytes))) => self.waiting.extend_from_slice(&bytes),
                Ok(None) => self.ended = true,
                Ok(Some(Err(_))) => return Some(self.end(&Problem::bad_request("the body broke off"))),
                Err(_) => return Some(self.end(&Problem::too_slow())),
            }
        }
    }

    /// The complete lines that wait, up to a turn's worth; at the end the last one without a line break too.
    fn take_lines(&mut self) -> Option<Vec<u8>> {
        let within = &self.waiting[..self.waiting.len().min(TURN)];
        let end = within.iter().rposition(|byte| *byte == b'\n');
        let end = end.or_else(|| self.waiting.iter().position(|byte| *byte == b'\n')).map(|at| at + 1);
        let end = end.or_else(|| (self.ended && !self.waiting.is_empty()).then_some(self.waiting.len()))?;
        Some(self.waiting.drain(..end).collect())
    }

    async fn answer(&mut self, lines: Vec<u8>) -> Vec<u8> {
        let asked = self.asked.clone().again(&self.service.limits);
        let first = self.lines + 1;
        self.lines += lines.split(|byte| *byte == b'\n').count() as u64 - 1;
        let work = self.service.run(move |library, room| {
            let mut output = Vec::new();
            for (line, number) in lines.split(|byte| *byte == b'\n').zip(first..) {
                if !line.trim_ascii().is_empty() {
                    answer_line(library, room, &asked, (line, number), &mut output);
                }
            }
            Ok(output)
        });
        match work.await {
            Ok(output) => output,
            Err(problem) => self.end(&problem),
        }
    }

    /// A last line that says why there are no more.
    fn end(&mut self, problem: &Problem) -> Vec<u8> {
        self.ended = true;
        self.waiting.clear();
        problem_line(self.lines + 1, problem)
    }
}

fn problem_line(line: u64, problem: &Problem) -> Vec<u8> {
    format!("{}\n", json!({ "line": line, "problem": problem })).into_bytes()
}

/// Answers one line, which holds one document or, in some formats, several.
fn answer_line(library: &Library, room: &mut Room, asked: &Asked, (line, number): (&[u8], u64), output: &mut Vec<u8>) {
    let mut answer = || {
        let reading = asked.reading(library)?;
        let source = uploads::source("body.jsonl", line.to_vec(), reading.bounds.bytes)?;
        let mut mapped = answers::map(library, room, source, (&reading, asked.with_text))?;
        if mapped.documents.is_empty() {
            let why = mapped.diagnostics.kept().first().map_or("no document", |first| first.message.as_str());
            return Err(Problem::bad_request(why));
        }
        // Without an identifier of its own a document is called after its line, as in a file.
        let several = mapped.documents.len() > 1;
        for (document, place) in mapped.documents.iter_mut().zip(1..) {
            let made_up = format!("row-{place}");
            if document.id == made_up && !line.windows(made_up.len()).any(|part| part == made_up.as_bytes()) {
                document.id = if several { format!("row-{number}.{place}") } else { format!("row-{number}") };
            }
        }
        answers::written(library, &reading.selection, &mapped.documents, crate::exchange::Format::JsonLines)
    };
    match answer() {
        Ok(lines) => output.extend(lines),
        Err(problem) => output.extend(problem_line(number, &problem)),
    }
}
