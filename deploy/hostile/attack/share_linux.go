package attack

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// generations is how many processes a fork bomb needs to be known as one.
const generations = 20

func fork() error {
	for range generations {
		id, _, errno := syscall.RawSyscall(syscall.SYS_FORK, 0, 0, 0)
		if errno != 0 {
			return errno
		}
		if id == 0 {
			syscall.RawSyscall(syscall.SYS_EXIT, 0, 0, 0)
		}
		_, _ = unix.Wait4(int(id), nil, 0, nil)
	}
	return nil
}

func spawn() error { return exec.Command("/bin/true").Run() }

// threads makes many, which stay.
func threads(t Target) error {
	var started sync.WaitGroup
	for range t.Amount {
		started.Add(1)
		go func() {
			runtime.LockOSThread()
			started.Done()
			select {} // the thread stays with it
		}()
	}
	started.Wait()
	return nil
}

// compute keeps all processors busy for so many milliseconds, until it gets no more than its share: half of them, and ten
// seconds that it had saved up.
func compute(t Target) error {
	const saved = 10 * time.Second
	var busy sync.WaitGroup
	began, before := time.Now(), computed()
	end := began.Add(time.Duration(t.Amount) * time.Millisecond)
	for range runtime.NumCPU() {
		busy.Go(func() {
			for n := 0; n&0xffff != 0 || time.Now().Before(end); n++ { //nolint:revive // computes
			}
		})
	}
	busy.Wait()
	got, share := computed()-before, saved+time.Since(began)*time.Duration(runtime.NumCPU())/2
	if got < share*21/20 {
		return fmt.Errorf("it had %s of the processors, and its share is %s", got.Round(time.Millisecond), share.Round(time.Millisecond))
	}
	return nil
}

// computed is the processor time that this process has had.
func computed() time.Duration {
	var used unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_SELF, &used) // of oneself, always
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// memory fills so many MiB, and keeps them.
func memory(t Target) error {
	const blockSize = 16
	for range t.Amount / blockSize {
		block, err := unix.Mmap(-1, 0, blockSize<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
		if err != nil {
			return err
		}
		for i := 0; i < len(block); i += os.Getpagesize() {
			block[i] = 1
		}
	}
	return nil
}

// fill writes so many MiB into its temporary folder, in files of 16, and takes them away again.
func fill(t Target) (err error) {
	const fileSize = 16
	folder, err := os.MkdirTemp("", "fill-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // hostile enough
	for i := range t.Amount / fileSize {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i)), make([]byte, fileSize<<20), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// tiny is a whole program for x86-64 that writes "hit" and ends.
var tiny = []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00" + // identity
	"\x02\x00\x3e\x00\x01\x00\x00\x00" + // executable, x86-64
	"\x78\x00\x40\x00\x00\x00\x00\x00" + "\x40\x00\x00\x00\x00\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00" + // entry, program headers
	"\x00\x00\x00\x00\x40\x00\x38\x00\x01\x00\x00\x00\x00\x00\x00\x00" +
	"\x01\x00\x00\x00\x05\x00\x00\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00" + // load, read and execute
	"\x00\x00\x40\x00\x00\x00\x00\x00" + "\x00\x00\x40\x00\x00\x00\x00\x00" +
	"\x9d\x00\x00\x00\x00\x00\x00\x00" + "\x9d\x00\x00\x00\x00\x00\x00\x00" + "\x00\x10\x00\x00\x00\x00\x00\x00" +
	"\xb8\x01\x00\x00\x00\xbf\x01\x00\x00\x00" + "\x48\x8d\x35\x10\x00\x00\x00" + "\xba\x04\x00\x00\x00\x0f\x05" + // write
	"\xb8\x3c\x00\x00\x00\x31\xff\x0f\x05" + "hit\n") // exit

// memfd executes a file in memory that the attacker filled: as a process of its own, or, where there can be none, in
// its own place. Then it is the program that says "hit" on stdout, and nothing returns.
func memfd() error {
	file, err := unix.MemfdCreate("tiny", 0)
	if err != nil {
		return err
	}
	defer unix.Close(file) //nolint:errcheck // done with
	if _, err := unix.Write(file, tiny); err != nil {
		return err
	}
	if said, err := exec.Command(fmt.Sprintf("/proc/self/fd/%d", file)).Output(); err == nil && string(said) == "hit\n" {
		return nil
	}
	empty, arguments := []byte{0}, []*byte{nil}
	_, _, errno := syscall.RawSyscall6(unix.SYS_EXECVEAT, uintptr(file), uintptr(unsafe.Pointer(&empty[0])),
		uintptr(unsafe.Pointer(&arguments[0])), uintptr(unsafe.Pointer(&arguments[0])), unix.AT_EMPTY_PATH, 0)
	return errno
}

func uring() error {
	var parameters [120]byte
	fd, _, errno := syscall.RawSyscall(unix.SYS_IO_URING_SETUP, 4, uintptr(unsafe.Pointer(&parameters[0])), 0)
	if errno != 0 {
		return errno
	}
	return unix.Close(int(fd))
}
