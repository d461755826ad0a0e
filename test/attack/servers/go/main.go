// A server on one of Go's SDKs that writes down what it runs:
//
//	server <port> <record> gosdk|mcpgo [sessions]
//
// With sessions it answers in event streams, and its tool ask asks the client; it is also a client, of client.go:
//
//	server client gosdk|mcpgo
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"sync"

	mcpgo "github.com/mark3labs/mcp-go/mcp"
	mcpgoserver "github.com/mark3labs/mcp-go/server"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

var (
	record string
	lock   sync.Mutex
)

func ran(tool, text string) string {
	lock.Lock()
	defer lock.Unlock()
	line, _ := json.Marshal(map[string]string{"tool": tool, "text": text})
	file, err := os.OpenFile(record, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(append(line, '\n')); err != nil {
		log.Fatal(err)
	}
	return "ran " + tool
}

// Every text in a value, under one name.
func ranAll(tool string, value any) {
	switch value := value.(type) {
	case string:
		ran(tool, value)
	case []any:
		for _, item := range value {
			ranAll(tool, item)
		}
	case map[string]any:
		for _, item := range value {
			ranAll(tool, item)
		}
	}
}

// What a request has beside its arguments.
func ranBeside(params any) {
	text, err := json.Marshal(params)
	if err != nil {
		return
	}
	var given struct {
		Meta      any            `json:"_meta"`
		Responses map[string]any `json:"inputResponses"`
		State     any            `json:"requestState"`
	}
	if err := json.Unmarshal(text, &given); err != nil {
		return
	}
	ranAll("meta", given.Meta)
	ranAll("input", given.Responses)
	for key := range given.Responses {
		ran("input key", key)
	}
	ranAll("state", given.State)
}

func main() {
	if os.Args[1] == "client" {
		clientMain(os.Args[2])
		return
	}
	port, path, sdk := os.Args[1], os.Args[2], os.Args[3]
	record = path
	sessions := len(os.Args) > 4
	var handler http.Handler
	if sdk == "gosdk" {
		handler = official(sessions)
	} else {
		handler = mark3labs(sessions)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, handler))
}

type arguments struct {
	Text string `json:"text,omitempty"`
}

func official(sessions bool) http.Handler {
	server := mcp.NewServer(&mcp.Implementation{Name: "gosdk", Version: "1.0.0"}, &mcp.ServerOptions{
		CompletionHandler: func(_ context.Context, request *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
			ran("completion", request.Params.Argument.Value)
			ran("completion", request.Params.Argument.Name)
			if request.Params.Context != nil {
				for _, value := range request.Params.Context.Arguments {
					ran("completion", value)
				}
			}
			return &mcp.CompleteResult{Completion: mcp.CompletionResultDetails{Values: []string{}}}, nil
		},
	})
	for _, name := range []string{"echo", "secret"} {
		// A schema that takes whatever else is there, as a raw handler would.
		tool := &mcp.Tool{Name: name, InputSchema: json.RawMessage(`{"type":"object"}`)}
		server.AddTool(tool, func(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			var given arguments
			if len(request.Params.Arguments) > 0 {
				if err := json.Unmarshal(request.Params.Arguments, &given); err != nil {
					return nil, err
				}
			}
			ranBeside(request.Params)
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: ran(name, given.Text)}}}, nil
		})
		server.AddPrompt(&mcp.Prompt{Name: name}, func(_ context.Context, request *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			text := ran("prompt "+name, request.Params.Arguments["text"])
			ranBeside(request.Params)
			return &mcp.GetPromptResult{Messages: []*mcp.PromptMessage{{Role: "user", Content: &mcp.TextContent{Text: text}}}}, nil
		})
		template := &mcp.ResourceTemplate{Name: name, URITemplate: name + "://{x}"}
		server.AddResourceTemplate(template, func(_ context.Context, request *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
			text := ran("resource", request.Params.URI)
			ranBeside(request.Params)
			return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: request.Params.URI, Text: text}}}, nil
		})
	}
	server.AddTool(&mcp.Tool{Name: "ask", InputSchema: json.RawMessage(`{"type":"object"}`)}, askFromOfficial)
	options := &mcp.StreamableHTTPOptions{Stateless: !sessions, JSONResponse: !sessions}
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, options)
}

