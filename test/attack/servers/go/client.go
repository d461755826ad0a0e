package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	mcpgoclient "github.com/mark3labs/mcp-go/client"
	mcpgo "github.com/mark3labs/mcp-go/mcp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Calls the tool echo of each server that a line of standard input names (URL, milliseconds to wait), in a session of its
// own, and prints a line of JSON: {"result":…} or {"error":"…"}.
func clientMain(sdk string) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		call := callOfficial
		if sdk == "mcpgo" {
			call = callMark3labs
		}
		url, milliseconds, _ := strings.Cut(lines.Text(), " ")
		count, _ := strconv.Atoi(milliseconds)
		result, err := call(url, time.Duration(count)*time.Millisecond)
		outcome := map[string]any{"result": result}
		if err != nil {
			outcome = map[string]any{"error": fmt.Sprintf("%v %+v", err, err)}
		}
		line, err := json.Marshal(outcome)
		if err != nil {
			line = []byte(`{"error":"unprintable"}`)
		}
		fmt.Println(string(line))
	}
}

func callOfficial(url string, timeout time.Duration) (any, error) {
	client := mcp.NewClient(&mcp.Implementation{Name: "attack", Version: "1.0.0"}, nil)
	transport := &mcp.StreamableClientTransport{Endpoint: url, MaxRetries: -1, DisableStandaloneSSE: true}
	session, err := client.Connect(context.Background(), transport, nil)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return session.CallTool(ctx, &mcp.CallToolParams{Name: "echo", Arguments: map[string]any{"text": "hi"}})
}

func callMark3labs(url string, timeout time.Duration) (any, error) {
	client, err := mcpgoclient.NewStreamableHttpClient(url)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	if err := client.Start(context.Background()); err != nil {
		return nil, err
	}
	start := mcpgo.InitializeRequest{}
	start.Params.ProtocolVersion = "2025-06-18"
	start.Params.ClientInfo = mcpgo.Implementation{Name: "attack", Version: "1.0.0"}
	if _, err := client.Initialize(context.Background(), start); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request := mcpgo.CallToolRequest{}
	request.Params.Name = "echo"
	request.Params.Arguments = map[string]any{"text": "hi"}
	return client.CallTool(ctx, request)
}
