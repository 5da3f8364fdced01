package attack

import (
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// ptrace takes hold of a process from a thread of its own, with which the hold ends: whoever is held goes on.
func ptrace(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	held := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this function
		held <- unix.PtraceSeize(process)
	}()
	return <-held
}

// peek reads a byte of another process.
func peek(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	at, err := strconv.ParseUint(t.Address, 16, 64)
	if err != nil {
		return err
	}
	into := make([]byte, 1)
	return second(unix.ProcessVMReadv(process, []unix.Iovec{{Base: &into[0], Len: 1}}, []unix.RemoteIovec{{Base: uintptr(at), Len: 1}}, 0))
}

// signal sends what a Go program takes for a call to switch goroutines.
func signal(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	return unix.Kill(process, unix.SIGURG)
}

// own lets the kernel send a signal in this process's name.
func own(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_NONBLOCK); err != nil {
		return err
	}
	defer unix.Close(ends[0]) //nolint:errcheck // only opened
	defer unix.Close(ends[1]) //nolint:errcheck // only opened
	for _, step := range [][2]int{{unix.F_SETOWN, process}, {unix.F_SETSIG, int(unix.SIGURG)}, {unix.F_SETFL, unix.O_ASYNC | unix.O_NONBLOCK}} {
		if _, err := unix.FcntlInt(uintptr(ends[0]), step[0], step[1]); err != nil {
			return err
		}
	}
	return nil
}

func pidfd(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	fd, err := unix.PidfdOpen(process, 0)
	if err != nil {
		return err
	}
	return unix.Close(fd)
}

// prlimit asks for a limit of another process; who may ask may also set.
func prlimit(t Target) error {
	process, err := t.number()
	if err != nil {
		return err
	}
	return unix.Prlimit(process, unix.RLIMIT_NOFILE, nil, &unix.Rlimit{})
}
