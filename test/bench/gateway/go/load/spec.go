// Package load makes bounded load on an HTTP/1.1 server, holds every answer against the expected one, and reads what it
// cost other processes.
package load

// Spec is one measurement.
type Spec struct {
	Address string
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         string
	}
	// The answer, byte for byte; in it and in the request IDMark stands for the connection's own id.
	Expect struct {
		Status      int
		ContentType string
		Body        string
	}
	// "closed": each connection asks again when it has its answer. "rate": a request each 1/PerSecond, whatever happened
	// to those before. "events": each connection is one event stream that is read to its end.
	Mode string
	// Of "rate": those opened before the start; more are opened when all are busy.
	Connections int
	// Before the measurement, over all connections: so many requests, or for so long where that is sooner.
	WarmUp        int
	WarmUpSeconds float64
	// Of "closed": whichever comes first ends it. Zero is no bound.
	Requests int
	Seconds  float64
	// Of "rate", which needs Requests.
	PerSecond float64
	// Of "events": how many each stream has, at which interval, and what is around the time in each.
	Events struct {
		Count          int
		IntervalMs     float64
		Prefix, Suffix string
	}
	// Names and process ids of those whose cost is told.
	Processes map[string]int
}

// Result is what is printed. An answer that is not the expected one, and a request without any, is an error.
type Result struct {
	// Requests that were answered as expected; of "events": events.
	Done       int                `json:"done"`
	Errors     int                `json:"errors"`
	FirstError string             `json:"firstError,omitempty"`
	Seconds    float64            `json:"seconds"`
	Latency    Latency            `json:"latency"`
	Processes  map[string]Process `json:"processes"`
}
