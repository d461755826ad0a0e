//! A server on rmcp that writes down what it runs:
//!
//!     attack <port> <record>
//!
//! and a client in either era, as ../../../attack/clients/ts1.ts:
//!
//!     attack client
#![allow(deprecated, reason = "sampling is part of every revision that the suite speaks")]
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugins_adapter_rmcp::listen;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientConfig, ClientResult, CompleteRequestParams,
    CompleteResult, ContentBlock, ErrorData, GetPromptRequestParams, GetPromptResponse, GetPromptResult, JsonObject,
    PromptMessage, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    ResourceContents, Role, ServerCapabilities, ServerConfig, ServerNotification, ServerRequest,
};
use rmcp::service::{NotificationContext, RequestContext, Service};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::common::client_side_sse::NeverRetry;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ClientLifecycleMode, ClientServiceExt, RoleClient, RoleServer, ServerHandler};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Clone)]
struct Attacked {
    record: String,
}

impl Attacked {
    /// Runs what a call of a known name asks for.
    fn run(&self, kind: &str, name: &str, arguments: Option<JsonObject>) -> Result<String, ErrorData> {
        if !["echo", "secret"].contains(&name) {
            return Err(ErrorData::invalid_params(format!("no {name}"), None));
        }
        let given = arguments.as_ref().and_then(|arguments| arguments.get("text"));
        let text = given.and_then(Value::as_str).unwrap_or_default();
        self.write(&format!("{kind}{name}"), text);
        Ok(format!("ran {kind}{name}"))
    }
}

impl Attacked {
    fn write(&self, tool: &str, text: &str) {
        let line = json!({ "tool": tool, "text": text });
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.record)
            .expect("the record");
        file.write_all(format!("{line}\n").as_bytes())
            .expect("a line of the record");
    }

    /// Every text in a value, under one name.
    fn write_all(&self, tool: &str, value: &Value) {
        match value {
            Value::String(text) => self.write(tool, text),
            Value::Array(items) => items.iter().for_each(|item| self.write_all(tool, item)),
            Value::Object(members) => members.values().for_each(|member| self.write_all(tool, member)),
            _ => {}
        }
    }

    /// What a request has beside its arguments.
    fn write_beside(&self, request: &impl Serialize, context: &RequestContext<RoleServer>) {
        let given = json!(request);
        self.write_all("meta", &json!(context.meta));
        self.write_all("meta", &given["_meta"]);
        self.write_all("input", &given["inputResponses"]);
        for name in given["inputResponses"]
            .as_object()
            .into_iter()
            .flat_map(JsonObject::keys)
        {
            self.write("input key", name);
        }
        self.write_all("state", &given["requestState"]);
    }
}

impl ServerHandler for Attacked {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(
            ServerCapabilities::builder()
                .enable_tools()
                .enable_prompts()
                .enable_resources()
                .enable_completions()
                .build(),
        )
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        self.write_beside(&request, &context);
        let ran = self.run("", &request.name, request.arguments)?;
        Ok(CallToolResponse::Complete(CallToolResult::success(vec![
            ContentBlock::text(ran),
        ])))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        self.write_beside(&request, &context);
        let ran = self.run("prompt ", &request.name, request.arguments)?;
        let message = PromptMessage::new_text(Role::User, ran);
        Ok(GetPromptResponse::Complete(GetPromptResult::new(vec![message])))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        self.write_beside(&request, &context);
        self.write("resource", &request.uri);
        let contents = ResourceContents::text("read", request.uri);
        Ok(ReadResourceResponse::Complete(ReadResourceResult::new(vec![contents])))
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let given = json!(request);
        for member in ["ref", "argument", "context"] {
            self.write_all("completion", &given[member]);
        }
        Ok(CompleteResult::default())
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [kind] if kind == "client" => client().await,
        [port, record] => server(port, record.clone()).await,
        _ => panic!("attack <port> <record>, or attack client"),
    }
}

async fn server(port: &str, record: String) {
    let attacked = Attacked { record };
    // Hosts are those of Envoy, whatever it is called.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts();
    let service: StreamableHttpService<Attacked, LocalSessionManager> =
        StreamableHttpService::new(move || Ok(attacked.clone()), Default::default(), config);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("the port");
    let answer = move |request| {
        let service = service.clone();
        async move { service.handle(request).await }
    };
    listen(listener, answer).await;
}

