//! The driver of rmcp, in either era: ../../../clients/typescript/driver.ts says what commands and outcomes look like.
#![allow(deprecated, reason = "sampling is part of every revision that the matrix speaks")]
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::stream::BoxStream;
use reqwest::header::{HeaderName, HeaderValue};
use rmcp::model::{
    CallToolRequestParams, ClientConfig, ClientJsonRpcMessage, CreateMessageRequestParams, CreateMessageResult,
    ElicitRequestParams, ElicitResult, ElicitationAction, ErrorData, GetPromptRequestParams, JsonObject,
    NumberOrString, ProgressNotificationParam, ProgressToken, ProtocolVersion, ReadResourceRequestParams,
};
use rmcp::service::{ClientInitializeError, RequestContext, RunningService, ServiceError};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::{
    SseError, StreamableHttpClient, StreamableHttpClientTransportConfig, StreamableHttpError,
    StreamableHttpPostResponse,
};
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt, RoleClient};
use serde::Deserialize;
use serde_json::{Value, json};
use sse_stream::Sse;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Command {
    r#do: String,
    url: String,
    era: String,
    timeout_ms: Option<u64>,
    name: String,
    uri: String,
    text: String,
    arguments: JsonObject,
    headers: HashMap<String, String>,
    deep: bool,
    large: usize,
}

/// What the plugin looks for.
const WORD: &str = "nightfall";

/// What is wrong with a command, or with the client.
enum Failure {
    Connecting(ClientInitializeError),
    Calling(ServiceError),
    NotConnected,
}

/// Requests of the server that reached a handler.
type Asked = Arc<Mutex<Vec<String>>>;

#[derive(Clone)]
struct Matrix(Asked);

type Session = RunningService<RoleClient, Matrix>;

impl ClientHandler for Matrix {
    fn get_info(&self) -> ClientConfig {
        serde_json::from_value(json!({
            "protocolVersion": ProtocolVersion::LATEST,
            "capabilities": { "elicitation": { "form": {} }, "sampling": {} },
            "clientInfo": { "name": "matrix", "version": "1.0.0" },
        }))
        .expect("a client's configuration")
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let message = match request {
            ElicitRequestParams::FormElicitationParams { message, .. } => message,
            _ => String::new(),
        };
        // What is denied where a secret is asked for, more than the adapter takes for something large.
        let text = match message.as_str() {
            "large" => "y".repeat(400_000),
            "secret" => WORD.into(),
            _ => "fine".into(),
        };
        self.0.lock().unwrap().push(message);
        Ok(ElicitResult::new(ElicitationAction::Accept).with_content(json!({ "text": text })))
    }

    async fn create_message(
        &self,
        params: CreateMessageRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<CreateMessageResult, ErrorData> {
        self.0.lock().unwrap().push("sampling".into());
        let secret = serde_json::to_string(&params).is_ok_and(|asked| asked.contains("\"secret\""));
        let content = json!({ "type": "text", "text": if secret { WORD } else { "hi" } });
        let sampled = json!({ "role": "assistant", "model": "m", "content": content });
        Ok(serde_json::from_value(sampled).expect("a result of sampling"))
    }
}

#[tokio::main]
async fn main() {
    let http = WithHeaders {
        inner: reqwest::Client::builder().no_proxy().build().expect("an HTTP client"),
        headers: Arc::default(),
    };
    let mut driver = Driver {
        http,
        asked: Asked::default(),
        timeout: Duration::from_secs(20),
        session: None,
    };
    for line in std::io::stdin().lines() {
        let command: Command = serde_json::from_str(&line.expect("a line")).expect("a command");
        println!("{}", driver.carry_out(command).await);
    }
}

struct Driver {
    http: WithHeaders,
    asked: Asked,
    timeout: Duration,
    session: Option<Session>,
}

impl Driver {
    async fn carry_out(&mut self, command: Command) -> Value {
        if let Some(milliseconds) = command.timeout_ms {
            self.timeout = Duration::from_millis(milliseconds);
        }
        let named = |(name, value): (&String, &String)| {
            (
                name.parse::<HeaderName>().expect("a name"),
                value.parse::<HeaderValue>().expect("a value"),
            )
        };
        *self.http.headers.lock().unwrap() = command.headers.iter().map(named).collect();
        self.asked.lock().unwrap().clear();
        // rmcp has no limit of its own for a call.
        let outcome = match tokio::time::timeout(self.timeout, self.run(&command)).await {
            Ok(Ok((content, is_error))) => {
                let text: String = content.to_string().chars().take(500).collect();
                json!({ "outcome": "done", "text": text, "isError": is_error })
            }
            Ok(Err(failure)) => described(failure),
            Err(_) => json!({ "outcome": "timeout" }),
        };
        with_asked(outcome, &self.asked)
    }

    /// An answer's content, and whether it is a tool's error.
    async fn run(&mut self, command: &Command) -> Result<(Value, bool), Failure> {
        match command.r#do.as_str() {
            "connect" => {
                self.close().await;
                let session = self.connect(command).await.map_err(Failure::Connecting)?;
                let instructions = session
                    .peer()
                    .peer_info()
                    .and_then(|server| server.instructions.clone());
                self.session = Some(session);
                Ok((json!(instructions), false))
            }
            "close" => {
                self.close().await;
                Ok((Value::Null, false))
            }
            _ => {
                let session = self.session.as_ref().ok_or(Failure::NotConnected)?;
                ask(session, command).await.map_err(Failure::Calling)
            }
        }
    }

