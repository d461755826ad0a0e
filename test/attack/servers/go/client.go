package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	mcpgoclient "github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	mcpgo "github.com/mark3labs/mcp-go/mcp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A line of standard input.
type asked struct {
	URL    string         `json:"url"`
	Wait   int            `json:"wait"`
	Method string         `json:"method"`
	Params map[string]any `json:"params"`
	Era    string         `json:"era"`
}

func (a asked) text(name string) string {
	value, _ := a.Params[name].(string)
	return value
}

// What reached the client's handlers besides the answer.
type hearing struct {
	lock  sync.Mutex
	heard []any
}

func (h *hearing) hear(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	h.heard = append(h.heard, json.RawMessage(text))
}

// Sends the request of each line in a session of its own, and prints a line of JSON: {"result":…} or {"error":"…"}, with
// what was heard besides.
func clientMain(sdk string) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var line asked
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			panic(err)
		}
		ask := askOfficial
		if sdk == "mcpgo" {
			ask = askMark3labs
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(line.Wait)*time.Millisecond)
		hearing := &hearing{}
		result, err := ask(ctx, line, hearing)
		cancel()
		outcome := map[string]any{"result": result}
		if err != nil {
			outcome = map[string]any{"error": fmt.Sprintf("%v %+v", err, err)}
		}
		hearing.lock.Lock()
		outcome["heard"] = append([]any{}, hearing.heard...)
		hearing.lock.Unlock()
		text, err := json.Marshal(outcome)
		if err != nil {
			text = []byte(`{"error":"unprintable"}`)
		}
		fmt.Println(string(text))
	}
}

func askOfficial(ctx context.Context, line asked, hearing *hearing) (any, error) {
	client := mcp.NewClient(&mcp.Implementation{Name: "attack", Version: "1.0.0"}, &mcp.ClientOptions{
		ElicitationHandler: func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return &mcp.ElicitResult{Action: "decline"}, nil
		},
		CreateMessageHandler: func(context.Context, *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
			return &mcp.CreateMessageResult{Role: "assistant", Model: "m", Content: &mcp.TextContent{Text: "x"}}, nil
		},
	})
	client.AddReceivingMiddleware(func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
			hearing.hear(request.GetParams())
			return next(ctx, method, request)
		}
	})
	options := &mcp.ClientSessionOptions{}
	if line.Era == "" {
		options.ProtocolVersion = "2025-11-25"
	}
	transport := &mcp.StreamableClientTransport{Endpoint: line.URL, MaxRetries: -1}
	session, err := client.Connect(ctx, transport, options)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	switch line.Method {
	case "initialize", "server/discover":
		return session.InitializeResult(), nil
	case "tools/call":
		return session.CallTool(ctx, &mcp.CallToolParams{Name: "echo", Arguments: map[string]any{"text": "hi"}})
	case "tools/list":
		return session.ListTools(ctx, nil)
	case "prompts/list":
		return session.ListPrompts(ctx, nil)
	case "prompts/get":
		return session.GetPrompt(ctx, &mcp.GetPromptParams{Name: line.text("name")})
	case "resources/list":
		return session.ListResources(ctx, nil)
	case "resources/templates/list":
		return session.ListResourceTemplates(ctx, nil)
	case "resources/read":
		return session.ReadResource(ctx, &mcp.ReadResourceParams{URI: line.text("uri")})
	case "completion/complete":
		ref := &mcp.CompleteReference{Type: "ref/prompt", Name: "echo"}
		return session.Complete(ctx, &mcp.CompleteParams{Ref: ref, Argument: mcp.CompleteParamsArgument{Name: "text", Value: "x"}})
	}
	return nil, fmt.Errorf("%s is not asked for", line.Method)
}

func (h *hearing) Elicit(_ context.Context, request mcpgo.ElicitationRequest) (*mcpgo.ElicitationResult, error) {
	h.hear(request.Params)
	return &mcpgo.ElicitationResult{ElicitationResponse: mcpgo.ElicitationResponse{Action: "decline"}}, nil
}

func (h *hearing) CreateMessage(_ context.Context, request mcpgo.CreateMessageRequest) (*mcpgo.CreateMessageResult, error) {
	h.hear(request.CreateMessageParams)
	message := mcpgo.SamplingMessage{Role: "assistant", Content: mcpgo.NewTextContent("x")}
	return &mcpgo.CreateMessageResult{SamplingMessage: message, Model: "m"}, nil
}

func askMark3labs(ctx context.Context, line asked, hearing *hearing) (any, error) {
	var how []transport.StreamableHTTPCOption
	options := []mcpgoclient.ClientOption{
		mcpgoclient.WithElicitationHandler(hearing),
		mcpgoclient.WithSamplingHandler(hearing),
	}
	if line.Era == "" {
		// It opens no GET stream otherwise.
		how = append(how, transport.WithContinuousListening())
		options = append(options, mcpgoclient.WithProtocolVersion("2025-11-25"))
	}
	way, err := transport.NewStreamableHTTP(line.URL, how...)
	if err != nil {
		return nil, err
	}
	client := mcpgoclient.NewClient(way, options...)
	client.OnNotification(func(notification mcpgo.JSONRPCNotification) { hearing.hear(notification.Params) })
	if err := client.Start(ctx); err != nil {
		return nil, err
	}
	defer client.Close()
	start := mcpgo.InitializeRequest{}
	start.Params.ClientInfo = mcpgo.Implementation{Name: "attack", Version: "1.0.0"}
	if line.Era == "" {
		start.Params.ProtocolVersion = "2025-11-25"
	}
	greeting, err := client.Initialize(ctx, start)
	if err != nil {
		return nil, err
	}
	switch line.Method {
	case "initialize", "server/discover":
		return greeting, nil
	case "tools/call":
		request := mcpgo.CallToolRequest{}
		request.Params.Name = "echo"
		request.Params.Arguments = map[string]any{"text": "hi"}
		return client.CallTool(ctx, request)
	case "tools/list":
		return client.ListToolsByPage(ctx, mcpgo.ListToolsRequest{})
	case "prompts/list":
		return client.ListPromptsByPage(ctx, mcpgo.ListPromptsRequest{})
	case "prompts/get":
		request := mcpgo.GetPromptRequest{}
		request.Params.Name = line.text("name")
		return client.GetPrompt(ctx, request)
	case "resources/list":
		return client.ListResourcesByPage(ctx, mcpgo.ListResourcesRequest{})
	case "resources/templates/list":
		return client.ListResourceTemplatesByPage(ctx, mcpgo.ListResourceTemplatesRequest{})
	case "resources/read":
		request := mcpgo.ReadResourceRequest{}
		request.Params.URI = line.text("uri")
		return client.ReadResource(ctx, request)
	case "completion/complete":
		request := mcpgo.CompleteRequest{}
		request.Params.Ref = mcpgo.PromptReference{Type: "ref/prompt", Name: "echo"}
		request.Params.Argument.Name, request.Params.Argument.Value = "text", "x"
		return client.Complete(ctx, request)
	}
	return nil, fmt.Errorf("%s is not asked for", line.Method)
}
