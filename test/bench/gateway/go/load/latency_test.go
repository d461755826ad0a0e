package load

import (
	"reflect"
	"testing"
	"time"
)

func TestQuantilesAreNearestRanks(t *testing.T) {
	one := []time.Duration{7}
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	for _, each := range []struct {
		sorted   []time.Duration
		q        float64
		expected time.Duration
	}{
		{one, 0, 7}, {one, 0.5, 7}, {one, 1, 7},
		{hundred, 0, 1}, {hundred, 0.5, 50}, {hundred, 0.501, 51}, {hundred, 0.99, 99}, {hundred, 0.999, 100}, {hundred, 1, 100},
		{hundred[:2], 0.5, 1}, {hundred[:3], 0.5, 2},
	} {
		if found := Quantile(each.sorted, each.q); found != each.expected {
			t.Errorf("quantile %v of %d values: %v, not %v", each.q, len(each.sorted), found, each.expected)
		}
	}
}

func TestSummaries(t *testing.T) {
	none := Summarize(nil)
	if none.Count != 0 || none.Max != 0 || none.Histogram == nil {
		t.Errorf("of nothing: %+v", none)
	}
	found := Summarize([]time.Duration{300 * time.Microsecond, 100_040, 100_000, 500 * time.Nanosecond})
	expected := Latency{Count: 4, P50: 100, P90: 300, P99: 300, P999: 300, Max: 300}
	found.Histogram, expected.Histogram = nil, nil
	if !reflect.DeepEqual(found, expected) {
		t.Errorf("%+v, not %+v", found, expected)
	}
}

func TestEachLatencyIsInOneBucket(t *testing.T) {
	var all []time.Duration
	for i := range 5000 {
		all = append(all, time.Duration(i*i)*time.Nanosecond)
	}
	var count, last float64
	for _, bucket := range Summarize(all).Histogram {
		if bucket[0] <= last {
			t.Errorf("bounds %v and %v", last, bucket[0])
		}
		last = bucket[0]
		count += bucket[1]
	}
	if count != 5000 {
		t.Errorf("%v of 5000", count)
	}
}

func TestStampsAreReadBack(t *testing.T) {
	at := time.Unix(1_790_000_000, 123_456_789)
	if len(Stamp(at)) != StampLength {
		t.Errorf("%q", Stamp(at))
	}
	if read, err := ReadStamp([]byte(Stamp(at))); err != nil || !read.Equal(at) {
		t.Errorf("%v, %v", read, err)
	}
	for _, wrong := range []string{"", "abc", "1790000000123456789", "zzzzzzzzzzzzzzzzzzz"} {
		if _, err := ReadStamp([]byte(wrong)); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
}
