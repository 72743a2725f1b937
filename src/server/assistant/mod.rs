//! The Model Context Protocol over two streams: one JSON-RPC message a line, as assistants start and ask it.
//!
//! Both generations are spoken. The earlier ones open with `initialize` and then ask; that of 2026 has no handshake:
//! every request says its version in `_meta`, `server/discover` tells what there is, and nothing is remembered from one
//! request to the next. Reference: <https://modelcontextprotocol.io/specification>.
//!
//! ```json
//! {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_skills","arguments":{"text":"drawing blood"}}}
//! ```

mod tools;

use std::io::{self, BufRead, Read as _, Write};

use serde_json::{Value, json};

use super::library::Library;
use super::workers::Room;

/// Versions with a handshake, the newest last.
const EARLIER: [&str; 4] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
/// The version without state.
const STATELESS: &str = "2026-07-28";
/// Where a request says its version.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
/// Longest message.
const LONGEST: u64 = 16 << 20;
/// How long a list may be kept: it changes only with the program.
const KEEP: u64 = 3_600_000;

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const NO_METHOD: i32 = -32601;
const INVALID_PARAMETERS: i32 = -32602;
const UNSUPPORTED_VERSION: i32 = -32022;

/// What went wrong with a request.
struct Fault {
    code: i32,
    message: String,
    data: Option<Value>,
}

impl Fault {
    fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }
}

/// Answers messages until the input ends.
pub fn converse(library: &Library, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut room = Room::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        if line.len() as u64 > LONGEST {
            skip_line(&mut input)?;
            let fault = Fault::new(INVALID_REQUEST, format!("a message of more than {LONGEST} bytes"));
            send(&mut output, &failed(&Value::Null, fault))?;
            continue;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(answer) = answer(library, &mut room, &line) {
            send(&mut output, &answer)?;
        }
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            return Ok(());
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(available.len(), |end| end + 1);
        input.consume(taken);
        if end.is_some() {
            return Ok(());
        }
    }
}

fn send(output: &mut impl Write, message: &Value) -> io::Result<()> {
    writeln!(output, "{message}")?;
    output.flush()
}

/// The answer to a line; nothing to notifications.
fn answer(library: &Library, room: &mut Room, line: &[u8]) -> Option<Value> {
    match serde_json::from_slice::<Value>(line) {
        Err(error) => Some(failed(&Value::Null, Fault::new(PARSE_ERROR, format!("not JSON: {error}")))),
        // One earlier version let several requests share a line.
        Ok(Value::Array(messages)) if !messages.is_empty() => {
            let answers: Vec<Value> = messages.iter().filter_map(|one| answer_one(library, room, one)).collect();
            (!answers.is_empty()).then_some(Value::Array(answers))
        }
        Ok(message) => answer_one(library, room, &message),
    }
}

fn answer_one(library: &Library, room: &mut Room, message: &Value) -> Option<Value> {
    let id = message.get("id").cloned();
    let Some(method) = message.get("method").and_then(Value::as_str) else {
        // An answer to something that was never asked needs none itself.
        let is_answer = message.get("result").is_some() || message.get("error").is_some();
        let fault = Fault::new(INVALID_REQUEST, "a request has a method");
        return (!is_answer).then(|| failed(&id.unwrap_or(Value::Null), fault));
    };
    let id = id?;
    let none = json!({});
    let parameters = message.get("params").unwrap_or(&none);
    Some(match handle(library, room, method, parameters) {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(fault) => failed(&id, fault),
    })
}

fn failed(id: &Value, fault: Fault) -> Value {
    let mut error = json!({ "code": fault.code, "message": fault.message });
    if let Some(data) = fault.data {
        error["data"] = data;
    }
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}