type question struct {
	What string `json:"what"`
}

const formSchema = `{"type":"object","properties":{"a":{"type":"string"}}}`

func askFromOfficial(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	var given question
	if err := json.Unmarshal(request.Params.Arguments, &given); err != nil {
		return nil, err
	}
	var answer any
	var err error
	switch given.What {
	case "elicitation":
		answer, err = request.Session.Elicit(ctx, &mcp.ElicitParams{Message: "?", RequestedSchema: json.RawMessage(formSchema)})
	case "sampling":
		answer, err = request.Session.CreateMessage(ctx, &mcp.CreateMessageParams{MaxTokens: 1, Messages: []*mcp.SamplingMessage{}})
	default:
		answer, err = request.Session.ListRoots(ctx, &mcp.ListRootsParams{})
	}
	took(answer, err)
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "asked"}}}, nil
}

// What the client answered.
func took(answer any, err error) {
	if err != nil {
		ran("refused", "")
		return
	}
	text, err := json.Marshal(answer)
	if err != nil {
		log.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		log.Fatal(err)
	}
	ranAll("answer", plain)
}

type completions struct{}

func (completions) CompletePromptArgument(_ context.Context, prompt string, argument mcpgo.CompleteArgument, context mcpgo.CompleteContext) (*mcpgo.Completion, error) {
	ran("completion", prompt)
	ran("completion", argument.Name)
	ran("completion", argument.Value)
	for _, value := range context.Arguments {
		ran("completion", value)
	}
	return &mcpgo.Completion{Values: []string{}}, nil
}

func mark3labs(sessions bool) http.Handler {
	server := mcpgoserver.NewMCPServer("mcpgo", "1.0.0",
		mcpgoserver.WithToolCapabilities(false), mcpgoserver.WithPromptCapabilities(false),
		mcpgoserver.WithCompletions(), mcpgoserver.WithPromptCompletionProvider(completions{}),
		mcpgoserver.WithElicitation(), mcpgoserver.WithRoots())
	server.EnableSampling()
	server.AddTool(mcpgo.NewTool("ask"), func(ctx context.Context, request mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
		var answer any
		var err error
		switch request.GetString("what", "") {
		case "elicitation":
			ask := mcpgo.ElicitationRequest{}
			ask.Params.Message = "?"
			ask.Params.RequestedSchema = json.RawMessage(formSchema)
			answer, err = server.RequestElicitation(ctx, ask)
		case "sampling":
			ask := mcpgo.CreateMessageRequest{}
			ask.MaxTokens = 1
			ask.Messages = []mcpgo.SamplingMessage{}
			answer, err = server.RequestSampling(ctx, ask)
		default:
			answer, err = server.RequestRoots(ctx, mcpgo.ListRootsRequest{})
		}
		took(answer, err)
		return mcpgo.NewToolResultText("asked"), nil
	})
	for _, name := range []string{"echo", "secret"} {
		server.AddTool(mcpgo.NewTool(name), func(_ context.Context, request mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			ranBeside(request.Params)
			return mcpgo.NewToolResultText(ran(name, request.GetString("text", ""))), nil
		})
		server.AddPrompt(mcpgo.NewPrompt(name), func(_ context.Context, request mcpgo.GetPromptRequest) (*mcpgo.GetPromptResult, error) {
			ranBeside(request.Params)
			message := mcpgo.NewPromptMessage(mcpgo.RoleUser, mcpgo.NewTextContent(ran("prompt "+name, request.Params.Arguments["text"])))
			return mcpgo.NewGetPromptResult("", []mcpgo.PromptMessage{message}), nil
		})
		template := mcpgo.NewResourceTemplate(name+"://{x}", name)
		server.AddResourceTemplate(template, func(_ context.Context, request mcpgo.ReadResourceRequest) ([]mcpgo.ResourceContents, error) {
			text := ran("resource", request.Params.URI)
			ranBeside(request.Params)
			return []mcpgo.ResourceContents{mcpgo.TextResourceContents{URI: request.Params.URI, Text: text}}, nil
		})
	}
	return mcpgoserver.NewStreamableHTTPServer(server, mcpgoserver.WithStateLess(!sessions))
}
