package load

import (
	"sync"
	"time"
)

// What came of the requests so far.
type tally struct {
	lock       sync.Mutex
	latencies  []time.Duration
	errors     int
	firstError string
}

func (t *tally) add(latency time.Duration, err error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if err == nil {
		t.latencies = append(t.latencies, latency)
		return
	}
	if t.errors++; t.firstError == "" {
		t.firstError = err.Error()
	}
}

func (t *tally) result(began time.Time, processes map[string]Process) Result {
	return Result{
		Done:       len(t.latencies),
		Errors:     t.errors,
		FirstError: t.firstError,
		Seconds:    time.Since(began).Seconds(),
		Latency:    Summarize(t.latencies),
		Processes:  processes,
	}
}
