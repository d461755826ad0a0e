// A server on one of Go's SDKs that writes down what it runs:
//
//	server <port> <record> gosdk|mcpgo
//
// and a client, of client.go:
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

func main() {
	if os.Args[1] == "client" {
		clientMain(os.Args[2])
		return
	}
	port, path, sdk := os.Args[1], os.Args[2], os.Args[3]
	record = path
	var handler http.Handler
	if sdk == "gosdk" {
		handler = official()
	} else {
		handler = mark3labs()
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, handler))
}

type arguments struct {
	Text string `json:"text,omitempty"`
}

func official() http.Handler {
	server := mcp.NewServer(&mcp.Implementation{Name: "gosdk", Version: "1.0.0"}, nil)
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
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: ran(name, given.Text)}}}, nil
		})
		server.AddPrompt(&mcp.Prompt{Name: name}, func(_ context.Context, request *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
			text := ran("prompt "+name, request.Params.Arguments["text"])
			return &mcp.GetPromptResult{Messages: []*mcp.PromptMessage{{Role: "user", Content: &mcp.TextContent{Text: text}}}}, nil
		})
	}
	options := &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true}
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, options)
}

func mark3labs() http.Handler {
	server := mcpgoserver.NewMCPServer("mcpgo", "1.0.0", mcpgoserver.WithToolCapabilities(false), mcpgoserver.WithPromptCapabilities(false))
	for _, name := range []string{"echo", "secret"} {
		server.AddTool(mcpgo.NewTool(name), func(_ context.Context, request mcpgo.CallToolRequest) (*mcpgo.CallToolResult, error) {
			return mcpgo.NewToolResultText(ran(name, request.GetString("text", ""))), nil
		})
		server.AddPrompt(mcpgo.NewPrompt(name), func(_ context.Context, request mcpgo.GetPromptRequest) (*mcpgo.GetPromptResult, error) {
			message := mcpgo.NewPromptMessage(mcpgo.RoleUser, mcpgo.NewTextContent(ran("prompt "+name, request.Params.Arguments["text"])))
			return mcpgo.NewGetPromptResult("", []mcpgo.PromptMessage{message}), nil
		})
	}
	return mcpgoserver.NewStreamableHTTPServer(server, mcpgoserver.WithStateLess(true))
}
