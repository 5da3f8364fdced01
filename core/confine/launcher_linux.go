package confine

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// order is what a launcher is told.
type order struct {
	Host   int // process id of the one that gives it
	Name   string
	Folder string
	User   int
	Walls  Walls
	Limits Limits
	Trial  bool // end well instead of becoming a program
	Script bool // the program is a text, for an interpreter
}

// notExecutable begins the report of a launcher whose walls stand but whose program does not run.
const notExecutable = "not executable: "

// init becomes the launcher where this process was started as one, and otherwise does nothing. It is an init, so
// that no main can forget it and none of the host's is set up for the few milliseconds of a launcher's life.
func init() {
	if len(os.Args) != 2 || os.Args[0] != launcherName {
		return
	}
	runtime.LockOSThread()
	report := os.NewFile(reportFile, "report")
	var o order
	err := json.Unmarshal([]byte(os.Args[1]), &o)
	if err == nil {
		err = o.carryOut()
	}
	if err != nil {
		_, _ = report.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// carryOut puts up the walls, from the outermost right to the innermost, and becomes the program. Each step may
// take away what an earlier one needed.
func (o order) carryOut() error {
	env := os.Environ()
	steps := []struct {
		does string
		when bool
		do   func() error
	}{
		{"tying the process to the host", true, o.dieWithHost},
		{"standing back", o.Limits.CPU > 0, standBack},
		{"making a file tree", o.Walls.Tree, o.moveIntoTree},
		{"becoming an own user", o.Walls.User, o.becomeUser},
		{"tying the process to the host again", o.Walls.User, o.dieWithHost},
		{"setting limits", true, o.limit},
		{"dropping privileges", true, dropPrivileges},
		{"closing all other paths", o.Walls.Paths, o.closePaths},
		{"trying the folder", o.Trial, o.tryFolder},
		{"closing descriptors", true, o.closeDescriptors},
		{"closing other system calls", o.Walls.Calls, o.closeCalls},
	}
	for _, s := range steps {
		if !s.when {
			continue
		}
		if err := s.do(); err != nil {
			return fmt.Errorf("%s: %w", s.does, err)
		}
	}
	if o.Trial {
		return nil
	}
	return o.become(env)
}

// dieWithHost lets the kernel kill this process when the host is gone, which it may be already. The tie is cut by
// a change of user.
func (o order) dieWithHost() error {
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return err
	}
	if os.Getppid() != o.Host {
		return errors.New("the host has ended")
	}
	return nil
}

// behind is how far a process stands back where others want the processors: it gets a third of what each of them does.
const behind = 5

// standBack lets others go first. The kernel may weigh whole sessions instead of processes: this one's too, then.
func standBack() error {
	err := os.WriteFile("/proc/self/autogroup", []byte(strconv.Itoa(behind)), 0)
	if err != nil && !errors.Is(err, os.ErrNotExist) && !errors.Is(err, unix.EAGAIN) {
		return err
	}
	return unix.Setpriority(unix.PRIO_PROCESS, 0, behind)
}

// becomeUser takes the user id of this process alone, with a group of the same number and no other.
func (o order) becomeUser() error {
	return errors.Join(syscall.Setgroups(nil), syscall.Setresgid(o.User, o.User, o.User), syscall.Setresuid(o.User, o.User, o.User))
}

// dataRoom is what a Go program maps for data without using it.
const dataRoom = 256 << 20

// limit sets hard limits. The kernel counts threads by user, so that a limit would count the host's own unless
// the user is the process's alone.
func (o order) limit() error {
	limits := map[int]uint64{
		unix.RLIMIT_NOFILE: o.Limits.Files, unix.RLIMIT_FSIZE: o.Limits.Scratch, unix.RLIMIT_CORE: 0,
	}
	if o.Walls.User || o.Walls.Tree {
		limits[unix.RLIMIT_NPROC] = o.Limits.Threads
	}
	for which, most := range limits {
		if err := unix.Setrlimit(which, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit %d: %w", which, err)
		}
	}
	return nil
}

// limitMemory limits what the program may map for data. It is the last thing before the exec, as the launcher itself may be
// beyond it, like one that looks for races, and gets no more memory from then on: whatever maps some ends it.
func (o order) limitMemory() error {
	most := o.Limits.Memory + dataRoom
	return unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most})
}

// dropPrivileges gives up every way to more rights: after the exec that follows there are none left. Who has no
// right to drop has none to lose.
func dropPrivileges() error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	for capability := uintptr(0); capability <= unix.CAP_LAST_CAP; capability++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
		if err != nil && !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EINVAL) {
			return err
		}
	}
	err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
	if err != nil {
		return err
	}
	none := [2]unix.CapUserData{}
	return unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0])
}

// tryFolder proves that the program could open a socket in its folder.
func (o order) tryFolder() error {
	path := o.Folder + "/trial"
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(path))
}

// closeDescriptors lets every descriptor but the first three end with the exec. An interpreter reads its script from the
// script's own.
func (o order) closeDescriptors() error {
	first := uint(programFile)
	if o.Script {
		first++
	}
	return unix.CloseRange(first, ^uint(0)>>1, unix.CLOSE_RANGE_CLOEXEC)
}

// become limits the memory and executes the program's descriptor, whatever lies at its path now.
func (o order) become(env []string) error {
	arguments, err := syscall.SlicePtrFromStrings([]string{o.Name})
	if err != nil {
		return err
	}
	variables, err := syscall.SlicePtrFromStrings(env)
	if err != nil {
		return err
	}
	empty, err := syscall.BytePtrFromString("")
	if err != nil {
		return err
	}
	if err := o.limitMemory(); err != nil {
		return fmt.Errorf("limiting its memory: %w", err)
	}
	_, _, errno := unix.RawSyscall6(unix.SYS_EXECVEAT, programFile, uintptr(unsafe.Pointer(empty)),
		uintptr(unsafe.Pointer(&arguments[0])), uintptr(unsafe.Pointer(&variables[0])), unix.AT_EMPTY_PATH, 0)
	if errno == unix.ENOENT || errno == unix.EACCES { // of a loader or interpreter
		return errors.New(notExecutable + o.lack())
	}
	return errors.New(notExecutable + errno.Error())
}

// lack says what a program does not find that is not all there is of it.
func (o order) lack() string {
	if o.Walls.Level() <= Basic {
		return "the loader or the interpreter that it needs is not on this machine"
	}
	return "it is not a static program (Go's are with CGO_ENABLED=0), as it must be unless it is trusted with --confine basic"
}
