//! A server on rmcp that writes down what it runs:
//!
//!     attack <port> <record>
//!
//! and a client, as ../../../attack/clients/ts1.ts:
//!
//!     attack client
use std::fs::OpenOptions;
use std::io::Write;
use std::time::Duration;

use plugins_adapter_rmcp::listen;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ErrorData, GetPromptRequestParams,
    GetPromptResponse, GetPromptResult, JsonObject, PromptMessage, Role, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::common::client_side_sse::NeverRetry;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{RoleServer, ServerHandler, ServiceExt};
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
        let line = json!({ "tool": format!("{kind}{name}"), "text": text });
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.record)
            .expect("the record");
        file.write_all(format!("{line}\n").as_bytes())
            .expect("a line of the record");
        Ok(format!("ran {kind}{name}"))
    }
}

impl ServerHandler for Attacked {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_prompts().build())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let ran = self.run("", &request.name, request.arguments)?;
        Ok(CallToolResponse::Complete(CallToolResult::success(vec![
            ContentBlock::text(ran),
        ])))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let ran = self.run("prompt ", &request.name, request.arguments)?;
        let message = PromptMessage::new_text(Role::User, ran);
        Ok(GetPromptResponse::Complete(GetPromptResult::new(vec![message])))
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

/// For each line of standard input, a URL and milliseconds to wait, a call of echo in a session of its own.
async fn client() {
    for line in std::io::stdin().lines() {
        let line = line.expect("a line");
        let (url, milliseconds) = line.split_once(' ').expect("a URL and milliseconds");
        let patience = Duration::from_millis(milliseconds.parse().expect("milliseconds"));
        let outcome = match call(url, patience).await {
            Ok(result) => json!({ "result": result }),
            Err(error) => json!({ "error": error }),
        };
        println!("{outcome}");
    }
}

async fn call(url: &str, patience: Duration) -> Result<CallToolResult, String> {
    let mut config = StreamableHttpClientTransportConfig::with_uri(url);
    config.retry_config = std::sync::Arc::new(NeverRetry::default());
    let http = reqwest::Client::builder().no_proxy().build().expect("an HTTP client");
    let transport = StreamableHttpClientTransport::with_client(http, config);
    let session = ().serve(transport).await.map_err(|error| format!("{error} {error:?}"))?;
    let params = CallToolRequestParams::new("echo")
        .with_arguments(json!({ "text": "hi" }).as_object().expect("an object").clone());
    let result = match tokio::time::timeout(patience, session.call_tool(params)).await {
        Ok(result) => result.map_err(|error| format!("{error} {error:?}")),
        Err(elapsed) => Err(elapsed.to_string()),
    };
    let _ = session.cancel().await;
    result
}
