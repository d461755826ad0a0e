// Package loop is what the drivers in Go share: ../../typescript/driver.ts says what commands and outcomes look like.
package loop

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// Command is one line of standard input.
type Command struct {
	Do        string            `json:"do"`
	URL       string            `json:"url"`
	Era       string            `json:"era"`
	TimeoutMs int               `json:"timeoutMs"`
	Name      string            `json:"name"`
	URI       string            `json:"uri"`
	Text      string            `json:"text"`
	Arguments map[string]any    `json:"arguments"`
	Headers   map[string]string `json:"headers"`
	Deep      bool              `json:"deep"`
	Large     int               `json:"large"`
}

// Outcome is one line of standard output.
type Outcome map[string]any

// Driver is what a client library brings.
type Driver interface {
	// Connect makes a session that outlives the context, and says the server's instructions.
	Connect(ctx context.Context, c Command) (string, error)
	// Run carries out any other command: the content of an answer, and whether it is a tool's error.
	Run(ctx context.Context, c Command) (content any, isError bool, err error)
	Close()
	// Describe says nothing of errors that it does not know.
	Describe(err error) Outcome
}

var (
	lock    sync.Mutex
	headers map[string]string
	asked   []string
)

type withHeaders struct{}

func (withHeaders) RoundTrip(request *http.Request) (*http.Response, error) {
	lock.Lock()
	added := request.Clone(request.Context())
	for name, value := range headers {
		added.Header.Set(name, value)
	}
	lock.Unlock()
	return http.DefaultTransport.RoundTrip(added)
}

// HTTP adds the headers of the command at hand to each request.
var HTTP = &http.Client{Transport: withHeaders{}}

// See notes a request of the server that reached a handler.
func See(message string) {
	lock.Lock()
	defer lock.Unlock()
	asked = append(asked, message)
}

// Elicited is what the user answers: what is denied where a secret is asked for, more than the adapter takes for something large.
func Elicited(message string) map[string]any {
	See(message)
	text := "fine"
	switch message {
	case "large":
		text = strings.Repeat("y", 400_000)
	case "secret":
		text = word
	}
	return map[string]any{"text": text}
}

// Sampled is what the model answers.
func Sampled(params any) string {
	See("sampling")
	if text, _ := json.Marshal(params); strings.Contains(string(text), `"secret"`) {
		return word
	}
	return "hi"
}

// What the plugin looks for.
const word = "nightfall"

// Message is a notification's text.
func (c Command) Message() string { return c.Text + strings.Repeat("z", c.Large) }

// ToolArguments are those of the command, with what "deep" and "large" ask for.
func (c Command) ToolArguments() map[string]any {
	all := map[string]any{}
	for name, value := range c.Arguments {
		all[name] = value
	}
	if c.Deep {
		nested := map[string]any{}
		for range 100 {
			nested = map[string]any{"a": nested}
		}
		all["deep"] = nested
	}
	if c.Large > 0 {
		all["text"] = strings.Repeat("z", c.Large)
	}
	return all
}

// PromptArguments are those of the command as text.
func (c Command) PromptArguments() map[string]string {
	all := map[string]string{}
	for name, value := range c.Arguments {
		all[name] = fmt.Sprint(value)
	}
	return all
}

// Drive reads commands until standard input ends.
func Drive(driver Driver) {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	timeout := 20 * time.Second
	for lines.Scan() {
		var c Command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			panic(err)
		}
		if c.TimeoutMs > 0 {
			timeout = time.Duration(c.TimeoutMs) * time.Millisecond
		}
		lock.Lock()
		headers, asked = c.Headers, []string{}
		lock.Unlock()
		outcome := run(driver, c, timeout)
		lock.Lock()
		outcome["asked"] = asked
		line, _ := json.Marshal(outcome)
		lock.Unlock()
		fmt.Println(string(line))
	}
}

// run gives up on a client that does not keep to its context.
func run(driver Driver, c Command, timeout time.Duration) Outcome {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	done := make(chan Outcome, 1)
	go func() { done <- carryOut(ctx, driver, c) }()
	select {
	case outcome := <-done:
		return outcome
	case <-time.After(timeout + 2*time.Second):
		return Outcome{"outcome": "timeout"}
	}
}

func carryOut(ctx context.Context, driver Driver, c Command) Outcome {
	var content any
	var isError bool
	var err error
	switch c.Do {
	case "connect":
		driver.Close()
		content, err = driver.Connect(ctx, c)
	case "close":
		driver.Close()
	default:
		content, isError, err = driver.Run(ctx, c)
	}
	if err == nil {
		text, _ := json.Marshal(content)
		return Outcome{"outcome": "done", "text": string(text[:min(len(text), 500)]), "isError": isError}
	}
	if known := driver.Describe(err); known != nil {
		return known
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Outcome{"outcome": "timeout"}
	}
	message := err.Error()
	return Outcome{"outcome": "failed", "type": "error", "message": message[:min(len(message), 500)]}
}
