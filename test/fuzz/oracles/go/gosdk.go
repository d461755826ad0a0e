package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"log/slog"
	"net/http"
	_ "unsafe" // for go:linkname

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// The SDK's own reader of event streams, which it does not export.
//
//go:linkname scanEvents github.com/modelcontextprotocol/go-sdk/mcp.scanEventsLimited
func scanEvents(r io.Reader, maxEventSize int) iter.Seq2[mcp.Event, error]

func official() oracle {
	quiet := slog.New(slog.DiscardHandler)
	asked := &asked{}
	server := mcp.NewServer(&mcp.Implementation{Name: "gosdk", Version: "1.0.0"}, &mcp.ServerOptions{Logger: quiet})
	note := func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
			read := reading{"kind": "asked", "method": method}
			switch params := request.GetParams().(type) {
			case *mcp.CallToolParamsRaw:
				read["name"], read["arguments"] = params.Name, value(params.Arguments)
			case *mcp.GetPromptParams:
				read["name"], read["arguments"] = params.Name, params.Arguments
			case *mcp.ReadResourceParams:
				read["uri"] = params.URI
			}
			asked.note(read)
			return nil, errors.New("noted")
		}
	}
	server.AddReceivingMiddleware(note)
	options := &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true, Logger: quiet}
	return oracle{
		server: mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, options),
		asked:  asked,
		json:   func(body []byte) []reading { return officialMessage(body) },
		events: func(body io.Reader) (read []reading) {
			for event, err := range scanEvents(body, 0) {
				if err != nil {
					return append(read, reading{"kind": "complaint", "error": err.Error()})
				}
				if len(event.Data) > 0 && (event.Name == "" || event.Name == "message") {
					read = append(read, officialMessage(event.Data)...)
				}
			}
			return read
		},
	}
}

func officialMessage(data []byte) []reading {
	message, err := jsonrpc.DecodeMessage(data)
	if err != nil {
		return nil
	}
	switch message := message.(type) {
	case *jsonrpc.Request:
		read := reading{"kind": "notification", "method": message.Method, "params": value(message.Params)}
		if message.IsCall() {
			read["kind"], read["id"] = "request", message.ID.Raw()
		}
		return []reading{read}
	case *jsonrpc.Response:
		read := reading{"kind": "result", "id": message.ID.Raw(), "result": value(message.Result)}
		if message.Error != nil {
			var wire *jsonrpc.Error
			read["kind"], read["error"] = "error", message.Error.Error()
			delete(read, "result")
			if errors.As(message.Error, &wire) {
				read["error"] = map[string]any{"code": wire.Code, "message": wire.Message, "data": value(wire.Data)}
			}
		}
		var typed mcp.CallToolResult
		if json.Unmarshal(message.Result, &typed) == nil {
			read["typed"] = typed
		}
		return []reading{read}
	}
	return nil
}
