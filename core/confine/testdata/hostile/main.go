// Command hostile attacks what is outside its box, one attack a run. It says "hit" on stdout where the attack
// works, and otherwise why it does not.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// target is what the attack is aimed at, as its kind needs: a path, an address, a process.
var target = os.Getenv("TARGET")

var attacks = map[string]func() error{
	"none":        func() error { return nil },
	"work":        work,
	"wait":        wait,
	"read":        func() error { _, err := os.ReadFile(target); return err },
	"environ":     func() error { _, err := os.ReadFile("/proc/" + target + "/environ"); return err },
	"write":       func() error { return os.WriteFile(target, []byte("hostile"), 0o600) },
	"link":        func() error { return os.Link(target, filepath.Join(os.Getenv("FOLDER"), "link")) },
	"symlink":     func() error { return os.Symlink(target, filepath.Join(os.Getenv("FOLDER"), "symlink")) },
	"socket":      func() error { return dial("unix", "hello") },
	"datagram":    func() error { return dial("unixgram", "hello") },
	"tcp":         func() error { return dial("tcp", "hello") },
	"udp":         func() error { return dial("udp", "hello") },
	"listen":      func() error { return second(net.Listen("tcp", "127.0.0.1:0")) },
	"netlink":     netlink,
	"ptrace":      ptrace,
	"peek":        peek,
	"signal":      func() error { return syscall.Kill(process(), syscall.SIGURG) },
	"own":         own,
	"pidfd":       func() error { return second(unix.PidfdOpen(process(), 0)) },
	"prlimit":     func() error { return unix.Prlimit(process(), unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}) },
	"fork":        fork,
	"spawn":       func() error { return exec.Command("/bin/true").Run() },
	"threads":     threads,
	"memory":      memory,
	"memfd":       memfd,
	"uring":       uring,
	"keyring":     func() error { return second(unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true)) },
	"descriptor":  descriptor,
	"orphan":      orphan,
	"environment": environment,
}

// init keeps main on the first thread: the tie to the host is that one's.
func init() { runtime.LockOSThread() }

func main() {
	err := attacks[os.Getenv("ATTACK")]()
	if err != nil {
		fmt.Println("blocked:", err)
		os.Exit(1)
	}
	fmt.Println("hit")
}

func second[T any](_ T, err error) error { return err }

func process() int {
	id, err := strconv.Atoi(target)
	if err != nil {
		panic(err)
	}
	return id
}

// work does what an honest module does.
func work() error {
	scratch, err := os.CreateTemp("", "work-")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer os.Remove(scratch.Name())
	folder, err := os.MkdirTemp("", "work-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer os.RemoveAll(folder)
	if err := os.Rename(scratch.Name(), filepath.Join(folder, "moved")); err != nil {
		return fmt.Errorf("moving a temporary file: %w", err)
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	if _, err := null.WriteString("gone"); err != nil {
		return err
	}
	l, err := net.Listen("unix", filepath.Join(os.Getenv("FOLDER"), "work.sock"))
	if err != nil {
		return err
	}
	if fmt.Sprint(runtime.GOMAXPROCS(0)) != os.Getenv("GOMAXPROCS") {
		return fmt.Errorf("GOMAXPROCS is %d", runtime.GOMAXPROCS(0))
	}
	fmt.Println("listening")
	c, err := l.Accept()
	if err != nil {
		return err
	}
	_, err = io.Copy(c, c)
	return errors.Join(err, c.Close(), l.Close())
}

// wait lives until its stdin ends.
func wait() error {
	fmt.Println("holding")
	return second(io.Copy(io.Discard, os.Stdin))
}

func dial(network, text string) error {
	c, err := net.Dial(network, target)
	if err != nil {
		return err
	}
	return second(io.WriteString(c, text))
}

func netlink() error {
	s, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	return unix.Bind(s, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
}

func ptrace() error {
	return unix.PtraceSeize(process())
}

// peek reads a byte of another process; ADDRESS is a place that is mapped there.
func peek() error {
	at, err := strconv.ParseUint(os.Getenv("ADDRESS"), 16, 64)
	if err != nil {
		return err
	}
	into := make([]byte, 1)
	return second(unix.ProcessVMReadv(process(), []unix.Iovec{{Base: &into[0], Len: 1}}, []unix.RemoteIovec{{Base: uintptr(at), Len: 1}}, 0))
}

// own lets the kernel send a signal in this process's name.
func own() error {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_NONBLOCK); err != nil {
		return err
	}
	for _, step := range [][2]int{{unix.F_SETOWN, process()}, {unix.F_SETSIG, int(unix.SIGURG)}, {unix.F_SETFL, unix.O_ASYNC | unix.O_NONBLOCK}} {
		if _, err := unix.FcntlInt(uintptr(ends[0]), step[0], step[1]); err != nil {
			return err
		}
	}
	return nil
}

func fork() error {
	for range 20 {
		id, _, errno := syscall.RawSyscall(syscall.SYS_FORK, 0, 0, 0)
		if errno != 0 {
			return errno
		}
		if id == 0 {
			syscall.RawSyscall(syscall.SYS_EXIT, 0, 0, 0)
		}
	}
	return nil
}

// threads makes many and then waits for what happens.
func threads() error {
	var started sync.WaitGroup
	for range 150 {
		started.Add(1)
		go func() {
			runtime.LockOSThread()
			started.Done()
			select {} // the thread stays with it
		}()
	}
	started.Wait()
	return wait()
}

// memory fills 512 MiB and then waits for what happens.
func memory() error {
	var kept [][]byte
	for range 32 {
		block := make([]byte, 16<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		kept = append(kept, block)
	}
	defer runtime.KeepAlive(kept)
	return wait()
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

func memfd() error {
	file, err := unix.MemfdCreate("tiny", 0)
	if err != nil {
		return err
	}
	if _, err := unix.Write(file, tiny); err != nil {
		return err
	}
	empty, arguments := []byte{0}, []*byte{nil}
	_, _, errno := syscall.RawSyscall6(unix.SYS_EXECVEAT, uintptr(file), uintptr(unsafe.Pointer(&empty[0])),
		uintptr(unsafe.Pointer(&arguments[0])), uintptr(unsafe.Pointer(&arguments[0])), unix.AT_EMPTY_PATH, 0)
	return errno
}

func uring() error {
	var parameters [120]byte
	_, _, errno := syscall.RawSyscall(unix.SYS_IO_URING_SETUP, 4, uintptr(unsafe.Pointer(&parameters[0])), 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// descriptor reads from a descriptor that the host left open.
func descriptor() error {
	return second(unix.Pread(process(), make([]byte, 1), 0))
}

// orphan cuts the tie to the host and lives on.
func orphan() error {
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, 0, 0, 0, 0); err != nil {
		fmt.Println("blocked:", err)
	}
	fmt.Println("holding")
	for {
		time.Sleep(time.Hour)
	}
}

// environment looks for a secret of the host's own environment.
func environment() error {
	if os.Getenv("SECRET_OF_HOST") == "" {
		return errors.New("there is none")
	}
	return nil
}
