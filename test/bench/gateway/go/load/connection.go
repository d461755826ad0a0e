package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// A kept connection with its request and the answer to it ready as bytes.
type connection struct {
	socket   net.Conn
	reader   *bufio.Reader
	request  []byte
	expected []byte
	body     []byte
	spec     *Spec
}

// No answer takes as long.
const patience = 30 * time.Second

var nextID atomic.Int64

func dial(spec *Spec) (*connection, error) {
	socket, err := net.DialTimeout("tcp", spec.Address, patience)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("%0*d", IDDigits, 1000+nextID.Add(1)%9000)
	own := IDMark[:len(IDMark)-IDDigits] + id
	body := strings.Replace(spec.Request.Body, IDMark, own, 1)
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nhost: %s\r\nmcp-session-id: bench-%s\r\n",
		spec.Request.Method, spec.Request.Path, spec.Address, id)
	for name, value := range spec.Request.Headers {
		head += name + ": " + value + "\r\n"
	}
	if spec.Request.Method == "POST" {
		head += fmt.Sprintf("content-length: %d\r\n", len(body))
	}
	expected := []byte(strings.Replace(spec.Expect.Body, IDMark, own, 1))
	return &connection{
		socket:   socket,
		reader:   bufio.NewReaderSize(socket, 64<<10),
		request:  []byte(head + "\r\n" + body),
		expected: expected,
		// one byte more, to see that there is no more
		body: make([]byte, len(expected)+1),
		spec: spec,
	}, nil
}

// Asks once; resolves to the time at which the whole answer was there. After an error the connection is of no use.
func (c *connection) exchange() (time.Time, error) {
	response, err := c.head()
	if err != nil {
		return time.Time{}, err
	}
	read, err := readAll(response.Body, c.body)
	at := time.Now()
	if err != nil {
		return at, err
	}
	if !bytes.Equal(c.body[:read], c.expected) {
		return at, fmt.Errorf("another answer than the expected one: %s", around(c.body[:read], c.expected))
	}
	return at, nil
}

// Reads to the end, which must come before the buffer is full.
func readAll(body io.Reader, buffer []byte) (int, error) {
	for read := 0; read < len(buffer); {
		n, err := body.Read(buffer[read:])
		read += n
		if err == io.EOF {
			return read, nil
		}
		if err != nil {
			return read, err
		}
	}
	return len(buffer), fmt.Errorf("more than the %d bytes that were expected", len(buffer)-1)
}

// Sends the request and reads the head of the answer, which must be the expected one.
func (c *connection) head() (*http.Response, error) {
	if err := c.socket.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := c.socket.Write(c.request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return nil, err
	}
	expect := &c.spec.Expect
	if kind := response.Header.Get("content-type"); response.StatusCode != expect.Status || kind != expect.ContentType {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 300))
		return nil, fmt.Errorf("%d %s instead of %d %s: %s", response.StatusCode, kind, expect.Status, expect.ContentType, body)
	}
	return response, nil
}

func (c *connection) close() {
	if c != nil {
		_ = c.socket.Close()
	}
}

// What stands where two texts begin to differ.
func around(found, expected []byte) string {
	at := 0
	for at < len(found) && at < len(expected) && found[at] == expected[at] {
		at++
	}
	part := func(text []byte) string {
		return fmt.Sprintf("%q", text[max(0, min(at, len(text))-20):min(len(text), at+100)])
	}
	return fmt.Sprintf("at byte %d of %d %s, expected %s", at, len(found), part(found), part(expected))
}
