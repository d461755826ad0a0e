package load

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

// Process is what a process cost between two readings.
type Process struct {
	// CPU time of all its threads, user and system.
	CPUMicroseconds float64 `json:"cpuMicroseconds"`
	// Resident memory at the end.
	RSSKiB int64 `json:"rssKiB"`
	// The most since the first reading.
	PeakKiB int64 `json:"peakKiB"`
}

// ReadProcesses begins to measure; what it returns ends it.
func ReadProcesses(pids map[string]int) (func() (map[string]Process, error), error) {
	before := map[string]int64{}
	for name, pid := range pids {
		// from here on the peak is that of this measurement; a kernel that refuses leaves the peak since the start
		_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
		var err error
		if before[name], err = cpu(pid); err != nil {
			return nil, err
		}
	}
	return func() (map[string]Process, error) {
		spent := map[string]Process{}
		for name, pid := range pids {
			after, err := cpu(pid)
			if err != nil {
				return nil, err
			}
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if err != nil {
				return nil, err
			}
			spent[name] = Process{
				CPUMicroseconds: float64(after-before[name]) / 1000,
				RSSKiB:          field(string(status), "VmRSS:"),
				PeakKiB:         field(string(status), "VmHWM:"),
			}
		}
		return spent, nil
	}, nil
}

// Nanoseconds of a process's CPU clock (clock_getcpuclockid): /proc/<pid>/stat knows only hundredths of a second.
func cpu(pid int) (int64, error) {
	const schedClock = 2
	var at syscall.Timespec
	clock := int32(^pid)<<3 | schedClock
	_, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&at)), 0)
	if errno != 0 {
		return 0, fmt.Errorf("the CPU clock of process %d: %w", pid, errno)
	}
	return at.Nano(), nil
}

func field(status, name string) int64 {
	_, rest, _ := strings.Cut(status, name)
	line, _, _ := strings.Cut(rest, "\n")
	value, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line), "kB")), 10, 64)
	return value
}
