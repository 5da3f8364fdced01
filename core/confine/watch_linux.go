package confine

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// fastest is how many bytes a process fills in a second, about: it says how long one may look away. Behind that
// stands the kernel's own limit.
const fastest = 1 << 30

// The shortest and the longest time between two looks.
const (
	shortestLook = 50 * time.Millisecond
	longestLook  = time.Second
)

// Watch looks at a process until done is closed, and returns what it took too much of, or "" when done is closed
// first. The caller ends the process then.
func (l Limits) Watch(pid int, done <-chan struct{}) string {
	l = l.withDefaults()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-done:
			return ""
		case <-timer.C:
		}
		resident, threads, err := taken(pid)
		switch {
		case err != nil: // it has ended, or nearly
			timer.Reset(longestLook)
			continue
		case resident > l.Memory:
			return fmt.Sprintf("it took %d MiB of memory, and may take %d", resident>>20, l.Memory>>20)
		case threads > l.Threads:
			return fmt.Sprintf("it has %d threads, and may have %d", threads, l.Threads)
		}
		timer.Reset(min(longestLook, max(shortestLook, time.Duration(float64(l.Memory-resident)/fastest*float64(time.Second)))))
	}
}

// Fields of /proc/PID/stat, counted from the one after the name.
const (
	threadsField  = 17
	residentField = 21
)

// taken is what a process holds now: resident bytes and threads.
func taken(pid int) (resident, threads uint64, err error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, err
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) <= residentField {
		return 0, 0, fmt.Errorf("reading what process %d takes: %d fields", pid, len(fields))
	}
	if threads, err = strconv.ParseUint(string(fields[threadsField]), 10, 64); err != nil {
		return 0, 0, err
	}
	pages, err := strconv.ParseUint(string(fields[residentField]), 10, 64)
	return pages * uint64(os.Getpagesize()), threads, err //nolint:gosec // 4096
}
