package load

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Run does what the specification says.
func Run(spec *Spec) (Result, error) {
	if spec.Mode == "events" {
		return runEvents(spec)
	}
	connections := &pool{spec: spec}
	defer connections.close()
	for range max(spec.Connections, 1) {
		opened, err := dial(spec)
		if err != nil {
			return Result{}, err
		}
		connections.put(opened)
	}
	warming := &tally{}
	closedLoop(connections, warming, max(spec.WarmUp, spec.Connections), seconds(spec.WarmUpSeconds))
	if warming.errors > 0 {
		return Result{}, fmt.Errorf("%d of the first requests failed: %s", warming.errors, warming.firstError)
	}
	read, err := ReadProcesses(spec.Processes)
	if err != nil {
		return Result{}, err
	}
	measured := &tally{}
	began := time.Now()
	switch spec.Mode {
	case "closed":
		closedLoop(connections, measured, spec.Requests, seconds(spec.Seconds))
	case "rate":
		atRate(connections, measured, spec.Requests, spec.PerSecond)
	default:
		return Result{}, fmt.Errorf("no mode %q", spec.Mode)
	}
	result := measured.result(began, nil)
	result.Processes, err = read()
	return result, err
}

// So many requests, or for so long, over all connections of the pool.
func closedLoop(connections *pool, counted *tally, requests int, limit time.Duration) {
	var taken atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range max(connections.spec.Connections, 1) {
		all.Go(func() {
			for (requests == 0 || taken.Add(1) <= int64(requests)) && (limit == 0 || time.Since(began) < limit) {
				one(connections, counted, time.Now())
			}
		})
	}
	all.Wait()
}

// Latency counts from the time at which a request was due, so that one that had to wait for the program counts too.
func atRate(connections *pool, counted *tally, requests int, perSecond float64) {
	var all sync.WaitGroup
	pace := NewPace()
	defer pace.Close()
	for sent := range requests {
		since := time.Duration(float64(sent) / perSecond * float64(time.Second))
		pace.Until(since)
		all.Go(func() { one(connections, counted, pace.start.Add(since)) })
	}
	all.Wait()
}

func one(connections *pool, counted *tally, due time.Time) {
	taken, err := connections.take()
	if err != nil {
		counted.add(0, err)
		return
	}
	at, err := taken.exchange()
	counted.add(at.Sub(due), err)
	if err != nil {
		taken.close()
		return
	}
	connections.put(taken)
}

func seconds(count float64) time.Duration { return time.Duration(count * float64(time.Second)) }
