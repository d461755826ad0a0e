// An MCP server that costs next to nothing: ready-made answers by path, from a JSON file.
//
//	upstream <answers.json>      prints its port; ends when its standard input does
//
// An answer's "id":1000 becomes the number at the end of the request's Mcp-Session-Id, so that no two calls that run
// at the same time have the same id.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"plugins-adapter/test/bench/gateway/go/load"
)

type answer struct {
	ContentType string
	// A body in one piece, or an event stream's chunks, written one by one.
	Pieces []string
	// Instead of pieces: events with the time of their making.
	Stream *struct {
		Count          int
		IntervalMs     float64
		Prefix, Suffix string
	}
}

// A prepared answer: what comes before and after the id, one pair for each write.
type prepared struct {
	writes [][2][]byte
	stream *answer
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	fail(err)
	var answers map[string]answer
	fail(json.Unmarshal(text, &answers))
	ready := map[string]prepared{}
	for path, each := range answers {
		ready[path] = prepare(each)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fail(err)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		connection, err := listener.Accept()
		fail(err)
		go serve(connection, ready)
	}
}

func prepare(each answer) prepared {
	head := "HTTP/1.1 200 OK\r\ncontent-type: " + each.ContentType + "\r\n"
	if each.Stream != nil {
		return prepared{stream: &each, writes: [][2][]byte{cut(head + "transfer-encoding: chunked\r\n\r\n")}}
	}
	if len(each.Pieces) == 1 {
		body := each.Pieces[0]
		return prepared{writes: [][2][]byte{cut(fmt.Sprintf("%scontent-length: %d\r\n\r\n%s", head, len(body), body))}}
	}
	writes := [][2][]byte{cut(head + "transfer-encoding: chunked\r\n\r\n")}
	for _, piece := range each.Pieces {
		writes = append(writes, cut(chunk(piece)))
	}
	return prepared{writes: append(writes, cut("0\r\n\r\n"))}
}

func chunk(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }

func cut(text string) [2][]byte {
	before, after, found := strings.Cut(text, load.IDMark)
	if !found {
		return [2][]byte{[]byte(text)}
	}
	return [2][]byte{[]byte(before + load.IDMark[:len(load.IDMark)-load.IDDigits]), []byte(after)}
}

func serve(connection net.Conn, ready map[string]prepared) {
	defer func() { _ = connection.Close() }()
	reader := bufio.NewReaderSize(connection, 64<<10)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return
		}
		found, ok := ready[request.URL.Path]
		if !ok {
			_, _ = io.WriteString(connection, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
			continue
		}
		session := request.Header.Get("Mcp-Session-Id")
		id := load.IDMark[len(load.IDMark)-load.IDDigits:]
		if len(session) > load.IDDigits {
			id = session[len(session)-load.IDDigits:]
		}
		for _, each := range found.writes {
			if each[1] == nil {
				_, err = connection.Write(each[0])
			} else {
				buffers := net.Buffers{each[0], []byte(id), each[1]}
				_, err = buffers.WriteTo(connection)
			}
			if err != nil {
				return
			}
		}
		if found.stream != nil && !emit(connection, found.stream) {
			return
		}
	}
}

// One event each interval, however long the writes take.
func emit(connection net.Conn, each *answer) bool {
	stream := each.Stream
	pace := load.NewPace()
	defer pace.Close()
	for sent := range stream.Count {
		pace.Until(time.Duration(float64(sent) * stream.IntervalMs * float64(time.Millisecond)))
		if _, err := io.WriteString(connection, chunk(stream.Prefix+load.Stamp(time.Now())+stream.Suffix)); err != nil {
			return false
		}
	}
	_, err := io.WriteString(connection, "0\r\n\r\n")
	return err == nil
}

func fail(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
