// The driver of the official SDK for Go, in either era.
package main

import (
	"context"
	"errors"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"plugins-adapter/test/clients/go/loop"
)

type driver struct{ session *mcp.ClientSession }

func main() { loop.Drive(&driver{}) }

func newClient() *mcp.Client {
	return mcp.NewClient(&mcp.Implementation{Name: "matrix", Version: "1.0.0"}, &mcp.ClientOptions{
		ElicitationHandler: func(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return &mcp.ElicitResult{Action: "accept", Content: loop.Elicited(request.Params.Message)}, nil
		},
		CreateMessageHandler: func(_ context.Context, request *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
			content := &mcp.TextContent{Text: loop.Sampled(request.Params)}
			return &mcp.CreateMessageResult{Role: "assistant", Model: "m", Content: content}, nil
		},
	})
}

func (d *driver) Connect(ctx context.Context, c loop.Command) (string, error) {
	options := &mcp.ClientSessionOptions{}
	if c.Era == "legacy" {
		options.ProtocolVersion = "2025-11-25"
	}
	transport := &mcp.StreamableClientTransport{Endpoint: c.URL, HTTPClient: loop.HTTP}
	// A session lives as long as the context it was connected with.
	session, err := newClient().Connect(context.WithoutCancel(ctx), transport, options)
	d.session = session
	if err != nil {
		return "", err
	}
	return session.InitializeResult().Instructions, nil
}

func (d *driver) Run(ctx context.Context, c loop.Command) (any, bool, error) {
	if d.session == nil {
		return nil, false, errors.New("not connected")
	}
	switch c.Do {
	case "tool":
		result, err := d.session.CallTool(ctx, &mcp.CallToolParams{Name: c.Name, Arguments: c.ToolArguments()})
		if err != nil {
			return nil, false, err
		}
		return result.Content, result.IsError, nil
	case "prompt":
		result, err := d.session.GetPrompt(ctx, &mcp.GetPromptParams{Name: c.Name, Arguments: c.PromptArguments()})
		if err != nil {
			return nil, false, err
		}
		return result.Messages, false, nil
	case "resource":
		result, err := d.session.ReadResource(ctx, &mcp.ReadResourceParams{URI: c.URI})
		if err != nil {
			return nil, false, err
		}
		return result.Contents, false, nil
	case "tools":
		result, err := d.session.ListTools(ctx, nil)
		if err != nil {
			return nil, false, err
		}
		return result.Tools, false, nil
	default:
		params := &mcp.ProgressNotificationParams{ProgressToken: "t", Progress: 1, Message: c.Message()}
		return nil, false, d.session.NotifyProgress(ctx, params)
	}
}

func (d *driver) Close() {
	if d.session != nil {
		_ = d.session.Close()
		d.session = nil
	}
}

func (d *driver) Describe(err error) loop.Outcome {
	var wire *jsonrpc.Error
	if !errors.As(err, &wire) {
		return nil
	}
	return loop.Outcome{"outcome": "error", "code": wire.Code, "message": wire.Message, "data": wire.Data}
}