fn handle(library: &Library, room: &mut Room, method: &str, parameters: &Value) -> Result<Value, Fault> {
    let version = parameters.pointer("/_meta").and_then(|meta| meta.get(VERSION_KEY)).and_then(Value::as_str);
    if let Some(version) = version.filter(|version| *version != STATELESS) {
        let data = json!({ "supported": [STATELESS], "requested": version });
        return Err(Fault { data: Some(data), ..Fault::new(UNSUPPORTED_VERSION, "this version is not spoken") });
    }
    // Only the version without state has this method, so whoever asks it speaks that one.
    let stateless = version.is_some() || method == "server/discover";
    let mut result = match method {
        "initialize" => return Ok(initialised(parameters)),
        "ping" => return Ok(json!({})),
        "server/discover" => json!({
            "supportedVersions": [STATELESS],
            "capabilities": { "tools": {} },
            "instructions": instructions(),
            "_meta": { "io.modelcontextprotocol/serverInfo": program() },
        }),
        "tools/list" => json!({ "tools": tools::list() }),
        "tools/call" => {
            let name = parameters.get("name").and_then(Value::as_str).unwrap_or_default();
            let none = json!({});
            let arguments = parameters.get("arguments").unwrap_or(&none);
            let Some(outcome) = tools::call(library, room, name, arguments) else {
                return Err(Fault::new(INVALID_PARAMETERS, format!("there is no tool {name:?}")));
            };
            match outcome {
                Ok(value) => json!({
                    "content": [{ "type": "text", "text": value.to_string() }],
                    "structuredContent": value,
                    "isError": false,
                }),
                Err(problem) => {
                    let hint = problem.hint.map_or(String::new(), |hint| format!(" ({hint})"));
                    json!({
                        "content": [{ "type": "text", "text": format!("{}{hint}", problem.detail) }],
                        "isError": true,
                    })
                }
            }
        }
        other => return Err(Fault::new(NO_METHOD, format!("there is no method {other:?}"))),
    };
    if stateless {
        result["resultType"] = json!("complete");
        if method != "tools/call" {
            result["ttlMs"] = json!(KEEP);
            result["cacheScope"] = json!("public");
        }
    }
    Ok(result)
}

/// The answer to a handshake: the version that was asked for when it is known, else the newest with a handshake.
fn initialised(parameters: &Value) -> Value {
    let asked = parameters.get("protocolVersion").and_then(Value::as_str).unwrap_or_default();
    let version = EARLIER.into_iter().find(|version| *version == asked).unwrap_or(EARLIER[EARLIER.len() - 1]);
    json!({
        "protocolVersion": version,
        "capabilities": { "tools": {} },
        "serverInfo": program(),
        "instructions": instructions(),
    })
}

fn program() -> Value {
    json!({ "name": "skillmap", "title": "skillmap", "version": env!("CARGO_PKG_VERSION") })
}

