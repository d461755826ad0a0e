package load

import (
	"errors"
	"strconv"
	"time"
)

// IDMark is what stands for a connection's own id in requests and answers.
const IDMark = `"id":1000`

// IDDigits is the length of each id.
const IDDigits = 4

// StampLength is the length of a time in an event.
const StampLength = 19

// Stamp is CLOCK_REALTIME in nanoseconds, its digits as letters: a row of digits can look like a card number.
func Stamp(at time.Time) string {
	digits := []byte(strconv.FormatInt(at.UnixNano(), 10))
	for i := range digits {
		digits[i] += 'a' - '0'
	}
	return string(digits)
}

// ReadStamp is its counterpart.
func ReadStamp(text []byte) (time.Time, error) {
	if len(text) != StampLength {
		return time.Time{}, errors.New("a time of another length")
	}
	var nanoseconds int64
	for _, letter := range text {
		if letter < 'a' || letter > 'j' {
			return time.Time{}, errors.New("no time: " + string(text))
		}
		nanoseconds = nanoseconds*10 + int64(letter-'a')
	}
	return time.Unix(0, nanoseconds), nil
}
