//! A server of rmcp, both eras: the tools of ../../../clients/typescript/serve.ts, GET /state, /json, /stream and
//! /poisoned.
//! Prints its port.
use std::sync::Mutex;

use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request, Response};
use plugins_adapter_rmcp::{Answer, listen};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomNotification, CustomRequest,
    ErrorCode, ErrorData, GetPromptRequestParams, GetPromptResponse, ListToolsResult, PaginatedRequestParams,
    ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, ServerConfig, ServerNotification, ServerRequest,
};
use rmcp::service::{RequestContext, ServiceError};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{RoleServer, ServerHandler};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The word that the plugin looks for.
const WORD: &str = "nightfall";

static STATE: Mutex<State> = Mutex::new(State {
    began: 0,
    ended: 0,
    asked: Vec::new(),
});

struct State {
    began: u32,
    ended: u32,
    asked: Vec<String>,
}

/// Counts a call's beginning and its end, whatever the end.
struct Counted;

impl Counted {
    fn begin() -> Self {
        STATE.lock().unwrap().began += 1;
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        STATE.lock().unwrap().ended += 1;
    }
}

struct Matrix {
    /// What it says of itself.
    instructions: Option<String>,
}

impl ServerHandler for Matrix {
    fn get_info(&self) -> ServerConfig {
        from(json!({
            "instructions": self.instructions,
            "protocolVersion": ProtocolVersion::LATEST,
            "capabilities": { "tools": {}, "prompts": {}, "resources": {}, "logging": {} },
            "serverInfo": { "name": "matrix-rmcp", "version": "1.0.0" },
        }))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let entry = |name: &str, description: &str| json!({ "name": name, "description": description, "inputSchema": { "type": "object" } });
        Ok(from(
            json!({ "resultType": "complete", "tools": [entry("poison", &format!("project {WORD}")), entry("echo", "says it")] }),
        ))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let _counted = Counted::begin();
        match request.name.as_ref() {
            "echo" => {
                let given = request
                    .arguments
                    .as_ref()
                    .and_then(|arguments| arguments["text"].as_str());
                let start: String = given.unwrap_or_default().chars().take(100).collect();
                Ok(text(format!("echo: {start}")))
            }
            "reveal" => Ok(text(format!("project {WORD}"))),
            "fail" => Err(ErrorData::new(ErrorCode(-32050), format!("project {WORD}"), None)),
            "big" => Ok(text("x".repeat(600_000))),
            "notify_secret" | "notify_deep" => {
                let deep = json!({ "word": WORD, "deep": deep() });
                let data = if request.name == "notify_deep" {
                    deep
                } else {
                    json!(WORD)
                };
                let params = json!({ "level": "error", "data": data });
                let notification = CustomNotification::new("notifications/message", Some(params));
                let sent = context
                    .peer
                    .send_notification(ServerNotification::CustomNotification(notification));
                sent.await.map_err(internal)?;
                Ok(text("notified".into()))
            }
            name => {
                let (method, params) =
                    question(name).ok_or_else(|| ErrorData::invalid_params(format!("no tool {name}"), None))?;
                if context
                    .protocol_version()
                    .is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
                {
                    Ok(ask_again(&request, method, params))
                } else {
                    ask(&context, method, params).await
                }
            }
        }
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let content = json!({ "type": "text", "text": told(&request.name) });
        Ok(GetPromptResponse::Complete(from(
            json!({ "resultType": "complete", "messages": [{ "role": "user", "content": content }] }),
        )))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let contents = json!([{ "uri": request.uri, "mimeType": "text/plain", "text": told(&request.uri) }]);
        Ok(ReadResourceResponse::Complete(from(
            json!({ "resultType": "complete", "contents": contents }),
        )))
    }
}

/// Asks the client on the call's own stream.
async fn ask(context: &RequestContext<RoleServer>, method: &str, params: Value) -> Result<CallToolResponse, ErrorData> {
    let request = ServerRequest::CustomRequest(CustomRequest::new(method, Some(params)));
    let (seen, said) = match context.peer.send_request(request).await {
        Ok(answer) => {
            let answer = serde_json::to_value(answer).map_err(internal)?;
            let action = answer["action"].as_str().unwrap_or("undefined");
            (action.to_string(), format!("answered: {action}"))
        }
        Err(ServiceError::McpError(error)) => ("refused".into(), format!("refused: {}", error.code.0)),
        Err(error) => return Err(internal(error)),
    };
    STATE.lock().unwrap().asked.push(seen);
    Ok(text(said))
}

