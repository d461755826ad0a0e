package load

import (
	"runtime"
	"syscall"
	"time"
)

// Pace waits for points in time on a thread of its own: Go's timers are up to a millisecond late, because its poller
// sleeps in whole milliseconds.
type Pace struct{ start time.Time }

// Of <sys/prctl.h>.
const prSetTimerSlack = 29

// NewPace starts the clock. The caller's goroutine keeps its thread until Close.
func NewPace() Pace {
	runtime.LockOSThread()
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, prSetTimerSlack, 1, 0)
	return Pace{time.Now()}
}

// Until returns when so much time has gone since the start, and at once when it has already.
func (pace Pace) Until(since time.Duration) {
	for {
		left := since - time.Since(pace.start)
		if left <= 0 {
			return
		}
		wait := syscall.NsecToTimespec(int64(left))
		// an interrupted sleep is tried again
		_ = syscall.Nanosleep(&wait, nil)
	}
}

// Close gives the thread back.
func (pace Pace) Close() { runtime.UnlockOSThread() }