fn instructions() -> &'static str {
    "Finds skills of open taxonomies in texts such as credentials and job postings, with the words that prove each. \
     Confidence is a probability; from 0.5 a mapping counts as accepted. Offsets are bytes of the text."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Holdings;
    use crate::workspace::Workspace;

    fn ask(lines: &str) -> Vec<Value> {
        let folder = tempfile::tempdir().expect("a folder");
        let log: crate::server::Log = std::sync::Arc::new(|_| {});
        let library = Library::open(&Workspace::new(folder.path()), &Holdings::default(), &log).expect("opened");
        let mut output = Vec::new();
        converse(&library, lines.as_bytes(), &mut output).expect("memory can be written to");
        let output = String::from_utf8(output).expect("JSON is UTF-8");
        output.lines().map(|line| serde_json::from_str(line).expect("a message a line")).collect()
    }

    #[test]
    fn the_earlier_handshake_and_its_tools() {
        let answers = ask(concat!(
            r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{}}}"#,
            "\n",
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            "\n\n",
            r#"{"jsonrpc":"2.0","id":"a","method":"tools/list"}"#,
            "\n",
            r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"map_text","arguments":{"text":"Perform wound care."}}}"#,
            "\n",
        ));
        assert_eq!(answers.len(), 3, "a notification has no answer");
        assert_eq!(answers[0]["result"]["protocolVersion"], "2025-06-18");
        let names: Vec<&str> = answers[1]["result"]["tools"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|tool| tool["name"].as_str())
            .collect();
        for name in
            ["compare", "crosswalk", "gap", "get_concept", "list_catalogues", "map_text", "match", "search_skills"]
        {
            assert!(names.contains(&name), "{name} is not offered");
        }
        assert!(names.is_sorted());
        for tool in answers[1]["result"]["tools"].as_array().expect("a list") {
            let schema = jsonschema::draft202012::new(&tool["inputSchema"]);
            assert!(schema.is_ok(), "{}: {:?}", tool["name"], schema.err());
            assert_eq!(tool["annotations"]["readOnlyHint"], true);
        }
        let result = &answers[2]["result"];
        assert_eq!(result["isError"], false);
        assert!(result.get("resultType").is_none());
        assert_eq!(result["structuredContent"]["mappings"][0]["label"], "Wound Care");
        let text = result["content"][0]["text"].as_str().expect("text");
        assert_eq!(serde_json::from_str::<Value>(text).expect("JSON as text"), result["structuredContent"]);
    }

    #[test]
    fn the_stateless_version_needs_no_handshake_and_others_are_told() {
        let meta = |version: &str| format!(r#""_meta":{{"io.modelcontextprotocol/protocolVersion":"{version}"}}"#);
        let answers = ask(&format!(
            "{}\n{}\n{}\n{}\n",
            format_args!(r#"{{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{{{}}}}}"#, meta(STATELESS)),
            format_args!(
                r#"{{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{{"name":"search_skills","arguments":{{"text":"python","limit":2}},{}}}}}"#,
                meta(STATELESS)
            ),
            format_args!(r#"{{"jsonrpc":"2.0","id":3,"method":"tools/list","params":{{{}}}}}"#, meta("2031-01-01")),
            r#"{"jsonrpc":"2.0","id":4,"method":"server/discover"}"#,
        ));
        assert_eq!(answers[0]["result"]["supportedVersions"], json!([STATELESS]));
        assert_eq!(answers[0]["result"]["resultType"], "complete");
        assert_eq!(answers[1]["result"]["structuredContent"]["results"].as_array().map(Vec::len), Some(2));
        assert_eq!(answers[1]["result"]["resultType"], "complete");
        assert_eq!(answers[2]["error"]["code"], UNSUPPORTED_VERSION);
        assert_eq!(answers[2]["error"]["data"]["supported"], json!([STATELESS]));
        assert_eq!(answers[3]["result"], answers[0]["result"], "to discover, nothing need be known before");
        for key in ["ttlMs", "cacheScope", "capabilities", "_meta"] {
            assert!(answers[0]["result"].get(key).is_some(), "{key}");
        }
    }

    #[test]
    fn two_texts_are_compared_and_faults_of_a_call_are_told_in_its_result() {
        let call = |name: &str, arguments: &Value| json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": name, "arguments": arguments } });
        let texts = json!({ "job": "You must perform wound care and phlebotomy.", "credential": "Learn wound care." });
        let documents = json!({ "documents": ["Perform wound care."], "against": { "catalogue": "nowhere" } });
        let lines = [call("compare", &texts), call("list_catalogues", &json!({})), call("match", &documents)];
        let answers = ask(&lines.map(|line| line.to_string() + "\n").concat());
        let compared = &answers[0]["result"]["structuredContent"]["result"];
        let names = |part: &str| -> Vec<&str> {
            let skills = compared[part].as_array().map(Vec::as_slice).unwrap_or_default();
            skills.iter().filter_map(|one| one.pointer("/asked/label").or(one.get("label"))?.as_str()).collect()
        };
        assert!(names("covered").contains(&"Wound Care") && names("missing").contains(&"Phlebotomy"), "{compared}");
        assert_eq!(answers[1]["result"]["structuredContent"]["catalogues"], json!([]));
        assert_eq!(answers[2]["result"]["isError"], true);
    }

    #[test]
    fn nonsense_is_answered_with_an_error_and_the_conversation_goes_on() {
        let answers = ask(concat!(
            "{nonsense\n[]\n42\n",
            r#"{"jsonrpc":"2.0","id":1,"method":"conjure"}"#,
            "\n",
            r#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"conjure"}}"#,
            "\n",
            r#"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"get_concept","arguments":{"id":"nowhere"}}}"#,
            "\n",
            r#"[{"jsonrpc":"2.0","id":4,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"}]"#,
            "\n",
        ));
        let codes: Vec<Option<i64>> =
            answers.iter().map(|one| one.pointer("/error/code").and_then(Value::as_i64)).collect();
        assert_eq!(codes[..5], [Some(-32700), Some(-32600), Some(-32600), Some(-32601), Some(-32602)]);
        assert_eq!(answers[5]["result"]["isError"], true);
        assert_eq!(answers[6], json!([{ "jsonrpc": "2.0", "id": 4, "result": {} }]));
    }
}