    async fn connect(&self, command: &Command) -> Result<Session, ClientInitializeError> {
        let config =
            StreamableHttpClientTransportConfig::with_uri(command.url.as_str()).control_request_timeout(self.timeout);
        let transport = StreamableHttpClientTransport::with_client(self.http.clone(), config);
        let lifecycle = if command.era == "legacy" {
            ClientLifecycleMode::Initialize
        } else {
            ClientLifecycleMode::Auto {
                preferred_versions: vec![ProtocolVersion::V_2026_07_28],
                legacy_version: None,
            }
        };
        Matrix(self.asked.clone())
            .serve_with_lifecycle(transport, lifecycle)
            .await
    }

    async fn close(&mut self) {
        if let Some(session) = self.session.take() {
            let _ = session.cancel().await;
        }
    }
}

async fn ask(session: &Session, command: &Command) -> Result<(Value, bool), ServiceError> {
    match command.r#do.as_str() {
        "tool" => {
            let params = CallToolRequestParams::new(command.name.clone()).with_arguments(arguments_of(command));
            let result = session.call_tool(params).await?;
            Ok((json!(result.content), result.is_error.unwrap_or(false)))
        }
        "prompt" => {
            let params = GetPromptRequestParams::new(command.name.clone()).with_arguments(arguments_of(command));
            Ok((json!(session.get_prompt(params).await?.messages), false))
        }
        "tools" => Ok((json!(session.list_tools(None).await?.tools), false)),
        "resource" => {
            let params = ReadResourceRequestParams::new(command.uri.clone());
            Ok((json!(session.read_resource(params).await?.contents), false))
        }
        _ => {
            let token = ProgressToken(NumberOrString::String("t".into()));
            let message = format!("{}{}", command.text, "z".repeat(command.large));
            let params = ProgressNotificationParam::new(token, 1.0).with_message(message);
            session.notify_progress(params).await?;
            Ok((Value::Null, false))
        }
    }
}

fn arguments_of(command: &Command) -> JsonObject {
    let mut arguments = command.arguments.clone();
    if command.deep {
        let nested = (0..100).fold(json!({}), |inner, _| json!({ "a": inner }));
        arguments.insert("deep".into(), nested);
    }
    if command.large > 0 {
        arguments.insert("text".into(), "z".repeat(command.large).into());
    }
    arguments
}

fn with_asked(mut outcome: Value, asked: &Asked) -> Value {
    outcome["asked"] = json!(*asked.lock().unwrap());
    outcome
}

fn described(failure: Failure) -> Value {
    match failure {
        Failure::NotConnected => json!({ "outcome": "failed", "type": "NotConnected", "message": "not connected" }),
        Failure::Calling(ServiceError::McpError(error)) => json_rpc(&error),
        Failure::Calling(ServiceError::Timeout { .. }) => json!({ "outcome": "timeout" }),
        Failure::Calling(error) => failed(&error),
        Failure::Connecting(ClientInitializeError::JsonRpcError(error)) => json_rpc(&error),
        Failure::Connecting(ClientInitializeError::LegacyFallbackFailed { fallback, .. }) => {
            described(Failure::Connecting(*fallback))
        }
        Failure::Connecting(error) => failed(&error),
    }
}

fn json_rpc(error: &ErrorData) -> Value {
    json!({ "outcome": "error", "code": error.code.0, "message": error.message, "data": error.data })
}

/// By the variant's name, and what it and its causes say.
fn failed(error: &(dyn std::error::Error + 'static)) -> Value {
    let debugged = format!("{error:?}");
    let name = debugged.split(|c: char| !c.is_alphanumeric()).next();
    let causes = std::iter::successors(Some(error), |error| error.source());
    let said: Vec<String> = causes.map(ToString::to_string).collect();
    let message: String = said.join(": ").chars().take(500).collect();
    json!({ "outcome": "failed", "type": name, "message": message })
}

/// Adds the headers of the command at hand to each request.
#[derive(Clone)]
struct WithHeaders {
    inner: reqwest::Client,
    headers: Arc<Mutex<Headers>>,
}

type Headers = HashMap<HeaderName, HeaderValue>;
type Failed = StreamableHttpError<reqwest::Error>;

impl WithHeaders {
    fn all(&self, mut custom: Headers) -> Headers {
        custom.extend(self.headers.lock().unwrap().clone());
        custom
    }
}

impl StreamableHttpClient for WithHeaders {
    type Error = reqwest::Error;

    async fn post_message(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session: Option<Arc<str>>,
        authorization: Option<String>,
        custom: Headers,
    ) -> Result<StreamableHttpPostResponse, Failed> {
        self.inner
            .post_message(uri, message, session, authorization, self.all(custom))
            .await
    }

    async fn delete_session(
        &self,
        uri: Arc<str>,
        session: Arc<str>,
        authorization: Option<String>,
        custom: Headers,
    ) -> Result<(), Failed> {
        self.inner
            .delete_session(uri, session, authorization, self.all(custom))
            .await
    }

    async fn get_stream(
        &self,
        uri: Arc<str>,
        session: Option<Arc<str>>,
        last_event_id: Option<String>,
        authorization: Option<String>,
        custom: Headers,
    ) -> Result<BoxStream<'static, Result<Sse, SseError>>, Failed> {
        self.inner
            .get_stream(uri, session, last_event_id, authorization, self.all(custom))
            .await
    }
}