/// Multi-round-trip: the first call is answered with the question, the second brings the answer.
fn ask_again(request: &CallToolRequestParams, method: &str, params: Value) -> CallToolResponse {
    let Some(answer) = request
        .input_responses
        .as_ref()
        .and_then(|responses| responses.get("q"))
    else {
        let mut questions = json!({ "q": { "method": method, "params": params } });
        if request.name == "ask_both"
            && let Some((method, params)) = question("ask_secret")
        {
            questions["p"] = json!({ "method": method, "params": params });
        }
        return CallToolResponse::InputRequired(from(json!({
            "resultType": "input_required",
            "inputRequests": questions,
        })));
    };
    let action = answer["action"].as_str().unwrap_or("undefined").to_string();
    STATE.lock().unwrap().asked.push(action.clone());
    text(format!("answered: {action}"))
}

fn question(tool: &str) -> Option<(&'static str, Value)> {
    let elicitation = |message: &str, more: Value| {
        let mut params = json!({
            "message": message,
            "requestedSchema": { "type": "object", "properties": { "text": { "type": "string" } } },
        });
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        ("elicitation/create", params)
    };
    let sampling = |asked: &str, more: Value| {
        let message = json!({ "role": "user", "content": { "type": "text", "text": asked } });
        let mut params = json!({ "messages": [message], "maxTokens": 5 });
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        ("sampling/createMessage", params)
    };
    match tool {
        "ask" | "ask_both" => Some(elicitation("Go on?", json!({}))),
        "ask_secret" => Some(elicitation(WORD, json!({}))),
        "ask_back" => Some(elicitation("secret", json!({}))),
        "ask_large" => Some(elicitation("large", json!({}))),
        "ask_folded" => Some(elicitation("Go on?", json!({ "Name": "x" }))),
        "ask_deep" => Some(elicitation("Go on?", json!({ "_meta": { "a": deep() } }))),
        "sample" => Some(sampling("hi", json!({}))),
        "sample_secret" => Some(sampling(WORD, json!({}))),
        "sample_back" => Some(sampling("secret", json!({}))),
        "sample_folded" => Some(sampling("hi", json!({ "Name": "x" }))),
        _ => None,
    }
}

fn text(value: String) -> CallToolResponse {
    CallToolResponse::Complete(CallToolResult::success(vec![ContentBlock::text(value)]))
}

/// What a prompt or a resource of this name says.
fn told(name: &str) -> String {
    if name.ends_with("reveal") {
        format!("project {WORD}")
    } else {
        "hello".into()
    }
}

/// Nested deeper than the adapter's limit.
fn deep() -> Value {
    (0..100).fold(json!({}), |inner, _| json!({ "a": inner }))
}

fn from<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a value of this type")
}

fn internal(error: impl std::fmt::Display) -> ErrorData {
    ErrorData::internal_error(error.to_string(), None)
}

fn endpoint(
    config: StreamableHttpServerConfig,
    instructions: Option<String>,
) -> StreamableHttpService<Matrix, LocalSessionManager> {
    // Hosts are those of Envoy, whatever it is called.
    StreamableHttpService::new(
        move || {
            Ok(Matrix {
                instructions: instructions.clone(),
            })
        },
        Default::default(),
        config.disable_allowed_hosts(),
    )
}

#[tokio::main]
async fn main() {
    let stateless = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    let json = endpoint(stateless, None);
    let stream = endpoint(StreamableHttpServerConfig::default(), None);
    let poisoned = endpoint(StreamableHttpServerConfig::default(), Some(format!("project {WORD}")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("its address").port());
    let answer = move |request: Request<Incoming>| {
        let (json, stream, poisoned) = (json.clone(), stream.clone(), poisoned.clone());
        async move {
            match request.uri().path() {
                "/json" => json.handle(request).await,
                "/stream" => stream.handle(request).await,
                "/poisoned" => poisoned.handle(request).await,
                _ => shown(),
            }
        }
    };
    listen(listener, answer).await;
}

fn shown() -> Answer {
    let state = STATE.lock().unwrap();
    let shown = json!({ "began": state.began, "ended": state.ended, "asked": state.asked });
    Response::new(Full::new(shown.to_string().into()).boxed())
}
