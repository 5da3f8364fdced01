package confine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// launcherName is the name under which this program is started again to put up walls.
const launcherName = "ribambelle-confine"

// The descriptors that a launcher is given beside the three of every process.
const (
	programFile = 3
	reportFile  = 4
)

// own is what the box adds to an environment: a temporary folder that it may write, and what a Go program cannot
// find out behind the walls.
func (b Box) own() ([]string, error) {
	env := []string{
		"GOMAXPROCS=" + strconv.Itoa(runtime.GOMAXPROCS(0)),
		"GOMEMLIMIT=" + strconv.FormatUint(b.Limits.Memory/8*7, 10),
	}
	if b.Walls.Tree {
		return append(env, "TMPDIR=/tmp"), nil
	}
	scratch := filepath.Join(b.Folder, "tmp")
	if err := os.Mkdir(scratch, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("making a temporary folder: %w", err)
	}
	if b.User != 0 {
		if err := os.Chown(scratch, b.User, b.User); err != nil {
			return nil, fmt.Errorf("giving a temporary folder away: %w", err)
		}
	}
	return append(env, "TMPDIR="+scratch), nil
}

// Prepare makes the start that the box describes.
func (b Box) Prepare() (*Start, error) {
	b.Limits = b.Limits.withDefaults()
	if b.Name == "" {
		b.Name = "program"
	}
	if b.Walls == (Walls{}) {
		return b.plain(), nil
	}
	env, err := b.own()
	if err != nil {
		return nil, err
	}
	ours, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("making a pipe for a launcher: %w", err)
	}
	given := []*os.File{nil, theirs}
	if b.Program != nil {
		given[0] = b.Program.file
	}
	text, err := json.Marshal(b.order())
	if err != nil {
		return nil, fmt.Errorf("writing a launcher's order: %w", err)
	}
	cmd := &exec.Cmd{
		Path: "/proc/self/exe", Args: []string{launcherName, string(text)}, Env: append(env, b.Env...), Dir: "/",
		Stdin: b.Stdin, ExtraFiles: given, SysProcAttr: attributes(),
	}
	if b.Walls.Tree {
		b.unshare(cmd.SysProcAttr)
	}
	return &Start{Cmd: cmd, report: ours, theirs: theirs}, nil
}

// plain is a start without any wall. A script's interpreter is given the descriptor that it reads.
func (b Box) plain() *Start {
	cmd := &exec.Cmd{Args: []string{b.Name}, Env: b.Env, Dir: "/", Stdin: b.Stdin, SysProcAttr: attributes()}
	if b.Program.script() {
		cmd.Path, cmd.ExtraFiles = fmt.Sprintf("/dev/fd/%d", programFile), []*os.File{b.Program.file}
	} else {
		cmd.Path = fmt.Sprintf("/proc/self/fd/%d", b.Program.file.Fd())
	}
	return &Start{Cmd: cmd}
}

// attributes put a process into a session of its own, and let it die with the thread that starts it.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}

// unshare asks for namespaces; who is not root needs one of users first, in which the launcher is.
func (b Box) unshare(a *syscall.SysProcAttr) {
	a.Cloneflags = unix.CLONE_NEWNS | unix.CLONE_NEWNET | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS
	if b.User != 0 {
		return
	}
	a.Cloneflags |= unix.CLONE_NEWUSER
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
}

func (b Box) order() order {
	return order{
		Host: os.Getpid(), Name: b.Name, Folder: b.Folder, User: b.User, Walls: b.Walls, Limits: b.Limits,
		Trial: b.Program == nil, Script: b.Program != nil && b.Program.script(),
	}
}

// mostReport is more than any report is long.
const mostReport = 4 << 10

// Settled waits until the program itself runs, and says what kept it from that. Call it once, after Begin. A
// *NotExecutable means that the file is at fault, and no wall.
func (s *Start) Settled() error {
	if s.report == nil {
		return nil
	}
	defer s.report.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(s.report, mostReport))
	if err != nil {
		return fmt.Errorf("listening to a launcher: %w", err)
	}
	if what, found := strings.CutPrefix(string(text), notExecutable); found {
		return &NotExecutable{what}
	}
	if len(text) > 0 {
		return errors.New(string(text))
	}
	return nil
}
