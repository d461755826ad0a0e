package load

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// The first events of each stream are not counted: streams that open cost more than those that are open.
const settle = 3

// Reads event streams to their ends. The latency of an event is from the time in it, which the upstream wrote, to its
// arrival here: one machine, one clock.
func runEvents(spec *Spec) (Result, error) {
	counted := &tally{}
	var settled, all sync.WaitGroup
	settled.Add(spec.Connections)
	between := time.Duration(spec.Events.IntervalMs / float64(spec.Connections) * float64(time.Millisecond))
	for each := range spec.Connections {
		all.Go(func() {
			// spread over the interval, so that the events of the streams do not come all at once
			time.Sleep(time.Duration(each) * between)
			once := sync.OnceFunc(settled.Done)
			defer once()
			if err := readStream(spec, counted, once); err != nil {
				counted.add(0, err)
			}
		})
	}
	settled.Wait()
	began := time.Now()
	read, err := ReadProcesses(spec.Processes)
	if err != nil {
		return Result{}, err
	}
	all.Wait()
	result := counted.result(began, nil)
	result.Processes, err = read()
	return result, err
}

func readStream(spec *Spec, counted *tally, settled func()) error {
	c, err := dial(spec)
	if err != nil {
		return err
	}
	defer c.close()
	response, err := c.head()
	if err != nil {
		return err
	}
	events := spec.Events
	buffer := make([]byte, len(events.Prefix)+StampLength+len(events.Suffix))
	for number := range events.Count {
		if _, err := io.ReadFull(response.Body, buffer); err != nil {
			return fmt.Errorf("event %d of %d: %w", number+1, events.Count, err)
		}
		at := time.Now()
		text := string(buffer)
		stamp := buffer[len(events.Prefix) : len(events.Prefix)+StampLength]
		sent, err := ReadStamp(stamp)
		if err != nil || text != events.Prefix+string(stamp)+events.Suffix {
			return fmt.Errorf("event %d is %q", number+1, text)
		}
		if number == settle-1 {
			settled()
		}
		if number >= settle {
			counted.add(at.Sub(sent), nil)
		}
	}
	if rest, err := io.ReadAll(response.Body); err != nil || len(rest) > 0 {
		return fmt.Errorf("after the last event: %q, %v", rest, err)
	}
	return nil
}
