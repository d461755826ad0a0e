package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	_ "unsafe" // for go:linkname

	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// The library's own reader of event streams, which it does not export.
//
//go:linkname readSSE github.com/mark3labs/mcp-go/client/transport.(*StreamableHTTP).readSSE
func readSSE(c *transport.StreamableHTTP, ctx context.Context, reader io.ReadCloser, handler func(event, data string))

func mark3labs() oracle {
	asked := &asked{}
	hooks := &server.Hooks{}
	hooks.AddBeforeAny(func(_ context.Context, id any, method mcp.MCPMethod, message any) {
		read := reading{"kind": "asked", "id": id, "method": string(method)}
		switch request := message.(type) {
		case *mcp.CallToolRequest:
			read["name"], read["arguments"] = request.Params.Name, request.Params.Arguments
		case *mcp.GetPromptRequest:
			read["name"], read["arguments"] = request.Params.Name, request.Params.Arguments
		case *mcp.ReadResourceRequest:
			read["uri"] = request.Params.URI
		}
		asked.note(read)
	})
	options := []server.ServerOption{
		server.WithHooks(hooks),
		server.WithToolCapabilities(true),
		server.WithPromptCapabilities(true),
		server.WithResourceCapabilities(true, true),
		server.WithLogging(),
	}
	handler := server.NewStreamableHTTPServer(server.NewMCPServer("mcpgo", "1.0.0", options...), server.WithStateLess(true))
	client, err := transport.NewStreamableHTTP("http://127.0.0.1/mcp")
	if err != nil {
		panic(err)
	}
	return oracle{
		server: handler,
		asked:  asked,
		json: func(body []byte) []reading {
			var message transport.JSONRPCResponse
			if err := json.NewDecoder(bytes.NewReader(body)).Decode(&message); err != nil || message.ID.IsNil() {
				return nil
			}
			return []reading{answer(message)}
		},
		events: func(body io.Reader) (read []reading) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			readSSE(client, ctx, body.(io.ReadCloser), func(_, data string) {
				read = append(read, mark3labsEvent([]byte(data))...)
			})
			return read
		},
	}
}

// As handleSSEResponse takes an event's data.
func mark3labsEvent(data []byte) []reading {
	var message transport.JSONRPCResponse
	if json.Unmarshal(data, &message) != nil {
		return nil
	}
	if message.ID.IsNil() {
		var notification mcp.JSONRPCNotification
		if json.Unmarshal(data, &notification) != nil {
			return nil
		}
		params, _ := json.Marshal(notification.Params)
		return []reading{{"kind": "notification", "method": notification.Method, "params": value(params)}}
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) == nil {
		if _, isCall := members["method"]; isCall {
			var request transport.JSONRPCRequest
			if json.Unmarshal(data, &request) == nil {
				return []reading{{"kind": "request", "id": request.ID, "method": request.Method, "params": request.Params}}
			}
		}
	}
	return []reading{answer(message)}
}

func answer(message transport.JSONRPCResponse) reading {
	read := reading{"kind": "result", "id": message.ID, "result": value(message.Result)}
	if message.Error != nil {
		read["kind"] = "error"
		read["error"] = map[string]any{"code": message.Error.Code, "message": message.Error.Message, "data": message.Error.Data}
		delete(read, "result")
	} else if typed, err := mcp.ParseCallToolResult(&message.Result); err == nil {
		read["typed"] = typed
	}
	return read
}
