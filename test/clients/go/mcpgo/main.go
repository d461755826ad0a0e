// The driver of mark3labs/mcp-go, in either era. It gives an error's message, and no code.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"plugins-adapter/test/clients/go/loop"
)

type driver struct{ client *client.Client }

func main() { loop.Drive(&driver{}) }

type user struct{}

func (user) Elicit(_ context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	content := loop.Elicited(request.Params.Message)
	return &mcp.ElicitationResult{ElicitationResponse: mcp.ElicitationResponse{Action: "accept", Content: content}}, nil
}

func (user) CreateMessage(_ context.Context, request mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
	message := mcp.SamplingMessage{Role: "assistant", Content: mcp.NewTextContent(loop.Sampled(request))}
	return &mcp.CreateMessageResult{SamplingMessage: message, Model: "m"}, nil
}

func (d *driver) Connect(ctx context.Context, c loop.Command) (string, error) {
	how := []transport.StreamableHTTPCOption{transport.WithHTTPBasicClient(loop.HTTP)}
	if c.Era == "legacy" {
		// It opens no GET stream otherwise.
		how = append(how, transport.WithContinuousListening())
	}
	way, err := transport.NewStreamableHTTP(c.URL, how...)
	if err != nil {
		return "", err
	}
	options := []client.ClientOption{client.WithElicitationHandler(user{}), client.WithSamplingHandler(user{})}
	if c.Era == "legacy" {
		options = append(options, client.WithProtocolVersion("2025-11-25"))
	}
	d.client = client.NewClient(way, options...)
	if err := d.client.Start(context.WithoutCancel(ctx)); err != nil {
		return "", err
	}
	var request mcp.InitializeRequest
	request.Params.ClientInfo = mcp.Implementation{Name: "matrix", Version: "1.0.0"}
	if c.Era == "legacy" {
		request.Params.ProtocolVersion = "2025-11-25"
	}
	server, err := d.client.Initialize(ctx, request)
	if err != nil {
		return "", err
	}
	return server.Instructions, nil
}

func (d *driver) Run(ctx context.Context, c loop.Command) (any, bool, error) {
	if d.client == nil {
		return nil, false, errors.New("not connected")
	}
	switch c.Do {
	case "tool":
		var request mcp.CallToolRequest
		request.Params.Name, request.Params.Arguments = c.Name, c.ToolArguments()
		result, err := d.client.CallTool(ctx, request)
		if err != nil {
			return nil, false, err
		}
		return result.Content, result.IsError, nil
	case "prompt":
		var request mcp.GetPromptRequest
		request.Params.Name, request.Params.Arguments = c.Name, c.PromptArguments()
		result, err := d.client.GetPrompt(ctx, request)
		if err != nil {
			return nil, false, err
		}
		return result.Messages, false, nil
	case "resource":
		var request mcp.ReadResourceRequest
		request.Params.URI = c.URI
		result, err := d.client.ReadResource(ctx, request)
		if err != nil {
			return nil, false, err
		}
		return result.Contents, false, nil
	case "tools":
		result, err := d.client.ListTools(ctx, mcp.ListToolsRequest{})
		if err != nil {
			return nil, false, err
		}
		return result.Tools, false, nil
	default:
		var notification mcp.JSONRPCNotification
		notification.JSONRPC = mcp.JSONRPC_VERSION
		notification.Method = "notifications/progress"
		notification.Params.AdditionalFields = map[string]any{"progressToken": "t", "progress": 1, "message": c.Message()}
		return nil, false, d.client.GetTransport().SendNotification(ctx, notification)
	}
}

func (d *driver) Close() {
	if d.client == nil {
		return
	}
	closing := d.client
	d.client = nil
	done := make(chan struct{})
	go func() {
		_ = closing.Close()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
	}
}

func (d *driver) Describe(error) loop.Outcome { return nil }
