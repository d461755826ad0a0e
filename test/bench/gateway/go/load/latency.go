package load

import (
	"math"
	"slices"
	"time"
)

// Latency is what is told of many latencies, in microseconds.
type Latency struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p999"`
	Max   float64 `json:"max"`
	// Pairs of a bucket's upper bound and the latencies in it; each bound is a twentieth above the one before.
	Histogram [][2]float64 `json:"histogram"`
}

const bucketGrowth = 1.05

// Summarize sorts what it is given.
func Summarize(latencies []time.Duration) Latency {
	slices.Sort(latencies)
	summary := Latency{Count: len(latencies), Histogram: [][2]float64{}}
	if len(latencies) == 0 {
		return summary
	}
	summary.P50 = microseconds(Quantile(latencies, 0.5))
	summary.P90 = microseconds(Quantile(latencies, 0.9))
	summary.P99 = microseconds(Quantile(latencies, 0.99))
	summary.P999 = microseconds(Quantile(latencies, 0.999))
	summary.Max = microseconds(latencies[len(latencies)-1])
	for _, each := range latencies {
		bound := upperBound(microseconds(each))
		if last := len(summary.Histogram) - 1; last >= 0 && summary.Histogram[last][0] == bound {
			summary.Histogram[last][1]++
		} else {
			summary.Histogram = append(summary.Histogram, [2]float64{bound, 1})
		}
	}
	return summary
}

// Quantile is the nearest rank in sorted values: the least value that a fraction q of all is at most.
func Quantile(sorted []time.Duration, q float64) time.Duration {
	rank := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[min(max(rank, 0), len(sorted)-1)]
}

func upperBound(value float64) float64 {
	exponent := math.Ceil(math.Log(max(value, 1))/math.Log(bucketGrowth) - 1e-9)
	return math.Round(math.Pow(bucketGrowth, exponent)*10) / 10
}

func microseconds(each time.Duration) float64 {
	return math.Round(float64(each)/100) / 10
}
