// What Go's two SDKs read in bytes that go on:
//
//	oracle gosdk|mcpgo
//
// A case is a frame of standard input, its reading one of standard output (see ../frames.md): the length in four bytes,
// big endian, then the text. A case's text is a line of JSON and the bytes, a reading's is JSON.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
)

// What a line before the bytes says of them.
type head struct {
	Leg     string      `json:"leg"`
	Headers [][2]string `json:"headers"`
	// Lengths of the pieces that the bytes come in.
	Pieces []int `json:"pieces"`
}

// One message as it was understood.
type reading = map[string]any

// What a server was asked by one request. A subscription stays open until it is noted.
type asked struct {
	read []reading
	end  context.CancelFunc
}

func (a *asked) note(read reading) {
	a.read = append(a.read, read)
	a.end()
}

// Reads cases of one SDK.
type oracle struct {
	server http.Handler
	// What the server was asked since the last case.
	asked  *asked
	json   func(body []byte) []reading
	events func(body io.Reader) []reading
}

func main() {
	log.SetOutput(io.Discard)
	var it oracle
	if os.Args[1] == "gosdk" {
		it = official()
	} else {
		it = mark3labs()
	}
	in, out := bufio.NewReaderSize(os.Stdin, 1<<16), bufio.NewWriter(os.Stdout)
	for {
		var size [4]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return
		}
		frame := make([]byte, binary.BigEndian.Uint32(size[:]))
		if _, err := io.ReadFull(in, frame); err != nil {
			return
		}
		answer := encode(it.readCase(frame))
		binary.BigEndian.PutUint32(size[:], uint32(len(answer)))
		out.Write(size[:])
		out.Write(answer)
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}

func (it oracle) readCase(frame []byte) (read []reading) {
	defer func() {
		if fault := recover(); fault != nil {
			read = []reading{{"kind": "fault", "error": fmt.Sprint(fault)}}
		}
	}()
	line, body, _ := bytes.Cut(frame, []byte("\n"))
	var one head
	if err := json.Unmarshal(line, &one); err != nil {
		panic(err)
	}
	switch one.Leg {
	case "request":
		ctx, end := context.WithCancel(context.Background())
		defer end()
		it.asked.read, it.asked.end = nil, end
		request := httptest.NewRequestWithContext(ctx, "POST", "http://127.0.0.1/mcp", bytes.NewReader(body))
		request.Header.Set("accept", "application/json, text/event-stream")
		request.Header.Set("content-type", "application/json")
		for _, header := range one.Headers {
			request.Header.Add(header[0], header[1])
		}
		it.server.ServeHTTP(httptest.NewRecorder(), request)
		return it.asked.read
	case "json":
		return it.json(body)
	default:
		return it.events(&pieces{body, one.Pieces})
	}
}

// Bytes that come as they were cut.
type pieces struct {
	bytes []byte
	sizes []int
}

func (p *pieces) Read(into []byte) (int, error) {
	for len(p.sizes) > 0 && p.sizes[0] == 0 {
		p.sizes = p.sizes[1:]
	}
	if len(p.sizes) == 0 {
		return 0, io.EOF
	}
	count := copy(into, p.bytes[:p.sizes[0]])
	p.bytes = p.bytes[count:]
	p.sizes[0] -= count
	return count, nil
}

func (p *pieces) Close() error { return nil }

// A value of JSON text as any reader would hand it on; the text itself where it is none.
func value(raw []byte) any {
	if len(raw) == 0 {
		return nil
	}
	var read any
	if err := json.Unmarshal(raw, &read); err != nil {
		return map[string]any{"unreadable": string(raw)}
	}
	return read
}

func encode(read []reading) []byte {
	if read == nil {
		read = []reading{}
	}
	text, err := json.Marshal(map[string]any{"read": read})
	if err != nil {
		text, _ = json.Marshal(map[string]any{"read": []reading{{"kind": "fault", "error": err.Error()}}})
	}
	return text
}
