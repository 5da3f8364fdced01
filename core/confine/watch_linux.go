package confine

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
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

// Watch looks at a process until done is closed, lets it stand still where it uses more than its share of the processors,
// and returns what it took too much of otherwise, or "" when done is closed first. The caller ends the process then.
func (l Limits) Watch(pid int, done <-chan struct{}) string {
	l = l.withDefaults()
	speed := newPace(l)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-done:
			return ""
		case <-timer.C:
		}
		now, err := taken(pid)
		switch {
		case err != nil: // it has ended, or nearly
			timer.Reset(longestLook)
			continue
		case now.resident > l.Memory:
			return fmt.Sprintf("it took %d MiB of memory, and may take %d", now.resident>>20, l.Memory>>20)
		case now.threads > l.Threads:
			return fmt.Sprintf("it has %d threads, and may have %d", now.threads, l.Threads)
		}
		still := speed.look(time.Now(), now.computed)
		if still > 0 {
			hold(pid, still, done)
		}
		filled := time.Duration(float64(l.Memory-now.resident) / fastest * float64(time.Second))
		timer.Reset(min(longestLook, max(shortestLook, filled), speed.next()))
	}
}

// hold lets a process and all of its group stand still for a while.
func hold(pid int, still time.Duration, done <-chan struct{}) {
	_ = syscall.Kill(-pid, syscall.SIGSTOP)
	select {
	case <-done:
	case <-time.After(still):
	}
	_ = syscall.Kill(-pid, syscall.SIGCONT)
}

// holding is what a process has taken until now.
type holding struct {
	resident uint64 // bytes
	threads  uint64
	computed time.Duration // of processors
}

// Fields of /proc/PID/stat, counted from the one after the name.
const (
	userField     = 11
	systemField   = 12
	threadsField  = 17
	residentField = 21
)

// tick is the unit of processor time there, on every Linux.
const tick = 10 * time.Millisecond

func taken(pid int) (now holding, err error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return now, err
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) <= residentField {
		return now, fmt.Errorf("reading what process %d takes: %d fields", pid, len(fields))
	}
	var numbers [residentField + 1]uint64
	for _, i := range []int{userField, systemField, threadsField, residentField} {
		if numbers[i], err = strconv.ParseUint(string(fields[i]), 10, 64); err != nil {
			return now, fmt.Errorf("reading what process %d takes: %w", pid, err)
		}
	}
	return holding{
		resident: numbers[residentField] * uint64(os.Getpagesize()), //nolint:gosec // 4096
		threads:  numbers[threadsField],
		computed: time.Duration(numbers[userField]+numbers[systemField]) * tick, //nolint:gosec // centuries
	}, nil
}