/// A line of standard input.
#[derive(Deserialize)]
struct Asked {
    url: String,
    wait: u64,
    method: String,
    #[serde(default)]
    params: JsonObject,
    era: Option<String>,
}

/// Parameters of what a server said besides the answer.
#[derive(Clone, Default)]
struct Hearing(Arc<Mutex<Vec<Value>>>);

impl Hearing {
    fn hear(&self, message: &impl Serialize) {
        let params = json!(message)["params"].take();
        self.0.lock().unwrap().push(params);
    }
}

impl Service<RoleClient> for Hearing {
    async fn handle_request(
        &self,
        request: ServerRequest,
        _context: RequestContext<RoleClient>,
    ) -> Result<ClientResult, ErrorData> {
        self.hear(&request);
        let answer = match request {
            ServerRequest::ElicitRequest(_) => json!({ "action": "decline" }),
            ServerRequest::CreateMessageRequest(_) => {
                json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "x" } })
            }
            ServerRequest::ListRootsRequest(_) => json!({ "roots": [] }),
            _ => json!({}),
        };
        Ok(serde_json::from_value(answer).expect("a result of a client"))
    }

    async fn handle_notification(
        &self,
        notification: ServerNotification,
        _context: NotificationContext<RoleClient>,
    ) -> Result<(), ErrorData> {
        self.hear(&notification);
        Ok(())
    }

    fn get_info(&self) -> ClientConfig {
        serde_json::from_value(json!({
            "protocolVersion": ProtocolVersion::LATEST,
            "capabilities": { "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} },
            "clientInfo": { "name": "attack", "version": "1.0.0" },
        }))
        .expect("a client's configuration")
    }
}

/// For each line of standard input, its request in a session of its own.
async fn client() {
    for line in std::io::stdin().lines() {
        let asked: Asked = serde_json::from_str(&line.expect("a line")).expect("what is asked");
        let hearing = Hearing::default();
        let patience = Duration::from_millis(asked.wait);
        let mut outcome = match tokio::time::timeout(4 * patience, ask(&asked, hearing.clone(), patience)).await {
            Ok(Ok(result)) => json!({ "result": result }),
            Ok(Err(error)) => json!({ "error": error }),
            Err(elapsed) => json!({ "error": elapsed.to_string() }),
        };
        outcome["heard"] = json!(*hearing.0.lock().unwrap());
        println!("{outcome}");
    }
}

async fn ask(asked: &Asked, hearing: Hearing, patience: Duration) -> Result<Value, String> {
    let mut config =
        StreamableHttpClientTransportConfig::with_uri(asked.url.as_str()).control_request_timeout(patience);
    config.retry_config = Arc::new(NeverRetry::default());
    let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
    let transport = StreamableHttpClientTransport::with_client(http, config);
    let lifecycle = match asked.era {
        None => ClientLifecycleMode::Initialize,
        Some(_) => ClientLifecycleMode::Auto {
            preferred_versions: vec![ProtocolVersion::V_2026_07_28],
            legacy_version: None,
        },
    };
    let session = hearing
        .serve_with_lifecycle(transport, lifecycle)
        .await
        .map_err(|error| format!("{error} {error:?}"))?;
    let text = |name: &str| {
        asked
            .params
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let asking = async {
        Ok(match asked.method.as_str() {
            "initialize" | "server/discover" => json!(session.peer_info().as_deref()),
            "tools/call" => {
                let arguments = json!({ "text": "hi" }).as_object().expect("an object").clone();
                let params = CallToolRequestParams::new("echo").with_arguments(arguments);
                json!(session.call_tool(params).await?)
            }
            "tools/list" => json!(session.list_tools(None).await?),
            "prompts/list" => json!(session.list_prompts(None).await?),
            "prompts/get" => json!(session.get_prompt(GetPromptRequestParams::new(text("name"))).await?),
            "resources/list" => json!(session.list_resources(None).await?),
            "resources/templates/list" => json!(session.list_resource_templates(None).await?),
            "resources/read" => json!(
                session
                    .read_resource(ReadResourceRequestParams::new(text("uri")))
                    .await?
            ),
            _ => json!(session.complete_prompt_argument("echo", "text", "x", None).await?),
        })
    };
    let result = match tokio::time::timeout(patience, asking).await {
        Ok(result) => result.map_err(|error: rmcp::ServiceError| format!("{error} {error:?}")),
        Err(elapsed) => Err(elapsed.to_string()),
    };
    let _ = session.cancel().await;
    result
}
