// A plugin server in Go, with the official SDK: the plugin Demo does what a call's `op` argument says.
//
//	go-plugin [-dialect invoke_hook|tool_per_hook] [-listen 127.0.0.1:0] [-notes FILE]
//
// Over stdio, or with -listen over Streamable HTTP at /mcp and SSE at /sse; the port is printed then.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// object keeps the text of what it does not look into: numbers of any size come back as they went.
type object map[string]json.RawMessage

type hookCall struct {
	HookType   string `json:"hook_type"`
	PluginName string `json:"plugin_name"`
	Payload    object `json:"payload"`
	Context    struct {
		State         object `json:"state"`
		Metadata      object `json:"metadata"`
		GlobalContext object `json:"global_context"`
	} `json:"context"`
}

type reply map[string]any

var notes string

var hooks = []string{"tool_pre_invoke", "tool_post_invoke"}

func main() {
	dialect := flag.String("dialect", "invoke_hook", "one tool for all hooks, or tool_per_hook")
	listen := flag.String("listen", "", "host:port; default stdio")
	flag.StringVar(&notes, "notes", "", "file to note starts and cancelled calls in")
	flag.Parse()
	note("started", os.Getpid(), os.Environ())
	server := newServer(*dialect)
	var err error
	if *listen == "" {
		err = server.Run(context.Background(), &mcp.StdioTransport{})
	} else {
		err = serve(*listen, server)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func newServer(dialect string) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "go-plugin", Version: "1"}, nil)
	schema := json.RawMessage(`{"type": "object"}`)
	add := func(name string, handle func(context.Context, json.RawMessage) (any, error)) {
		server.AddTool(&mcp.Tool{Name: name, InputSchema: schema},
			func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				answer, err := handle(ctx, request.Params.Arguments)
				if err != nil {
					return nil, err
				}
				text, err := json.Marshal(answer)
				if err != nil {
					return nil, err
				}
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(text)}}}, nil
			})
	}
	add("get_plugin_config", pluginConfig)
	if dialect == "invoke_hook" {
		add("invoke_hook", invoke(""))
		return server
	}
	for _, hook := range hooks {
		add(hook, invoke(hook))
	}
	return server
}

func pluginConfig(_ context.Context, arguments json.RawMessage) (any, error) {
	var asked struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(arguments, &asked); err != nil || asked.Name != "Demo" {
		return reply{}, err
	}
	return reply{
		"name": "Demo", "kind": "demo", "hooks": hooks, "tags": []string{"go"}, "mode": "sequential",
		"priority": 42, "conditions": []reply{{"tools": []string{"t"}}},
	}, nil
}

// invoke answers calls of one hook, or of the hook that the call names.
func invoke(hook string) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, arguments json.RawMessage) (any, error) {
		var call hookCall
		if err := json.Unmarshal(arguments, &call); err != nil {
			return nil, err
		}
		if hook != "" {
			call.HookType = hook
		}
		return run(ctx, call)
	}
}

func run(ctx context.Context, call hookCall) (any, error) {
	answer := reply{"plugin_name": call.PluginName}
	if call.HookType == "tool_post_invoke" {
		answer["result"] = reply{"continue_processing": true, "metadata": reply{"pre": call.Context.State["pre"]}}
		return answer, nil
	}
	var args object
	if err := json.Unmarshal(call.Payload["args"], &args); err != nil {
		return nil, err
	}
	var op string
	if err := json.Unmarshal(args["op"], &op); err != nil {
		return nil, err
	}
	result := reply{"continue_processing": true}
	switch op {
	case "edit":
		args["added"] = json.RawMessage("true")
		result["modified_payload"] = reply{"name": call.Payload["name"], "args": args}
		result["metadata"] = reply{"m": 2}
	case "deny":
		result["continue_processing"] = false
		result["violation"] = reply{
			"reason": "no", "description": "denied op", "code": "OP_DENIED", "details": reply{"op": op},
			"mcp_error_code": -32001, "http_status_code": 403, "http_headers": reply{"x-why": "op"},
		}
	case "error":
		return nil, errors.New("secret details")
	case "exit":
		os.Exit(3)
	case "hang":
		<-ctx.Done()
		note("cancelled")
		return nil, ctx.Err()
	}
	answer["result"] = result
	if number, given := args["n"]; given {
		state := object{"seen": call.Context.GlobalContext["user"]}
		answer["context"] = reply{
			"state": object{"pre": number}, "metadata": call.Context.Metadata, "global_context": reply{"state": state},
		}
	}
	return answer, nil
}

func serve(address string, server *mcp.Server) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	same := func(*http.Request) *mcp.Server { return server }
	routes := http.NewServeMux()
	routes.Handle("/mcp", mcp.NewStreamableHTTPHandler(same, nil))
	routes.Handle("/sse", mcp.NewSSEHandler(same, nil))
	return http.Serve(listener, routes)
}

func note(what ...any) {
	if notes == "" {
		return
	}
	file, err := os.OpenFile(notes, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	fmt.Fprintln(file, what...)
}
